/* The do-nothing floor of ring_to_text: reads the port, answers the end-of-call line with AT+CMGS=<length>
 * and the prompt with a prepared PDU. It checks nothing, remembers nothing and knows no caller: nothing that
 * reads a serial port from user space can be much faster. */
#include "usage/usage.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const char USAGE[] = "usage: floor_bench PORT LENGTH PDU-IN-HEX\n";

static const char *const INIT[] = {"ATE0\r", "AT+CMEE=1\r", "AT+CMGF=0\r", "AT+CLIP=1\r"};

static int open_raw(const char *path)
{
    struct termios tio;
    int fd = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);

    if (fd < 0 || tcgetattr(fd, &tio) != 0)
        return -1;
    cfmakeraw(&tio);
    (void)cfsetspeed(&tio, B115200);
    return tcsetattr(fd, TCSANOW, &tio) == 0 ? fd : -1;
}

/* Reads until the port shows `what`. false at its end. */
static bool await(int fd, const char *what)
{
    char buf[4096];
    size_t len = 0;

    for (;;) {
        ssize_t got = read(fd, buf + len, sizeof(buf) - len);
        if (got <= 0)
            return false;
        len += (size_t)got;
        if (memmem(buf, len, what, strlen(what)) != NULL)
            return true;
        if (len == sizeof(buf))
            len = 0;
    }
}

static bool say(int fd, const char *text)
{
    return write(fd, text, strlen(text)) == (ssize_t)strlen(text);
}

int main(int argc, char **argv)
{
    char order[32], body[512];

    usage_look(argc, argv, USAGE, 3, 3);
    if (strlen(argv[3]) + 2 > sizeof(body))
        usage_wrong(USAGE);
    (void)snprintf(order, sizeof(order), "AT+CMGS=%s\r", argv[2]);
    (void)snprintf(body, sizeof(body), "%s\x1A", argv[3]);
    int fd = open_raw(argv[1]);
    bool up = fd >= 0;
    for (size_t i = 0; up && i < sizeof(INIT) / sizeof(INIT[0]); i++)
        up = say(fd, INIT[i]) && await(fd, "OK\r\n");
    while (up)
        up = await(fd, "NO CARRIER\r\n") && say(fd, order) && await(fd, "> ") && say(fd, body);
    return EXIT_SUCCESS;
}

/* textbackd: arguments, then the box. */
#include "shell/box.h"
#include "shell/config.h"

#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXIT_USAGE = 64 }; /* sysexits(3) */

static const char usage[] =
    "usage: textbackd --config FILE [--port PATH] [--state DIR] [--card DIR] [--check]\n"
    "  --config FILE  textback.ini\n"
    "  --port PATH    the first line's modem, instead of the port in FILE\n"
    "  --state DIR    where the box keeps what must survive (default /var/lib/textback)\n"
    "  --card DIR     where the card's files are written (default: the folder of FILE)\n"
    "  --check        read FILE, show each message as a caller sees it and every mistake, and end\n"
    "  --help         this\n"
    "  --version      which release it is\n";

static int wrong_usage(void)
{
    (void)fputs(usage, stderr);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'c'}, {"port", required_argument, NULL, 'p'},
        {"state", required_argument, NULL, 's'},  {"card", required_argument, NULL, 'd'},
        {"check", no_argument, NULL, 'k'},        {"help", no_argument, NULL, 'h'},
        {"version", no_argument, NULL, 'v'},      {NULL, 0, NULL, 0},
    };
    struct box_options box = {.state = "/var/lib/textback"};
    bool check = false;
    int option;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        switch (option) {
        case 'c':
            box.config = optarg;
            break;
        case 'p':
            box.port = optarg;
            break;
        case 's':
            box.state = optarg;
            break;
        case 'd':
            box.card = optarg;
            break;
        case 'k':
            check = true;
            break;
        case 'h':
            (void)fputs(usage, stdout);
            return EXIT_SUCCESS;
        case 'v':
            (void)puts("textbackd " TB_VERSION);
            return EXIT_SUCCESS;
        default:
            return wrong_usage();
        }
    }
    if (box.config == NULL || optind != argc)
        return wrong_usage();
    if (check)
        return config_check(box.config, stdout);
    char folder[4096];
    (void)snprintf(folder, sizeof folder, "%s", box.config);
    if (box.card == NULL)
        box.card = dirname(folder);
    return box_run(&box);
}

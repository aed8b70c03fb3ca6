#include "shell/notify.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

bool notify(const char *format, ...)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = getenv("NOTIFY_SOCKET");
    char words[512];
    va_list arguments;

    if (path == NULL || path[0] == '\0' || strlen(path) >= sizeof address.sun_path)
        return true;
    va_start(arguments, format);
    int length = vsnprintf(words, sizeof words, format, arguments);
    va_end(arguments);
    if (length < 0)
        return true;
    size_t used = (size_t)length < sizeof words ? (size_t)length : sizeof words - 1;
    memcpy(address.sun_path, path, strlen(path));
    socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
    if (path[0] == '@')
        address.sun_path[0] = '\0'; /* an abstract name */
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    bool sent = fd >= 0 && sendto(fd, words, used, MSG_DONTWAIT | MSG_NOSIGNAL,
                                  (const struct sockaddr *)&address, size) == (ssize_t)used;
    if (fd >= 0)
        (void)close(fd);
    return sent;
}

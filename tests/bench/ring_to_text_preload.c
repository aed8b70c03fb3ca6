/* oFono reaches a modem without udev only through its phonesim plugin, and that only by TCP. Preloaded into
 * ofonod, this gives it the pseudo-terminal named by RING_TO_TEXT_PORT in place of that connection, so that
 * no relay adds to what is measured. Built by ring_to_text: cc -shared -fPIC. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

typedef int connect_fn(int, const struct sockaddr *, socklen_t);

int connect(int fd, const struct sockaddr *to, socklen_t len)
{
    const char *port = getenv("RING_TO_TEXT_PORT");

    if (port == NULL || to->sa_family != AF_INET) {
        connect_fn *next = (connect_fn *)dlsym(RTLD_NEXT, "connect");
        return next(fd, to, len);
    }
    int tty = open(port, O_RDWR | O_NOCTTY | O_CLOEXEC);
    int result = tty < 0 ? -1 : dup2(tty, fd);
    if (tty >= 0)
        (void)close(tty);
    return result < 0 ? -1 : 0;
}

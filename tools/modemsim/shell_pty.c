#include "modemsim/shell_pty.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static bool open_ends(struct pty *pty)
{
    struct termios raw;

    pty->master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (pty->master < 0 || grantpt(pty->master) != 0 || unlockpt(pty->master) != 0 ||
        ptsname_r(pty->master, pty->name, sizeof(pty->name)) != 0)
        return false;
    pty->slave = open(pty->name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (pty->slave < 0 || tcgetattr(pty->slave, &raw) != 0)
        return false;
    cfmakeraw(&raw);
    (void)cfsetspeed(&raw, B115200);
    return tcsetattr(pty->slave, TCSANOW, &raw) == 0;
}

/* A link beside the wanted name, then a rename over it: whoever looks finds the old one or the new one. */
static bool place_link(const struct pty *pty)
{
    char beside[PATH_MAX];
    struct stat st;

    if (lstat(pty->link, &st) == 0 && !S_ISLNK(st.st_mode)) {
        errno = EEXIST;
        return false;
    }
    int n = snprintf(beside, sizeof(beside), "%s.%ld", pty->link, (long)getpid());
    if (n < 0 || (size_t)n >= sizeof(beside)) {
        errno = ENAMETOOLONG;
        return false;
    }
    (void)unlink(beside);
    if (symlink(pty->name, beside) != 0)
        return false;
    if (rename(beside, pty->link) == 0)
        return true;
    int why = errno;
    (void)unlink(beside);
    errno = why;
    return false;
}

bool pty_open(struct pty *pty, const char *link)
{
    *pty = (struct pty){.master = -1, .slave = -1, .link = link};
    if (open_ends(pty) && place_link(pty))
        return true;
    int why = errno;
    pty_close(pty);
    errno = why;
    return false;
}

void pty_close(struct pty *pty)
{
    char target[sizeof(pty->name)];

    if (pty->master < 0)
        return;
    ssize_t n = readlink(pty->link, target, sizeof(target));
    if (n > 0 && (size_t)n == strlen(pty->name) && memcmp(target, pty->name, (size_t)n) == 0)
        (void)unlink(pty->link);
    (void)close(pty->master);
    if (pty->slave >= 0)
        (void)close(pty->slave);
    pty->master = pty->slave = -1;
}

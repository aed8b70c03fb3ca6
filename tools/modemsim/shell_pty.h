/* The port a client opens: a raw PTY and the symlink that names it. */
#ifndef TB_MODEMSIM_SHELL_PTY_H
#define TB_MODEMSIM_SHELL_PTY_H

#include <stdbool.h>

struct pty {
    int master; /* -1 while unplugged */
    int slave;  /* held open, so that a client may close the port and open it again */
    const char *link;
    char name[128]; /* of the slave: what the link points to */
};

/* Opens a PTY and puts the link in place at once (an older link is replaced; a file that is no link is not).
 * false with errno set if that fails; nothing is left behind then. */
bool pty_open(struct pty *pty, const char *link);

/* Closes both ends and removes the link if it is still ours. Harmless if it is closed already. */
void pty_close(struct pty *pty);

#endif

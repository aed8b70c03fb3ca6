/* Words to the service manager, as sd_notify(3) sends them, without its one flaw for us: it waits when the
 * other side does not read, and the loop never waits. */
#ifndef SHELL_NOTIFY_H
#define SHELL_NOTIFY_H

#include "base/check.h"

#include <stdbool.h>

/* One datagram to $NOTIFY_SOCKET. True if it was taken or there is nobody to tell; false if it must be said
 * again. */
bool notify(const char *format, ...) TB_PRINTF(1, 2);

#endif

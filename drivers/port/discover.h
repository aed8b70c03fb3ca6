/* The serial ports that the box has, and word of one that comes or goes. Lists, decides nothing
 * (modem/port_choice.h does).
 *
 * Through sd-device of libsystemd: the event loop and the log already need that library, while libudev would
 * be a further one with the same code inside. It needs systemd 251, which made sd-device public; Debian 12
 * has 252. The list comes from sysfs and so needs no udev; word of changes needs one that runs. */
#ifndef PORT_DISCOVER_H
#define PORT_DISCOVER_H

#include "base/check.h"
#include "base/port_info.h"

#include <stddef.h>
#include <systemd/sd-event.h>

enum { DISCOVER_MAX = 512 }; /* 64 modems with eight ports each */

/* Fills out with at most cap ports, sorted by their place in sysfs; how many. Pseudo terminals and virtual
 * consoles are not among them, nor UARTs without a chip behind them. 0 also if sysfs cannot be read. */
size_t discover_list(struct port_info *out, size_t cap);

/* node: "/dev/ttyUSB2". gone false: it is there now, with its rights and links set. */
typedef void discover_handler(void *arg, const char *node, bool gone);

struct discover_watch;

/* NULL if there is no word to be had (no udev, no AF_NETLINK): list again now and then. */
TB_MUST_CHECK struct discover_watch *discover_watch(sd_event *loop, discover_handler *handler, void *arg);

void discover_unwatch(struct discover_watch *self);

#endif

/* Which line opens which serial port. Pure: the shell lists the ports (port/discover.h), tells what became of
 * the one that was chosen, and brings the time.
 *
 * Life of a line: port_line_init(), port_line_wish() whenever the ini may have changed; then, while it has no
 * port: port_choose(), and port_opened() or port_failed(). While it has one: port_answered() as soon as the
 * modem says anything to AT, or, if port_probe_deadline() comes before that, port_silent(). At the end
 * port_closed().
 *
 * A line keeps its modem: told apart by the USB socket ("1-1.2"), the ids and, where it is the only one of
 * its kind, the serial number. Two lines never get the same device, not even two interfaces of one. */
#ifndef MODEM_PORT_CHOICE_H
#define MODEM_PORT_CHOICE_H

#include "base/port_info.h"

#include <stddef.h>

enum {
    PORT_PLACE_MAX = 128, /* bytes incl. NUL of a place in words */
    PORT_TRIED_MAX = 32,  /* silent ports remembered in one round; more are asked again sooner */

    /* A port that may belong to anything gets the ten AT that bring-up sends in its first 5 s, no more... */
    PORT_PROBE_MS = 5000,
    /* ... and, when every one was silent, more time: each opening moves DTR, which resets some gadgets. */
    PORT_PROBE_AGAIN_MS = 60000,
    /* The AT port of a known modem may just be booting: TOBY-L2 needs 20 s until it is ready (ModemManager),
     * a Huawei stick about 30 s (gammu issue 525). */
    PORT_PROBE_KNOWN_MS = 30000,
    /* The line's own modem has all of the recovery's time before anything else is asked. */
    PORT_PROBE_OWN_MS = 600000,
    /* So long a line waits for its own modem to come back before it takes another that nobody has: longer
     * than any modem needs to restart. */
    PORT_AWAY_MS = 60000,
    /* A port that cannot be opened (held by another program, its rights not yet set) is passed over after so
     * many tries in a row: 5 s. */
    PORT_FAILURES = 10
};

/* Where a line's modem was when it answered last. */
struct port_place {
    bool known;
    char node[PORT_NODE_MAX]; /* only if it is not on USB: numbers of USB nodes change */
    char usb_path[PORT_USB_PATH_MAX], serial[PORT_SERIAL_MAX];
    uint16_t vendor, product;
    uint8_t interface;
};

enum port_wish {
    PORT_AUTO,   /* port = auto */
    PORT_SOCKET, /* port = usb:1-1.2: whatever modem is in that socket */
    PORT_WRITTEN /* port = /dev/...: opened as written; here only so that nobody else gets it */
};

struct port_line {
    enum port_wish wish;
    char wanted[PORT_NODE_MAX]; /* PORT_SOCKET: the USB path. PORT_WRITTEN: the node that it leads to */
    struct port_place own;

    /* private */
    bool is_open, answered, others; /* others: there is another port to ask */
    struct port_info open;          /* the chosen one; PORT_WRITTEN: not filled */
    char tried[PORT_TRIED_MAX][PORT_NODE_MAX];
    uint8_t tried_count, rounds, failures;
    char failed[PORT_NODE_MAX];
    int64_t away_ms;  /* since when it has been without a port */
    int64_t asked_ms; /* since when the open one has been asked in vain, TB_NEVER: it is not */
};

/* place: as port_place_write() made it in a former life, "" or nonsense for none. */
void port_line_init(struct port_line *self, const char *place, int64_t now_ms);

/* What the ini says. For a path, `wanted` is left for the caller to fill: the node it leads to now. */
void port_line_wish(struct port_line *self, const char *written);

/* The port that line[which] is to open now, as an index into list, or -1: there is none for it yet. Not for
 * PORT_WRITTEN. */
int port_choose(struct port_line *line, unsigned lines, unsigned which, const struct port_info *list,
                size_t count, int64_t now_ms);

/* Is there a serial port in that USB socket ("1-1.2")? */
bool port_has_socket(const char *usb_path, const struct port_info *list, size_t count);

/* Why port_choose() found none: "nothing is in usb:1-1.9; there is usb:1-1.2 (/dev/ttyUSB0)". Each USB device
 * with serial ports is named once, as many as fit. Not for PORT_WRITTEN. */
void port_missing_words(const struct port_line *self, const struct port_info *list, size_t count, char *out,
                        size_t cap);

/* It is open; port NULL for PORT_WRITTEN. */
void port_opened(struct port_line *self, const struct port_info *port, int64_t now_ms);

/* It could not be opened. */
void port_failed(struct port_line *self, const struct port_info *port);

/* The modem behind the open port has answered AT: it is the line's own from now on. */
void port_answered(struct port_line *self);

/* Monotonic ms at which port_silent() is due; TB_NEVER while there is nothing else to try. */
int64_t port_probe_deadline(const struct port_line *self);

/* No answer for so long: close it and choose again. */
void port_silent(struct port_line *self);

/* The port is closed. lost: by the other side, not because it is to be opened again at once. */
void port_closed(struct port_line *self, bool lost, int64_t now_ms);

/* A node has come: what was silent under that name before says nothing about it. True if a line that is
 * asking another port now had better look again, since its own modem may be back. */
bool port_arrived(struct port_line *self, const char *node);

/* "1-1.2 02 1e0e:9001 0123456789ABCDEF" for a device on USB, else the node. */
void port_place_write(const struct port_info *port, char *out, size_t cap);

/* False, and out->known false, if words are no such thing. */
bool port_place_read(const char *words, struct port_place *out);

/* A USB path as the kernel writes it: bus, dash, one to six sockets with dots between ("1-1.2"). */
bool port_is_usb_path(const char *words);

#endif

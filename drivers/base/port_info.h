/* One serial port of the box as the system lists it: facts, no judgement. Filled by port/discover.h, judged
 * by modem/port_choice.h. */
#ifndef TB_BASE_PORT_INFO_H
#define TB_BASE_PORT_INFO_H

#include <stdbool.h>
#include <stdint.h>

enum {
    PORT_NODE_MAX = 64,     /* bytes incl. NUL; longer names are not listed */
    PORT_USB_PATH_MAX = 32, /* "1-1.2.3.4.5.6" is the deepest that USB allows: six hubs */
    PORT_SERIAL_MAX = 64    /* a USB string has at most 126 characters; a longer one is cut */
};

struct port_info {
    char node[PORT_NODE_MAX];         /* "/dev/ttyUSB2", never a symbolic link */
    char usb_path[PORT_USB_PATH_MAX]; /* bus and sockets, "1-1.2"; "" if it is not on USB */
    char serial[PORT_SERIAL_MAX];     /* the USB device's serial number, "" if it tells none */
    uint16_t vendor, product;
    uint8_t interface; /* bInterfaceNumber */
    uint8_t interface_class, interface_protocol;
    bool console; /* the kernel writes there, or somebody may log in there */
    bool primary; /* where /dev/serial0 leads: the UART on the pins of a Raspberry Pi */
};

#endif

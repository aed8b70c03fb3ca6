/* Serial ports as they are listed, and lines that look for theirs. */
#ifndef TESTS_SUPPORT_PORT_RIG_H
#define TESTS_SUPPORT_PORT_RIG_H

#include "modem/port_choice.h"
#include "unit.h"

#define SIMCOM  0x1e0e, 0x9001
#define QUECTEL 0x2c7c, 0x0125
#define HUAWEI  0x12d1, 0x1506
#define BRIDGE  0x10c4, 0xea60
#define ARDUINO 0x2341, 0x0043

static inline struct port_info port(const char *name, const char *path, uint16_t vendor, uint16_t product,
                                    uint8_t interface)
{
    struct port_info info = {.vendor = vendor, .product = product, .interface = interface};
    (void)snprintf(info.node, sizeof info.node, "/dev/%s", name);
    (void)snprintf(info.usb_path, sizeof info.usb_path, "%s", path);
    return info;
}

static inline struct port_info with_serial(struct port_info info, const char *serial)
{
    (void)snprintf(info.serial, sizeof info.serial, "%s", serial);
    return info;
}

static inline struct port_info uart(const char *name)
{
    return port(name, "", 0, 0, 0);
}

static inline struct port_line automatic(const char *place)
{
    struct port_line line;
    port_line_init(&line, place, 0);
    port_line_wish(&line, "auto");
    return line;
}

/* The node that a single fresh line opens, "" for none. */
static inline const char *chosen(struct port_line *line, unsigned lines, unsigned which,
                                 const struct port_info *list, size_t count, int64_t now_ms)
{
    int i = port_choose(line, lines, which, list, count, now_ms);
    assert_true(i < (int)count);
    if (i < 0)
        return "";
    port_opened(&line[which], &list[i], now_ms);
    return list[i].node;
}

/* It stays silent; what is opened next. */
static inline const char *next(struct port_line *line, const struct port_info *list, size_t count,
                               int64_t now_ms)
{
    port_silent(line);
    port_closed(line, false, now_ms);
    return chosen(line, 1, 0, list, count, now_ms);
}

#endif

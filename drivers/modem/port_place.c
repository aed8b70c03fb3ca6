#include "base/copy.h"
#include "base/hex.h"
#include "modem/port_choice.h"

#include <stdio.h>
#include <string.h>

static size_t digits(const char *s)
{
    size_t n = 0;

    while (s[n] >= '0' && s[n] <= '9')
        n++;
    return n;
}

bool port_is_usb_path(const char *words)
{
    enum { DEEPEST = 6, BUS_DIGITS = 3, SOCKET_DIGITS = 3 };
    size_t n = digits(words);

    if (n == 0 || n > BUS_DIGITS || words[n] != '-')
        return false;
    for (unsigned depth = 0; depth < DEEPEST; depth++) {
        words += n + 1;
        n = digits(words);
        if (n == 0 || n > SOCKET_DIGITS)
            return false;
        if (words[n] == '\0')
            return true;
        if (words[n] != '.')
            return false;
    }
    return false;
}

void port_place_write(const struct port_info *port, char *out, size_t cap)
{
    if (port->usb_path[0] == '\0')
        (void)snprintf(out, cap, "%s", port->node);
    else
        (void)snprintf(out, cap, "%s %02x %04x:%04x %s", port->usb_path, port->interface, port->vendor,
                       port->product, port->serial);
}

bool port_has_socket(const char *usb_path, const struct port_info *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (list[i].usb_path[0] != '\0' && strcmp(list[i].usb_path, usb_path) == 0)
            return true;
    return false;
}

void port_missing_words(const struct port_line *self, const struct port_info *list, size_t count, char *out,
                        size_t cap)
{
    enum { MORE = sizeof ", ..." };
    char one[PORT_USB_PATH_MAX + PORT_NODE_MAX + 16];
    bool first = true;
    size_t used;

    if (self->wish != PORT_SOCKET)
        (void)snprintf(out, cap, "none was found");
    else if (port_has_socket(self->wanted, list, count))
        (void)snprintf(out, cap, "what is in usb:%s is no modem's, or another line's", self->wanted);
    else
        (void)snprintf(out, cap, "nothing is in usb:%s", self->wanted);
    used = strlen(out);
    for (size_t i = 0; i < count; i++) {
        if (list[i].usb_path[0] == '\0' || port_has_socket(list[i].usb_path, list, i))
            continue;
        (void)snprintf(one, sizeof one, "%susb:%s (%s)", first ? "; there is " : ", ", list[i].usb_path,
                       list[i].node);
        bool fits = used + strlen(one) + MORE <= cap;
        if (fits || used + MORE <= cap)
            (void)snprintf(out + used, cap - used, "%s", fits ? one : first ? "" : ", ...");
        if (!fits)
            return;
        used += strlen(one);
        first = false;
    }
    if (first)
        (void)snprintf(out + used, cap - used, "; no serial port on USB is there");
}

/* Exactly `count` hex digits; moves *at behind them and the one character that must follow. */
static bool read_hex(const char **at, unsigned count, char follows, unsigned *out)
{
    *out = 0;
    for (unsigned i = 0; i < count; i++, (*at)++) {
        int digit = tb_hex_digit(**at);
        if (digit < 0)
            return false;
        *out = *out << 4 | (unsigned)digit;
    }
    return *(*at)++ == follows;
}

bool port_place_read(const char *words, struct port_place *out)
{
    struct port_place place = {.known = true};
    unsigned interface, vendor, product;
    size_t length = strcspn(words, " ");
    const char *at = words + length;

    memset(out, 0, sizeof *out);
    if (words[0] == '/' && *at == '\0' && length < sizeof place.node) {
        memcpy(place.node, words, length);
        *out = place;
        return true;
    }
    if (*at != ' ' || length >= sizeof place.usb_path)
        return false;
    memcpy(place.usb_path, words, length);
    at++;
    if (!port_is_usb_path(place.usb_path) || !read_hex(&at, 2, ' ', &interface) ||
        !read_hex(&at, 4, ':', &vendor) || !read_hex(&at, 4, ' ', &product))
        return false;
    place.interface = (uint8_t)interface;
    place.vendor = (uint16_t)vendor;
    place.product = (uint16_t)product;
    tb_copy(place.serial, sizeof place.serial, at);
    *out = place;
    return true;
}

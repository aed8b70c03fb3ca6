#include "modem/port_choice.h"

#include "base/check.h"
#include "base/copy.h"
#include "base/limits.h"
#include "base/now.h"
#include "modem/profile.h"

#include <string.h>
#include <strings.h>

/* What a port may be, the best first. */
enum port_class {
    CLASS_AT,      /* where a known modem tells of calls and texts */
    CLASS_SECOND,  /* its other AT port: for when the first one is mute or held */
    CLASS_ASK,     /* of a known maker, layout not known */
    CLASS_UNKNOWN, /* some serial device on USB */
    CLASS_UART,    /* the board's own pins */
    CLASS_REFUSED
};

/* Makers whose serial devices are no modems: nothing is sent there. Names: usb.ids. Bridges (FTDI, CP210x,
 * CH340, PL2303) are not among them: a SIM868 board has one of these in front of its UART. */
static const struct {
    uint16_t vendor, first, last;
} no_modems[] = {
    {0x1546, 0x01a0, 0x01af}, /* u-blox GNSS receivers */
    {0x091e, 0, UINT16_MAX},  /* Garmin */
    {0x2341, 0, UINT16_MAX},  /* Arduino */
    {0x2a03, 0, UINT16_MAX},  /* Arduino, the other firm of that name */
    {0x239a, 0, UINT16_MAX},  /* Adafruit */
    {0x2e8a, 0, UINT16_MAX},  /* Raspberry Pi Pico */
    {0x303a, 0, UINT16_MAX},  /* Espressif */
    {0x0d28, 0, UINT16_MAX},  /* ARM mbed, micro:bit */
    {0x1366, 0, UINT16_MAX},  /* SEGGER debug probes */
    {0x0483, 0, UINT16_MAX},  /* ST-Link and STM32 boards */
    {0x0658, 0, UINT16_MAX},  /* Sigma Designs Z-Wave sticks */
    {0x1cf1, 0, UINT16_MAX},  /* dresden elektronik Zigbee sticks */
    {0x1915, 0, UINT16_MAX},  /* Nordic Bluetooth dongles */
    {0x051d, 0, UINT16_MAX},  /* APC power supplies */
};

static bool is_no_modem(const struct port_info *port)
{
    for (size_t i = 0; i < TB_COUNT(no_modems); i++)
        if (port->vendor == no_modems[i].vendor && port->product >= no_modems[i].first &&
            port->product <= no_modems[i].last)
            return true;
    return false;
}

/* On the board itself only the UART of the pins is asked: others may have anything wired to them. */
static bool is_pin_uart(const struct port_info *port)
{
    return port->primary || strcmp(port->node, "/dev/ttyAMA0") == 0 || strcmp(port->node, "/dev/ttyS0") == 0;
}

static enum port_class classify(const struct port_info *port)
{
    enum { CLASS_OF_VENDOR = 0xff };

    if (port->console)
        return CLASS_REFUSED;
    if (port->usb_path[0] == '\0')
        return is_pin_uart(port) ? CLASS_UART : CLASS_REFUSED;
    if (is_no_modem(port))
        return CLASS_REFUSED;
    const struct modem_usb *usb = profile_usb(port->vendor, port->product);
    if (usb == NULL)
        return CLASS_UNKNOWN;
    if (port->interface == usb->at_interface ||
        (usb->at_protocol != 0 && port->interface_class == CLASS_OF_VENDOR &&
         port->interface_protocol == usb->at_protocol))
        return CLASS_AT;
    if (port->interface == usb->second_interface)
        return CLASS_SECOND;
    return usb->at_interface == MODEM_USB_ASK ? CLASS_ASK : CLASS_REFUSED;
}

static bool same_device(const struct port_info *a, const struct port_info *b)
{
    return a->usb_path[0] != '\0' ? strcmp(a->usb_path, b->usb_path) == 0 : strcmp(a->node, b->node) == 0;
}

/* --- the line's own modem --- */

/* How sure it is that a device is a line's own. */
enum claim_strength { CLAIM_NONE, CLAIM_SOCKET, CLAIM_SERIAL, CLAIM_FULL };

struct claim {
    enum claim_strength strength;
    int port; /* any one of the device, -1 none */
};

static bool has_serial_of(const struct port_place *own, const struct port_info *port)
{
    return own->serial[0] != '\0' && port->vendor == own->vendor && port->product == own->product &&
           strcmp(port->serial, own->serial) == 0;
}

/* Where the modem of `own` is now: in its socket with its serial number; else wherever that number is, if
 * there is exactly one (many makers give all their modems the same); else whatever is in its socket. */
static struct claim find_own(const struct port_place *own, const struct port_info *list, size_t count)
{
    int socket = -1, serial = -1;
    bool several = false;

    for (size_t i = 0; own->known && i < count; i++) {
        bool here = own->node[0] != '\0' ? strcmp(list[i].node, own->node) == 0
                                         : strcmp(list[i].usb_path, own->usb_path) == 0;
        if ((!here && !has_serial_of(own, &list[i])) || classify(&list[i]) == CLASS_REFUSED)
            continue;
        if (here && (own->node[0] != '\0' || has_serial_of(own, &list[i])))
            return (struct claim){.strength = CLAIM_FULL, .port = (int)i};
        if (here && socket < 0)
            socket = (int)i;
        if (!has_serial_of(own, &list[i]))
            continue;
        several = several || (serial >= 0 && !same_device(&list[serial], &list[i]));
        serial = (int)i;
    }
    if (serial >= 0 && !several)
        return (struct claim){.strength = CLAIM_SERIAL, .port = serial};
    return (struct claim){.strength = socket >= 0 ? CLAIM_SOCKET : CLAIM_NONE, .port = socket};
}

static bool is_own(const struct port_line *self, const struct port_info *port)
{
    if (!self->own.known)
        return false;
    return self->own.node[0] != '\0'
               ? strcmp(port->node, self->own.node) == 0
               : strcmp(port->usb_path, self->own.usb_path) == 0 || has_serial_of(&self->own, port);
}

/* --- whose port it is --- */

struct choice {
    const struct port_line *line; /* the whole box */
    unsigned lines, which;
    const struct port_info *list;
    size_t count;
    struct claim claim[TB_LINES_MAX];
};

static bool is_device_of_node(const struct choice *self, const char *node, const struct port_info *port)
{
    if (strcmp(port->node, node) == 0)
        return true;
    for (size_t i = 0; port->usb_path[0] != '\0' && node[0] != '\0' && i < self->count; i++)
        if (strcmp(self->list[i].node, node) == 0)
            return same_device(&self->list[i], port);
    return false;
}

/* True if another line has that device, or a better right to it. */
static bool is_taken(const struct choice *self, const struct port_info *port)
{
    const struct claim *mine = &self->claim[self->which];
    bool is_mine = mine->port >= 0 && same_device(&self->list[mine->port], port);
    enum claim_strength right = is_mine ? mine->strength : CLAIM_NONE;

    for (unsigned i = 0; i < self->lines; i++) {
        const struct port_line *other = &self->line[i];
        const struct claim *claim = &self->claim[i];
        if (i == self->which)
            continue;
        if (other->wish == PORT_WRITTEN) {
            if (is_device_of_node(self, other->wanted, port))
                return true;
            continue;
        }
        if (other->is_open && same_device(&other->open, port))
            return true;
        if (other->wish == PORT_SOCKET && strcmp(other->wanted, port->usb_path) == 0)
            return true;
        if (other->wish == PORT_AUTO && self->line[self->which].wish == PORT_AUTO && claim->port >= 0 &&
            same_device(&self->list[claim->port], port) &&
            (claim->strength > right || (claim->strength == right && i < self->which)))
            return true;
    }
    return false;
}

/* --- the order in which ports are asked --- */

/* "1-1.2" before "1-1.10". */
static int compare_paths(const char *a, const char *b)
{
    while (*a != '\0' && *a == *b) {
        a++;
        b++;
    }
    size_t length_a = strspn(a, "0123456789"), length_b = strspn(b, "0123456789");
    return length_a != length_b ? (length_a < length_b ? -1 : 1) : strcmp(a, b);
}

static bool is_tried(const struct port_line *self, const char *node)
{
    for (unsigned i = 0; i < self->tried_count; i++)
        if (strcmp(self->tried[i], node) == 0)
            return true;
    return false;
}

/* The AT port of the same modem was asked in this round. */
static bool is_first_tried(const struct choice *self, const struct port_info *second)
{
    for (size_t i = 0; i < self->count; i++)
        if (same_device(&self->list[i], second) && classify(&self->list[i]) == CLASS_AT)
            return is_tried(&self->line[self->which], self->list[i].node);
    return false;
}

static bool is_candidate(const struct choice *self, const struct port_info *port)
{
    const struct port_line *line = &self->line[self->which];

    if (classify(port) == CLASS_REFUSED || is_taken(self, port))
        return false;
    return line->wish == PORT_AUTO || strcmp(line->wanted, port->usb_path) == 0;
}

static bool is_before(const struct choice *self, const struct port_info *a, const struct port_info *b)
{
    const struct port_line *line = &self->line[self->which];
    const struct claim *claim = &self->claim[self->which];
    bool own_a = claim->port >= 0 && same_device(&self->list[claim->port], a);
    bool own_b = claim->port >= 0 && same_device(&self->list[claim->port], b);
    enum port_class class_a = classify(a), class_b = classify(b);

    if (own_a != own_b)
        return own_a;
    if (class_a != class_b)
        return class_a < class_b;
    if (own_a && (a->interface == line->own.interface) != (b->interface == line->own.interface))
        return a->interface == line->own.interface;
    if (a->primary != b->primary)
        return a->primary;
    int paths = compare_paths(a->usb_path, b->usb_path);
    if (paths == 0 && a->interface != b->interface)
        return a->interface < b->interface;
    return paths != 0 ? paths < 0 : strcmp(a->node, b->node) < 0;
}

/* The best one not yet asked in this round, or -1; *possible counts all that may be asked. */
static int best(const struct choice *self, unsigned *possible)
{
    const struct port_line *line = &self->line[self->which];
    int found = -1;

    *possible = 0;
    for (size_t i = 0; i < self->count; i++) {
        const struct port_info *port = &self->list[i];
        if (!is_candidate(self, port))
            continue;
        ++*possible;
        if (is_tried(line, port->node) || (classify(port) == CLASS_SECOND && !is_first_tried(self, port)))
            continue;
        if (found < 0 || is_before(self, port, &self->list[found]))
            found = (int)i;
    }
    return found;
}

static void forget_absent(struct port_line *self, const struct port_info *list, size_t count)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < self->tried_count; i++) {
        bool present = false;
        for (size_t k = 0; k < count && !present; k++)
            present = strcmp(self->tried[i], list[k].node) == 0;
        if (present && kept != i)
            memcpy(self->tried[kept], self->tried[i], sizeof self->tried[i]);
        if (present)
            kept++;
    }
    self->tried_count = (uint8_t)kept;
}

int port_choose(struct port_line *line, unsigned lines, unsigned which, const struct port_info *list,
                size_t count, int64_t now_ms)
{
    struct choice choice = {.line = line, .lines = lines, .which = which, .list = list, .count = count};
    struct port_line *self = &line[which];
    unsigned possible = 0;

    CHECK(lines <= TB_LINES_MAX && which < lines && self->wish != PORT_WRITTEN);
    for (unsigned i = 0; i < lines; i++)
        choice.claim[i] = find_own(&line[i].own, list, count);
    if (self->wish == PORT_AUTO && self->own.known && choice.claim[which].port < 0 &&
        now_ms - self->away_ms < PORT_AWAY_MS)
        return -1;
    forget_absent(self, list, count);
    int found = best(&choice, &possible);
    if (found < 0 && self->tried_count > 0) {
        self->tried_count = 0;
        if (self->rounds < UINT8_MAX)
            self->rounds++;
        found = best(&choice, &possible);
    }
    self->others = possible > 1;
    return found;
}

/* --- what became of it --- */

void port_line_init(struct port_line *self, const char *place, int64_t now_ms)
{
    memset(self, 0, sizeof *self);
    (void)port_place_read(place, &self->own);
    self->away_ms = now_ms;
    self->asked_ms = TB_NEVER;
}

void port_line_wish(struct port_line *self, const char *written)
{
    static const char usb[] = "usb:";

    if (strcasecmp(written, "auto") == 0) {
        self->wish = PORT_AUTO;
    } else if (strncasecmp(written, usb, sizeof usb - 1) == 0) {
        self->wish = PORT_SOCKET;
        tb_copy(self->wanted, sizeof self->wanted, written + sizeof usb - 1);
    } else {
        self->wish = PORT_WRITTEN;
    }
}

void port_opened(struct port_line *self, const struct port_info *port, int64_t now_ms)
{
    static const struct port_info none;

    /* opened again because it was silent: the time goes on */
    if (port == NULL || self->asked_ms == TB_NEVER || strcmp(self->open.node, port->node) != 0)
        self->asked_ms = now_ms;
    self->open = port != NULL ? *port : none;
    self->is_open = true;
    self->answered = false;
    self->failures = 0;
}

static void add_tried(struct port_line *self, const char *node)
{
    if (self->tried_count < PORT_TRIED_MAX && !is_tried(self, node))
        tb_copy(self->tried[self->tried_count++], PORT_NODE_MAX, node);
}

void port_failed(struct port_line *self, const struct port_info *port)
{
    if (strcmp(self->failed, port->node) != 0)
        self->failures = 0;
    tb_copy(self->failed, sizeof self->failed, port->node);
    if (++self->failures < PORT_FAILURES)
        return;
    self->failures = 0;
    add_tried(self, port->node);
}

void port_answered(struct port_line *self)
{
    char place[PORT_PLACE_MAX];

    self->answered = true;
    self->asked_ms = TB_NEVER;
    self->tried_count = 0;
    self->rounds = 0;
    if (self->wish == PORT_WRITTEN)
        return;
    port_place_write(&self->open, place, sizeof place);
    (void)port_place_read(place, &self->own);
}

int64_t port_probe_deadline(const struct port_line *self)
{
    enum port_class class = classify(&self->open);

    if (!self->is_open || self->answered || !self->others || self->wish == PORT_WRITTEN)
        return TB_NEVER;
    if (is_own(self, &self->open) && class != CLASS_SECOND)
        return self->asked_ms + PORT_PROBE_OWN_MS;
    if (class == CLASS_AT)
        return self->asked_ms + PORT_PROBE_KNOWN_MS;
    /* away from a modem of its own a line is never for long */
    return self->asked_ms + (self->rounds == 0 || self->own.known ? PORT_PROBE_MS : PORT_PROBE_AGAIN_MS);
}

void port_silent(struct port_line *self)
{
    add_tried(self, self->open.node);
    self->asked_ms = TB_NEVER;
}

void port_closed(struct port_line *self, bool lost, int64_t now_ms)
{
    if (self->answered || is_own(self, &self->open))
        self->away_ms = now_ms; /* a look elsewhere does not begin the wait anew */
    self->is_open = false;
    self->answered = false;
    if (lost)
        self->asked_ms = TB_NEVER;
}

bool port_arrived(struct port_line *self, const char *node)
{
    for (unsigned i = 0; i < self->tried_count; i++)
        if (strcmp(self->tried[i], node) == 0)
            memmove(self->tried[i], self->tried[--self->tried_count], PORT_NODE_MAX);
    return self->is_open && !self->answered && self->wish != PORT_WRITTEN && !is_own(self, &self->open) &&
           classify(&self->open) != CLASS_AT;
}

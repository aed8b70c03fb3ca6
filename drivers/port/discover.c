#include "port/discover.h"

#include "base/copy.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-device.h>

/* Names of ttys that may have a modem behind them: USB serial, CDC ACM, Option's own driver, UARTs. Virtual
 * consoles, of which there are 64, would only cost time. */
static const char *const names[] = {"ttyUSB*", "ttyACM*", "ttyHS*", "ttyAMA*", "ttyS*"};

/* What cannot be known before the first port is looked at. */
struct system_ports {
    char primary[PATH_MAX]; /* where /dev/serial0 leads, "" nowhere */
    char consoles[256];     /* "tty0 ttyS0" */
};

static void read_system(struct system_ports *out)
{
    sd_device *console = NULL;
    const char *active = NULL;

    memset(out, 0, sizeof *out);
    if (realpath("/dev/serial0", out->primary) == NULL)
        out->primary[0] = '\0';
    if (sd_device_new_from_subsystem_sysname(&console, "tty", "console") >= 0 &&
        sd_device_get_sysattr_value(console, "active", &active) >= 0)
        tb_copy(out->consoles, sizeof out->consoles, active);
    (void)sd_device_unref(console);
}

/* The kernel names its consoles in `active`; from 5.11 on the port itself tells it too. */
static bool is_console(sd_device *tty, const char *name, const struct system_ports *system)
{
    const char *value = NULL;
    size_t length = strlen(name);

    for (const char *at = system->consoles; *at != '\0'; at += strspn(at, " \n")) {
        size_t word = strcspn(at, " \n");
        if (word == length && strncmp(at, name, length) == 0)
            return true;
        at += word;
    }
    return sd_device_get_sysattr_value(tty, "console", &value) >= 0 && value[0] == 'Y';
}

/* The 8250 driver makes nodes for ports that the board might have had: type 0, PORT_UNKNOWN. */
static bool has_chip(sd_device *tty)
{
    const char *type = NULL;

    return sd_device_get_sysattr_value(tty, "type", &type) < 0 || strcmp(type, "0") != 0;
}

static unsigned long hex_attribute(sd_device *device, const char *name)
{
    const char *value = NULL;

    return sd_device_get_sysattr_value(device, name, &value) >= 0 ? strtoul(value, NULL, 16) : 0;
}

/* False: its place is not to be told, so it could not be told apart. */
static bool read_usb(sd_device *usb, sd_device *interface, struct port_info *out)
{
    const char *path = NULL, *serial = NULL;

    if (sd_device_get_sysname(usb, &path) < 0 || strlen(path) >= sizeof out->usb_path)
        return false;
    tb_copy(out->usb_path, sizeof out->usb_path, path);
    if (sd_device_get_sysattr_value(usb, "serial", &serial) >= 0)
        tb_copy(out->serial, sizeof out->serial, serial);
    out->vendor = (uint16_t)hex_attribute(usb, "idVendor");
    out->product = (uint16_t)hex_attribute(usb, "idProduct");
    out->interface = (uint8_t)hex_attribute(interface, "bInterfaceNumber");
    out->interface_class = (uint8_t)hex_attribute(interface, "bInterfaceClass");
    out->interface_protocol = (uint8_t)hex_attribute(interface, "bInterfaceProtocol");
    return true;
}

static bool read_port(sd_device *tty, const struct system_ports *system, struct port_info *out)
{
    const char *node = NULL, *name = NULL;
    sd_device *interface = NULL, *usb = NULL;

    memset(out, 0, sizeof *out);
    if (sd_device_get_devname(tty, &node) < 0 || sd_device_get_sysname(tty, &name) < 0 ||
        strlen(node) >= sizeof out->node || !has_chip(tty))
        return false;
    tb_copy(out->node, sizeof out->node, node);
    out->primary = strcmp(system->primary, node) == 0;
    out->console = is_console(tty, name, system);
    if (sd_device_get_parent_with_subsystem_devtype(tty, "usb", "usb_interface", &interface) >= 0 &&
        sd_device_get_parent_with_subsystem_devtype(tty, "usb", "usb_device", &usb) >= 0)
        return read_usb(usb, interface, out);
    return true;
}

size_t discover_list(struct port_info *out, size_t cap)
{
    sd_device_enumerator *all = NULL;
    struct system_ports system;
    size_t count = 0;
    bool ok = sd_device_enumerator_new(&all) >= 0 && sd_device_enumerator_allow_uninitialized(all) >= 0 &&
              sd_device_enumerator_add_match_subsystem(all, "tty", 1) >= 0;

    for (size_t i = 0; i < TB_COUNT(names) && ok; i++)
        ok = sd_device_enumerator_add_match_sysname(all, names[i]) >= 0;
    if (ok) {
        read_system(&system);
        for (sd_device *tty = sd_device_enumerator_get_device_first(all); tty != NULL && count < cap;
             tty = sd_device_enumerator_get_device_next(all))
            count += read_port(tty, &system, &out[count]) ? 1 : 0;
    }
    (void)sd_device_enumerator_unref(all);
    return count;
}

/* --- changes --- */

struct discover_watch {
    sd_device_monitor *monitor;
    discover_handler *handler;
    void *arg;
};

static int on_change(sd_device_monitor *monitor, sd_device *device, void *userdata)
{
    struct discover_watch *self = userdata;
    sd_device_action_t action = SD_DEVICE_ADD;
    const char *node = NULL;

    (void)monitor;
    if (sd_device_get_devname(device, &node) >= 0 && sd_device_get_action(device, &action) >= 0)
        self->handler(self->arg, node, action == SD_DEVICE_REMOVE);
    return 0;
}

struct discover_watch *discover_watch(sd_event *loop, discover_handler *handler, void *arg)
{
    struct discover_watch *self = calloc(1, sizeof *self);

    if (self == NULL)
        return NULL;
    self->handler = handler;
    self->arg = arg;
    if (sd_device_monitor_new(&self->monitor) >= 0 &&
        sd_device_monitor_filter_add_match_subsystem_devtype(self->monitor, "tty", NULL) >= 0 &&
        sd_device_monitor_attach_event(self->monitor, loop) >= 0 &&
        sd_device_monitor_start(self->monitor, on_change, self) >= 0)
        return self;
    discover_unwatch(self);
    return NULL;
}

void discover_unwatch(struct discover_watch *self)
{
    if (self == NULL)
        return;
    (void)sd_device_monitor_unref(self->monitor);
    free(self);
}

/* The list of ports against a made-up sysfs, and word of what is plugged in: run by umockdev-wrapper. */
#include "port/discover.h"

#include "unit/support/unit.h"

#include <umockdev.h>
#include <unistd.h>

struct rig {
    UMockdevTestbed *bed;
    struct port_info list[16];
    size_t count;
    sd_event *loop;
    unsigned came, went;
    char node[PORT_NODE_MAX];
};

static int begin(void **state)
{
    static struct rig rig;
    memset(&rig, 0, sizeof rig);
    rig.bed = umockdev_testbed_new();
    if (!umockdev_in_mock_environment())
        fail_msg("run me by umockdev-wrapper");
    *state = &rig;
    return sd_event_new(&rig.loop) < 0;
}

static int end(void **state)
{
    struct rig *rig = *state;
    sd_event_unref(rig->loop);
    g_object_unref(rig->bed);
    return 0;
}

static char *add_usb(struct rig *rig, const char *path, const char *vendor, const char *product,
                     const char *serial)
{
    char *device = umockdev_testbed_add_device(rig->bed, "usb", path, NULL, "idVendor", vendor, "idProduct",
                                               product, NULL, "DEVTYPE", "usb_device", NULL);
    assert_non_null(device);
    if (serial != NULL)
        umockdev_testbed_set_attribute(rig->bed, device, "serial", serial);
    return device;
}

/* A tty of one interface: usb-serial puts a device of its own between them, CDC ACM does not. */
static char *add_tty(struct rig *rig, char *usb, const char *path, const char *interface, const char *name,
                     bool between)
{
    char full[64], node[32];
    (void)snprintf(full, sizeof full, "%s:1.%lu", path, strtoul(interface, NULL, 16));
    (void)snprintf(node, sizeof node, "/dev/%s", name);
    char *port = umockdev_testbed_add_device(rig->bed, "usb", full, usb, "bInterfaceNumber", interface,
                                             "bInterfaceClass", "ff", "bInterfaceProtocol", "12", NULL,
                                             "DEVTYPE", "usb_interface", NULL);
    char *parent =
        between ? umockdev_testbed_add_device(rig->bed, "usb-serial", name, port, NULL, NULL) : port;
    char *tty = umockdev_testbed_add_device(rig->bed, "tty", name, parent, NULL, "DEVNAME", node, NULL);
    assert_non_null(tty);
    if (between)
        g_free(parent);
    g_free(port);
    return tty;
}

static void add_uart(struct rig *rig, const char *name, const char *type)
{
    char node[32];
    (void)snprintf(node, sizeof node, "/dev/%s", name);
    char *chip = umockdev_testbed_add_device(rig->bed, "platform", name, NULL, NULL, NULL);
    char *tty =
        umockdev_testbed_add_device(rig->bed, "tty", name, chip, "type", type, NULL, "DEVNAME", node, NULL);
    assert_non_null(tty);
    g_free(tty);
    g_free(chip);
}

static const struct port_info *find(struct rig *rig, const char *node)
{
    rig->count = discover_list(rig->list, TB_COUNT(rig->list));
    for (size_t i = 0; i < rig->count; i++)
        if (strcmp(rig->list[i].node, node) == 0)
            return &rig->list[i];
    return NULL;
}

static void test_usb_ports(void **state)
{
    struct rig *rig = *state;
    char *modem = add_usb(rig, "1-1.2", "1e0e", "9001", "0123456789ABCDEF");
    char *stick = add_usb(rig, "1-1.10", "12d1", "1506", NULL);

    g_free(add_tty(rig, modem, "1-1.2", "00", "ttyUSB0", true));
    g_free(add_tty(rig, modem, "1-1.2", "02", "ttyUSB7", true));
    g_free(add_tty(rig, stick, "1-1.10", "0a", "ttyACM0", false));

    const struct port_info *port = find(rig, "/dev/ttyUSB7");
    assert_non_null(port);
    assert_string_equal(port->usb_path, "1-1.2");
    assert_string_equal(port->serial, "0123456789ABCDEF");
    assert_int_equal(port->vendor, 0x1e0e);
    assert_int_equal(port->product, 0x9001);
    assert_int_equal(port->interface, 2);
    assert_int_equal(port->interface_class, 0xff);
    assert_int_equal(port->interface_protocol, 0x12);
    assert_false(port->console || port->primary);
    port = find(rig, "/dev/ttyACM0");
    assert_non_null(port);
    assert_string_equal(port->usb_path, "1-1.10");
    assert_string_equal(port->serial, "");
    assert_int_equal(port->interface, 10);
    assert_int_equal(rig->count, 3);
    assert_int_equal(discover_list(rig->list, 2), 2);
    umockdev_testbed_remove_device(rig->bed, modem);
    assert_null(find(rig, "/dev/ttyUSB7"));
    assert_int_equal(rig->count, 1);
    g_free(modem);
    g_free(stick);
}

static void test_uarts_and_consoles(void **state)
{
    struct rig *rig = *state;
    char *console = umockdev_testbed_add_device(rig->bed, "tty", "console", NULL, "active", "tty0 ttyS1\n",
                                                NULL, "DEVNAME", "/dev/console", NULL);
    char *screen =
        umockdev_testbed_add_device(rig->bed, "tty", "tty1", NULL, NULL, "DEVNAME", "/dev/tty1", NULL);

    add_uart(rig, "ttyAMA0", "32");
    add_uart(rig, "ttyS0", "0"); /* there is no chip */
    add_uart(rig, "ttyS1", "4");
    add_uart(rig, "ttyS10", "4"); /* its name begins like the console's */
    umockdev_testbed_set_attribute(rig->bed, "/sys/devices/ttyAMA0/ttyAMA0", "console", "N");
    const struct port_info *pins = find(rig, "/dev/ttyAMA0");
    assert_non_null(pins);
    assert_string_equal(pins->usb_path, "");
    assert_false(pins->console);
    assert_true(find(rig, "/dev/ttyS1") != NULL && find(rig, "/dev/ttyS1")->console);
    assert_true(find(rig, "/dev/ttyS10") != NULL && !find(rig, "/dev/ttyS10")->console);
    assert_null(find(rig, "/dev/ttyS0"));
    assert_null(find(rig, "/dev/tty1"));
    assert_null(find(rig, "/dev/console"));
    umockdev_testbed_set_attribute(rig->bed, "/sys/devices/ttyAMA0/ttyAMA0", "console", "Y");
    assert_true(find(rig, "/dev/ttyAMA0")->console);
    g_free(screen);
    g_free(console);
}

static void test_where_serial0_leads(void **state)
{
    struct rig *rig = *state;
    char *dev = g_build_filename(umockdev_testbed_get_root_dir(rig->bed), "dev", NULL);
    char *link = g_build_filename(dev, "serial0", NULL), *node = g_build_filename(dev, "ttyS1", NULL);

    add_uart(rig, "ttyS1", "4");
    add_uart(rig, "ttyAMA0", "32");
    assert_int_equal(g_mkdir_with_parents(dev, 0755), 0);
    assert_int_equal(symlink("ttyS1", link), 0);
    assert_true(g_file_set_contents(node, "", 0, NULL));
    assert_non_null(find(rig, "/dev/ttyS1"));
    assert_true(find(rig, "/dev/ttyS1")->primary);
    assert_false(find(rig, "/dev/ttyAMA0")->primary);
    g_free(node);
    g_free(link);
    g_free(dev);
}

static void test_nothing_there(void **state)
{
    struct rig *rig = *state;
    assert_int_equal(discover_list(rig->list, TB_COUNT(rig->list)), 0);
}

/* --- plugged in and out --- */

static void on_port(void *arg, const char *node, bool gone)
{
    struct rig *rig = arg;
    (void)snprintf(rig->node, sizeof rig->node, "%s", node);
    *(gone ? &rig->went : &rig->came) += 1;
}

static void run_until(struct rig *rig, const unsigned *count, unsigned want)
{
    enum { PATIENCE_US = 10000000 };
    while (*count < want)
        if (sd_event_run(rig->loop, PATIENCE_US) <= 0)
            fail_msg("no word of it came");
}

static void test_word_of_changes(void **state)
{
    struct rig *rig = *state;
    struct discover_watch *watch = discover_watch(rig->loop, on_port, rig);
    char *modem, *tty;

    assert_non_null(watch);
    modem = add_usb(rig, "1-1.2", "1e0e", "9001", NULL); /* no tty: not told of */
    tty = add_tty(rig, modem, "1-1.2", "02", "ttyUSB2", true);
    run_until(rig, &rig->came, 1);
    assert_string_equal(rig->node, "/dev/ttyUSB2");
    umockdev_testbed_uevent(rig->bed, tty, "remove");
    run_until(rig, &rig->went, 1);
    assert_string_equal(rig->node, "/dev/ttyUSB2");
    assert_int_equal(rig->came, 1);
    discover_unwatch(watch);
    discover_unwatch(NULL);
    g_free(tty);
    g_free(modem);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_usb_ports, begin, end),
        cmocka_unit_test_setup_teardown(test_uarts_and_consoles, begin, end),
        cmocka_unit_test_setup_teardown(test_where_serial0_leads, begin, end),
        cmocka_unit_test_setup_teardown(test_nothing_there, begin, end),
        cmocka_unit_test_setup_teardown(test_word_of_changes, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Which line opens which port: known modems by interface, lines that keep theirs, what is never asked. */
#include "base/limits.h"
#include "base/now.h"
#include "modem/profile.h"
#include "support/port_rig.h"

static void test_one_fresh_line(void **state)
{
    static const struct {
        const char *name;
        struct {
            const char *name, *path;
            uint16_t vendor, product;
            uint8_t interface;
        } port[5];
        const char *want;
    } ROWS[] = {
        {"nothing", {{0}}, ""},
        {"the AT interface of a known modem, not the first node",
         {{"ttyUSB0", "1-1", SIMCOM, 0}, {"ttyUSB1", "1-1", SIMCOM, 1}, {"ttyUSB2", "1-1", SIMCOM, 2}},
         "/dev/ttyUSB2"},
        {"numbers of nodes mean nothing",
         {{"ttyUSB7", "1-1", SIMCOM, 2}, {"ttyUSB2", "1-1", SIMCOM, 0}, {"ttyUSB3", "1-1", SIMCOM, 1}},
         "/dev/ttyUSB7"},
        {"another layout of the same maker",
         {{"ttyUSB2", "1-1", 0x1e0e, 0x9011, 2}, {"ttyUSB4", "1-1", 0x1e0e, 0x9011, 4}},
         "/dev/ttyUSB4"},
        {"not even its second port while the first one is still to come",
         {{"ttyUSB0", "1-1", SIMCOM, 0}, {"ttyUSB3", "1-1", SIMCOM, 3}},
         ""},
        {"a known modem before a bridge",
         {{"ttyUSB0", "1-1", BRIDGE, 0}, {"ttyUSB3", "1-2", QUECTEL, 2}},
         "/dev/ttyUSB3"},
        {"a bridge before the board's UART",
         {{"ttyAMA0", "", 0, 0, 0}, {"ttyUSB0", "1-1", BRIDGE, 0}},
         "/dev/ttyUSB0"},
        {"the board's UART", {{"ttyS0", "", 0, 0, 0}, {"ttyAMA0", "", 0, 0, 0}}, "/dev/ttyAMA0"},
        {"the other UART", {{"ttyS0", "", 0, 0, 0}, {"ttyAMA4", "", 0, 0, 0}}, "/dev/ttyS0"},
        {"a UART that may have anything on it", {{"ttyAMA4", "", 0, 0, 0}, {"ttyS3", "", 0, 0, 0}}, ""},
        {"an Arduino", {{"ttyACM0", "1-1", ARDUINO, 0}}, ""},
        {"a u-blox GNSS receiver", {{"ttyACM0", "1-1", 0x1546, 0x01a8, 0}}, ""},
        {"a u-blox modem", {{"ttyACM0", "1-1", 0x1546, 0x110a, 0}}, "/dev/ttyACM0"},
        {"sockets in the order of their numbers",
         {{"ttyUSB0", "1-1.10", SIMCOM, 2},
          {"ttyUSB4", "1-1.2", SIMCOM, 2},
          {"ttyUSB8", "1-1.2.1", SIMCOM, 2}},
         "/dev/ttyUSB4"},
        {"an unlisted product of a known maker: its interfaces in order",
         {{"ttyUSB1", "1-1", 0x2c7c, 0x0999, 1}, {"ttyUSB0", "1-1", 0x2c7c, 0x0999, 0}},
         "/dev/ttyUSB0"},
    };

    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct port_info list[5];
        size_t count = 0;
        while (count < 5 && ROWS[i].port[count].name != NULL) {
            list[count] = port(ROWS[i].port[count].name, ROWS[i].port[count].path, ROWS[i].port[count].vendor,
                               ROWS[i].port[count].product, ROWS[i].port[count].interface);
            count++;
        }
        struct port_line line = automatic("");
        const char *got = chosen(&line, 1, 0, list, count, 0);
        if (strcmp(got, ROWS[i].want) != 0)
            fail_msg("%s: \"%s\"", ROWS[i].name, got);
    }
}

/* Each family's own rows, so that none of them is ever asked at a wrong interface. */
static void test_every_known_modem(void **state)
{
    unsigned rows = 0;

    (void)state;
    for (unsigned p = 0; profile_at(p) != NULL; p++) {
        for (const struct modem_usb *usb = profile_at(p)->usb; usb != NULL && usb->vendor != 0;
             usb++, rows++) {
            struct port_info list[8];
            if (usb->product == 0 || usb->at_interface == MODEM_USB_ASK)
                continue;
            for (uint8_t i = 0; i < 8; i++) {
                list[i] = port("ttyUSBx", "1-1", usb->vendor, usb->product, i);
                list[i].node[strlen(list[i].node) - 1] = (char)('0' + i);
            }
            struct port_line line = automatic("");
            assert_int_equal(port_choose(&line, 1, 0, list, 8, 0), usb->at_interface);
            port_opened(&line, &list[usb->at_interface], 0);
            port_silent(&line);
            port_closed(&line, false, 0);
            int second = port_choose(&line, 1, 0, list, 8, 0);
            assert_int_equal(second, usb->second_interface < 8 ? usb->second_interface : usb->at_interface);
        }
    }
    assert_true(rows > 10);
}

static void test_consoles_are_never_asked(void **state)
{
    struct port_info list[] = {uart("ttyAMA0"), uart("ttyS0"), port("ttyUSB2", "1-1", SIMCOM, 2)};
    struct port_line line = automatic("/dev/ttyAMA0");

    (void)state;
    list[0].console = list[2].console = true;
    assert_string_equal(chosen(&line, 1, 0, list, 3, PORT_AWAY_MS), "/dev/ttyS0");
    list[1].console = true;
    port_closed(&line, true, PORT_AWAY_MS);
    assert_int_equal(port_choose(&line, 1, 0, list, 3, 1000000), -1);
}

static void test_where_serial0_leads(void **state)
{
    struct port_info list[] = {uart("ttyAMA0"), uart("ttyAMA10"), uart("ttyS0")};
    struct port_line line = automatic("");

    (void)state;
    list[2].primary = true;
    assert_string_equal(chosen(&line, 1, 0, list, 3, 0), "/dev/ttyS0");
    list[2].primary = false;
    list[1].primary = true;
    line = automatic("");
    assert_string_equal(chosen(&line, 1, 0, list, 3, 0), "/dev/ttyAMA10");
}

/* Huawei: the PCUI port is told by its protocol, whatever its number. */
static void test_protocol_tells(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-1", HUAWEI, 0), port("ttyUSB1", "1-1", HUAWEI, 1),
                               port("ttyUSB2", "1-1", HUAWEI, 2)};
    struct port_line line = automatic("");

    (void)state;
    list[2].interface_class = 0xff;
    list[2].interface_protocol = 2;
    assert_string_equal(chosen(&line, 1, 0, list, 3, 0), "/dev/ttyUSB2");
    line = automatic("");
    list[2].interface_class = 2; /* CDC: its protocol 2 means something else */
    assert_string_equal(chosen(&line, 1, 0, list, 3, 0), "/dev/ttyUSB0");
}

static void test_silent_ports_one_after_another(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-2", BRIDGE, 0), port("ttyUSB3", "1-1", SIMCOM, 2),
                               port("ttyUSB4", "1-1", SIMCOM, 3), uart("ttyAMA0"),
                               port("ttyACM0", "1-3", ARDUINO, 0)};
    struct port_line line = automatic("");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 5, 1000), "/dev/ttyUSB3");
    assert_int_equal(port_probe_deadline(&line), 1000 + PORT_PROBE_KNOWN_MS);
    assert_string_equal(next(&line, list, 5, 2000), "/dev/ttyUSB4");
    assert_int_equal(port_probe_deadline(&line), 2000 + PORT_PROBE_MS);
    assert_string_equal(next(&line, list, 5, 3000), "/dev/ttyUSB0");
    assert_string_equal(next(&line, list, 5, 4000), "/dev/ttyAMA0");
    assert_int_equal(port_probe_deadline(&line), 4000 + PORT_PROBE_MS);
    assert_string_equal(next(&line, list, 5, 5000),
                        "/dev/ttyUSB3"); /* the round begins anew, more patiently */
    assert_string_equal(next(&line, list, 5, 6000), "/dev/ttyUSB4");
    assert_int_equal(port_probe_deadline(&line), 6000 + PORT_PROBE_AGAIN_MS);
    port_answered(&line);
    assert_int_equal(port_probe_deadline(&line), TB_NEVER);
}

static void test_only_one_is_not_left(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-2", BRIDGE, 0)};
    struct port_line line = automatic("");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 1, 0), "/dev/ttyUSB0");
    assert_int_equal(port_probe_deadline(&line), TB_NEVER);
}

static void test_a_port_that_cannot_be_opened_is_passed_over(void **state)
{
    struct port_info list[] = {port("ttyUSB2", "1-1", SIMCOM, 2), port("ttyUSB3", "1-1", SIMCOM, 3)};
    struct port_line line = automatic("");

    (void)state;
    for (int i = 0; i < PORT_FAILURES; i++) {
        assert_int_equal(port_choose(&line, 1, 0, list, 2, i), 0);
        port_failed(&line, &list[0]);
    }
    assert_int_equal(port_choose(&line, 1, 0, list, 2, 0), 1);
    for (int i = 0; i < PORT_FAILURES; i++)
        port_failed(&line, &list[1]);
    assert_int_equal(port_choose(&line, 1, 0, list, 2, 0), 0);
}

/* --- several --- */

static void test_two_lines_two_modems(void **state)
{
    struct port_info list[] = {port("ttyUSB2", "1-1.2", SIMCOM, 2), port("ttyUSB3", "1-1.2", SIMCOM, 3),
                               port("ttyUSB7", "1-1.3", SIMCOM, 2), port("ttyUSB8", "1-1.3", SIMCOM, 3)};
    struct port_line line[3] = {automatic(""), automatic(""), automatic("")};

    (void)state;
    assert_string_equal(chosen(line, 3, 0, list, 4, 0), "/dev/ttyUSB2");
    assert_string_equal(chosen(line, 3, 1, list, 4, 0), "/dev/ttyUSB7");
    assert_string_equal(chosen(line, 3, 2, list, 4, 0),
                        ""); /* not another interface of a modem that is taken */
}

/* After a reboot the nodes have other numbers and the lines the same modems. */
static void test_lines_keep_their_modems(void **state)
{
    static const struct {
        const char *name;
        struct {
            const char *node, *path, *serial;
        } port[3];
        const char *want[2];
    } ROWS[] = {
        {"as they were",
         {{"ttyUSB2", "1-1.2", ""}, {"ttyUSB7", "1-1.3", ""}},
         {"/dev/ttyUSB2", "/dev/ttyUSB7"}},
        {"found in the other order",
         {{"ttyUSB7", "1-1.2", ""}, {"ttyUSB2", "1-1.3", ""}},
         {"/dev/ttyUSB7", "/dev/ttyUSB2"}},
        {"listed in the other order",
         {{"ttyUSB2", "1-1.3", ""}, {"ttyUSB7", "1-1.2", ""}},
         {"/dev/ttyUSB7", "/dev/ttyUSB2"}},
        {"the first one unplugged", {{"ttyUSB2", "1-1.3", ""}}, {"", "/dev/ttyUSB2"}},
        {"the second one unplugged", {{"ttyUSB2", "1-1.2", ""}}, {"/dev/ttyUSB2", ""}},
        {"one moved to another socket, with a number of its own",
         {{"ttyUSB2", "1-1.3", "B"}, {"ttyUSB7", "1-1.4", "A"}},
         {"/dev/ttyUSB7", "/dev/ttyUSB2"}},
        {"both swapped, with numbers of their own",
         {{"ttyUSB2", "1-1.3", "A"}, {"ttyUSB7", "1-1.2", "B"}},
         {"/dev/ttyUSB2", "/dev/ttyUSB7"}},
        {"one moved to where the other one was", {{"ttyUSB2", "1-1.2", "B"}}, {"", "/dev/ttyUSB2"}},
        {"one replaced in its socket, a third one elsewhere",
         {{"ttyUSB2", "1-1.2", "C"}, {"ttyUSB5", "1-1.3", "B"}, {"ttyUSB7", "1-1.1", "D"}},
         {"/dev/ttyUSB2", "/dev/ttyUSB5"}},
        {"a third one does not tempt a line whose own is away for a moment",
         {{"ttyUSB2", "1-1.1", "D"}, {"ttyUSB5", "1-1.3", "B"}},
         {"", "/dev/ttyUSB5"}},
    };

    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct port_info list[3];
        size_t count = 0;
        for (; count < 3 && ROWS[i].port[count].node != NULL; count++)
            list[count] = with_serial(port(ROWS[i].port[count].node, ROWS[i].port[count].path, SIMCOM, 2),
                                      ROWS[i].port[count].serial);
        for (unsigned order = 0; order < 2; order++) { /* whichever line looks first */
            struct port_line line[] = {automatic("1-1.2 02 1e0e:9001 A"), automatic("1-1.3 02 1e0e:9001 B")};
            const char *got[2];
            got[order] = chosen(line, 2, order, list, count, 0);
            got[1 - order] = chosen(line, 2, 1 - order, list, count, 0);
            if (strcmp(got[0], ROWS[i].want[0]) != 0 || strcmp(got[1], ROWS[i].want[1]) != 0)
                fail_msg("%s: \"%s\" \"%s\"", ROWS[i].name, got[0], got[1]);
        }
    }
}

/* Makers that give all their modems one serial number: then only the socket counts. */
static void test_a_common_serial_number_says_nothing(void **state)
{
    struct port_info list[] = {with_serial(port("ttyUSB2", "1-1.3", SIMCOM, 2), "0123456789ABCDEF"),
                               with_serial(port("ttyUSB7", "1-1.4", SIMCOM, 2), "0123456789ABCDEF")};
    struct port_line line[] = {automatic("1-1.2 02 1e0e:9001 0123456789ABCDEF"),
                               automatic("1-1.3 02 1e0e:9001 0123456789ABCDEF")};

    (void)state;
    assert_string_equal(chosen(line, 2, 0, list, 2, 0), "");
    assert_string_equal(chosen(line, 2, 1, list, 2, 0), "/dev/ttyUSB2");
    assert_string_equal(chosen(line, 2, 0, list, 2, PORT_AWAY_MS),
                        "/dev/ttyUSB7"); /* nobody's, after a while */
}

static void test_own_modem_away(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-2", BRIDGE, 0), port("ttyUSB5", "1-3", BRIDGE, 0),
                               port("ttyUSB2", "1-1", SIMCOM, 2)};
    struct port_line line = automatic("");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 3, 0), "/dev/ttyUSB2");
    port_answered(&line);
    port_closed(&line, true, 100000);
    assert_string_equal(chosen(&line, 1, 0, list, 2, 100000), "");
    assert_string_equal(chosen(&line, 1, 0, list, 2, 100000 + PORT_AWAY_MS - 1), "");
    assert_string_equal(chosen(&line, 1, 0, list, 2, 160000), "/dev/ttyUSB0");
    assert_string_equal(next(&line, list, 2, 165000),
                        "/dev/ttyUSB5"); /* no new wait after a look elsewhere */
    assert_string_equal(next(&line, list, 2, 170000), "/dev/ttyUSB0");
    assert_int_equal(port_probe_deadline(&line),
                     170000 + PORT_PROBE_MS); /* never long away from where its own may be */
    assert_true(port_arrived(&line, "/dev/ttyUSB9"));
    port_closed(&line, false, 171000);
    (void)snprintf(list[2].node, sizeof list[2].node, "/dev/ttyUSB9"); /* back under another number */
    assert_string_equal(chosen(&line, 1, 0, list, 3, 171000), "/dev/ttyUSB9");
    assert_false(port_arrived(&line, "/dev/ttyUSB10"));
    assert_int_equal(port_probe_deadline(&line), 171000 + PORT_PROBE_OWN_MS);
    port_closed(&line, false, 231000); /* the core has it opened again: its time goes on */
    assert_string_equal(chosen(&line, 1, 0, list, 3, 231000), "/dev/ttyUSB9");
    assert_int_equal(port_probe_deadline(&line), 171000 + PORT_PROBE_OWN_MS);
    port_closed(&line, true, 240000); /* unplugged and plugged in: a new beginning */
    assert_string_equal(chosen(&line, 1, 0, list, 3, 250000), "/dev/ttyUSB9");
    assert_int_equal(port_probe_deadline(&line), 250000 + PORT_PROBE_OWN_MS);
}

/* What was silent under that name says nothing about what has been plugged in since. */
static void test_arrival_forgets_silence(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-2", BRIDGE, 0), port("ttyUSB1", "1-3", BRIDGE, 0)};
    struct port_line line = automatic("");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 2, 0), "/dev/ttyUSB0");
    assert_string_equal(next(&line, list, 2, 0), "/dev/ttyUSB1");
    assert_true(port_arrived(&line, "/dev/ttyUSB0"));
    port_closed(&line, false, 0);
    assert_string_equal(chosen(&line, 1, 0, list, 2, 0), "/dev/ttyUSB0");
    port_silent(&line);
    port_closed(&line, true, 0);
    assert_string_equal(chosen(&line, 1, 0, &list[1], 1, 0),
                        "/dev/ttyUSB1"); /* the list without it does so too */
    port_closed(&line, false, 0);
    assert_string_equal(chosen(&line, 1, 0, list, 2, 0), "/dev/ttyUSB0");
}

static void test_unknown_interface_is_remembered(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-2", 0x2c7c, 0x0999, 0),
                               port("ttyUSB1", "1-2", 0x2c7c, 0x0999, 1),
                               port("ttyUSB2", "1-2", 0x2c7c, 0x0999, 2)};
    struct port_line line = automatic("1-2 02 2c7c:0999 ");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 3, 0), "/dev/ttyUSB2");
}

static void test_fixed_socket(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-2", BRIDGE, 0), port("ttyUSB2", "1-1", SIMCOM, 2)};
    struct port_line line[2] = {automatic("1-2 00 10c4:ea60 "), automatic("1-1 02 1e0e:9001 ")};

    (void)state;
    port_line_wish(&line[1], "usb:1-2");
    assert_int_equal(line[1].wish, PORT_SOCKET);
    assert_string_equal(chosen(line, 2, 0, list, 2, PORT_AWAY_MS),
                        "/dev/ttyUSB2"); /* its own is spoken for */
    assert_string_equal(chosen(line, 2, 1, list, 2, 0), "/dev/ttyUSB0");
    port_line_wish(&line[0], "USB:1-9");
    port_closed(&line[0], true, 0);
    assert_string_equal(chosen(line, 2, 0, list, 2, 1000000), "");
}

static void test_a_written_port_is_nobody_elses(void **state)
{
    struct port_info list[] = {port("ttyUSB2", "1-1", SIMCOM, 2), port("ttyUSB3", "1-1", SIMCOM, 3),
                               port("ttyUSB7", "1-2", SIMCOM, 2)};
    struct port_line line[2] = {automatic(""), automatic("")};

    (void)state;
    port_line_wish(&line[1], "/dev/textback-modem");
    assert_int_equal(line[1].wish, PORT_WRITTEN);
    (void)snprintf(line[1].wanted, sizeof line[1].wanted, "/dev/ttyUSB3"); /* where the link leads */
    assert_string_equal(chosen(line, 2, 0, list, 3, 0), "/dev/ttyUSB7");
    port_opened(&line[1], NULL, 0);
    assert_int_equal(port_probe_deadline(&line[1]), TB_NEVER);
    port_answered(&line[1]);
    assert_false(line[1].own.known);
    assert_false(port_arrived(&line[1], "/dev/ttyUSB9"));
}

/* --- whatever happens --- */

/* Ports come and go, answer or not, for a long time: never one device for two lines, never what is refused,
 * and a line that may open something does not go without for ever. */
static void test_random(void **state)
{
    enum { LINES = 4, PORTS = 12, STEPS = 20000 };
    static const struct {
        uint16_t vendor, product;
    } KINDS[] = {{SIMCOM}, {QUECTEL}, {BRIDGE}, {ARDUINO}, {HUAWEI}};
    uint64_t seed = 42;

    (void)state;
    struct port_line line[LINES];
    for (unsigned i = 0; i < LINES; i++)
        line[i] = automatic("");
    struct port_info list[PORTS];
    for (int64_t now = 0; now < STEPS * 1000; now += 1000) {
        size_t count = unit_below(&seed, PORTS + 1);
        for (size_t i = 0; i < count; i++) {
            char name[32], path[32];
            unsigned kind = unit_below(&seed, TB_COUNT(KINDS));
            (void)snprintf(name, sizeof name, "ttyUSB%zu", i);
            (void)snprintf(path, sizeof path, "1-1.%zu", i / 2);
            list[i] =
                port(name, path, KINDS[kind].vendor, KINDS[kind].product, (uint8_t)unit_below(&seed, 4));
        }
        unsigned which = unit_below(&seed, LINES);
        struct port_line *self = &line[which];
        switch (unit_below(&seed, 4)) {
        case 0:
            if (self->is_open) {
                port_answered(self);
                assert_true(self->own.known);
            }
            break;
        case 1:
            if (self->is_open) {
                if (now >= port_probe_deadline(self))
                    port_silent(self);
                port_closed(self, unit_below(&seed, 2) == 0, now);
            }
            break;
        case 2:
            (void)port_arrived(self, "/dev/ttyUSB1");
            break;
        default:
            if (self->is_open)
                break;
            int found = port_choose(line, LINES, which, list, count, now);
            if (found < 0)
                break;
            assert_int_not_equal(list[found].vendor, 0x2341);
            for (unsigned i = 0; i < LINES; i++)
                if (line[i].is_open)
                    assert_string_not_equal(line[i].open.usb_path, list[found].usb_path);
            port_opened(self, &list[found], now);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_fresh_line),
        cmocka_unit_test(test_every_known_modem),
        cmocka_unit_test(test_consoles_are_never_asked),
        cmocka_unit_test(test_where_serial0_leads),
        cmocka_unit_test(test_protocol_tells),
        cmocka_unit_test(test_silent_ports_one_after_another),
        cmocka_unit_test(test_only_one_is_not_left),
        cmocka_unit_test(test_a_port_that_cannot_be_opened_is_passed_over),
        cmocka_unit_test(test_two_lines_two_modems),
        cmocka_unit_test(test_lines_keep_their_modems),
        cmocka_unit_test(test_a_common_serial_number_says_nothing),
        cmocka_unit_test(test_own_modem_away),
        cmocka_unit_test(test_arrival_forgets_silence),
        cmocka_unit_test(test_unknown_interface_is_remembered),
        cmocka_unit_test(test_fixed_socket),
        cmocka_unit_test(test_a_written_port_is_nobody_elses),
        cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

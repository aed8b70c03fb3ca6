/* Which line opens which port, where ports and places are rarely so: modems that moved, twins, lines with one
 * memory. */
#include "base/now.h"
#include "support/port_rig.h"

/* Only the makers' receivers are refused, not all that they make. */
static void test_a_maker_of_receivers_makes_modems_too(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-1", 0x1546, 0x0100, 0),
                               port("ttyUSB1", "1-2", 0x1546, 0x01a9, 0)};
    struct port_line line = automatic("");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 2, 0), "/dev/ttyUSB0");
    assert_string_equal(next(&line, list, 2, 0), "/dev/ttyUSB0"); /* the other one is none */
}

/* Huawei: another protocol of the maker's own is the port for diagnosis, or for data. */
static void test_another_protocol_of_the_maker(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-1", HUAWEI, 1), port("ttyUSB1", "1-1", HUAWEI, 2)};
    struct port_line line = automatic("");

    (void)state;
    list[0].interface_class = list[1].interface_class = 0xff;
    list[0].interface_protocol = 3;
    list[1].interface_protocol = 2;
    assert_string_equal(chosen(&line, 1, 0, list, 2, 0), "/dev/ttyUSB1");
}

/* Sockets count as numbers, in whichever order they are listed. */
static void test_sockets_listed_in_order(void **state)
{
    struct port_info list[] = {port("ttyUSB4", "1-1.2", SIMCOM, 2), port("ttyUSB0", "1-1.10", SIMCOM, 2)};
    struct port_line line = automatic("");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 2, 0), "/dev/ttyUSB4");
}

/* Each UART of the board is a device of its own. */
static void test_two_lines_on_the_board(void **state)
{
    struct port_info list[] = {uart("ttyAMA0"), uart("ttyS0")};
    struct port_line line[2] = {automatic(""), automatic("")};

    (void)state;
    assert_string_equal(chosen(line, 2, 0, list, 2, 0), "/dev/ttyAMA0");
    assert_string_equal(chosen(line, 2, 1, list, 2, 0), "/dev/ttyS0");
}

static void test_a_uart_is_remembered_by_its_node(void **state)
{
    struct port_info list[] = {uart("ttyAMA0"), uart("ttyS0"), port("ttyUSB2", "1-1", SIMCOM, 2)};
    struct port_line line = automatic("/dev/ttyS0");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 3, 0), "/dev/ttyS0");
    assert_int_equal(port_probe_deadline(&line), PORT_PROBE_OWN_MS);
}

/* --- moved --- */

/* Its number tells it in another socket, both of its ports; it is the line's own there, with all the time of
 * one. */
static void test_own_modem_in_another_socket(void **state)
{
    struct port_info list[] = {with_serial(port("ttyUSB2", "1-1.4", SIMCOM, 2), "A"),
                               with_serial(port("ttyUSB3", "1-1.4", SIMCOM, 3), "A"),
                               port("ttyUSB8", "1-1.1", SIMCOM, 2)};
    struct port_line line = automatic("1-1.2 02 1e0e:9001 A");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 3, 1000), "/dev/ttyUSB2");
    assert_int_equal(port_probe_deadline(&line), 1000 + PORT_PROBE_OWN_MS);
    assert_false(port_arrived(&line, "/dev/ttyUSB9")); /* nothing better to look for */
}

/* A number is a modem's only together with what it is. */
static void test_the_same_number_on_another_kind(void **state)
{
    static const struct {
        uint16_t vendor, product;
    } OTHERS[] = {{BRIDGE}, {0x1e0e, 0x9011}};

    (void)state;
    for (size_t i = 0; i < TB_COUNT(OTHERS); i++) {
        struct port_info list[] = {
            with_serial(port("ttyUSB2", "1-1.4", OTHERS[i].vendor, OTHERS[i].product, 2), "A")};
        struct port_line line = automatic("1-1.2 02 1e0e:9001 A");
        assert_string_equal(chosen(&line, 1, 0, list, 1, PORT_AWAY_MS - 1), "");
    }
}

/* Three with one number, none where it was: the number says nothing of any of them. */
static void test_three_with_one_number(void **state)
{
    struct port_info list[] = {with_serial(port("ttyUSB2", "1-1.3", SIMCOM, 2), "A"),
                               with_serial(port("ttyUSB4", "1-1.4", SIMCOM, 2), "A"),
                               with_serial(port("ttyUSB6", "1-1.5", SIMCOM, 2), "A")};
    struct port_line line = automatic("1-1.2 02 1e0e:9001 A");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 3, PORT_AWAY_MS - 1), "");
}

/* Its second port is asked no longer than any other: the first one is the better bet. */
static void test_second_port_of_the_own_modem(void **state)
{
    struct port_info list[] = {port("ttyUSB2", "1-1", SIMCOM, 2), port("ttyUSB3", "1-1", SIMCOM, 3)};
    struct port_line line = automatic("1-1 02 1e0e:9001 ");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 2, 0), "/dev/ttyUSB2");
    assert_string_equal(next(&line, list, 2, 1000), "/dev/ttyUSB3");
    assert_int_equal(port_probe_deadline(&line), 1000 + PORT_PROBE_MS);
}

/* Two lines of the ini that remember one modem: the first of them has it, whichever looks first. */
static void test_two_lines_with_one_memory(void **state)
{
    struct port_info list[] = {port("ttyUSB2", "1-1.2", SIMCOM, 2)};

    (void)state;
    for (unsigned first = 0; first < 2; first++) {
        struct port_line line[2] = {automatic("1-1.2 02 1e0e:9001 "), automatic("1-1.2 02 1e0e:9001 ")};
        const char *got[2];
        got[first] = chosen(line, 2, first, list, 1, 0);
        got[1 - first] = chosen(line, 2, 1 - first, list, 1, 0);
        assert_string_equal(got[0], "/dev/ttyUSB2");
        assert_string_equal(got[1], "");
    }
}

/* --- a round, and its end --- */

/* One that was unplugged is forgotten; the others that were silent stay so. */
static void test_the_first_silent_one_is_unplugged(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-2", BRIDGE, 0), port("ttyUSB1", "1-3", BRIDGE, 0),
                               port("ttyUSB2", "1-4", BRIDGE, 0)};
    struct port_line line = automatic("");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 3, 0), "/dev/ttyUSB0");
    assert_string_equal(next(&line, list, 3, 0), "/dev/ttyUSB1");
    assert_string_equal(next(&line, &list[1], 2, 0), "/dev/ttyUSB2");
}

/* A path for a port that is not there takes nothing from anybody. */
static void test_a_written_port_that_is_not_there(void **state)
{
    struct port_info list[] = {port("ttyUSB2", "1-1", SIMCOM, 2)};
    struct port_line line[2] = {automatic(""), automatic("")};

    (void)state;
    port_line_wish(&line[1], "/dev/ttyUSB9");
    (void)snprintf(line[1].wanted, sizeof line[1].wanted, "/dev/ttyUSB9");
    assert_string_equal(chosen(line, 2, 0, list, 1, 0), "/dev/ttyUSB2");
}

/* The ini gives it a path while it asks one port after another: there is nothing to leave that one for. */
static void test_a_path_ends_the_search(void **state)
{
    struct port_info list[] = {port("ttyUSB0", "1-2", BRIDGE, 0), port("ttyUSB1", "1-3", BRIDGE, 0)};
    struct port_line line = automatic("");

    (void)state;
    assert_string_equal(chosen(&line, 1, 0, list, 2, 0), "/dev/ttyUSB0");
    assert_true(port_arrived(&line, "/dev/ttyUSB9"));
    assert_int_equal(port_probe_deadline(&line), PORT_PROBE_MS);
    port_line_wish(&line, "/dev/ttyUSB0");
    assert_false(port_arrived(&line, "/dev/ttyUSB9"));
    assert_int_equal(port_probe_deadline(&line), TB_NEVER);
    port_line_wish(&line, "auto");
    port_closed(&line, false, 0);
    assert_int_equal(port_probe_deadline(&line), TB_NEVER); /* nothing is open that could be silent */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_maker_of_receivers_makes_modems_too),
        cmocka_unit_test(test_another_protocol_of_the_maker),
        cmocka_unit_test(test_sockets_listed_in_order),
        cmocka_unit_test(test_two_lines_on_the_board),
        cmocka_unit_test(test_a_uart_is_remembered_by_its_node),
        cmocka_unit_test(test_own_modem_in_another_socket),
        cmocka_unit_test(test_the_same_number_on_another_kind),
        cmocka_unit_test(test_three_with_one_number),
        cmocka_unit_test(test_second_port_of_the_own_modem),
        cmocka_unit_test(test_two_lines_with_one_memory),
        cmocka_unit_test(test_the_first_silent_one_is_unplugged),
        cmocka_unit_test(test_a_written_port_that_is_not_there),
        cmocka_unit_test(test_a_path_ends_the_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* A pseudo terminal as a modem's port: what is read when the other side talks, is silent, or has gone. */
#include "port/serial.h"

#include "support/unit.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

struct far {
    int master;
    char slave[64], link[64];
};

static int begin(void **state)
{
    static struct far far;
    far.master = posix_openpt(O_RDWR | O_NOCTTY);
    if (far.master < 0 || grantpt(far.master) != 0 || unlockpt(far.master) != 0 ||
        ptsname_r(far.master, far.slave, sizeof far.slave) != 0)
        return -1;
    (void)snprintf(far.link, sizeof far.link, "/tmp/textback-serial-%ld", (long)getpid());
    (void)unlink(far.link);
    *state = &far;
    return symlink(far.slave, far.link);
}

static int end(void **state)
{
    struct far *far = *state;
    if (far->master >= 0)
        (void)close(far->master);
    return unlink(far->link);
}

static struct serial *opened(const char *path)
{
    char why[200] = "";
    struct serial *serial = serial_open(path, why, sizeof why);
    if (serial == NULL)
        fail_msg("%s", why);
    return serial;
}

static void wait_for(const struct serial *serial)
{
    struct pollfd fd = {.fd = serial_fd(serial), .events = POLLIN};
    assert_int_equal(poll(&fd, 1, 10000), 1);
}

static void test_bytes_go_both_ways_as_they_are(void **state)
{
    struct far *far = *state;
    struct serial *serial = opened(far->link);
    char bytes[16];

    assert_int_equal(serial_read(serial, bytes, sizeof bytes), 0);
    assert_int_equal(write(far->master, "\r\nOK\r\n\x03", 7), 7);
    wait_for(serial);
    assert_int_equal(serial_read(serial, bytes, sizeof bytes), 7);
    assert_memory_equal(bytes, "\r\nOK\r\n\x03", 7);
    assert_int_equal(serial_write(serial, "AT\r\x1a", 4), 4);
    assert_int_equal(read(far->master, bytes, sizeof bytes), 4);
    assert_memory_equal(bytes, "AT\r\x1a", 4); /* and no echo of what came */
    serial_close(serial);
}

/* A modem that reads nothing: what the port did not take is said, or half a PDU would count as sent. */
static void test_port_that_is_full_says_how_much_it_took(void **state)
{
    struct far *far = *state;
    struct serial *serial = opened(far->link);
    unsigned char bytes[251]; /* odd: the last write finds room for a part of it */
    size_t told = 0, came = 0;
    ssize_t n;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
    while ((n = serial_write(serial, bytes + told % sizeof bytes, sizeof bytes - told % sizeof bytes)) > 0) {
        told += (size_t)n;
        assert_true(told < 1 << 20);
    }
    assert_int_equal(n, 0); /* full, and not gone */
    while (came < told) {
        struct pollfd fd = {.fd = far->master, .events = POLLIN};
        assert_int_equal(poll(&fd, 1, 5000), 1);
        n = read(far->master, bytes, sizeof bytes);
        assert_true(n > 0);
        for (ssize_t i = 0; i < n; i++)
            assert_int_equal(bytes[i], came++ % sizeof bytes);
    }
    assert_int_equal(came, told);
    serial_close(serial);
}

static void test_far_end_gone(void **state)
{
    struct far *far = *state;
    struct serial *serial = opened(far->link);
    char bytes[16];

    assert_int_equal(write(far->master, "RING", 4), 4);
    wait_for(serial);
    assert_int_equal(close(far->master), 0);
    far->master = -1;
    ssize_t n = serial_read(serial, bytes, sizeof bytes);
    assert_true(n == 4 || n == -1); /* what was on its way may be lost with it */
    assert_int_equal(serial_read(serial, bytes, sizeof bytes), -1);
    assert_int_equal(serial_read(serial, bytes, sizeof bytes), -1);
    assert_int_equal(serial_write(serial, "AT\r", 3), -1);
    serial_close(serial);
}

static void test_one_program_at_a_time(void **state)
{
    struct far *far = *state;
    struct serial *serial = opened(far->link);
    char why[200] = "";

    assert_null(serial_open(far->slave, why, sizeof why));
    assert_non_null(strstr(why, "is used by another program"));
    serial_close(serial);
    serial_close(opened(far->slave));
}

static void test_nothing_there(void **state)
{
    char why[200] = "";
    (void)state;
    assert_null(serial_open("/dev/no-such-modem", why, sizeof why));
    assert_string_equal(why, "/dev/no-such-modem: No such file or directory");
    assert_null(serial_open("/dev/null", why, sizeof why)); /* no terminal */
    serial_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_bytes_go_both_ways_as_they_are, begin, end),
        cmocka_unit_test_setup_teardown(test_port_that_is_full_says_how_much_it_took, begin, end),
        cmocka_unit_test_setup_teardown(test_far_end_gone, begin, end),
        cmocka_unit_test_setup_teardown(test_one_program_at_a_time, begin, end),
        cmocka_unit_test_setup_teardown(test_nothing_there, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* board/udev/60-textback.rules says what the tables of the modem families say. */
#include "modem/profile.h"

#include "support/unit.h"

enum { ALTERNATIVES = 16, RULES = 64, ANY = -1 };

struct rule {
    unsigned vendor[ALTERNATIVES], product[ALTERNATIVES];
    size_t vendors, products; /* products 0: any */
    int interface;            /* ANY: the rule does not ask */
    bool names, ignores;
};

/* The value of a match like ATTRS{idVendor}=="1e0e|2c7c" in a line; its length, 0 if it is not there. */
static size_t match(const char *line, const char *key, const char **value)
{
    char start[64];
    (void)snprintf(start, sizeof start, "%s==\"", key);
    const char *at = strstr(line, start);
    if (at == NULL)
        return 0;
    *value = at + strlen(start);
    return strcspn(*value, "\"");
}

static size_t numbers(const char *line, const char *key, unsigned out[ALTERNATIVES])
{
    const char *value = NULL;
    size_t length = match(line, key, &value), count = 0;
    for (size_t i = 0; i < length; i += 5) {
        assert_true(count < ALTERNATIVES);
        assert_true(value[i + 4] == '|' || i + 4 == length); /* four hex digits each */
        out[count++] = (unsigned)strtoul(value + i, NULL, 16);
    }
    return count;
}

static size_t read_rules(struct rule rules[RULES])
{
    size_t length, count = 0;
    char *text = unit_file(TB_SOURCE_DIR "/board/udev/60-textback.rules", &length), *rest = text;

    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        struct rule rule = {.interface = ANY};
        const char *number;
        if (line[0] == '#' || strstr(line, "ATTRS{idVendor}") == NULL)
            continue;
        rule.vendors = numbers(line, "ATTRS{idVendor}", rule.vendor);
        rule.products = numbers(line, "ATTRS{idProduct}", rule.product);
        if (match(line, "ENV{ID_USB_INTERFACE_NUM}", &number) == 2)
            rule.interface = (int)strtol(number, NULL, 16);
        rule.names = strstr(line, "SYMLINK+=\"textback-modem") != NULL;
        rule.ignores = strstr(line, "ENV{ID_MM_DEVICE_IGNORE}=\"1\", ENV{ID_MM_PORT_IGNORE}=\"1\"") != NULL;
        assert_true(rule.vendors > 0 && rule.names != rule.ignores && count < RULES);
        if (rule.names) /* the second name holds the USB device's, since that is where its ids matched */
            assert_non_null(strstr(line, "SYMLINK+=\"textback-modem textback-modem-$id\""));
        rules[count++] = rule;
    }
    free(text);
    return count;
}

static bool has(const unsigned *list, size_t count, unsigned wanted)
{
    for (size_t i = 0; i < count; i++)
        if (list[i] == wanted)
            return true;
    return false;
}

static bool fits(const struct rule *rule, unsigned vendor, unsigned product)
{
    return has(rule->vendor, rule->vendors, vendor) &&
           (rule->products == 0 || has(rule->product, rule->products, product));
}

static void test_every_modem_of_the_tables_has_its_rules(void **state)
{
    struct rule rules[RULES];
    size_t count = read_rules(rules);
    unsigned rows = 0;

    (void)state;
    for (unsigned p = 0; profile_at(p) != NULL; p++) {
        for (const struct modem_usb *usb = profile_at(p)->usb; usb != NULL && usb->vendor != 0;
             usb++, rows++) {
            bool ignored = false;
            int named = ANY;
            for (size_t i = 0; i < count; i++) {
                if (!fits(&rules[i], usb->vendor, usb->product))
                    continue;
                ignored = ignored || rules[i].ignores;
                if (rules[i].names)
                    named = rules[i].interface;
            }
            if (!ignored)
                fail_msg("%04x:%04x: ModemManager is not kept away", usb->vendor, usb->product);
            int want = usb->at_interface == MODEM_USB_ASK || usb->product == 0 ? ANY : usb->at_interface;
            if (named != want)
                fail_msg("%04x:%04x: named by interface %d, not %d", usb->vendor, usb->product, named, want);
        }
    }
    assert_true(rows > 10);
}

static void test_every_rule_has_its_modem(void **state)
{
    struct rule rules[RULES];
    size_t count = read_rules(rules);

    (void)state;
    assert_true(count > 5);
    for (size_t i = 0; i < count; i++) {
        for (size_t v = 0; v < rules[i].vendors; v++) {
            unsigned vendor = rules[i].vendor[v];
            if (rules[i].products == 0) {
                const struct modem_usb *any = profile_usb((uint16_t)vendor, 0);
                if (any == NULL || any->product != 0)
                    fail_msg("%04x: not every product of it is a modem", vendor);
            }
            for (size_t p = 0; p < rules[i].products; p++) {
                const struct modem_usb *usb = profile_usb((uint16_t)vendor, (uint16_t)rules[i].product[p]);
                if (usb == NULL || usb->product != rules[i].product[p])
                    fail_msg("%04x:%04x is in no table", vendor, rules[i].product[p]);
                else if (rules[i].names && rules[i].interface != usb->at_interface)
                    fail_msg("%04x:%04x: interface %d", vendor, rules[i].product[p], rules[i].interface);
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_modem_of_the_tables_has_its_rules),
        cmocka_unit_test(test_every_rule_has_its_modem),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

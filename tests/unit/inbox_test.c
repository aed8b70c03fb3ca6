/* Incoming messages: each once, long ones in any order, what stays away is shown in the end. */
#include "core/inbox.h"

#include "support/unit.h"

#define SENDER "+12025550144"

enum { PARTS_TEXT = 500 };

struct box {
    struct inbox *inbox;
    struct tb_now now;
    char text[SMS_TEXT_MAX];
    uint64_t gone[SMS_PARTS_MAX];
    unsigned gone_count;
    char words[PARTS_TEXT];
};

static void begin(struct box *box)
{
    memset(box, 0, sizeof *box);
    box->inbox = calloc(1, sizeof *box->inbox);
    assert_non_null(box->inbox);
    box->now = (struct tb_now){.mono_ms = 1000, .wall_ms = 1776276000000, .wall_ok = true};
    for (unsigned i = 0; i < PARTS_TEXT - 1; i++)
        box->words[i] = (char)('a' + i % 26);
}

/* A part of `text` as the network sends it. */
static enum inbox_result give(struct box *box, const char *from, const char *text, unsigned part,
                              uint16_t ref, int64_t time_s)
{
    char hex[SMS_NETWORK_HEX_MAX];
    struct sms_plan plan;
    struct sms_pdu pdu;
    assert_true(sms_plan_text(text, &plan));
    struct sms_deliver d = {.smsc = "+12025550159",
                            .from = from,
                            .text = text,
                            .plan = &plan,
                            .part = part,
                            .ref = ref,
                            .time_s = time_s};
    size_t n = sms_encode_deliver(&d, hex, sizeof hex, NULL);
    assert_true(n > 0 && sms_decode(hex, n, true, &pdu));
    return inbox_take(box->inbox, &pdu, inbox_fingerprint(hex, n), 0, &box->now, box->text, sizeof box->text,
                      box->gone, &box->gone_count);
}

static enum inbox_result part(struct box *box, unsigned i, uint16_t ref)
{
    return give(box, SENDER, box->words, i, ref, 1776276000);
}

static void test_single(void **state)
{
    struct box box;
    (void)state;
    begin(&box);
    assert_int_equal(give(&box, SENDER, "Hello", 0, 0, 1776276000), INBOX_COMPLETE);
    assert_string_equal(box.text, "Hello");
    assert_int_equal(box.gone_count, 0);
    assert_int_equal(give(&box, SENDER, "Hello", 0, 0, 1776276000), INBOX_COPY);
    assert_int_equal(give(&box, SENDER, "Hello", 0, 0, 1776276001), INBOX_COMPLETE); /* said again */
    assert_int_equal(give(&box, "+12025550145", "Hello", 0, 0, 1776276000), INBOX_COMPLETE);
    free(box.inbox);
}

static void test_every_order_of_four_parts(void **state)
{
    (void)state;
    for (unsigned order = 0; order < 256; order++) {
        unsigned seq[4] = {order & 3, order >> 2 & 3, order >> 4 & 3, order >> 6 & 3};
        struct box box;
        if ((1U << seq[0] | 1U << seq[1] | 1U << seq[2] | 1U << seq[3]) != 15)
            continue; /* no permutation */
        begin(&box);
        for (unsigned i = 0; i < 4; i++) {
            assert_int_equal(part(&box, seq[i], 7), i < 3 ? INBOX_WAITING : INBOX_COMPLETE);
            assert_int_equal(part(&box, seq[i], 7), INBOX_COPY);
        }
        assert_string_equal(box.text, box.words);
        free(box.inbox);
    }
}

static void test_parts_used_up_are_named(void **state)
{
    struct box box;
    (void)state;
    begin(&box);
    for (unsigned i = 0; i < 3; i++)
        (void)part(&box, i, 7);
    assert_int_equal(part(&box, 3, 7), INBOX_COMPLETE);
    assert_int_equal(box.gone_count, 3);
    assert_int_equal(inbox_deadline(box.inbox, &box.now), TB_NEVER);
    free(box.inbox);
}

static void test_messages_of_two_senders_and_two_references_do_not_mix(void **state)
{
    struct box box;
    (void)state;
    begin(&box);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(part(&box, i, 7), INBOX_WAITING);
        assert_int_equal(part(&box, i, 0), INBOX_WAITING); /* 0 is a reference as any: case pdu-03 */
        assert_int_equal(give(&box, "+12025550145", box.words, i, 7, 1776276000), INBOX_WAITING);
    }
    assert_int_equal(part(&box, 3, 0), INBOX_COMPLETE);
    assert_string_equal(box.text, box.words);
    assert_int_equal(give(&box, "+12025550145", box.words, 3, 7, 1776276000), INBOX_COMPLETE);
    assert_int_equal(part(&box, 3, 7), INBOX_COMPLETE);
    free(box.inbox);
}

static void test_the_same_place_with_other_words_is_shown_alone(void **state)
{
    struct box box;
    (void)state;
    begin(&box);
    assert_int_equal(part(&box, 0, 7), INBOX_WAITING);
    box.words[0] = 'X';
    assert_int_equal(part(&box, 0, 7), INBOX_FULL);
    free(box.inbox);
}

static void test_room_for_parts_and_one_past(void **state)
{
    struct box box;
    (void)state;
    begin(&box);
    for (unsigned i = 0; i < TB_PARTS_IN_MAX; i++)
        assert_int_equal(part(&box, 0, (uint16_t)i), INBOX_WAITING);
    assert_int_equal(part(&box, 0, TB_PARTS_IN_MAX), INBOX_FULL);
    for (unsigned i = 1; i < 3; i++)
        (void)part(&box, i, 5);
    /* what completes with the parts on hand still does when there is no room for more: nothing of it had to
     * wait */
    free(box.inbox);
}

static void expire_all(struct box *box, char *sender, char *texts, size_t cap, unsigned *count)
{
    uint8_t line = 9;
    texts[0] = '\0';
    *count = 0;
    while (inbox_expire(box->inbox, &box->now, sender, box->text, sizeof box->text, box->gone,
                        &box->gone_count, &line)) {
        assert_int_equal(line, 0);
        (*count)++;
        (void)snprintf(texts + strlen(texts), cap - strlen(texts), "%s", box->text);
        assert_true(*count < 200);
    }
}

static void test_partial_after_its_time(void **state)
{
    struct box box;
    char sender[SMS_ADDRESS_MAX], texts[4000];
    unsigned count;
    (void)state;
    begin(&box);
    (void)part(&box, 0, 7);
    box.now.mono_ms += 60000;
    (void)part(&box, 2, 7);
    assert_int_equal(inbox_deadline(box.inbox, &box.now), 1000 + INBOX_PART_WAIT_MS);
    box.now.mono_ms = 1000 + INBOX_PART_WAIT_MS - 1;
    expire_all(&box, sender, texts, sizeof texts, &count);
    assert_int_equal(count, 0);
    box.now.mono_ms++;
    expire_all(&box, sender, texts, sizeof texts, &count);
    assert_int_equal(count, 1);
    assert_string_equal(sender, SENDER);
    assert_int_equal(strncmp(texts, box.words, 153), 0);
    assert_non_null(strstr(texts, "[part 2 of 4 did not arrive]"));
    assert_non_null(strstr(texts, "[part 4 of 4 did not arrive]"));
    assert_int_equal(inbox_deadline(box.inbox, &box.now), TB_NEVER);
    free(box.inbox);
}

static void test_missing_parts_in_a_row_are_one_sentence(void **state)
{
    struct box box;
    char sender[SMS_ADDRESS_MAX], texts[4000];
    unsigned count;
    (void)state;
    begin(&box);
    (void)part(&box, 3, 7);
    box.now.mono_ms = 1000 + INBOX_PART_WAIT_MS;
    expire_all(&box, sender, texts, sizeof texts, &count);
    assert_int_equal(count, 1);
    assert_int_equal(strncmp(texts, " [parts 1 to 3 of 4 did not arrive] ", 36), 0);
    assert_null(strstr(texts + 36, "did not arrive"));
    free(box.inbox);
}

static void test_restored_parts(void **state)
{
    static const struct {
        const char *name;
        bool this_boot, wall_ok;
        int64_t age_ms;
        int64_t expires_in_ms; /* at most */
    } ROWS[] = {
        {"this boot, old", true, true, INBOX_PART_WAIT_MS, 0},
        {"former boot, old", false, true, INBOX_PART_WAIT_MS, 0},
        {"former boot, an hour ago", false, true, 3600000, INBOX_PART_WAIT_MS - 3600000},
        {"former boot, by a clock a day ahead", false, true, -86400000, INBOX_PART_WAIT_MS},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct box box;
        struct sms_pdu pdu = {.address = SENDER, .concat = {.present = true, .ref = 7, .total = 2, .seq = 1}};
        char sender[SMS_ADDRESS_MAX], texts[4000];
        unsigned count = 0;
        begin(&box);
        box.now.mono_ms = 10 * INBOX_PART_WAIT_MS;
        struct stamp received = {.set = true,
                                 .this_boot = ROWS[i].this_boot,
                                 .wall_ok = ROWS[i].wall_ok,
                                 .mono_ms = ROWS[i].this_boot ? box.now.mono_ms - ROWS[i].age_ms : 5,
                                 .wall_ms = box.now.wall_ms - ROWS[i].age_ms};
        assert_true(inbox_restore_part(box.inbox, &pdu, 77, 0, &received));
        for (int64_t gone = 0; gone <= ROWS[i].expires_in_ms; gone += 600000) {
            (void)inbox_deadline(box.inbox, &box.now);
            expire_all(&box, sender, texts, sizeof texts, &count);
            if (count > 0)
                break;
            box.now.mono_ms += 600000;
            box.now.wall_ms += 600000;
        }
        if (count != 1)
            fail_msg("%s: never shown", ROWS[i].name);
        free(box.inbox);
    }
}

static void test_restored_part_needs_room(void **state)
{
    struct box box;
    struct sms_pdu pdu = {.address = SENDER, .concat = {.present = true, .ref = 7, .total = 2, .seq = 1}};
    struct stamp received = {.set = true, .this_boot = true};
    (void)state;
    begin(&box);
    for (unsigned i = 0; i < TB_PARTS_IN_MAX; i++)
        assert_true(inbox_restore_part(box.inbox, &pdu, i + 1, 0, &received));
    assert_false(inbox_restore_part(box.inbox, &pdu, 999, 0, &received));
    free(box.inbox);
}

static void test_more_parts_than_we_join_are_shown_alone(void **state)
{
    struct box box;
    struct sms_pdu pdu = {.address = SENDER,
                          .concat = {.present = true, .ref = 7, .total = SMS_PARTS_MAX + 1, .seq = 1}};
    (void)state;
    begin(&box);
    assert_int_equal(
        inbox_take(box.inbox, &pdu, 77, 0, &box.now, box.text, sizeof box.text, box.gone, &box.gone_count),
        INBOX_FULL);
    free(box.inbox);
}

static void test_fingerprints(void **state)
{
    static const char PDU[] = "07912120550591F9040B912120550541F300006240510103546902CF25";
    static const char LOWER_MORE[] = "07912120550591F9000B912120550541F300006240510103546902CF25";
    static const char OTHER_CENTRE[] = "07912120550591F8040B912120550541F300006240510103546902CF25";
    static const char OTHER_TIME[] = "07912120550591F9040B912120550541F300006240510103556902CF25";
    static const char *const ODD[] = {"", "0", "07", "FF", "zz", "0791", "00", "0004"};
    uint64_t fingerprint = inbox_fingerprint(PDU, sizeof PDU - 1);
    (void)state;
    assert_int_equal(inbox_fingerprint(LOWER_MORE, sizeof LOWER_MORE - 1), fingerprint);
    assert_int_equal(inbox_fingerprint(OTHER_CENTRE, sizeof OTHER_CENTRE - 1), fingerprint);
    assert_int_not_equal(inbox_fingerprint(OTHER_TIME, sizeof OTHER_TIME - 1), fingerprint);
    for (size_t i = 0; i < TB_COUNT(ODD); i++)
        assert_int_not_equal(inbox_fingerprint(ODD[i], strlen(ODD[i])), 0);
    assert_int_not_equal(inbox_fingerprint("0791", 4), inbox_fingerprint("0792", 4));
}

static void test_seen_is_a_ring(void **state)
{
    struct box box;
    (void)state;
    begin(&box);
    (void)give(&box, SENDER, "Hello", 0, 0, 1776276000);
    for (uint64_t i = 1; i < TB_SEEN_MAX; i++)
        inbox_restore_seen(box.inbox, i);
    assert_int_equal(give(&box, SENDER, "Hello", 0, 0, 1776276000), INBOX_COPY);
    inbox_restore_seen(box.inbox, 99999);
    assert_int_equal(give(&box, SENDER, "Hello", 0, 0, 1776276000), INBOX_COMPLETE);
    free(box.inbox);
}

static void test_echo(void **state)
{
    static const char LONG[] = "I am driving and will answer later.";
    struct box box;
    (void)state;
    begin(&box);
    assert_false(inbox_is_echo(box.inbox, SENDER, LONG, &box.now));
    assert_true(inbox_is_echo(box.inbox, SENDER, LONG, &box.now));
    assert_false(inbox_is_echo(box.inbox, "+12025550145", LONG, &box.now));
    assert_false(inbox_is_echo(box.inbox, SENDER, "Yes", &box.now));
    assert_false(inbox_is_echo(box.inbox, SENDER, "Yes", &box.now));
    box.now.mono_ms += INBOX_ECHO_MS - 1;
    assert_true(inbox_is_echo(box.inbox, SENDER, LONG, &box.now));
    box.now.mono_ms += INBOX_ECHO_MS;
    assert_false(inbox_is_echo(box.inbox, SENDER, LONG, &box.now));
    free(box.inbox);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_single),
        cmocka_unit_test(test_every_order_of_four_parts),
        cmocka_unit_test(test_parts_used_up_are_named),
        cmocka_unit_test(test_messages_of_two_senders_and_two_references_do_not_mix),
        cmocka_unit_test(test_the_same_place_with_other_words_is_shown_alone),
        cmocka_unit_test(test_room_for_parts_and_one_past),
        cmocka_unit_test(test_partial_after_its_time),
        cmocka_unit_test(test_missing_parts_in_a_row_are_one_sentence),
        cmocka_unit_test(test_restored_parts),
        cmocka_unit_test(test_restored_part_needs_room),
        cmocka_unit_test(test_more_parts_than_we_join_are_shown_alone),
        cmocka_unit_test(test_fingerprints),
        cmocka_unit_test(test_seen_is_a_ring),
        cmocka_unit_test(test_echo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* The open leads and their small numbers. */
#include "core/leads.h"

#include "core/people.h"

#include "support/core_config.h"

static struct tb_now at(int64_t ms)
{
    return (struct tb_now){.mono_ms = 1000000 + ms, .wall_ms = WALL_START + ms, .wall_ok = true};
}

static struct lead *open_at(struct leads *leads, const char *number, int64_t ms)
{
    struct tb_now now = at(ms);
    return leads_open(leads, number, &now);
}

static void test_numbers_are_small_stable_and_not_soon_reused(void **state)
{
    struct leads *leads = calloc(1, sizeof *leads);
    (void)state;
    assert_non_null(leads);
    assert_int_equal(open_at(leads, CALLER_A, 0)->record.n, 1);
    assert_int_equal(open_at(leads, CALLER_B, 0)->record.n, 2);
    assert_ptr_equal(leads_numbered(leads, 2), leads_find(leads, CALLER_B));
    leads_close(leads_find(leads, CALLER_A));
    assert_null(leads_numbered(leads, 1));
    assert_null(leads_find(leads, CALLER_A));
    assert_int_equal(open_at(leads, CALLER_C, 0)->record.n,
                     3); /* "1 see you at five" was meant for another */
    assert_int_equal(leads_find(leads, CALLER_B)->record.n, 2);
    for (unsigned n = 4; n <= LEADS_USUAL_N + 1; n++) { /* all in a day: 1 is still somebody's */
        struct lead *lead = open_at(leads, CALLER_A, 0);
        assert_int_equal(lead->record.n, n);
        assert_int_equal(lead->record.id, n);
        leads_close(lead);
    }
    assert_int_equal(open_at(leads, CALLER_A, 24 * HOUR_MS_T)->record.n, 1);
    leads->last_n = LEADS_LARGEST_N;
    leads_close(leads_find(leads, CALLER_A));
    assert_int_equal(open_at(leads, CALLER_A, 24 * HOUR_MS_T)->record.n, 1); /* as far as they go */
    leads->last_n = 1;
    assert_int_equal(open_at(leads, AGENT, 0)->record.n, 4); /* 2 and 3 are in use */
    free(leads);
}

static void test_in_order_of_their_numbers(void **state)
{
    struct leads *leads = calloc(1, sizeof *leads);
    (void)state;
    assert_non_null(leads);
    leads->last_n = LEADS_LARGEST_N - 1;
    (void)open_at(leads, CALLER_A, 0); /* 999 */
    (void)open_at(leads, CALLER_B, 0); /* 1 */
    assert_int_equal(leads_count(leads), 2);
    struct lead *first = leads_after(leads, 0);
    assert_string_equal(first->record.number, CALLER_B);
    struct lead *second = leads_after(leads, first->record.n);
    assert_string_equal(second->record.number, CALLER_A);
    assert_null(leads_after(leads, second->record.n));
    free(leads);
}

static void test_last_four_digits(void **state)
{
    struct leads *leads = calloc(1, sizeof *leads);
    (void)state;
    assert_non_null(leads);
    struct lead *a = open_at(leads, CALLER_A, 0);
    assert_ptr_equal(leads_ending(leads, "0143"), a);
    assert_null(leads_ending(leads, "0144"));
    assert_false(leads_ends_alike(leads, a));
    struct lead *twin = open_at(leads, "+15125550143", 0);
    assert_true(leads_ends_alike(leads, a) && leads_ends_alike(leads, twin));
    assert_null(leads_ending(leads, "0143")); /* which of the two? */
    (void)open_at(leads, "911", 0);
    assert_non_null(leads_ending(leads, "911"));
    free(leads);
}

static void test_the_quietest_makes_room(void **state)
{
    struct leads *leads = calloc(1, sizeof *leads);
    struct tb_now now = at(LEADS_MAX);
    char number[TB_NUMBER_MAX];
    (void)state;
    assert_non_null(leads);
    for (unsigned i = 0; i < LEADS_MAX; i++) {
        assert_null(leads_in_the_way(leads, &now));
        (void)snprintf(number, sizeof number, "+1202555%04u", i);
        (void)open_at(leads, number, i < 2 ? 0 : i);
    }
    struct lead *first = leads_in_the_way(leads, &now);
    assert_int_equal(first->record.id, 1); /* of two as old the one that came first */
    first->record.touched = stamp_now(&now);
    assert_int_equal(leads_in_the_way(leads, &now)->record.id, 2);
    assert_null(leads_idle(leads, LEADS_MAX + 1, &now));
    assert_int_equal(leads_idle(leads, LEADS_MAX, &now)->record.id, 2);
    /* of another boot, without a clock: it stays, and is in nobody's way but when all are */
    leads_numbered(leads, 2)->record.touched = (struct stamp){.set = true};
    assert_int_equal(leads_in_the_way(leads, &now)->record.id, 2);
    assert_null(leads_idle(leads, LEADS_MAX, &now));
    assert_int_equal(leads_idle(leads, LEADS_MAX - 2, &now)->record.id,
                     3); /* nor does it keep the others open */
    free(leads);
}

static void test_a_former_life(void **state)
{
    struct leads *leads = calloc(1, sizeof *leads);
    struct lead_record record = {.id = 5, .n = 3, .number = CALLER_A, .calls = 1};
    (void)state;
    assert_non_null(leads);
    leads_restore(leads, &record);
    assert_true(leads_find(leads, CALLER_A)->shown);
    record = (struct lead_record){.id = 6, .n = 4, .number = CALLER_B, .state = LEAD_TAKEN};
    leads_restore(leads, &record);
    assert_false(leads_find(leads, CALLER_B)->shown);
    record = (struct lead_record){.id = 7, .n = 5, .number = CALLER_C, .state = LEAD_DONE};
    leads_restore(leads, &record);
    record = (struct lead_record){.id = 8, .n = 4, .number = CALLER_C}; /* a number twice: damaged */
    leads_restore(leads, &record);
    assert_int_equal(leads_count(leads), 2);
    for (uint16_t n = 10; n < 10 + LEADS_MAX; n++) {
        record = (struct lead_record){.id = n, .n = n, .number = CALLER_C};
        leads_restore(leads, &record);
    }
    assert_int_equal(leads_count(leads), LEADS_MAX);
    free(leads);
}

static void test_next_thing_to_do(void **state)
{
    struct leads *leads = calloc(1, sizeof *leads);
    (void)state;
    assert_non_null(leads);
    assert_int_equal(leads_deadline(leads), TB_NEVER);
    struct lead *a = open_at(leads, CALLER_A, 0), *b = open_at(leads, CALLER_B, 0);
    assert_int_equal(leads_deadline(leads), TB_NEVER);
    a->remind_ms = 70;
    b->escalate_ms = 60;
    assert_int_equal(leads_deadline(leads), 60);
    leads_close(b);
    assert_int_equal(leads_deadline(leads), 70);
    free(leads);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_small_stable_and_not_soon_reused),
        cmocka_unit_test(test_in_order_of_their_numbers),
        cmocka_unit_test(test_last_four_digits),
        cmocka_unit_test(test_the_quietest_makes_room),
        cmocka_unit_test(test_a_former_life),
        cmocka_unit_test(test_next_thing_to_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Who was texted: windows by whichever clock can tell, and a table that agrees with a naive list. */
#include "core/people.h"

#include "support/unit.h"

#define HOUR INT64_C(3600000)
#define WALL INT64_C(1776276000000)

static struct people *table(void)
{
    struct people *people = calloc(1, sizeof *people);
    assert_non_null(people);
    return people;
}

static void test_numbers_that_can_be_remembered(void **state)
{
    static const struct {
        const char *number;
        bool ok;
    } ROWS[] = {{"+12025550143", true},
                {"911", true},
                {"55501", true},
                {"+441632960143", true},
                {"", false},
                {"+", false},
                {"AMAZON", false},
                {"+1202555014x", false},
                {"1+2", false},
                {"*67", false},
                {"+123456789012345", true},
                {"+1234567890123456", false}};
    struct people *people = table();
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        assert_null(people_find(people, ROWS[i].number));
        struct person *person = people_get(people, ROWS[i].number);
        assert_int_equal(person != NULL, ROWS[i].ok);
        assert_ptr_equal(people_find(people, ROWS[i].number), person);
        assert_ptr_equal(people_get(people, ROWS[i].number), person);
    }
    free(people);
}

static void test_spellings_that_look_alike_are_different_people(void **state)
{
    static const char *const NUMBERS[] = {"+12025550143", "12025550143", "+2025550143", "2025550143",
                                          "0911",         "911",         "00911",       "+911",
                                          "+0911",        "+00911"};
    struct people *people = table();
    (void)state;
    for (size_t i = 0; i < TB_COUNT(NUMBERS); i++)
        for (size_t j = 0; j < i; j++)
            assert_ptr_not_equal(people_get(people, NUMBERS[i]), people_get(people, NUMBERS[j]));
    free(people);
}

static void test_windows(void **state)
{
    static const struct {
        const char *name;
        bool this_boot, wall_ok_then, wall_ok_now;
        int64_t mono_gone, wall_gone;
        bool inside;
    } ROWS[] = {
        {"same boot, inside", true, true, true, HOUR - 1, 100 * HOUR, true},
        {"same boot, at the limit", true, true, true, HOUR, 0, false},
        {"same boot, wall set back", true, true, true, 2 * HOUR, -100 * HOUR, false},
        {"same boot, no wall", true, false, false, HOUR - 1, 0, true},
        {"other boot, inside", false, true, true, -999, HOUR - 1, true},
        {"other boot, at the limit", false, true, true, 0, HOUR, false},
        {"other boot, in the future", false, true, true, 0, -100 * HOUR, true},
        {"other boot, clock untrusted now", false, true, false, 100 * HOUR, 100 * HOUR, true},
        {"other boot, clock untrusted then", false, false, true, 100 * HOUR, 100 * HOUR, true},
    };
    (void)state;
    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        struct people *people = table();
        struct person_record record = {.number = "+12025550143",
                                       .last_texted = {.set = true,
                                                       .this_boot = ROWS[i].this_boot,
                                                       .wall_ok = ROWS[i].wall_ok_then,
                                                       .mono_ms = 1000000,
                                                       .wall_ms = 5000000}};
        struct tb_now now = {.mono_ms = 1000000 + ROWS[i].mono_gone,
                             .wall_ms = 5000000 + ROWS[i].wall_gone,
                             .wall_ok = ROWS[i].wall_ok_now};
        people_restore(people, &record);
        if (people_within(people_find(people, "+12025550143"), HOUR, &now) != ROWS[i].inside)
            fail_msg("%s", ROWS[i].name);
        free(people);
    }
}

static void test_never_texted_is_outside(void **state)
{
    struct people *people = table();
    struct tb_now now = {.mono_ms = 5};
    (void)state;
    assert_false(people_within(people_get(people, "911"), INT64_MAX, &now));
    free(people);
}

static void test_record_and_restore_agree(void **state)
{
    struct people *people = table(), *again = table();
    struct tb_now now = {.mono_ms = 77, .wall_ms = 99, .wall_ok = true};
    struct person_record record;
    (void)state;
    struct person *person = people_get(people, "+12025550143");
    people_texted(person, &now, true);
    person->stopped = true;
    person->undeliverable = true;
    person->kind = PERSON_CLIENT;
    people_record(person, "+12025550143", "Ann Lee", &record);
    assert_string_equal(record.number, "+12025550143");
    assert_string_equal(record.name, "Ann Lee");
    assert_true(record.opted_out && record.undeliverable && record.last_typed && record.last_texted.set);
    assert_int_equal(record.last_texted.mono_ms, 77);
    people_restore(again, &record);
    assert_memory_equal(people_find(again, "+12025550143"), person, sizeof *person);
    record.number[0] = '\0'; /* damaged: nobody */
    people_restore(again, &record);
    assert_int_equal(again->count, 1);
    free(people);
    free(again);
}

static void number_of(uint32_t i, char out[TB_NUMBER_MAX])
{
    (void)snprintf(out, TB_NUMBER_MAX, "+1%03u%03u%04u", 200 + i / 1000000 % 800, 200 + i / 1000 % 800,
                   i % 10000);
}

/* Full: somebody who may be forgotten gives way; opt-outs and dead numbers stay. */
static void test_full_table(void **state)
{
    struct people *people = table();
    struct tb_now now = {.mono_ms = 0};
    char number[TB_NUMBER_MAX];
    (void)state;
    for (uint32_t i = 0; i < TB_PEOPLE_MAX; i++) {
        (void)snprintf(number, sizeof number, "+1202%07u", i);
        struct person *person = people_get(people, number);
        assert_non_null(person);
        now.mono_ms = i;
        person->stopped = i % 2 == 0;
        if (i % 2 != 0)
            people_texted(person, &now, false);
    }
    for (uint32_t i = 0; i < 50; i++) {
        (void)snprintf(number, sizeof number, "+1303%07u", i);
        struct person *person = people_get(people, number);
        assert_non_null(person);
        assert_false(person->stopped || person->undeliverable || person->texted);
        person->stopped = true;
        assert_ptr_equal(people_find(people, number), person);
    }
    for (uint32_t i = 0; i < TB_PEOPLE_MAX; i += 2) {
        (void)snprintf(number, sizeof number, "+1202%07u", i);
        struct person *person = people_find(people, number);
        assert_true(person != NULL && person->stopped);
    }
    (void)snprintf(number, sizeof number, "+1202%07u", TB_PEOPLE_MAX - 1); /* texted last: remembered */
    assert_non_null(people_find(people, number));
    free(people);
}

static struct person_record record_of(const char *prefix, uint32_t i)
{
    struct person_record record = {.kind = PERSON_LEAD};

    (void)snprintf(record.number, sizeof record.number, "%s%07u", prefix, i);
    return record;
}

enum { MANY = TB_PEOPLE_MAX + 20000 };

/* More of them than there is room for, whatever the reason: none is forgotten, nor who comes after. */
static void test_more_opt_outs_than_room(void **state)
{
    struct people *people = table();
    uint32_t wrong = 0;
    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        struct person_record record = record_of("+1202", i);
        record.stopped = i % 5 == 0;
        record.blocked = i % 5 == 1;
        record.opted_out = record.stopped || record.blocked;
        record.doubtful = i % 5 == 2;
        record.undeliverable = i % 5 == 3;
        record.mark = i % 5 == 4 ? MARK_SKIP : i % 5 == 0 ? MARK_CLIENT : MARK_NONE;
        people_restore(people, &record);
    }
    struct person *late = people_get(people, "+13035550143"); /* writes STOP now */
    assert_non_null(late);
    assert_false(people_opted_out(late) || late->texted);
    late->stopped = true;
    for (uint32_t i = 0; i < 5000; i++) /* strangers */
        wrong += people_find(people, record_of("+1404", i).number) != NULL;
    assert_in_range(wrong, 0, 5);
    for (uint32_t i = 0; i < MANY; i++) {
        struct person *person = people_find(people, record_of("+1202", i).number);
        assert_non_null(person);
        assert_true(people_opted_out(person) || person->doubtful || person->undeliverable ||
                    person->mark == MARK_SKIP);
    }
    assert_true(people_find(people, "+13035550143")->stopped);
    free(people);
}

/* Texted within the window, in this life or a former one, with or without a clock: still so after they had to
 * make room; and the window ends all the same. */
static void test_more_texted_than_room(void **state)
{
    struct people *people = table();
    struct tb_now now = {.mono_ms = 10000, .wall_ms = WALL, .wall_ok = true};
    struct person_record record;
    (void)state;
    for (uint32_t i = 0; i < MANY; i++) {
        record = record_of("+1202", i);
        record.last_texted = (struct stamp){.set = true, .wall_ok = i % 3 != 0, .wall_ms = WALL - HOUR};
        if (i % 2 == 0)
            people_restore(people, &record);
        else
            people_texted(people_get(people, record.number), &now, false);
    }
    now.wall_ms = WALL + HOUR;
    now.mono_ms += HOUR;
    for (uint32_t i = 0; i < MANY; i++) {
        struct person *person = people_find(people, record_of("+1202", i).number);
        assert_non_null(person);
        assert_true(people_within(person, 3 * HOUR, &now));
        assert_false(people_opted_out(person));
    }
    now.wall_ms = WALL + 400 * 24 * HOUR;
    now.mono_ms += 400 * 24 * HOUR;
    for (uint32_t i = 1; i < MANY; i += 2)
        assert_false(people_within(people_find(people, record_of("+1202", i).number), 3 * HOUR, &now));
    free(people);
}

static void test_random_against_a_naive_list(void **state)
{
    enum { PEOPLE = 5000, STEPS = 200000 };
    struct people *people = table();
    static bool known[PEOPLE], out[PEOPLE];
    static int64_t texted[PEOPLE];
    uint64_t seed = 7;
    struct tb_now now = {.mono_ms = 1};
    (void)state;
    for (unsigned step = 0; step < STEPS; step++) {
        char number[TB_NUMBER_MAX];
        uint32_t i = unit_below(&seed, PEOPLE);
        number_of(i * 997, number);
        now.mono_ms += unit_below(&seed, 50);
        switch (unit_below(&seed, 4)) {
        case 0: {
            struct person *person = people_get(people, number);
            assert_non_null(person);
            known[i] = true;
            break;
        }
        case 1:
            if (known[i]) {
                people_texted(people_get(people, number), &now, false);
                texted[i] = now.mono_ms;
            }
            break;
        case 2:
            if (known[i])
                people_get(people, number)->stopped = out[i] = !out[i];
            break;
        default: {
            struct person *person = people_find(people, number);
            assert_int_equal(person != NULL, known[i]);
            if (person == NULL)
                break;
            assert_int_equal(person->stopped, out[i]);
            assert_int_equal(people_within(person, 100000, &now),
                             texted[i] != 0 && now.mono_ms - texted[i] < 100000);
            break;
        }
        }
    }
    free(people);
}

static void test_ages(void **state)
{
    struct tb_now now = {.mono_ms = 5000, .wall_ms = 900000, .wall_ok = true};
    struct stamp here = stamp_now(&now), there = here, never = {0};
    (void)state;
    assert_int_equal(stamp_age(&here, &now), 0);
    now.mono_ms += 300;
    now.wall_ms += 70000;
    assert_int_equal(stamp_age(&here, &now), 300);
    there.this_boot = false;
    assert_int_equal(stamp_age(&there, &now), 70000);
    now.wall_ms -= 100000;
    assert_int_equal(stamp_age(&there, &now), 0); /* in the future: never negative */
    now.wall_ok = false;
    assert_int_equal(stamp_age(&there, &now), INT64_MAX);
    now.wall_ok = true;
    there.wall_ok = false;
    assert_int_equal(stamp_age(&there, &now), INT64_MAX);
    assert_int_equal(stamp_age(&never, &now), INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_that_can_be_remembered),
        cmocka_unit_test(test_spellings_that_look_alike_are_different_people),
        cmocka_unit_test(test_windows),
        cmocka_unit_test(test_never_texted_is_outside),
        cmocka_unit_test(test_record_and_restore_agree),
        cmocka_unit_test(test_full_table),
        cmocka_unit_test(test_more_opt_outs_than_room),
        cmocka_unit_test(test_more_texted_than_room),
        cmocka_unit_test(test_random_against_a_naive_list),
        cmocka_unit_test(test_ages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

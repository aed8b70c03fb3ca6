/* A full table of people: who yields, and that nobody else is lost when one goes. */
#include "core/people.h"

#include "support/unit.h"

enum { SLOTS = TB_PEOPLE_MAX * 2, EDGE = 16 };

static unsigned area = 202;

static void number_of(uint32_t i, char out[TB_NUMBER_MAX])
{
    (void)snprintf(out, TB_NUMBER_MAX, "+1%03u%07u", area, i);
}

/* All of them texted in this boot, one after the other. */
static struct people *full(void)
{
    struct people *people = calloc(1, sizeof *people);
    char number[TB_NUMBER_MAX];

    assert_non_null(people);
    for (uint32_t i = 0; i < TB_PEOPLE_MAX; i++) {
        number_of(i, number);
        struct person *person = people_get(people, number);
        assert_non_null(person);
        *person = (struct person){.key = person->key,
                                  .kind = PERSON_LEAD,
                                  .texted = true,
                                  .texted_this_boot = true,
                                  .texted_wall_ok = true,
                                  .texted_mono = 1000 + i,
                                  .texted_wall = 1000000 - i};
    }
    return people;
}

/* A newcomer takes the place of the one at `place`. */
static void assert_yields(struct people *people, uint32_t place)
{
    static uint32_t newcomers;
    uint64_t gone = people->person[place].key;
    char number[TB_NUMBER_MAX];

    (void)snprintf(number, sizeof number, "+1303%07u", newcomers++);
    struct person *person = people_get(people, number);
    assert_ptr_equal(person, &people->person[place]);
    assert_true(person->key != gone);
    assert_false(person->texted);
    person->stopped = true; /* it stays */
}

/* Of the next few, whose text is longest ago; they are the 64 from `hand` on. */
static void test_who_yields(void **state)
{
    struct people *people = full();
    (void)state;
    people->person[5].texted_mono = 1; /* the longest ago */
    assert_yields(people, 5);
    people->hand = 0;
    people->person[6].texted_this_boot = false; /* of a former boot: before all of this one */
    people->person[7].texted_this_boot = false; /* and before the other by the wall clock */
    assert_true(people->person[7].texted_wall < people->person[6].texted_wall);
    assert_yields(people, 7);
    people->hand = 0;
    assert_yields(people, 6);
    people->hand = 0;
    people->person[3].texted_this_boot = people->person[4].texted_this_boot = false;
    people->person[3].texted_wall = 7;
    assert_yields(people, 3); /* also where the older one stands first */
    people->hand = 0;
    people->person[4].doubtful = true;
    people->person[8].texted_mono = people->person[9].texted_mono = people->person[10].texted_mono = 2;
    people->person[8].undeliverable = true;
    people->person[9].mark = MARK_SKIP;
    people->person[10].blocked = true;
    assert_yields(people, 0); /* none of these, but the next longest ago */
    free(people);
}

/* Somebody known who was never texted goes first, and comes back as a stranger: nothing about them keeps a
 * text away. */
static void test_nothing_is_left_of_who_was_not_texted(void **state)
{
    struct people *people = full();
    char number[TB_NUMBER_MAX];
    (void)state;
    people->person[5].texted = false;
    people->person[5].texted_mono = 0;
    assert_yields(people, 5);
    number_of(5, number);
    struct person *back = people_get(people, number);
    assert_false(back->texted || back->stopped);
    back->stopped = true; /* it stays */
    people->hand = 0;
    assert_yields(people, 0);
    number_of(0, number);
    assert_true(people_get(people, number)->texted);
    free(people);
}

/* The person in a slot of the index, counted from where it ends and begins again; PEOPLE_MAX if nobody is. */
static uint32_t person_at(const struct people *people, int slot)
{
    return people->index[(SLOTS + slot) % SLOTS] != 0 ? people->index[(SLOTS + slot) % SLOTS] - 1
                                                      : TB_PEOPLE_MAX;
}

/* One goes from the end of the index: the collisions pushed over its edge are found after as before. */
static void assert_nobody_else_is_lost(const struct people *before, struct people *people, int slot)
{
    uint32_t gone = person_at(before, slot);

    memcpy(people, before, sizeof *people);
    people->person[gone].texted_mono = 0;
    people->hand = gone; /* it is among the next few */
    assert_yields(people, gone);
    for (int near = -EDGE; near < EDGE; near++) {
        char number[TB_NUMBER_MAX];
        uint32_t i = person_at(before, near);
        if (i == TB_PEOPLE_MAX ||
            i == gone) /* who made room comes back with what is left of them: people_test */
            continue;
        number_of(i, number);
        assert_ptr_equal(people_find(people, number), &people->person[i]);
    }
}

static void test_nobody_else_is_lost_over_the_edge(void **state)
{
    struct people *people = calloc(1, sizeof *people);
    (void)state;
    assert_non_null(people);
    for (area = 203; area < 215; area++) {
        struct people *before = full();
        for (int slot = -4; slot < 0; slot++)
            if (person_at(before, slot) != TB_PEOPLE_MAX)
                assert_nobody_else_is_lost(before, people, slot);
        free(before);
    }
    free(people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_yields),
        cmocka_unit_test(test_nothing_is_left_of_who_was_not_texted),
        cmocka_unit_test(test_nobody_else_is_lost_over_the_edge),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

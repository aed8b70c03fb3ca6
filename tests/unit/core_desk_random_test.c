/* Random days at the desk: leads, the agent and two of a team write and call in any order, orders with and
 * without slips, STOP and what may be one, hostile words; the modem refuses, restarts and falls silent, the
 * disk stalls, the power is cut at any step, the ini changes under open leads and the clock is lost or steps.
 * What must hold whatever happens stands in support/core_desk_check.h. Each seed is a test of its own, so
 * that a failure, an abort included, names it. */
#include "support/core_desk_act.h"

enum { SEEDS = 40, STEPS = 180 };

static uint64_t seeds_from = 1;
static unsigned played, cut;
static int64_t simulated_ms;

static struct world *play(uint64_t seed)
{
    struct world *w = begin(seed);
    for (unsigned i = 0; i < STEPS; i++)
        one_event(w);
    /* the storm is over */
    rig_forget_rules(w->rig);
    w->rig->disk_stalls = false;
    rig_link(w->rig, 0, false);
    rig_link(w->rig, 0, true);
    pass(w, HOUR_MS_T);
    for (unsigned i = 0; i < w->messages; i++)
        if (w->message[i].lost)
            hand_in(w, &w->message[i]);
    pass(w, HOUR_MS_T);
    return w;
}

static void test_seed(void **state)
{
    struct world *w = play(*(const uint64_t *)*state);
    assert_true(core_is_armed(w->rig->core));
    check_words(w);
    check_nothing_is_open(w);
    played++;
    cut += w->cuts;
    simulated_ms += w->real_ms;
    end(w);
}

static void test_equal_seed_gives_equal_actions(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct world *a = play(seed), *b = play(seed);
        assert_string_equal(a->rig->wire, b->rig->wire);
        assert_string_equal(a->rig->log, b->rig->log);
        assert_int_equal(a->pasts, b->pasts);
        for (unsigned i = 0; i < a->pasts; i++) {
            assert_string_equal(a->past[i].sent.to, b->past[i].sent.to);
            assert_string_equal(a->past[i].sent.text, b->past[i].sent.text);
            assert_int_equal(a->past[i].real_ms, b->past[i].real_ms);
        }
        end(a);
        end(b);
    }
}

/* --- one order, and the power cut behind every step of it --- */

static void lead_is_open(struct world *w)
{
    rig_ring(w->rig, 0, CALLER_A);
    pass(w, 3000);
    rig_line(w->rig, 0, "NO CARRIER");
    pass(w, 10000);
    assert_non_null(leads_find(&w->rig->core->leads, CALLER_A));
}

/* The disk lags behind; `steps` of what follows reach it, and the box goes on with what they allow. False
 * when there were no more. */
static bool disk_takes(struct world *w, unsigned steps)
{
    for (unsigned i = 0; i < steps; i++) {
        unsigned have = on_disk(w->rig), end = whole_step(w->rig, have + 1);
        if (have == w->rig->record_count)
            return false;
        rig_durable(w->rig, w->rig->record[end - 1].sequence);
        rig_settle(w->rig);
        watch(w);
    }
    return true;
}

/* Cut there, with all or none of the rest on the disk; in the next life nothing goes wrong. */
static void next_life(struct world *w, unsigned how)
{
    cut_behind(w, how % 2 == 0 ? on_disk(w->rig) : w->rig->record_count, how / 2 == 0);
    pass(w, 90 * MINUTE_MS);
}

static void test_words_at_every_cut(void **state)
{
    bool more = true;
    (void)state;
    for (unsigned steps = 0; more; steps++) {
        for (unsigned how = 0; how < 4; how++) {
            struct world *w = begin(1000 + 10 * steps + how);
            lead_is_open(w);
            w->rig->disk_stalls = true;
            writes(w, AGENT, "1 Yes it is. t0001z", 1);
            more = disk_takes(w, steps) || how < 3;
            next_life(w, how);
            check_words(w);
            check_nothing_is_open(w);
            cut += w->cuts;
            end(w);
        }
    }
}

/* BLOCK while their text is under way and the radio wants it again later: none leaves any more, in this life
 * or the next, once the order is durable; before that the network brings the order again. */
static void test_block_at_every_cut(void **state)
{
    bool more = true;
    (void)state;
    for (unsigned steps = 0; more; steps++) {
        for (unsigned how = 0; how < 4; how++) {
            struct world *w = begin(2000 + 10 * steps + how);
            rig_on(w->rig, "\x1a", "\r\n+CMS ERROR: 41\r\n", 1);
            rig_ring(w->rig, 0, CALLER_A);
            pass(w, 3000);
            rig_line(w->rig, 0, "NO CARRIER");
            watch(w);
            w->rig->disk_stalls = true;
            writes(w, AGENT, "BLOCK 202-555-0143", 0);
            more = disk_takes(w, steps) || how < 3;
            next_life(w, how);
            struct person *person = people_find(&w->rig->core->people, CALLER_A);
            if (person == NULL || !person->blocked)
                FAIL("the block was forgotten");
            check_nothing_is_open(w);
            cut += w->cuts;
            end(w);
        }
    }
}

/* FORGET: either all is there after the cut, and the code may be typed again, or nothing names them. */
static void test_forget_at_every_cut(void **state)
{
    bool more = true;
    (void)state;
    for (unsigned steps = 0; more; steps++) {
        for (unsigned how = 0; how < 4; how++) {
            struct world *w = begin(3000 + 10 * steps + how);
            lead_is_open(w);
            writes(w, CALLER_A, "STOP", 0);
            pass(w, 5000);
            writes(w, AGENT, "FORGET 1", 0);
            pass(w, 5000);
            w->rig->disk_stalls = true;
            writes(w, AGENT, w->rig->core->desk.code[0].digits, 0);
            more = disk_takes(w, steps) || how < 3;
            next_life(w, how);
            struct person *person = people_find(&w->rig->core->people, CALLER_A);
            if (person == NULL || !person->stopped)
                FAIL("the opt-out was forgotten");
            bool lead = leads_find(&w->rig->core->leads, CALLER_A) != NULL, named = false;
            for (unsigned i = 0; i < w->rows; i++)
                named = named || (w->row[i].record.kind == RECORD_TEXT && !lead &&
                                  strcmp(w->row[i].record.text.number, CALLER_A) == 0);
            if (named)
                FAIL("a text still names who was forgotten");
            check_nothing_is_open(w);
            cut += w->cuts;
            end(w);
        }
    }
}

int main(int argc, char **argv)
{
    /* core_desk_random_test [FIRST [COUNT]]: other seeds than the usual ones, for a long night */
    unsigned count = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : argc > 1 ? 1 : SEEDS;
    if (argc > 1)
        seeds_from = strtoull(argv[1], NULL, 10);
    const struct CMUnitTest more[] = {
        cmocka_unit_test(test_equal_seed_gives_equal_actions),
        cmocka_unit_test(test_words_at_every_cut),
        cmocka_unit_test(test_block_at_every_cut),
        cmocka_unit_test(test_forget_at_every_cut),
    };
    struct CMUnitTest *tests = calloc(count + TB_COUNT(more), sizeof *tests);
    uint64_t *seed = calloc(count, sizeof *seed);
    char(*name)[32] = calloc(count, sizeof *name);
    if (tests == NULL || seed == NULL || name == NULL)
        return EXIT_FAILURE;
    for (unsigned i = 0; i < count; i++) {
        seed[i] = seeds_from + i;
        (void)snprintf(name[i], sizeof name[i], "seed %llu", (unsigned long long)seed[i]);
        tests[i] = (struct CMUnitTest){.name = name[i], .test_func = test_seed, .initial_state = &seed[i]};
    }
    memcpy(&tests[count], more, sizeof more);
    int failed = _cmocka_run_group_tests("desk", tests, count + (argc > 1 ? 0 : TB_COUNT(more)), NULL, NULL);
    (void)printf("%u seeds, %u power cuts, %.1f simulated days\n", played, cut,
                 (double)simulated_ms / (24.0 * (double)HOUR_MS_T));
    free(tests);
    free(seed);
    free(name);
    return failed;
}

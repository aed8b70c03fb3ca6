/* The world itself: a seed gives the whole run, byte for byte; a plan prints as what is read; a failing one
 * is made short. And the scenarios by name, those among them that a seed once found. That rules break is
 * shown by tools/mutate --world. */
#include "draw.h"
#include "inis.h"
#include "shrink.h"
#include "unit/support/unit.h"
#include "world.h"

#include <dirent.h>
#include <stdlib.h>
#include <time.h>

static int begin(void **state)
{
    static struct inis inis;

    assert_int_equal(setenv("TZ", "America/New_York", 1), 0); /* of all inis here: rules_why.c */
    tzset();
    *state = &inis;
    return 0;
}

static int end(void **state)
{
    inis_free(*state);
    return 0;
}

/* --- equal seed, equal run --- */

struct run {
    char *log;
    uint64_t digest;
    struct broken broken;
};

static struct run run_of(struct inis *inis, const struct plan *plan, unsigned long cut)
{
    size_t length;
    struct run run = {.log = NULL};
    struct world *w = world_new(plan, inis_named, inis);

    w->log = open_memstream(&run.log, &length);
    assert_non_null(w->log);
    w->cut[0] = cut;
    world_run(w);
    assert_int_equal(fclose(w->log), 0);
    run.digest = w->digest;
    run.broken = w->broken;
    world_free(w);
    return run;
}

static void test_equal_seed_gives_equal_actions(void **state)
{
    static struct plan plan, again;

    for (uint64_t seed = 1; seed <= 6; seed++) {
        draw_plan(seed, &plan);
        draw_plan(seed, &again);
        assert_memory_equal(&plan, &again, sizeof plan);
        struct run a = run_of(*state, &plan, 0), b = run_of(*state, &again, 0);
        assert_string_equal(a.log, b.log);
        assert_true(strlen(a.log) > 10000 && a.digest == b.digest);
        free(a.log);
        free(b.log);
    }
}

static void test_another_seed_gives_others(void **state)
{
    static struct plan plan;

    draw_plan(1, &plan);
    struct run a = run_of(*state, &plan, 0);
    plan.seed = 2; /* the same happenings, other latencies */
    struct run b = run_of(*state, &plan, 0), cut = run_of(*state, &plan, 300);
    assert_string_not_equal(a.log, b.log);
    assert_string_not_equal(b.log, cut.log);
    assert_true(a.digest != b.digest && b.digest != cut.digest);
    free(a.log);
    free(b.log);
    free(cut.log);
}

/* --- plans as text --- */

static char *printed(const struct plan *plan)
{
    char *text;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    assert_non_null(out);
    plan_print(plan, out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_a_plan_reads_back(void **state)
{
    static struct plan plan, back;
    char why[1000];
    (void)state;

    for (uint64_t seed = 1; seed <= 50; seed++) {
        draw_plan(seed, &plan);
        char *text = printed(&plan);
        FILE *in = fmemopen(text, strlen(text), "r");
        assert_non_null(in);
        if (!plan_read(&back, in, why, sizeof why))
            fail_msg("seed %llu: %s", (unsigned long long)seed, why);
        assert_int_equal(fclose(in), 0);
        char *again = printed(&back);
        assert_string_equal(text, again);
        assert_int_equal(plan.count, back.count);
        free(text);
        free(again);
    }
}

static void test_what_is_no_plan(void **state)
{
    static const char *const BAD[] = {"sed 7\n",
                                      "seed x\n",
                                      "start yesterday\n",
                                      "0d00:00:01.000 dance 0\n",
                                      "0d00:00:01.000 call 0 +12025550143 rings two every 3000\n",
                                      "0d00:00:01.000 text 0 +12025550143 \"no end\n",
                                      "0d00:00:01 cut 5\n"};
    static struct plan plan;
    char why[1000], text[100];
    (void)state;

    for (size_t i = 0; i < TB_COUNT(BAD); i++) {
        (void)snprintf(text, sizeof text, "%s", BAD[i]);
        FILE *in = fmemopen(text, strlen(text), "r");
        assert_non_null(in);
        assert_false(plan_read(&plan, in, why, sizeof why));
        assert_non_null(strstr(why, "line 1"));
        assert_int_equal(fclose(in), 0);
    }
}

/* --- made short --- */

static bool has_both(void *arg, const struct plan *plan)
{
    bool cut = false, stop = false;
    unsigned *asked = arg;

    (*asked)++;
    for (unsigned i = 0; i < plan->count; i++) {
        cut = cut || plan->list[i].act == ACT_CUT;
        stop = stop || (plan->list[i].act == ACT_TEXT && strcmp(plan->list[i].text, "STOP") == 0);
    }
    return cut && stop;
}

static void test_a_failing_plan_is_made_short(void **state)
{
    static struct plan plan;
    unsigned asked = 0, shortened = 0;
    (void)state;

    for (uint64_t seed = 1; seed <= 100; seed++) {
        draw_plan(seed, &plan);
        if (!has_both(&asked, &plan))
            continue;
        (void)shrink_plan(&plan, has_both, &asked);
        assert_int_equal(plan.count, 2);
        shortened++;
    }
    assert_true(shortened > 3);
}

/* --- scenarios --- */

static void play(struct inis *inis, const char *folder, const char *name)
{
    static struct plan plan;
    char path[400], why[1000];

    (void)snprintf(path, sizeof path, "%s/tests/sim/plans/%s/%s", TB_SOURCE_DIR, folder, name);
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    if (!plan_read(&plan, in, why, sizeof why))
        fail_msg("%s: %s", name, why);
    assert_int_equal(fclose(in), 0);
    struct world *w = world_new(&plan, inis_named, inis);
    world_run(w);
    if (w->broken.rule != RULE_NONE)
        fail_msg("%s: %s broken at %lld ms: %s", name, rule_name(w->broken.rule), (long long)w->broken.at_ms,
                 w->broken.words);
    world_free(w);
}

static unsigned play_all(struct inis *inis, const char *folder)
{
    char path[400];
    unsigned played = 0;

    (void)snprintf(path, sizeof path, "%s/tests/sim/plans/%s", TB_SOURCE_DIR, folder);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        if (strstr(entry->d_name, ".plan") == NULL)
            continue;
        play(inis, folder, entry->d_name);
        played++;
    }
    assert_int_equal(closedir(dir), 0);
    return played;
}

static void test_plans(void **state)
{
    assert_true(play_all(*state, ".") >= 15);
}

/* Longer ones, whose every cut would take hours. */
static void test_odd_plans(void **state)
{
    assert_true(play_all(*state, "odd") >= 10);
}

/* What the scenarios are about happens in them. */
static void test_a_plan_is_not_idle(void **state)
{
    static struct plan plan;
    char why[1000];
    FILE *in = fopen(TB_SOURCE_DIR "/tests/sim/plans/one_call.plan", "r");

    assert_non_null(in);
    assert_true(plan_read(&plan, in, why, sizeof why));
    assert_int_equal(fclose(in), 0);
    struct world *w = world_new(&plan, inis_named, *state);
    world_run(w);
    assert_int_equal(w->tally.heard, 2); /* and the stranger's at the end */
    assert_int_equal(w->tally.automatic, 2);
    assert_int_equal(w->sent[0].kind, TEXT_ALERT); /* first words */
    unsigned typed = 0, relayed = 0;
    for (unsigned i = 0; i < w->sent_count; i++) {
        typed += w->sent[i].kind == TEXT_TYPED;
        relayed += w->sent[i].kind == TEXT_RELAY;
    }
    assert_int_equal(typed, 1);
    assert_int_equal(relayed, 2);
    world_free(w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_seed_gives_equal_actions),
        cmocka_unit_test(test_another_seed_gives_others),
        cmocka_unit_test(test_a_plan_reads_back),
        cmocka_unit_test(test_what_is_no_plan),
        cmocka_unit_test(test_a_failing_plan_is_made_short),
        cmocka_unit_test(test_a_plan_is_not_idle),
        cmocka_unit_test(test_plans),
        cmocka_unit_test(test_odd_plans),
    };
    return cmocka_run_group_tests(tests, begin, end);
}

/* A ledger with more people than memory has room for, read back into the core: all who matter are known. */
#include "core/core_private.h"
#include "ledger/in_folder.h"
#include "unit/support/core_config.h"

enum { MANY = TB_PEOPLE_MAX + 12000 };

/* Numbers in no order, so that the table's order is not the ledger's. */
static const char *number_of(unsigned i, char out[TB_NUMBER_MAX])
{
    unsigned n = i * 7919U % 6300000U;

    (void)snprintf(out, TB_NUMBER_MAX, "+1%03u%03u%04u", 201 + n / 70000 * 8, 234 + n / 10000 % 7 * 100,
                   n % 10000);
    return out;
}

/* One in ten said STOP, one in a hundred was blocked by the agent; the newest tenth was texted within the
 * hour, the others weeks ago. */
static bool said_stop(unsigned i)
{
    return i % 10 == 3;
}

static bool was_blocked(unsigned i)
{
    return i % 100 == 7;
}

static bool texted_lately(unsigned i)
{
    return i % 10 == 5;
}

static struct ledger *crowded(void)
{
    struct ledger *ledger;
    char why[256];

    assert_int_equal(ledger_open(dir, "an earlier boot", &ledger, why, sizeof why), LEDGER_FRESH);
    assert_true(ledger_begin(ledger));
    for (unsigned i = 0; i < MANY; i++) {
        struct record record = {.kind = RECORD_PERSON};
        struct person_record *person = &record.person;
        (void)number_of(i, person->number);
        person->stopped = said_stop(i);
        person->blocked = was_blocked(i);
        person->opted_out = person->stopped || person->blocked;
        person->last_texted =
            sample_stamp(texted_lately(i) ? -HOUR_MS_T / 2 : -(int64_t)(40 + i % 500) * 24 * HOUR_MS_T);
        assert_true(ledger_apply(ledger, &record));
    }
    for (unsigned i = 0; i < LEADS_MAX; i++) {
        char number[TB_NUMBER_MAX];
        struct record lead = sample_lead((int64_t)i + 1, i + 1, number_of(i, number), LEAD_OPEN);
        assert_true(ledger_apply(ledger, &lead));
    }
    assert_true(ledger_commit(ledger));
    ledger_close(ledger);
    return opened();
}

struct life {
    struct core *core;
    struct tb_now now;
};

static void restore_record(void *arg, const struct record *record)
{
    struct life *life = arg;

    core_restore(life->core, record, &life->now);
}

static void all_who_matter_are_known(void **state)
{
    struct config *config = config_new();
    struct ledger *ledger = crowded();
    struct life life = {.core = calloc(1, core_size(1)),
                        .now = {.mono_ms = 5000, .wall_ms = SAMPLE_WALL, .wall_ok = true}};
    const struct ledger_sink sink = {restore_record};
    struct ledger_window window = ledger_window_at(true, SAMPLE_WALL);
    unsigned wrong = 0;
    (void)state;
    assert_non_null(life.core);
    core_init(life.core, config, 1);
    assert_true(ledger_restore(ledger, &sink, &life, &window));
    for (unsigned i = 0; i < MANY; i++) {
        char number[TB_NUMBER_MAX];
        const struct person *person = people_find(&life.core->people, number_of(i, number));
        bool out = person != NULL && people_opted_out(person);
        bool lately = person != NULL && people_within(person, HOUR_MS_T, &life.now);
        if ((said_stop(i) || was_blocked(i)) && !out)
            fail_msg("%s may be texted", number);
        if (texted_lately(i) && !lately)
            fail_msg("%s would be texted twice", number);
        wrong += (out && !said_stop(i) && !was_blocked(i)) || (lately && !texted_lately(i));
    }
    assert_in_range(wrong, 0, 10); /* silence by mistake is rare */
    for (unsigned i = 0; i < LEADS_MAX; i++) {
        char number[TB_NUMBER_MAX];
        assert_non_null(leads_find(&life.core->leads, number_of(i, number)));
    }
    ledger_close(ledger);
    free(life.core);
    free(config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {IN_MEMORY(all_who_matter_are_known)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}

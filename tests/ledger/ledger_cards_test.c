/* Disks that keep less than they promise, as cards do: power fails at random operations of random lives. What
 * a ledger on them does not promise any more is that the latest commits are there. What it still promises:
 *
 *   DISK_NEIGHBOURS: whoever was announced to be out stays out, in each life: of the ledger and the plain
 * file only one is written at a time; DISK_LIES: whoever was out before the latest CUTVFS_CACHE operations
 * stays out; both: it comes up, set aside if need be, with ids that never go back behind what the disk still
 * had, no page of it unsound, and goes on. */
#include "ledger/cutscript.h"
#include "ledger/cutvfs.h"
#include "ledger/sample.h"
#include "unit/support/unit.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define STEPS 200

struct card {
    struct cutvfs *disk;
    uint64_t seed;
    struct ledger *ledger;
    int64_t step;                 /* to be done next */
    char *out[STEPS];             /* who was out when it was done */
    unsigned long done_at[STEPS]; /* operations then */
    unsigned lost, aside;
};

static void come_up(struct card *self)
{
    char why[256];
    struct collected all = {0};
    struct ledger_window window = ledger_window_at(true, SAMPLE_WALL + 9000);
    enum ledger_open_result result =
        ledger_open(cutvfs_dir(self->disk), "again", &self->ledger, why, sizeof why);

    if (result == LEDGER_FAILED)
        fail_msg("seed %llu, step %lld: %s", (unsigned long long)self->seed, (long long)self->step, why);
    self->aside += result == LEDGER_SET_ASIDE;
    if (!ledger_restore(self->ledger, &sample_collect, &all, &window)) {
        assert_int_equal(ledger_fault(self->ledger), LEDGER_FAULT_DAMAGED);
        assert_true(ledger_set_aside(self->ledger));
        self->aside++;
    }
    collected_free(&all);
    if (!ledger_quick_check(self->ledger)) { /* the daemon looks beside its work: writer_check() */
        assert_int_equal(ledger_fault(self->ledger), LEDGER_FAULT_DAMAGED);
        assert_true(ledger_set_aside(self->ledger));
        self->aside++;
    }
    assert_true(ledger_quick_check(self->ledger));
}

/* Everyone in before is in out, but for whom the step under way takes out of it. */
static void assert_all_out(const struct card *self, const char *before, const char *out)
{
    char *words = strdup(before), *rest = NULL;

    for (char *number = strtok_r(words, " ", &rest); number != NULL; number = strtok_r(NULL, " ", &rest)) {
        if (strstr(out, number) == NULL)
            fail_msg("seed %llu, step %lld: %s was out", (unsigned long long)self->seed,
                     (long long)self->step, number);
    }
    free(words);
}

/* The last step whose promises the disk is bound to, -1 none. A step that takes somebody out of the list, and
 * those after it, may be the one under way, so the list of then is no promise. */
static int64_t bound_step(const struct card *self, unsigned long grace)
{
    int64_t step = self->step - 1;

    while (step >= 0 && self->done_at[step] + grace > cutvfs_operations(self->disk))
        step--;
    return step;
}

static void judge(struct card *self, unsigned long grace)
{
    int64_t step = bound_step(self, grace);
    char *out = cutscript_out(self->ledger);
    int64_t stored =
        cutscript_number(self->ledger, "SELECT CAST(value AS INTEGER) FROM meta WHERE key='step'");

    self->lost += stored < self->step - 1;
    assert_in_range(stored + 1, 0, self->step + 1);
    if (step >= 0) {
        /* whoever was out then and is out still, as far as anybody was told */
        char *still = strdup("");
        char *words = strdup(self->out[step]), *rest = NULL;
        for (char *number = strtok_r(words, " ", &rest); number != NULL;
             number = strtok_r(NULL, " ", &rest)) {
            bool stays = true;
            for (int64_t later = step; later < self->step; later++)
                stays = stays && strstr(self->out[later], number) != NULL;
            bool under_way = self->step % 24 == 23; /* the next START */
            if (stays && !under_way) {
                char *longer = NULL;
                assert_true(asprintf(&longer, "%s %s", still, number) > 0);
                free(still);
                still = longer;
            }
        }
        assert_all_out(self, still, out);
        free(still);
        free(words);
    }
    free(out);
    self->step = stored + 1;
}

static void work(struct card *self)
{
    while (self->step < STEPS && cutscript_step(self->ledger, self->step)) {
        free(self->out[self->step]);
        self->out[self->step] = cutscript_out(self->ledger);
        self->done_at[self->step++] = cutvfs_operations(self->disk);
        if (self->step % 16 == 0)
            (void)sqlite3_wal_checkpoint_v2(ledger_handle(self->ledger), NULL, SQLITE_CHECKPOINT_PASSIVE,
                                            NULL, NULL);
    }
}

/* One life with some cuts. */
static void live(struct card *self, enum cutvfs_disk kind, uint64_t seed, unsigned long grace)
{
    self->disk = cutvfs_new();
    self->seed = seed;
    self->step = 0;
    cutvfs_set_disk(self->disk, kind);
    for (int cut = 0; cut < 4; cut++) {
        come_up(self);
        if (cut > 0)
            judge(self, grace);
        cutvfs_cut_after(self->disk, 1 + cutvfs_random(&seed) % 300);
        work(self);
        cutvfs_cut(self->disk);
        ledger_close(self->ledger);
        cutvfs_cut_after(self->disk, 0);
        cutvfs_power_on(self->disk, CUT_ANY, cutvfs_random(&seed));
    }
    come_up(self);
    judge(self, grace);
    ledger_close(self->ledger);
    cutvfs_free(self->disk);
}

static void lives(enum cutvfs_disk kind, unsigned long grace, const char *words)
{
    struct card card = {0};
    const char *given = getenv("TB_CARD_SEED");
    uint64_t first = given != NULL ? strtoull(given, NULL, 10) : 1;

    for (uint64_t seed = first; seed < first + (given != NULL ? 1 : 60); seed++)
        live(&card, kind, seed, grace);
    for (int i = 0; i < STEPS; i++)
        free(card.out[i]);
    print_message("%s: 240 cuts, commits lost after %u of them, set aside %u times\n", words, card.lost,
                  card.aside);
    if (given == NULL && kind != DISK_HONEST)
        assert_true(card.lost > 0); /* else the disk is better than it is said to be */
    if (kind == DISK_HONEST)
        assert_int_equal(card.lost + card.aside, 0);
}

static void an_honest_one(void **state)
{
    (void)state;
    lives(DISK_HONEST, 0, "honest");
}

static void neighbours_harmed(void **state)
{
    (void)state;
    lives(DISK_NEIGHBOURS, 0, "neighbouring sectors harmed");
}

static void syncs_that_lie(void **state)
{
    (void)state;
    lives(DISK_LIES, CUTVFS_CACHE + 1, "syncs that lie");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_honest_one),
        cmocka_unit_test(neighbours_harmed),
        cmocka_unit_test(syncs_that_lie),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

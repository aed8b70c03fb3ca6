/* Every power cut in some lives of a ledger, and pairs: at each disk operation of a life the power fails with
 * several outcomes, the real ledger comes up, and while it does the power fails again at each operation of
 * that. What was announced durable must be there each time, the step under way whole or not at all, nobody
 * who said STOP forgotten, and the ledger goes on.
 *
 *     ledger_pairs_test [--seeds N] [--one-in N] [--life NAME]
 *
 * N seeds of torn and garbled sectors at each operation (1); one in N of the pairs is tried (600; 1: all).
 * What was judged already, with the same expectations, is not judged again. */
#include "ledger/cutlife.h"
#include "ledger/cutscript.h"
#include "ledger/cutvfs.h"
#include "ledger/sample.h"
#include "usage/usage.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct options {
    uint64_t seeds, one_in;
    const char *life;
};

/* What the first pass, without cuts, has found out about a life. */
struct chart {
    char *state[CUTLIFE_MARKS]; /* as dumped at each mark */
    char *out[CUTLIFE_MARKS];   /* who is out */
    int marks;
};

struct table {
    unsigned long operations, singles, pairs, all_pairs, lines, set_aside, violations;
    uint64_t dice;
};

/* Disks that were judged already, with what was expected of them. */
struct known {
    uint64_t *slot;
    size_t used, slots;
};

struct trial {
    const struct cutlife *life;
    const struct options *options;
    const struct chart *chart;
    struct table *table;
    struct known *known;
    struct cutvfs *disk;
    int depth; /* cuts before this one */
    int mark;  /* the latest durable mark */
    int marks; /* passed */
    /* what the recovery under way has told the world, and must stay true */
    int announced; /* the mark it came up with, -1: it is not up yet */
    bool again;    /* its own commit is durable */
    /* how it was made */
    const struct trial *before;
    unsigned long at;
    enum cutvfs_outcome outcome;
    uint64_t seed;
};

static bool is_new(struct known *known, uint64_t hash)
{
    if (known->used * 2 >= known->slots) {
        struct known wider = {.slots = known->slots == 0 ? 4096 : known->slots * 2};
        wider.slot = calloc(wider.slots, sizeof *wider.slot);
        CHECK(wider.slot != NULL);
        for (size_t i = 0; i < known->slots; i++) {
            if (known->slot[i] != 0)
                (void)is_new(&wider, known->slot[i]);
        }
        free(known->slot);
        *known = wider;
    }
    hash += hash == 0;
    size_t at = hash & (known->slots - 1);
    while (known->slot[at] != 0 && known->slot[at] != hash)
        at = (at + 1) & (known->slots - 1);
    if (known->slot[at] == hash)
        return false;
    known->slot[at] = hash;
    known->used++;
    return true;
}

static void print_cuts(const struct trial *self)
{
    static const char *const words[] = {"any", "kept", "dropped", "in order", "mixed", "killed"};

    if (self->before == NULL)
        return;
    print_cuts(self->before);
    (void)printf(", operation %lu %s %llu", self->at, words[self->outcome], (unsigned long long)self->seed);
}

static void violated(struct trial *self, const char *what, const char *more)
{
    if (self->table->violations++ >= 5)
        return;
    (void)printf("VIOLATION in %s at mark %d", self->life->name, self->before->mark);
    print_cuts(self);
    (void)printf(": %s %.300s\n", what, more);
}

/* ---- judging what came up ---- */

static unsigned long lines_of(const char *text)
{
    unsigned long lines = 0;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

static const char *difference(const char *got, const char *wanted)
{
    const char *line = got;

    for (; *got != '\0' && *got == *wanted; got++, wanted++)
        line = *got == '\n' ? got + 1 : line;
    return line;
}

static bool says_out(const char *out, const char *number, size_t length)
{
    for (const char *at = out; (at = strstr(at, number)) != NULL; at++) {
        if (at[length] == ' ' || at[length] == '\0')
            return true;
    }
    return false;
}

/* Everyone in both is in got, and everyone in got is in one of the two. */
static bool fits(const char *got, const char *before, const char *after)
{
    for (const char *at = before; *at != '\0';) {
        size_t length = strcspn(at + 1, " ") + 1;
        char number[32];
        (void)snprintf(number, sizeof number, "%.*s", (int)length, at);
        if (says_out(after, number, length) && !says_out(got, number, length))
            return false;
        at += length;
    }
    for (const char *at = got; *at != '\0';) {
        size_t length = strcspn(at + 1, " ") + 1;
        char number[32];
        (void)snprintf(number, sizeof number, "%.*s", (int)length, at);
        if (!says_out(before, number, length) && !says_out(after, number, length))
            return false;
        at += length;
    }
    return true;
}

/* Which mark it has come up with. */
static int judge(struct trial *self, const struct trial *before, struct ledger *ledger)
{
    int first = before->announced >= 0 ? before->announced : before->mark;
    int last = before->announced >= 0 || first + 1 == self->chart->marks ? first : first + 1;
    int found = -1;
    char *got = self->life->dump(ledger), *out = cutscript_out(ledger);

    for (int mark = first; mark <= last && found < 0; mark++)
        found = strcmp(got, self->chart->state[mark]) == 0 ? mark : -1;
    self->table->lines += lines_of(got);
    if (found < 0)
        violated(self, "neither what was durable nor that and the step under way; it differs at",
                 difference(got, self->chart->state[first]));
    int under_way = before->mark + 1 < self->chart->marks ? before->mark + 1 : before->mark;
    if (!fits(out, self->chart->out[before->mark], self->chart->out[under_way]))
        violated(self, "who is out:", out);
    if (before->again && cutscript_number(ledger, "SELECT 1 FROM meta WHERE key='again'") != 1)
        violated(self, "a record that the first recovery stored is lost", "");
    if (cutscript_number(ledger, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'") !=
        1)
        violated(self, "integrity_check", "");
    free(got);
    free(out);
    return found < 0 ? first : found;
}

/* ---- coming up ---- */

static void cut_all_ways(void *arg);

/* As a start does it: box_ledger.c. */
static struct ledger *come_up(struct trial *self)
{
    char why[256], boot[64];
    struct ledger *ledger;

    (void)snprintf(boot, sizeof boot, "boot-%d", self->depth);
    enum ledger_open_result result = ledger_open(cutvfs_dir(self->disk), boot, &ledger, why, sizeof why);
    if (result == LEDGER_FAILED) {
        violated(self, "it cannot be opened:", why);
        return NULL;
    }
    bool aside = result == LEDGER_SET_ASIDE;
    struct collected all = {0};
    struct ledger_window window = ledger_window_at(true, SAMPLE_WALL + 9000);
    if (!ledger_restore(ledger, &sample_collect, &all, &window)) {
        aside = true;
        if (ledger_fault(ledger) != LEDGER_FAULT_DAMAGED || !ledger_set_aside(ledger)) {
            violated(self, "it is not set aside:", ledger_why(ledger));
            collected_free(&all);
            ledger_close(ledger);
            return NULL;
        }
    }
    collected_free(&all);
    self->table->set_aside += aside;
    if (aside && !self->life->damaged)
        violated(self, "it was set aside:", why);
    return ledger;
}

/* before: the life, or recovery, that was cut. */
static void recover(struct trial *self, const struct trial *before)
{
    struct record again = sample_meta("again", "1");

    self->announced = -1;
    self->again = false;
    self->mark = before->announced >= 0 ? before->announced : before->mark;
    if (self->depth < 2)
        cutvfs_watch(self->disk, cut_all_ways, self);
    /* a later cut in this recovery is judged by what was expected of it */
    struct ledger *ledger = come_up(self);
    if (ledger != NULL) {
        self->mark = judge(self, before, ledger);
        self->announced = self->mark;
        self->again = ledger_begin(ledger) && ledger_apply(ledger, &again) && ledger_commit(ledger);
        if (!self->again)
            violated(self, "it does not go on:", ledger_why(ledger));
    }
    ledger_close(ledger);
}

/* ---- cutting ---- */

static void cut_one_way(struct trial *self, enum cutvfs_outcome outcome, uint64_t seed)
{
    struct trial next = *self;
    self->table->all_pairs += self->depth > 0;
    if (self->depth > 0 && cutvfs_random(&self->table->dice) % self->options->one_in != 0)
        return;
    next.disk = cutvfs_fork(self->disk, outcome, seed);
    next.depth = self->depth + 1;
    next.before = self;
    next.at = cutvfs_operations(self->disk);
    next.outcome = outcome;
    next.seed = seed;
    uint64_t expected =
        (uint64_t)(self->mark * 512 + (self->announced + 1) * 4 + self->depth * 2 + self->again);
    if (outcome == CUT_KILL) /* what waits is not in the hash */
        expected += next.at << 32;
    uint64_t hash = cutvfs_hash(next.disk) ^ expected * 0x9e3779b97f4a7c15U;
    if (is_new(self->known, hash)) {
        if (self->depth == 0)
            self->table->singles++;
        else
            self->table->pairs++;
        recover(&next, self);
    }
    cutvfs_free(next.disk);
}

static void cut_all_ways(void *arg)
{
    struct trial *self = arg;
    uint64_t seed = cutvfs_operations(self->disk) * 1000 + 2; /* any will do */

    if (self->depth == 0)
        self->table->operations++;
    cut_one_way(self, CUT_KEEP, 0);
    cut_one_way(self, CUT_DROP, 0);
    /* with one seed, every third: it costs most, for it is never known already */
    if (self->depth == 0 && (self->options->seeds > 1 || cutvfs_operations(self->disk) % 3 == 0))
        cut_one_way(self, CUT_KILL, 0);
    for (uint64_t i = 0; i < self->options->seeds; i++)
        cut_one_way(self, i % 3 == 1 ? CUT_ORDER : CUT_MIX, seed + i);
}

/* ---- a life ---- */

static void chart_mark(void *arg, struct ledger *ledger)
{
    struct trial *self = arg;
    struct chart *chart = (struct chart *)self->chart;

    CHECK(chart->marks < CUTLIFE_MARKS);
    chart->state[chart->marks] = self->life->dump(ledger);
    chart->out[chart->marks++] = cutscript_out(ledger);
}

static void count_mark(void *arg, struct ledger *ledger)
{
    struct trial *self = arg;

    (void)ledger;
    self->mark = self->marks++; /* what was there before, or nothing, is what the first opening gives */
}

static void run(struct trial *self, void (*mark)(void *arg, struct ledger *ledger), bool watched)
{
    self->disk = cutvfs_new();
    if (self->life->prepare != NULL)
        self->life->prepare(self->disk);
    if (watched)
        cutvfs_watch(self->disk, cut_all_ways, self);
    self->life->run(self->disk, mark, self);
    cutvfs_watch(self->disk, NULL, NULL);
    cutvfs_free(self->disk);
}

static struct table try_life(const struct cutlife *life, const struct options *options)
{
    struct table table = {0};
    struct known known = {0};
    struct chart chart = {0};
    struct trial trial = {.life = life,
                          .options = options,
                          .chart = &chart,
                          .table = &table,
                          .known = &known,
                          .announced = -1,
                          .mark = 0};

    run(&trial, chart_mark, false);
    run(&trial, count_mark, true);
    free(known.slot);
    for (int i = 0; i < chart.marks; i++) {
        free(chart.state[i]);
        free(chart.out[i]);
    }
    return table;
}

static bool read_options(int argc, char **argv, struct options *options)
{
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--seeds") == 0)
            options->seeds = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--one-in") == 0)
            options->one_in = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--life") == 0)
            options->life = argv[i + 1];
        else
            return false;
    }
    return argc % 2 == 1 && options->one_in > 0;
}

static const char USAGE[] = "usage: ledger_pairs_test [--seeds N] [--one-in N] [--life NAME]\n"
                            "Cuts the power at each operation of a ledger's lives, and again while it "
                            "recovers: one pair in N of them.\n";

int main(int argc, char **argv)
{
    struct options options = {.seeds = 1, .one_in = 600};
    unsigned long violations = 0, tried = 0;

    if ((argc == 2 && strcmp(argv[1], "--help") == 0) || !read_options(argc, argv, &options))
        usage_look(argc, argv, USAGE, 0, 0);
    /* A heap for each connection: half the time under sanitizers goes into SQLite's small allocations. */
    CHECK(sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK &&
          sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 512, 500) == SQLITE_OK);
    (void)printf("%-24s %10s %8s %8s %8s %12s %9s %10s\n", "life", "operations", "cuts", "pairs", "of",
                 "rows checked", "set aside", "violations");
    for (const struct cutlife *life = cutlives; life->name != NULL; life++) {
        if (options.life != NULL && strcmp(options.life, life->name) != 0)
            continue;
        struct table table = try_life(life, &options);
        (void)printf("%-24s %10lu %8lu %8lu %8lu %12lu %9lu %10lu\n", life->name, table.operations,
                     table.singles, table.pairs, table.all_pairs, table.lines, table.set_aside,
                     table.violations);
        (void)fflush(stdout);
        violations += table.violations;
        tried += table.singles + table.pairs;
    }
    return violations == 0 && tried > 0 ? 0 : 1;
}

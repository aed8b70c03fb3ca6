/* A ledger with a million calls and 100 000 people: does it start as fast and commit as fast as an empty one?
 *
 *     ledger_scale_bench [CALLS [FOLDER]]     default 1000000 and a new folder under /var/tmp, deleted at the
 * end
 *
 * Prints tables: start-up (open, everything restored into the core), one call's records from put to durable
 * through the writer beside a bare write + fsync on the same disk, retention and what it costs, the whole
 * check, FORGET, textbackctl. */
#include "core/core.h"
#include "ledger_scale_ctl.h"
#include "ledger_scale_fill.h"
#include "shell/writer.h"
#include "unit/support/core_config.h"
#include "usage/usage.h"

#include <fcntl.h>
#include <inttypes.h>
#include <malloc.h>
#include <poll.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { COMMITS = 2000, SWEEP_COMMITS_MAX = 200000, KEEP_DAYS = 365 };

static double seconds(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

/* ---- tables ---- */

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_spread(const char *name, double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    (void)printf("| %-52s | %8.2f | %8.2f | %8.2f | %6zu |\n", name, values[count / 2] * 1e3,
                 values[count * 99 / 100] * 1e3, values[count - 1] * 1e3, count);
}

static void head(const char *words)
{
    (void)printf("\n%s\n", words);
}

static int64_t number(struct ledger *ledger, const char *sql)
{
    sqlite3_stmt *stmt;
    int64_t value = 0;

    CHECK(sqlite3_prepare_v2(ledger_handle(ledger), sql, -1, &stmt, NULL) == SQLITE_OK);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_int64(stmt, 0);
    (void)sqlite3_finalize(stmt);
    return value;
}

static void print_size(const char *name, struct ledger *ledger)
{
    int64_t pages = number(ledger, "PRAGMA page_count"), spare = number(ledger, "PRAGMA freelist_count"),
            size = number(ledger, "PRAGMA page_size");

    (void)printf("| %-52s | %8.1f MB, of it free %.1f MB |\n", name, (double)(pages * size) / 1e6,
                 (double)(spare * size) / 1e6);
}

/* ---- start-up ---- */

struct start {
    struct core *core;
    struct tb_now now;
    size_t rows[RECORD_META + 1];
};

static void restore_record(void *arg, const struct record *record)
{
    struct start *self = arg;

    self->rows[record->kind]++;
    core_restore(self->core, record, &self->now);
}

/* In MB, 0 if it cannot be read. */
static double memory(void)
{
    char line[256];
    double pss = 0;
    FILE *file = fopen("/proc/self/smaps_rollup", "re");

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "Pss:", 4) == 0)
            pss = strtod(line + 4, NULL) / 1024;
    if (file != NULL)
        (void)fclose(file);
    return pss;
}

/* As firmware/shell/box_ledger.c does it, until the core has begun. */
static struct ledger *start_up(const char *dir, const char *name)
{
    static struct actions actions;
    const struct ledger_sink sink = {restore_record};
    struct ledger_window window = ledger_window_at(true, FILL_NOW_MS);
    struct config *config = config_new();
    struct start start = {.core = calloc(1, core_size(1)),
                          .now = {.mono_ms = 1000, .wall_ms = FILL_NOW_MS, .wall_ok = true}};
    struct ledger *ledger;
    char why[160];
    struct last_ids ids;

    CHECK(start.core != NULL);
    double begun = seconds();
    core_init(start.core, config, 1);
    CHECK(ledger_open(dir, "measuring", &ledger, why, sizeof why) != LEDGER_FAILED);
    double opened = seconds();
    CHECK(ledger_restore(ledger, &sink, &start, &window) && ledger_max_ids(ledger, &ids));
    core_restore_ids(start.core, &ids);
    core_start(start.core, &start.now, &actions);
    (void)printf("| %-20s | %7.1f | %7.1f | %7zu | %6zu | %6zu | %6zu | %6.1f |\n", name,
                 (opened - begun) * 1e3, (seconds() - begun) * 1e3, start.rows[RECORD_PERSON],
                 start.rows[RECORD_CALL], start.rows[RECORD_TEXT], start.rows[RECORD_LEAD], memory());
    free(start.core);
    free(config);
    return ledger;
}

/* As after a power cut: nothing of the file is in memory. */
static void forget_pages(const char *dir)
{
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/ledger.db", dir);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(fd >= 0 && fsync(fd) == 0 && posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0 && close(fd) == 0);
}

/* ---- commits ---- */

static void wait_durable(struct writer *writer, uint64_t sequence)
{
    struct pollfd fd = {.fd = writer_fd(writer), .events = POLLIN};
    struct writer_state state = {0};

    while (state.durable < sequence) {
        CHECK(poll(&fd, 1, 60000) == 1);
        writer_state(writer, &state);
        CHECK(!state.failing);
    }
}

static double put(struct writer *writer, uint64_t *sequence, const struct record *records, unsigned count)
{
    double begun = seconds();

    writer_hold(writer);
    for (unsigned i = 0; i < count; i++)
        CHECK(writer_put(writer, ++*sequence, &records[i]));
    writer_go(writer);
    wait_durable(writer, *sequence);
    return seconds() - begun;
}

/* Calls with their texts. before: what Ctrl-Z waits for; after: alert, lead and the rest. */
static void measure_commits(struct ledger *ledger, struct fill *fill, const char *name)
{
    static double before[COMMITS], after[COMMITS];
    char why[160], words[80];
    uint64_t sequence = 0;
    struct fill_call call;
    struct writer *writer = writer_start(ledger, why, sizeof why);

    CHECK(writer != NULL);
    for (unsigned i = 0; i < COMMITS; i++) {
        fill_next(fill, &call, FILL_NOW_MS, true);
        before[i] = put(writer, &sequence, call.record, call.first);
        after[i] = put(writer, &sequence, call.record + call.first, call.count - call.first);
    }
    CHECK(writer_stop(writer));
    (void)snprintf(words, sizeof words, "%s: call and text, before Ctrl-Z", name);
    print_spread(words, before, COMMITS);
    (void)snprintf(words, sizeof words, "%s: alert, lead, talk", name);
    print_spread(words, after, COMMITS);
}

static void measure_fsync(const char *dir)
{
    static double values[COMMITS];
    static char page[16384];
    char path[4096];

    (void)snprintf(path, sizeof path, "%s/floor", dir);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    CHECK(fd >= 0);
    for (size_t i = 0; i < COMMITS; i++) {
        double begun = seconds();
        CHECK(write(fd, page, sizeof page) == (ssize_t)sizeof page && fsync(fd) == 0);
        values[i] = seconds() - begun;
    }
    CHECK(close(fd) == 0 && unlink(path) == 0);
    print_spread("bare write of 16 KB + fsync", values, COMMITS);
}

/* ---- keeping ---- */

static bool is_swept(struct ledger *reader)
{
    return number(reader, "SELECT began_wall FROM calls ORDER BY id LIMIT 1") >=
           FILL_NOW_MS - KEEP_DAYS * FILL_DAY_MS;
}

/* Calls come in without a pause while the writer throws three of four years away. */
static void measure_sweep(struct ledger *ledger, const char *dir, struct fill *fill)
{
    static double values[SWEEP_COMMITS_MAX];
    const struct ledger_keep keep = {.keep_ms = KEEP_DAYS * FILL_DAY_MS, .now_wall_ms = FILL_NOW_MS};
    char why[160];
    uint64_t sequence = 0;
    size_t count = 0;
    struct fill_call call;
    struct writer *writer = writer_start(ledger, why, sizeof why);
    struct ledger *reader = ledger_open_reader(dir, why, sizeof why);

    CHECK(writer != NULL && reader != NULL);
    int64_t before = number(reader, "SELECT count(*) FROM calls");
    double begun = seconds();
    writer_prune(writer, &keep);
    while (count < SWEEP_COMMITS_MAX && (count % 16 != 0 || !is_swept(reader))) {
        fill_next(fill, &call, FILL_NOW_MS, true);
        values[count++] = put(writer, &sequence, call.record, call.first);
    }
    double taken = seconds() - begun;
    CHECK(is_swept(reader));
    int64_t gone = before + (int64_t)count - number(reader, "SELECT count(*) FROM calls");
    ledger_close(reader);
    CHECK(writer_stop(writer));
    print_spread("during a sweep: call and text, before Ctrl-Z", values, count);
    (void)printf("| %-52s | %8.1f s, %" PRId64 " of %" PRId64 " calls gone |\n",
                 "the sweep, calls in between", taken, gone, before);
}

/* What is left of it, and the cost of a slice that finds something and of one that finds nothing. */
static void measure_slices(struct ledger *ledger)
{
    static double values[4096];
    const struct ledger_keep keep = {.keep_ms = (KEEP_DAYS - 30) * FILL_DAY_MS, .now_wall_ms = FILL_NOW_MS};
    size_t count = 0;

    for (bool more = true; more && count < TB_COUNT(values); count++) {
        double begun = seconds();
        CHECK(ledger_prune(ledger, &keep, &more));
        values[count] = seconds() - begun;
        ledger_tidy(ledger);
    }
    print_spread("one slice of a sweep (a month more)", values, count);
}

/* Calls come in without a pause while the writer erases somebody. */
static void measure_forget(struct ledger *ledger, struct fill *fill)
{
    static double values[SWEEP_COMMITS_MAX];
    const struct record record = {.kind = RECORD_FORGET, .forget = "+12012340000"};
    char why[160];
    uint64_t sequence = 0;
    size_t count = 0;
    struct fill_call call;
    struct writer_state state;
    struct writer *writer = writer_start(ledger, why, sizeof why);

    CHECK(writer != NULL);
    double begun = seconds(), order = put(writer, &sequence, &record, 1);
    do {
        fill_next(fill, &call, FILL_NOW_MS, true);
        values[count++] = put(writer, &sequence, call.record, call.first);
        writer_state(writer, &state);
    } while (count < SWEEP_COMMITS_MAX && state.forgetting);
    double taken = seconds() - begun;
    CHECK(!state.forgetting && writer_stop(writer));
    print_spread("FORGET of one person: its order", &order, 1);
    print_spread("during FORGET: call and text, before Ctrl-Z", values, count);
    (void)printf("| %-52s | %8.2f s |\n", "FORGET of one person, to the last row", taken);
}

static void measure_check(struct ledger *ledger)
{
    double begun = seconds();

    CHECK(ledger_quick_check(ledger));
    (void)printf("| %-52s | %8.2f s |\n", "whole check (beside the writer, once a start)", seconds() - begun);
}

/* Four more weeks of calls into the room that the sweep left. */
static void measure_refill(struct ledger *ledger, struct fill *fill)
{
    struct fill_call call;
    int64_t calls = fill->calls / FILL_DAYS * 28;

    CHECK(ledger_begin(ledger));
    for (int64_t i = 0; i < calls; i++) {
        fill_next(fill, &call, FILL_NOW_MS, false);
        for (unsigned n = 0; n < call.count; n++)
            CHECK(ledger_apply(ledger, &call.record[n]));
    }
    CHECK(ledger_commit(ledger));
    ledger_tidy(ledger);
}

/* ---- all ---- */

static void remove_all(const char *dir)
{
    static const char *const names[] = {"ledger.db", "ledger.db-wal", "ledger.db-shm", "optouts.txt"};
    char path[4096];

    for (size_t i = 0; i < TB_COUNT(names); i++) {
        (void)snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        (void)unlink(path);
    }
    (void)rmdir(dir);
}

static void measure_empty(const char *dir)
{
    struct fill fill;
    char empty[4096];

    (void)snprintf(empty, sizeof empty, "%s/empty", dir);
    fill_begin(&fill, 1);
    struct ledger *ledger = start_up(empty, "empty");
    ledger_close(ledger);
    CHECK((ledger = start_up(empty, "empty, again")) != NULL);
    head(
        "| commits, ms                                          |   median |      p99 |    worst |  count |");
    measure_fsync(dir);
    measure_commits(ledger, &fill, "empty ledger");
    ledger_close(ledger);
    remove_all(empty);
}

static void measure_full(const char *dir, const char *program, int64_t calls)
{
    struct fill fill;

    fill_begin(&fill, calls);
    double begun = seconds();
    CHECK(fill_ledger(&fill, dir));
    (void)printf("\n%" PRId64 " calls, %" PRId64 " texts, %" PRId64 " leads over %d days: filled in %.0f s\n",
                 fill.call, fill.text, fill.lead, FILL_DAYS, seconds() - begun);
    head("| start-up             | open ms |  all ms |  people |  calls |  texts |  leads | PSS MB |");
    forget_pages(dir);
    ledger_close(start_up(dir, "full, cold"));
    struct ledger *ledger = start_up(dir, "full, warm");
    head(
        "| commits, ms                                          |   median |      p99 |    worst |  count |");
    measure_commits(ledger, &fill, "full ledger");
    scale_measure_ctl(program, dir);
    print_size("the file", ledger);
    measure_forget(ledger, &fill);
    measure_check(ledger);
    measure_sweep(ledger, dir, &fill);
    measure_slices(ledger);
    print_size("the file after the sweep", ledger);
    measure_refill(ledger, &fill);
    print_size("and after four more weeks of calls", ledger);
    ledger_close(ledger);
    ledger_close(start_up(dir, "swept, warm"));
}

static const char USAGE[] =
    "usage: ledger_scale_bench [CALLS [FOLDER]]\n"
    "A ledger of a million calls, or so many (1000 or more), and of none; FOLDER is kept.\n";

int main(int argc, char **argv)
{
    usage_look(argc, argv, USAGE, 0, 2);
    int64_t calls = (int64_t)usage_number(argc, argv, USAGE, 1, 1000000, 1000, 100000000);
    char made[] = "/var/tmp/textback-scale-XXXXXX";
    const char *dir = argc > 2 ? argv[2] : mkdtemp(made);

    CHECK(dir != NULL);
    CHECK(mallopt(M_MMAP_THRESHOLD, 1 << 17) ==
          1); /* a second core is fresh pages too, as the first one is */
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    head("| start-up             | open ms |  all ms |  people |  calls |  texts |  leads | PSS MB |");
    measure_empty(dir);
    measure_full(dir, argv[0], calls);
    if (argc <= 2)
        remove_all(dir);
    return EXIT_SUCCESS;
}

/* A ledger with a million calls: does it start as fast and commit as fast as an empty one?
 *
 *     ledger_scale_bench [CALLS [FOLDER]]     default 1000000 and a new folder under /var/tmp, deleted at the
 * end
 *
 * Prints a table of: start-up (open, everything restored), cold and warm; one record from put to durable
 * through the writer, beside a bare write + fsync on the same disk; the whole check, a slice of retention,
 * memory. */
#include "shell/ledger.h"
#include "shell/writer.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NOW_MS  INT64_C(1776276000000)
#define DAY_MS  INT64_C(86400000)
#define DAYS    730
#define PEOPLE  100000
#define COMMITS 400

static double seconds(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static struct stamp at(int64_t ms, bool this_boot)
{
    return (struct stamp){.set = true,
                          .wall_ok = true,
                          .wall_ms = ms,
                          .mono_ms = ms - NOW_MS + DAYS * DAY_MS,
                          .this_boot = this_boot};
}

/* ---- filling ---- */

static void number_of(int64_t person, char *out, size_t cap)
{
    (void)snprintf(out, cap, "+1%010" PRId64, INT64_C(2015550000) + person * 7919 % INT64_C(7000000000));
}

static struct record call_record(int64_t id, int64_t ms, bool texted)
{
    struct record record = {.kind = RECORD_CALL,
                            .call = {.id = id, .line = "main", .outcome = CALL_MISSED, .alerted = true}};
    struct call_record *call = &record.call;

    number_of(id * 31 % PEOPLE, call->number, sizeof call->number);
    call->began = call->last_ring = call->ended = at(ms, false);
    call->verdict = texted ? VERDICT_TEXT : VERDICT_SKIP;
    call->reason = texted ? REASON_NONE : REASON_REPEAT;
    (void)snprintf(call->message, sizeof call->message, "%s", texted ? "text" : "");
    return record;
}

static struct record text_record(int64_t id, int64_t call, int64_t ms, enum text_state state)
{
    struct record record = {
        .kind = RECORD_TEXT,
        .text = {.id = id, .call = call, .kind = TEXT_AUTO, .state = state, .line = "main", .parts = 1}};
    struct text_record *text = &record.text;

    number_of(call * 31 % PEOPLE, text->number, sizeof text->number);
    text->created = text->sent = text->settled = at(ms, false);
    text->body =
        "This is Alex Agent with Example Realty. Sorry I missed your call. Which property is it about? "
        "I will call you within 15 minutes. Reply STOP to opt out.";
    return record;
}

static void fill_one(struct ledger *ledger, int64_t id, int64_t ms)
{
    bool texted = id % 5 < 2;
    struct record call = call_record(id, ms, texted);
    struct record person = {.kind = RECORD_PERSON, .person = {.last_texted = at(ms, false)}};

    CHECK(ledger_apply(ledger, &call));
    if (!texted)
        return;
    struct record text = text_record(id, id, ms + 10000, TEXT_DELIVERED);
    struct record part = {.kind = RECORD_PART, .part = {.text = id, .seq = 1, .ref = (uint8_t)id}};
    (void)snprintf(person.person.number, sizeof person.person.number, "%s", call.call.number);
    person.person.opted_out = id % 997 == 0;
    CHECK(ledger_apply(ledger, &text) && ledger_apply(ledger, &part) && ledger_apply(ledger, &person));
}

static void fill(const char *dir, int64_t calls)
{
    struct ledger *ledger;
    char why[160];

    CHECK(ledger_open(dir, "filling", &ledger, why, sizeof why) == LEDGER_FRESH);
    for (int64_t id = 1; id <= calls; id++) {
        if (id % 20000 == 1)
            CHECK(ledger_begin(ledger));
        fill_one(ledger, id, NOW_MS - DAYS * DAY_MS + DAYS * DAY_MS / calls * id);
        if (id % 20000 == 0 || id == calls) {
            CHECK(ledger_commit(ledger));
            ledger_tidy(ledger);
        }
    }
    ledger_close(ledger);
}

/* ---- measuring ---- */

struct counted {
    size_t rows[RECORD_META + 1];
    double people_done;
    double begun;
};

static void count_row(void *arg, const struct record *record)
{
    struct counted *self = arg;

    self->rows[record->kind]++;
    if (record->kind == RECORD_PERSON)
        self->people_done = seconds() - self->begun;
}

static struct ledger *start_up(const char *dir, const char *name)
{
    const struct ledger_sink sink = {count_row};
    struct ledger_window window = ledger_window_at(true, NOW_MS);
    struct counted counted = {.begun = seconds()};
    struct ledger *ledger;
    char why[160];
    struct last_ids ids;

    CHECK(ledger_open(dir, "measuring", &ledger, why, sizeof why) != LEDGER_FAILED);
    double opened = seconds() - counted.begun;
    CHECK(ledger_restore(ledger, &sink, &counted, &window) && ledger_max_ids(ledger, &ids));
    double all = seconds() - counted.begun;
    (void)printf("start-up, %-5s open %6.1f ms, people known %6.1f ms, all %6.1f ms (%zu people, %zu calls, "
                 "%zu texts)\n",
                 name, opened * 1e3, counted.people_done * 1e3, all * 1e3, counted.rows[RECORD_PERSON],
                 counted.rows[RECORD_CALL], counted.rows[RECORD_TEXT]);
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

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_spread(const char *name, double *values, size_t count)
{
    qsort(values, count, sizeof *values, compare);
    (void)printf("%-34s median %6.2f ms, p99 %6.2f ms, max %6.2f ms\n", name, values[count / 2] * 1e3,
                 values[count * 99 / 100] * 1e3, values[count - 1] * 1e3);
}

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

/* A call and its text, from put to durable: what waits between AT+CMGS and Ctrl-Z. */
static void measure_commits(struct ledger *ledger, const char *name, int64_t first)
{
    static double values[COMMITS];
    char why[160];
    struct writer *writer = writer_start(ledger, why, sizeof why);

    CHECK(writer != NULL);
    for (uint64_t i = 0; i < COMMITS; i++) {
        int64_t id = first + (int64_t)i;
        struct record call = call_record(id, NOW_MS, true), text = text_record(id, id, NOW_MS, TEXT_SENDING);
        double begun = seconds();
        CHECK(writer_put(writer, i * 2 + 1, &call) && writer_put(writer, i * 2 + 2, &text));
        wait_durable(writer, i * 2 + 2);
        values[i] = seconds() - begun;
    }
    CHECK(writer_stop(writer));
    print_spread(name, values, COMMITS);
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

static void print_memory(const char *name)
{
    char line[256];
    FILE *file = fopen("/proc/self/smaps_rollup", "re");

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, "Pss:", 4) == 0)
            (void)printf("%-34s %s", name, line + 4);
    }
    if (file != NULL)
        (void)fclose(file);
}

static void measure_keeping(struct ledger *ledger)
{
    double begun = seconds();
    bool more;

    CHECK(ledger_quick_check(ledger));
    (void)printf("%-34s %.2f s\n", "whole check", seconds() - begun);
    begun = seconds();
    const struct ledger_keep keep = {.keep_ms = 365 * DAY_MS, .now_wall_ms = NOW_MS};
    CHECK(ledger_prune(ledger, &keep, &more) && more);
    (void)printf("%-34s %.2f ms\n", "one slice of retention", (seconds() - begun) * 1e3);
}

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

int main(int argc, char **argv)
{
    int64_t calls = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000000;
    char made[] = "/var/tmp/textback-scale-XXXXXX", path[4096], empty[4096];
    const char *dir = argc > 2 ? argv[2] : mkdtemp(made);
    struct stat st;

    CHECK(calls > 0 && dir != NULL);
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    (void)snprintf(empty, sizeof empty, "%s/empty", dir);
    measure_fsync(dir);
    struct ledger *ledger = start_up(empty, "empty");
    print_memory("memory, empty, PSS");
    measure_commits(ledger, "put to durable, empty ledger", 1);
    ledger_close(ledger);
    remove_all(empty);

    double begun = seconds();
    fill(dir, calls);
    (void)snprintf(path, sizeof path, "%s/ledger.db", dir);
    CHECK(stat(path, &st) == 0);
    (void)printf("%" PRId64 " calls: %.0f MB, filled in %.0f s\n", calls, (double)st.st_size / 1e6,
                 seconds() - begun);
    forget_pages(dir);
    ledger_close(start_up(dir, "cold"));
    ledger = start_up(dir, "warm");
    print_memory("memory, restored, PSS");
    measure_commits(ledger, "put to durable, full ledger", calls + 1);
    print_memory("memory, after commits, PSS");
    measure_keeping(ledger);
    ledger_close(ledger);
    if (argc <= 2)
        remove_all(dir);
    return EXIT_SUCCESS;
}

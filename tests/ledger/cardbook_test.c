/* The month's calls and texts on the card (S37, S38), and that nobody stays on it who is to be forgotten. */
#include "ledger/on_card.h"
#include "ledger/sample.h"

#include "shell/cardbook.h"
#include "shell/clerk.h"

#include <poll.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define A   "+12025550143"
#define B   "+12025550144"
#define BOM "\xef\xbb\xbf"
#define HEAD                                                                                                 \
    BOM "time,line,number,name,outcome,verdict,reason,text,seconds_to_text,replied,seconds_to_answer\r\n"

/* Everything there is to say of a call; one of which there is little; a trial; one that rings. */
static void make_calls(struct ledger *ledger)
{
    struct record full = sample_call(1, A, VERDICT_TEXT, REASON_NONE);
    struct record withheld = sample_call(2, "", VERDICT_SKIP, REASON_WITHHELD);
    struct record trial = sample_call(3, B, VERDICT_TEXT, REASON_NONE);
    struct record text = sample_text(1, 1, TEXT_AUTO, TEXT_DELIVERED, "Sorry, I missed you");
    struct record reply = sample_text(2, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, "=12 \"Elm\" St\nor so");
    struct record lead = sample_lead(1, 1, A, LEAD_DONE);

    (void)snprintf(full.call.name, sizeof full.call.name, "@SMITH, J");
    text.text.sent = sample_stamp(8500);
    lead.lead.opened = sample_stamp(9000);
    lead.lead.touched = lead.lead.answered = sample_stamp(96000);
    trial.call.test = true;
    const struct record records[] = {full, withheld, trial, sample_call(4, B, VERDICT_NONE, REASON_NONE),
                                     text, reply,    lead};
    sample_store(ledger, records, TB_COUNT(records));
}

static struct cardbook_wish wish_at(int64_t ms)
{
    return (struct cardbook_wish){
        .dir = card, .zone = &zone, .dated = true, .create = true, .now_ms = SAMPLE_WALL + ms};
}

static struct cardbook_result write_card(struct ledger *ledger, const struct cardbook_wish *wish)
{
    struct cardbook_result result;

    assert_true(cardbook_write(ledger, wish, &result));
    return result;
}

static void expect_file(const char *name, const char *want)
{
    char *got = sample_read(sample_path(card, name));

    if (strcmp(got, want) != 0)
        fail_msg("%s: <%s>, not <%s>", name, got, want);
    free(got);
}

static bool is_there(const char *name)
{
    return access(sample_path(card, name), F_OK) == 0;
}

static bool file_says(const char *name, const char *words)
{
    char *got = sample_read(sample_path(card, name));
    bool said = strstr(got, words) != NULL;

    free(got);
    return said;
}

static void s37_the_month_for_a_spreadsheet(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct cardbook_wish wish = wish_at(DAY);

    make_calls(ledger);
    struct cardbook_result result = write_card(ledger, &wish);
    assert_int_equal(result.written, 2);
    assert_int_equal(result.failed, 0);
    expect_file(CALLS, HEAD "2026-04-15T14:00:00-04:00,main," A
                            ",\"'@SMITH, J\",missed,text,message:text,delivered,2.5,yes,90.0\r\n"
                            "2026-04-15T14:00:00-04:00,main,,,missed,skip,withheld,,,no,\r\n");
    expect_file(TEXTS,
                BOM "time,direction,number,kind,state,body\r\n"
                    "2026-04-15T14:00:08-04:00,out," A ",auto,delivered,\"Sorry, I missed you\"\r\n"
                    "2026-04-15T14:00:06-04:00,in," A ",received,relayed,\"'=12 \"\"Elm\"\" St\nor so\"\r\n");
    assert_false(is_there("textback-2026-03.csv")); /* nothing happened then */
    assert_false(is_there(CALLS ".new"));
    ledger_close(ledger);
}

/* The card wears out: what would not change is not written. */
static void only_what_changed_is_written(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct cardbook_wish wish = wish_at(DAY);

    make_calls(ledger);
    assert_int_equal(write_card(ledger, &wish).written, 2);
    assert_int_equal(write_card(ledger, &wish).written, 0);
    wish.all = true;
    assert_int_equal(write_card(ledger, &wish).written, 0);
    keep(ledger, sample_call(5, B, VERDICT_SKIP, REASON_REPEAT));
    assert_int_equal(write_card(ledger, &wish).written, 1);
    assert_true(file_says(CALLS, B));
    sample_write(sample_path(card, TEXTS), "somebody edited it", 18);
    assert_int_equal(write_card(ledger, &wish).written, 1);
    ledger_close(ledger);
}

/* The last hour of a month is still to be written in the next; a month has its own calls by local time. */
static void at_the_turn_of_the_month(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    const int64_t turn = 15 * DAY + 10 * 3600000 - 123; /* 2026-05-01 00:00 in New York, after SAMPLE_WALL */
    struct record last = sample_call(1, A, VERDICT_SKIP, REASON_REPEAT);
    struct record undated = sample_call(2, "+12025550199", VERDICT_SKIP, REASON_REPEAT);
    struct record first = sample_call(3, B, VERDICT_SKIP, REASON_REPEAT);
    struct cardbook_wish wish = wish_at(turn + 3600000);

    last.call.began = sample_stamp(turn - 1);
    undated.call.began = sample_stamp_no_wall(turn);
    first.call.began = sample_stamp(turn);
    const struct record records[] = {last, undated, first};
    sample_store(ledger, records, TB_COUNT(records));
    assert_int_equal(write_card(ledger, &wish).written, 2);
    assert_true(file_says(CALLS, "2026-04-30T23:59:59-04:00,main," A));
    assert_true(file_says(CALLS, "\r\n,main,+12025550199,")); /* no time, but its place */
    assert_false(file_says(CALLS, B));
    assert_true(file_says("textback-2026-05.csv", "2026-05-01T00:00:00-04:00,main," B));
    assert_false(file_says("textback-2026-05.csv", A));
    wish = wish_at(turn + 62 * DAY); /* both are over */
    keep(ledger, sample_call(4, B, VERDICT_SKIP, REASON_REPEAT));
    assert_int_equal(write_card(ledger, &wish).written, 0);
    ledger_close(ledger);
}

static void january_follows_december(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct record call = sample_call(1, A, VERDICT_SKIP, REASON_REPEAT);
    struct cardbook_wish wish = wish_at(265 * DAY); /* 2027-01-05 */

    call.call.began = sample_stamp(260 * DAY); /* 2026-12-31, in winter */
    keep(ledger, call);
    assert_int_equal(write_card(ledger, &wish).written, 1);
    assert_true(file_says("textback-2026-12.csv", "2026-12-31T13:00:00-05:00"));
    ledger_close(ledger);
}

/* ---- FORGET ---- */

static void the_forgotten_are_gone_from_every_month(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct record forget = {.kind = RECORD_FORGET, .forget = A};
    struct cardbook_wish wish = wish_at(DAY);

    make_calls(ledger);
    (void)write_card(ledger, &wish);
    assert_true(file_says(CALLS, A) && file_says(TEXTS, "Elm"));
    sample_write(sample_path(card, "textback-2025-01.csv"), A, strlen(A)); /* pruned from the ledger since */
    sample_write(sample_path(card, TEXTS ".new"), A, strlen(A));           /* a cut amidst writing */
    sample_write(sample_path(card, "textback-notes.csv"), A, strlen(A));   /* the agent's own */
    sample_write(sample_path(card, "other.new"), A, strlen(A));
    keep(ledger, forget);
    wish = wish_at(300 * DAY); /* long after; and the ini wants no files any more */
    wish.all = wish.forget = true;
    wish.create = false;
    struct cardbook_result result = write_card(ledger, &wish);
    assert_int_equal(result.written, 2);
    assert_int_equal(result.unknown, 1);
    assert_false(file_says(CALLS, A) || file_says(CALLS, "SMITH"));
    assert_false(file_says(TEXTS, A) || file_says(TEXTS, "Elm") || file_says(TEXTS, "Sorry"));
    assert_true(file_says(CALLS, ",message:text,delivered,")); /* that there was a call stays */
    assert_false(is_there(TEXTS ".new"));
    assert_true(is_there("textback-notes.csv") && is_there("other.new") && is_there("textback-2025-01.csv"));
    ledger_close(ledger);
}

static void without_a_date_only_what_is_there(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct cardbook_wish wish = wish_at(DAY);

    make_calls(ledger);
    wish.dated = false;
    wish.all = true;
    assert_int_equal(write_card(ledger, &wish).written, 0);
    sample_write(sample_path(card, CALLS), "old", 3);
    assert_int_equal(write_card(ledger, &wish).written, 1);
    assert_true(file_says(CALLS, A));
    wish.dated = true;
    wish.all = false;
    wish.create = false;
    assert_int_equal(write_card(ledger, &wish).written, 0); /* no csv wanted: none made */
    assert_false(is_there(TEXTS));
    ledger_close(ledger);
}

/* ---- what the ledger holds only in part ---- */

/* Calls of April, two days apart, and their month on the card. */
static struct ledger *april_on_the_card(int64_t calls)
{
    struct ledger *ledger = opened();
    struct cardbook_wish wish = wish_at(DAY * calls * 2);

    for (int64_t id = 1; id <= calls; id++) {
        struct record call = sample_call(id, A, VERDICT_SKIP, REASON_REPEAT);
        struct record text = sample_text(id, 0, TEXT_RECEIVED, TEXT_STATE_RELAYED, "their words");
        call.call.began = text.text.created = sample_stamp(id * 2 * DAY);
        keep(ledger, call);
        keep(ledger, text);
    }
    assert_int_equal(write_card(ledger, &wish).written, 2);
    return ledger;
}

static void later_call(struct ledger *ledger, int64_t id, int64_t ms)
{
    struct record call = sample_call(id, B, VERDICT_SKIP, REASON_REPEAT);

    call.call.began = sample_stamp(ms);
    keep(ledger, call);
}

static char *card_file(const char *name)
{
    return sample_read(sample_path(card, name));
}

/* `keep` leaves half of a month in the ledger: the card's is whole. */
static const struct ledger_keep eight_days = {.keep_ms = 8 * DAY, .now_wall_ms = SAMPLE_WALL + 15 * DAY - 1};

static void a_month_half_pruned_stays(void **state)
{
    (void)state;
    struct ledger *ledger = april_on_the_card(5);
    char *calls = card_file(CALLS), *texts = card_file(TEXTS);
    struct cardbook_wish start = wish_at(16 * DAY);
    bool more;

    start.all = true;
    later_call(ledger, 9, 14 * DAY); /* after the latest writing: there is something to be written */
    assert_true(ledger_prune(ledger, &eight_days, &more));
    struct cardbook_result result = write_card(ledger, &start);
    assert_int_equal(result.written, 0);
    assert_true(result.unknown >= 2);
    expect_file(CALLS, calls);
    expect_file(TEXTS, texts);
    free(calls);
    free(texts);
    ledger_close(ledger);
}

/* The only copy of what the ledger has lost, however much comes to it; the next month has a file of its own.
 */
static void a_month_that_was_set_aside_stays(void **state)
{
    (void)state;
    struct ledger *ledger = april_on_the_card(5);
    char *calls = card_file(CALLS), *texts = card_file(TEXTS);
    struct cardbook_wish wish = wish_at(12 * DAY);

    assert_true(ledger_set_aside(ledger)); /* the latest texts are saved, without their words */
    assert_int_equal(write_card(ledger, &wish).written, 0);
    for (int64_t id = 11; id <= 20; id++)
        later_call(ledger, id, 12 * DAY);
    assert_int_equal(write_card(ledger, &wish).written, 0);
    expect_file(CALLS, calls);
    expect_file(TEXTS, texts);
    later_call(ledger, 21, 20 * DAY);
    wish = wish_at(20 * DAY);
    assert_int_equal(write_card(ledger, &wish).written, 1);
    assert_true(file_says("textback-2026-05.csv", B));
    free(calls);
    free(texts);
    ledger_close(ledger);
}

/* Where there was no file, what came after the damage makes one, and it grows. */
static void a_month_begun_after_the_damage_grows(void **state)
{
    (void)state;
    struct ledger *ledger = april_on_the_card(5);
    struct cardbook_wish wish = wish_at(13 * DAY);

    assert_int_equal(unlink(sample_path(card, CALLS)), 0);
    assert_true(ledger_set_aside(ledger));
    assert_int_equal(write_card(ledger, &wish).written, 0);
    for (int64_t id = 11; id <= 13; id++) {
        later_call(ledger, id, 12 * DAY + id);
        assert_int_equal(write_card(ledger, &wish).written, 1);
    }
    assert_true(file_says(CALLS, B));
    ledger_close(ledger);
}

/* Its first month has no beginning, its first rows may have no time, and what is sent later moves. */
static void a_new_boxs_month_grows(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct record undated = sample_call(1, A, VERDICT_SKIP, REASON_REPEAT);
    struct record first = sample_text(1, 0, TEXT_TYPED, TEXT_ACCEPTED, "held");
    struct record held = sample_text(2, 0, TEXT_TYPED, TEXT_HELD, "held too");
    struct cardbook_wish wish = wish_at(DAY);

    wish.all = true;
    undated.call.began = first.text.created = sample_stamp_no_wall(0);
    first.text.sent = sample_stamp(1000);
    keep(ledger, undated);
    keep(ledger, first);
    keep(ledger, held);
    (void)write_card(ledger, &wish);
    for (int64_t id = 2; id <= 4; id++) {
        later_call(ledger, id, 10000 - id * 2000); /* the clock may go back, too */
        struct cardbook_result result = write_card(ledger, &wish);
        assert_true(result.written >= 1);
        assert_int_equal(result.unknown, 0);
    }
    held.text.state = TEXT_ACCEPTED;
    held.text.sent = sample_stamp(DAY / 2);
    (void)snprintf(held.text.number, sizeof held.text.number, AGENT_UNKNOWN); /* nobody's number */
    keep(ledger, held);
    assert_int_equal(write_card(ledger, &wish).written, 1);
    assert_true(file_says(TEXTS, "2026-04-16T02:00:00-04:00,out,,typed"));
    ledger_close(ledger);
}

/* Whom the agent forgets is not to stay for the sake of a whole month. */
static void the_forgotten_go_from_a_month_known_in_part(void **state)
{
    (void)state;
    struct ledger *ledger = april_on_the_card(5);
    struct cardbook_wish wish = wish_at(16 * DAY);
    struct record forget = {.kind = RECORD_FORGET, .forget = A};
    bool more;

    assert_true(ledger_prune(ledger, &eight_days, &more));
    keep(ledger, forget);
    wish.all = wish.forget = true;
    struct cardbook_result result = write_card(ledger, &wish);
    assert_int_equal(result.written, 2);
    assert_int_equal(result.unknown, 0);
    assert_false(file_says(CALLS, A) || file_says(TEXTS, A) || file_says(TEXTS, "words"));
    ledger_close(ledger);
}

/* ---- where it does not work ---- */

static void a_card_that_cannot_be_written(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct cardbook_wish wish = wish_at(DAY);

    make_calls(ledger);
    wish.dir = "/proc/nowhere";
    wish.all = true;
    assert_int_equal(write_card(ledger, &wish).failed, 3); /* the folder, and both files */
    wish.dir = card;
    assert_int_equal(mkdir(sample_path(card, CALLS), 0700), 0); /* something in the way */
    assert_true(write_card(ledger, &wish).failed >= 1);
    assert_false(is_there(CALLS ".new"));
    assert_true(is_there(TEXTS));
    ledger_close(ledger);
}

static void a_ledger_that_cannot_be_read(void **state)
{
    (void)state;
    struct ledger *ledger = ledger_open_memory(SAMPLE_BOOT);
    struct cardbook_wish wish = wish_at(DAY);
    struct cardbook_result result;

    make_calls(ledger);
    assert_int_equal(sqlite3_exec(ledger_handle(ledger), "DROP TABLE leads", NULL, NULL, NULL), SQLITE_OK);
    assert_false(cardbook_write(ledger, &wish, &result));
    assert_false(is_there(CALLS) || is_there(CALLS ".new"));
    ledger_close(ledger);
}

/* ---- the clerk ---- */

static struct clerk *new_clerk(void)
{
    char why[200];
    struct clerk *clerk = clerk_new(dir, why, sizeof why);

    if (clerk == NULL)
        fail_msg("%s", why);
    return clerk;
}

static struct clerk_result await(struct clerk *clerk)
{
    struct clerk_result result;
    struct pollfd poll_for = {.fd = clerk_fd(clerk), .events = POLLIN};

    assert_int_equal(poll(&poll_for, 1, 20000), 1);
    assert_true(clerk_done(clerk, &result));
    assert_false(clerk_done(clerk, &result)); /* once */
    return result;
}

static void the_clerk_works_beside_a_writer(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct clerk *clerk = new_clerk();
    struct clerk_work report = {.kind = CLERK_REPORT,
                                .period = {.from_ms = SAMPLE_WALL, .to_ms = SAMPLE_WALL + DAY}};
    struct clerk_work months = {.kind = CLERK_CARD, .wish = wish_at(DAY)};

    make_calls(ledger);
    assert_true(ledger_begin(ledger)); /* a commit under way holds up nobody */
    assert_true(clerk_begin(clerk, &report));
    assert_false(clerk_begin(clerk, &months)); /* one thing at a time */
    struct clerk_result result = await(clerk);
    assert_true(result.read && result.work.kind == CLERK_REPORT);
    assert_int_equal(result.figures.calls, 2);
    assert_int_equal(result.figures.to_human.ms, 90000);
    struct record later = sample_call(9, B, VERDICT_SKIP, REASON_REPEAT);
    assert_true(clerk_begin(clerk, &months));
    assert_true(ledger_apply(ledger, &later));
    assert_true(ledger_commit(ledger));
    result = await(clerk);
    assert_true(result.read && result.work.kind == CLERK_CARD);
    assert_int_equal(result.card.written, 2);
    assert_true(file_says(CALLS, A));
    clerk_free(clerk);
    ledger_close(ledger);
}

static void the_clerk_without_a_ledger(void **state)
{
    (void)state;
    struct clerk *clerk = new_clerk();
    struct clerk_work work = {.kind = CLERK_REPORT, .period = {.to_ms = 1}};

    assert_true(clerk_begin(clerk, &work));
    assert_false(await(clerk).read);
    clerk_free(clerk);
    clerk_free(NULL);
}

static int64_t cpu_ms(void)
{
    struct timespec used;

    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used), 0);
    return used.tv_sec * INT64_C(1000) + used.tv_nsec / 1000000;
}

/* Until the clerk has worked for a while, this thread being asleep; it may not end meanwhile. */
static void wait_until_busy(struct clerk *clerk)
{
    struct pollfd done = {.fd = clerk_fd(clerk), .events = POLLIN};

    for (int64_t from = cpu_ms(); cpu_ms() < from + 20;)
        assert_int_equal(poll(&done, 1, 5), 0);
}

/* SIGTERM does not wait for a long look: this one would take hours. */
static void the_clerk_is_broken_off(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct clerk *clerk = new_clerk();
    struct clerk_work work = {.kind = CLERK_REPORT, .period = {.all = true}};

    assert_int_equal(
        sqlite3_exec(ledger_handle(ledger),
                     "DROP TABLE leads; CREATE VIEW leads AS WITH RECURSIVE n(i) AS (SELECT 1 UNION"
                     " ALL SELECT i+1 FROM n WHERE i<100000000000) SELECT i AS id, 'x' AS number,"
                     " NULL AS opened_wall, NULL AS answered_wall, 1 AS opened_mono,"
                     " NULL AS answered_mono, 1 AS opened_boot, 1 AS answered_boot FROM n",
                     NULL, NULL, NULL),
        SQLITE_OK);
    assert_true(clerk_begin(clerk, &work));
    wait_until_busy(clerk);
    clerk_free(clerk);
    ledger_close(ledger);
}

/* At SIGTERM: no file is begun any more. */
static void the_clerk_is_told_to_stop(void **state)
{
    (void)state;
    struct ledger *ledger = opened();
    struct clerk *clerk = new_clerk();
    struct clerk_work work = {.kind = CLERK_CARD, .wish = wish_at(DAY)};

    make_calls(ledger);
    work.wish.all = true;
    sample_write(sample_path(card, CALLS), "old", 3);
    clerk_stop(clerk);
    assert_true(clerk_begin(clerk, &work));
    struct clerk_result result = await(clerk);
    assert_false(result.read);
    assert_int_equal(result.card.written + result.card.failed, 0);
    expect_file(CALLS, "old");
    assert_false(is_there(TEXTS) || is_there(TEXTS ".new"));
    clerk_free(clerk);
    ledger_close(ledger);
}

#define ON_CARD(test) cmocka_unit_test_setup_teardown(test, make_folders, remove_folders)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ON_CARD(s37_the_month_for_a_spreadsheet),
        ON_CARD(only_what_changed_is_written),
        ON_CARD(at_the_turn_of_the_month),
        ON_CARD(january_follows_december),
        ON_CARD(the_forgotten_are_gone_from_every_month),
        ON_CARD(without_a_date_only_what_is_there),
        ON_CARD(a_month_half_pruned_stays),
        ON_CARD(a_month_that_was_set_aside_stays),
        ON_CARD(a_month_begun_after_the_damage_grows),
        ON_CARD(a_new_boxs_month_grows),
        ON_CARD(the_forgotten_go_from_a_month_known_in_part),
        ON_CARD(a_card_that_cannot_be_written),
        ON_CARD(a_ledger_that_cannot_be_read),
        ON_CARD(the_clerk_works_beside_a_writer),
        ON_CARD(the_clerk_without_a_ledger),
        ON_CARD(the_clerk_is_broken_off),
        ON_CARD(the_clerk_is_told_to_stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* What is read from the ledger while the box goes on: reports that the core asks for, and the months on the
 * card. Decides only when the clerk is sent. */
#include "shell/box_private.h"

#include "shell/clerk.h"
#include "shell/log.h"
#include "shell/writer.h"

#include <stdlib.h>
#include <string.h>

enum {
    CARD_EVERY_MS = 3600 * 1000, /* the card wears out */
    RETRY_MS = 60 * 1000,
    FORGET_TRIES = 6, /* half a minute: longer than a damaged ledger takes to be set aside */
    REPORTS_MAX = 16  /* more than the core asks for at once */
};

struct records {
    struct clerk *clerk;
    bool busy;
    struct report_period report[REPORTS_MAX]; /* the oldest first */
    unsigned reports;
    bool card_changed;  /* something that the card's months show */
    bool card_all;      /* every month is to be looked at: after a start, and when somebody is forgotten */
    uint64_t forgotten; /* the record that must be durable before that, 0 none */
    bool tell;          /* the agent has forgotten somebody: say what cannot be erased */
    bool told_unwritable;
    bool told_failing; /* that somebody could not be erased at once */
    bool told_stuck;   /* and to the agent, that it stays so */
    int64_t card_ms;   /* monotonic: not before */
    int64_t retry_ms;  /* monotonic: when there may be a thread to be had again */
};

static int on_clerk(sd_event_source *source, int fd, uint32_t revents, void *userdata);

bool box_records_begin(struct box *self)
{
    char why[160];
    struct records *records = calloc(1, sizeof *records);

    if (records == NULL)
        return false;
    self->records = records;
    records->card_all = true; /* a power cut may have come between the ledger and the card */
    records->tell = self->forgetting;
    records->clerk = clerk_new(self->options.state, why, sizeof why);
    if (records->clerk == NULL)
        log_line(LOG_PRIORITY_ERROR, "%s", why);
    return records->clerk != NULL &&
           sd_event_add_io(self->loop, NULL, clerk_fd(records->clerk), EPOLLIN, on_clerk, self) >= 0;
}

void box_records_stop(struct box *self)
{
    clerk_stop(self->records->clerk);
}

void box_records_end(struct box *self)
{
    if (self->records != NULL)
        clerk_free(self->records->clerk);
    free(self->records);
}

void box_records_asked(struct box *self, int64_t from_ms, int64_t to_ms)
{
    struct records *records = self->records;

    CHECK(records->reports < REPORTS_MAX);
    records->report[records->reports++] = (struct report_period){.from_ms = from_ms, .to_ms = to_ms};
}

void box_records_put(struct box *self, const struct record *record, uint64_t sequence)
{
    struct records *records = self->records;

    records->card_changed = records->card_changed || record->kind == RECORD_CALL ||
                            record->kind == RECORD_TEXT || record->kind == RECORD_LEAD;
    if (record->kind != RECORD_FORGET)
        return;
    records->card_all = records->tell = true;
    records->forgotten = sequence;
}

/* The card would go on naming whom the ledger still names: its files wait, however long it takes. So the
 * agent is to know why the CSV stands still, and that somebody is not forgotten yet. */
void box_records_forgetting(struct box *self, const struct writer_state *state)
{
    struct records *records = self->records;

    self->forgetting = state->forgetting;
    records->told_failing = records->told_failing && state->forgetting;
    if (state->forget_failures == 0)
        return;
    if (!records->told_failing)
        log_line(LOG_PRIORITY_WARNING, "whom the agent forgot cannot be erased yet, and is tried again: %s",
                 state->forget_why);
    records->told_failing = true;
    if (state->forget_failures < FORGET_TRIES || records->told_stuck)
        return;
    records->told_stuck = true;
    log_line(LOG_PRIORITY_ERROR,
             "whom the agent forgot still cannot be erased: the card's files wait for it");
    box_notice(self, "I cannot erase all of whom you asked me to FORGET, and keep trying. Until then the CSV "
                     "files stay as they are. The memory card may be full or bad.");
}

/* ---- when ---- */

static bool card_wanted(const struct box *self)
{
    const struct records *records = self->records;
    bool csv = self->config->csv && records->card_changed;

    /* files of a former setting name people too */
    return self->ready_told && !self->ledger_failing && (csv || records->card_all);
}

/* A person to be forgotten does not wait for the hour, but for the record of it, and for the ledger to have
 * erased what the card's files are made of. */
static int64_t card_due_ms(const struct box *self)
{
    const struct records *records = self->records;

    if (!card_wanted(self) || self->forgetting)
        return TB_NEVER; /* on_writer() comes by */
    if (records->forgotten == 0)
        return records->card_ms;
    return records->forgotten <= self->durable ? 0 : TB_NEVER; /* EVENT_DURABLE comes by */
}

int64_t box_records_deadline(const struct box *self)
{
    if (self->records->busy || self->stopping)
        return TB_NEVER;
    int64_t due = self->records->reports > 0 ? 0 : card_due_ms(self);
    return due > self->records->retry_ms ? due : self->records->retry_ms;
}

static bool begin_work(struct records *records, const struct clerk_work *work, int64_t now_ms)
{
    records->busy = clerk_begin(records->clerk, work);
    if (!records->busy)
        records->retry_ms = now_ms + RETRY_MS;
    return records->busy;
}

static void begin_card(struct box *self, const struct tb_now *now)
{
    struct records *records = self->records;
    struct clerk_work work = {.kind = CLERK_CARD,
                              .wish = {.dir = self->options.card,
                                       .zone = &self->config->zone,
                                       .dated = now->wall_ok,
                                       .create = self->config->csv,
                                       .all = records->card_all,
                                       .forget = records->card_all && records->tell,
                                       .now_ms = now->wall_ms}};

    if (!begin_work(records, &work, now->mono_ms))
        return;
    records->card_ms = now->mono_ms + CARD_EVERY_MS;
    records->card_changed = false;
    records->card_all = false;
    records->forgotten = 0;
}

void box_records_pump(struct box *self)
{
    struct tb_now now = clock_now(&self->clock);

    if (box_records_deadline(self) > now.mono_ms)
        return;
    if (self->records->reports == 0) {
        begin_card(self, &now);
        return;
    }
    struct clerk_work work = {.kind = CLERK_REPORT, .period = self->records->report[0]};
    (void)begin_work(self->records, &work, now.mono_ms);
}

/* ---- and then ---- */

static void card_written(struct box *self, const struct clerk_result *result)
{
    struct records *records = self->records;
    const struct cardbook_result *card = &result->card;
    bool ok = result->read && card->failed == 0;

    if (!ok) { /* the next hour tries again */
        records->card_changed = true;
        records->card_all = records->card_all || result->work.wish.all;
    }
    if (!ok && !records->told_unwritable)
        log_line(LOG_PRIORITY_WARNING, "the months' files cannot be written to %s", self->options.card);
    records->told_unwritable = !ok;
    if (!ok || !records->tell || !result->work.wish.all || records->card_all)
        return;
    records->tell = false;
    if (card->unknown > 0)
        box_notice(self, "The card has CSV files older than my memory. If they name whom you forgot, delete "
                         "them on a computer.");
}

static void report_made(struct box *self, const struct clerk_result *result)
{
    struct records *records = self->records;
    struct event event = {.kind = EVENT_REPORT, .figures = result->read ? &result->figures : NULL};

    memmove(&records->report[0], &records->report[1], --records->reports * sizeof records->report[0]);
    (void)box_step(self, &event);
}

static int on_clerk(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct box *self = userdata;
    struct clerk_result *result = malloc(sizeof *result);

    (void)source;
    (void)fd;
    (void)revents;
    CHECK(result != NULL);
    if (clerk_done(self->records->clerk, result)) {
        self->records->busy = false;
        if (self->stopping && !result->read)
            self->records->reports = 0; /* broken off: nobody is told of it */
        else if (result->work.kind == CLERK_REPORT)
            report_made(self, result);
        else
            card_written(self, result);
    }
    free(result);
    box_set_timer(self);
    return 0;
}

/* The world of core_desk_random_test.c: what outlives the lives of the box, its ledger among it. */
#ifndef TESTS_SUPPORT_CORE_DESK_WORLD_H
#define TESTS_SUPPORT_CORE_DESK_WORLD_H

#include "core_cut.h"
#include "core_say.h"

#define ISA "+12025550161"
#define BO  "+12025550162"
#define NEW "+12025550109" /* the agent's second phone, of another ini */

enum { LEADS = 9, PEOPLE_MAX = 130, ROWS_MAX = 20000, MESSAGES_MAX = 400 };

/* --- the world: what outlives the box's lives --- */

struct row {
    struct record record;
    char *body; /* or the PDU of a waiting part */
};

struct message {
    char from[TB_NUMBER_MAX], text[200], pdu[SMS_NETWORK_HEX_MAX];
    bool order;        /* of one of the desk, whose STOP means nothing */
    bool lost;         /* in a power cut: the network has it still */
    uint64_t sequence; /* of the ledger in the life that took it, 0: on the disk for good */
    unsigned token;    /* the number in its words, 0 none */
};

struct past { /* a Ctrl-Z of any life */
    struct rig_sent sent;
    int64_t real_ms;
};

struct world {
    uint64_t seed, state;
    struct rig *rig;
    struct row *row;
    unsigned rows;
    struct message message[MESSAGES_MAX];
    unsigned messages, tokens, people, lately;
    struct past *past;
    unsigned pasts;
    unsigned seen_sent, seen_records;
    int64_t real_ms, epoch_ms; /* true time; of the present life's monotonic zero */
    bool stepped;              /* the wall clock was wrong at some time */
    bool tested;               /* TEST was ordered: a trial's call may be texted again */
    bool forgot;
    unsigned cuts, configs, which;
    struct last_ids last;
    struct {
        char number[TB_NUMBER_MAX];
        int64_t open_ms; /* last seen open under that small number */
        int64_t id;
    } small[LEADS_LARGEST_N + 1];
};

static inline unsigned any(struct world *w, unsigned n)
{
    return unit_below(&w->state, n);
}

static inline struct config *make_config(const struct world *w, unsigned which)
{
    struct config *cfg = config_new();
    cfg->give_up_ms = 12000;
    cfg->max_per_hour = cfg->max_per_day = 200;
    cfg->urgent_call = true;
    config_hours(cfg, 9 * 60, 18 * 60);
    if (w->seed % 3 == 0)
        cfg->closed = (struct cfg_answer){.kind = CFG_ANSWER_HOLD, .message = -1};
    config_rule(cfg, CFG_RULE_CLIENT, "+12025550145", false);
    cfg->escalate_ms = which == 2 ? 0 : 5 * MINUTE_MS;
    cfg->backup_count = which == 1 ? 1 : 2;
    (void)snprintf(cfg->backup[0].name, sizeof cfg->backup[0].name, which == 1 ? "Bo" : "Isa");
    (void)snprintf(cfg->backup[0].number, sizeof cfg->backup[0].number, which == 1 ? BO : ISA);
    (void)snprintf(cfg->backup[1].name, sizeof cfg->backup[1].name, "Bo");
    (void)snprintf(cfg->backup[1].number, sizeof cfg->backup[1].number, BO);
    if (which == 2)
        (void)snprintf(cfg->phone, sizeof cfg->phone, NEW);
    return cfg;
}

/* --- the ledger, as the real one would have it --- */

static inline void put_row(struct world *w, const struct record *record, const char *body)
{
    unsigned i = 0;
    while (i < w->rows && !(same_thing(&w->row[i].record, record) ||
                            (record->kind == RECORD_WAITING_PART && w->row[i].record.kind == record->kind &&
                             w->row[i].record.waiting.fingerprint == record->waiting.fingerprint)))
        i++;
    assert_true(i < ROWS_MAX);
    if (i == w->rows)
        w->row[w->rows++] = (struct row){.body = NULL};
    w->row[i].record = *record;
    if (body != NULL) {
        free(w->row[i].body);
        w->row[i].body = strdup(body);
    }
}

static inline void drop_row(struct world *w, unsigned i)
{
    free(w->row[i].body);
    w->row[i] = w->row[--w->rows];
}

static inline void forget_rows(struct world *w, const char *number)
{
    for (unsigned i = 0; i < w->rows;) {
        struct record *record = &w->row[i].record;
        if (record->kind == RECORD_LEAD && strcmp(record->lead.number, number) == 0) {
            drop_row(w, i);
            continue;
        }
        if (record->kind == RECORD_TEXT && strcmp(record->text.number, number) == 0) {
            record->text.number[0] = '\0';
            free(w->row[i].body);
            w->row[i].body = NULL;
        }
        if (record->kind == RECORD_CALL && strcmp(record->call.number, number) == 0)
            record->call.number[0] = '\0';
        if (record->kind == RECORD_PERSON && strcmp(record->person.number, number) == 0) {
            record->person.last_texted.set = false;
            record->person.mark = MARK_NONE;
        }
        i++;
    }
}

static inline void apply(struct world *w, const struct rig_record *kept)
{
    if (kept->record.kind == RECORD_FORGET) {
        forget_rows(w, kept->record.forget);
        return;
    }
    if (kept->record.kind == RECORD_WAITING_PART_GONE) {
        for (unsigned i = 0; i < w->rows; i++)
            if (w->row[i].record.kind == RECORD_WAITING_PART &&
                w->row[i].record.waiting.fingerprint == kept->record.waiting.fingerprint)
                drop_row(w, i);
        return;
    }
    put_row(w, &kept->record, kept->body);
}

static inline void age_stamp(struct stamp *at)
{
    at->this_boot = false;
}

static inline void age(struct record *record)
{
    if (record->kind == RECORD_CALL) {
        age_stamp(&record->call.began);
        age_stamp(&record->call.last_ring);
        age_stamp(&record->call.ended);
    } else if (record->kind == RECORD_TEXT) {
        age_stamp(&record->text.created);
        age_stamp(&record->text.sent);
        age_stamp(&record->text.settled);
    } else if (record->kind == RECORD_PERSON) {
        age_stamp(&record->person.last_texted);
    } else if (record->kind == RECORD_LEAD) {
        age_stamp(&record->lead.opened);
        age_stamp(&record->lead.touched);
        age_stamp(&record->lead.promised);
        age_stamp(&record->lead.answered);
    } else if (record->kind == RECORD_WAITING_PART) {
        age_stamp(&record->waiting.received);
    }
}

static inline int64_t id_of(const struct record *record)
{
    return record->kind == RECORD_CALL   ? record->call.id
           : record->kind == RECORD_TEXT ? record->text.id
           : record->kind == RECORD_LEAD ? record->lead.id
                                         : 0;
}

static inline int by_id(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int64_t i = id_of(&x->record), j = id_of(&y->record);
    return i < j ? -1 : i > j;
}

static inline void restore(struct world *w, struct rig *to)
{
    static const enum record_kind ORDER[] = {RECORD_META, RECORD_PERSON, RECORD_CALL,         RECORD_TEXT,
                                             RECORD_PART, RECORD_LEAD,   RECORD_WAITING_PART, RECORD_SEEN};
    w->last = (struct last_ids){.call = 0};
    qsort(w->row, w->rows, sizeof *w->row, by_id);
    for (size_t k = 0; k < TB_COUNT(ORDER); k++)
        for (unsigned i = 0; i < w->rows; i++) {
            struct record *record = &w->row[i].record;
            if (record->kind != ORDER[k])
                continue;
            if (record->kind == RECORD_CALL && record->call.id > w->last.call)
                w->last.call = record->call.id;
            if (record->kind == RECORD_TEXT && record->text.id > w->last.text)
                w->last.text = record->text.id;
            if (record->kind == RECORD_LEAD && record->lead.id > w->last.lead)
                w->last.lead = record->lead.id;
            if (record->kind == RECORD_CALL && record->call.alerted && record->call.verdict != VERDICT_HOLD)
                continue; /* settled: the ledger does not hand it over */
            if (record->kind == RECORD_TEXT)
                record->text.body = w->row[i].body;
            if (record->kind == RECORD_WAITING_PART)
                record->waiting.pdu = w->row[i].body;
            core_restore(to->core, record, &to->now);
        }
    core_restore_ids(to->core, &w->last);
    for (unsigned n = 0; n <= LEADS_LARGEST_N; n++)
        if (w->small[n].id > w->last.lead) /* it never was on the disk, nor on anybody's phone */
            memset(&w->small[n], 0, sizeof w->small[n]);
}

/* --- its beginning and its end --- */

static inline struct world *begin(uint64_t seed)
{
    struct world *w = calloc(1, sizeof *w);
    assert_non_null(w);
    w->seed = seed;
    w->state = seed * 7919 + 3;
    w->people = seed % 5 == 0 ? PEOPLE_MAX : LEADS;
    w->row = calloc(ROWS_MAX, sizeof *w->row);
    w->past = calloc(20000, sizeof *w->past);
    assert_true(w->row != NULL && w->past != NULL);
    w->rig = rig_ready(make_config(w, 0));
    return w;
}

static inline void end(struct world *w)
{
    for (unsigned i = 0; i < w->rows; i++)
        free(w->row[i].body);
    free(w->row);
    free(w->past);
    rig_free(w->rig);
    free(w);
}

#endif

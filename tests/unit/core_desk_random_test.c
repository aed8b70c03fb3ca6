/* Random days at the desk: leads, the agent and two of a team write and call in any order, orders with and
 * without slips, STOP and what may be one, hostile words; the modem refuses, restarts and falls silent, the
 * disk stalls, the power is cut at any step, the ini changes under open leads and the clock is lost or steps.
 * What must hold whatever happens stands at the checks below. Each seed is a test of its own, so that a
 * failure, an abort included, names it. */
#include "core/hours.h"
#include "support/core_cut.h"
#include "support/core_say.h"

#define ISA "+12025550161"
#define BO  "+12025550162"
#define NEW "+12025550109" /* the agent's second phone, of another ini */

enum { SEEDS = 40, STEPS = 180, LEADS = 9, PEOPLE_MAX = 130, ROWS_MAX = 20000, MESSAGES_MAX = 400 };

static uint64_t seeds_from = 1;

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

static unsigned any(struct world *w, unsigned n)
{
    return unit_below(&w->state, n);
}

static struct config *make_config(const struct world *w, unsigned which)
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

static void put_row(struct world *w, const struct record *record, const char *body)
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

static void drop_row(struct world *w, unsigned i)
{
    free(w->row[i].body);
    w->row[i] = w->row[--w->rows];
}

static void forget_rows(struct world *w, const char *number)
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

static void apply(struct world *w, const struct rig_record *kept)
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

static void age_stamp(struct stamp *at)
{
    at->this_boot = false;
}

static void age(struct record *record)
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

static int64_t id_of(const struct record *record)
{
    return record->kind == RECORD_CALL   ? record->call.id
           : record->kind == RECORD_TEXT ? record->text.id
           : record->kind == RECORD_LEAD ? record->lead.id
                                         : 0;
}

static int by_id(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int64_t i = id_of(&x->record), j = id_of(&y->record);
    return i < j ? -1 : i > j;
}

static void restore(struct world *w, struct rig *to)
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

/* --- what is watched after every event --- */

#define FAIL(...)                                                                                            \
    do {                                                                                                     \
        print_error("seed %llu: ", (unsigned long long)w->seed);                                             \
        fail_msg(__VA_ARGS__);                                                                               \
    } while (0)

static bool is_stop(const char *text)
{
    return strcmp(text, "STOP") == 0 || strcmp(text, "stop please") == 0 || strcmp(text, "no mas") == 0;
}

/* By their own words, as far as the box has them on its disk or in its memory. */
static bool has_stopped(const struct world *w, const char *number)
{
    bool stopped = false;
    for (unsigned i = 0; i < w->messages; i++) {
        const struct message *m = &w->message[i];
        if (m->lost || m->order || strcmp(m->from, number) != 0)
            continue;
        stopped = is_stop(m->text) || (stopped && strcmp(m->text, "START") != 0);
    }
    return stopped;
}

static bool is_of_the_desk(const struct world *w, const char *number)
{
    return core_member(w->rig->core, number) >= 0 || strcmp(w->rig->core->desk.covering, number) == 0;
}

static bool is_desk_kind(enum text_kind kind)
{
    return kind == TEXT_ALERT || kind == TEXT_RELAY;
}

static void check_sent(struct world *w, const struct rig_sent *sent)
{
    struct person *person = people_find(&w->rig->core->people, sent->to);
    const struct text *text = outbox_find(&w->rig->core->outbox, sent->id);

    if (sent->kind == TEXT_AUTO && (has_stopped(w, sent->to) || (person != NULL && person->stopped)))
        FAIL("an automatic text to %s, who said STOP", sent->to);
    if (sent->kind == TEXT_AUTO && person != NULL && (person->blocked || person->doubtful))
        FAIL("an automatic text to %s, who is blocked or may have said STOP", sent->to);
    if (sent->kind == TEXT_TYPED && has_stopped(w, sent->to))
        FAIL("typed words to %s, who said STOP", sent->to);
    if (is_desk_kind(sent->kind) && !is_of_the_desk(w, sent->to))
        FAIL("%s is not of the desk and got <%s>", sent->to, sent->text);
    if (sent->kind == TEXT_AUTO && text != NULL && w->rig->now.wall_ok && !w->stepped &&
        hours_quiet(w->rig->cfg, w->rig->now.wall_ms / 1000) &&
        (text->call.verdict == VERDICT_HOLD ||
         stamp_age(&text->call.ended, &w->rig->now) > w->rig->cfg->max_age_ms))
        FAIL("a text to %s at night that answers no call of now", sent->to);
    for (unsigned i = 0; i < w->pasts; i++) {
        const struct rig_sent *before = &w->past[i].sent;
        bool left = before->result != RIG_REFUSED;
        if (left && before->id == sent->id && before->seq == sent->seq && !is_desk_kind(sent->kind) &&
            before->kind == sent->kind)
            FAIL("text %lld to %s leaves again: <%s> and <%s>", (long long)sent->id, sent->to, before->text,
                 sent->text);
        if (left && before->kind == TEXT_AUTO && sent->kind == TEXT_AUTO && before->id != sent->id &&
            strcmp(before->to, sent->to) == 0 && !w->stepped && !w->tested && !w->forgot &&
            w->real_ms - w->past[i].real_ms < w->rig->cfg->repeat_ms)
            FAIL("%s is texted again within repeat", sent->to);
    }
}

static bool is_reminder(const char *words)
{
    static const char *const PARTS[] = {"expects your call", "still waits for your call",
                                        "leads wait for your call", "Nobody has", "Nobody of the team"};
    for (size_t i = 0; i < TB_COUNT(PARTS); i++)
        if (strstr(words, PARTS[i]) != NULL)
            return true;
    return false;
}

static void check_record(struct world *w, const struct rig_record *kept)
{
    if (kept->record.kind == RECORD_TEXT && kept->record.text.kind == TEXT_ALERT &&
        kept->record.text.state == TEXT_PREPARED && kept->body != NULL && is_reminder(kept->body) &&
        kept->record.text.created.wall_ok &&
        kept->record.text.created.mono_ms == kept->at_ms && /* made now, not restored */
        hours_quiet(w->rig->cfg, kept->record.text.created.wall_ms / 1000))
        FAIL("at night: <%s>", kept->body);
    w->forgot = w->forgot || kept->record.kind == RECORD_FORGET;
}

static void check_leads(struct world *w)
{
    struct leads *leads = &w->rig->core->leads;
    for (size_t i = 0; i < LEADS_MAX; i++) {
        struct lead *lead = &leads->lead[i];
        if (!lead->used)
            continue;
        unsigned n = lead->record.n;
        assert_in_range(n, 1, LEADS_LARGEST_N);
        if (leads_numbered(leads, n) != lead || leads_find(leads, lead->record.number) != lead)
            FAIL("two leads are %u, or %s is two", n, lead->record.number);
        if (w->small[n].id == lead->record.id && strcmp(w->small[n].number, lead->record.number) != 0)
            FAIL("lead %u is %s, was %s", n, lead->record.number, w->small[n].number);
        if (w->small[n].number[0] != '\0' && strcmp(w->small[n].number, lead->record.number) != 0 &&
            w->real_ms - w->small[n].open_ms < 24 * HOUR_MS_T && w->people <= LEADS)
            FAIL("lead %u is %s now and was %s within a day", n, lead->record.number, w->small[n].number);
        (void)snprintf(w->small[n].number, sizeof w->small[n].number, "%s", lead->record.number);
        w->small[n].id = lead->record.id;
        w->small[n].open_ms = w->real_ms;
    }
}

static void watch(struct world *w)
{
    struct rig *rig = w->rig;
    w->real_ms = w->epoch_ms + rig->now.mono_ms;
    for (; w->seen_sent < rig->sent_count; w->seen_sent++) {
        check_sent(w, &rig->sent[w->seen_sent]);
        w->past[w->pasts++] = (struct past){.sent = rig->sent[w->seen_sent], .real_ms = w->real_ms};
    }
    for (; w->seen_records < rig->record_count; w->seen_records++)
        check_record(w, &rig->record[w->seen_records]);
    check_leads(w);
}

static void pass(struct world *w, int64_t ms)
{
    enum { STRIDE = 500 }; /* what leaves is looked at near the moment at which it does */
    for (; ms > 20 * MINUTE_MS; ms -= 10 * MINUTE_MS) {
        rig_run(w->rig, 10 * MINUTE_MS);
        watch(w);
    }
    for (; ms > 0; ms -= STRIDE) {
        rig_run(w->rig, ms < STRIDE ? ms : STRIDE);
        watch(w);
    }
}

/* --- people --- */

static void number_of(struct world *w, unsigned i, char out[TB_NUMBER_MAX])
{
    if (any(w, 2) == 0)
        i = w->lately; /* who was busy a moment ago: then things meet */
    w->lately = i;
    if (i < LEADS)
        (void)snprintf(out, TB_NUMBER_MAX, "+12025550%03u", 140 + i);
    else
        (void)snprintf(out, TB_NUMBER_MAX, "+1202444%04u", 2000 + i);
}

static void hand_in(struct world *w, struct message *m)
{
    char line[SMS_NETWORK_HEX_MAX + 32];
    unsigned before = w->rig->record_count;
    (void)snprintf(line, sizeof line, "+CMT: \"\",30\r\n%s", m->pdu);
    /* what it does is judged with it in force: the box has read it before anything leaves */
    m->lost = false;
    m->order = core_member(w->rig->core, m->from) >= 0;
    rig_line(w->rig, 0, line);
    m->sequence = w->rig->sequence;
    m->lost = true; /* unless there is a record of it */
    for (unsigned i = before; i < w->rig->record_count; i++)
        if (w->rig->record[i].record.kind == RECORD_SEEN) {
            m->lost = false;
            m->sequence = w->rig->record[i].sequence;
        }
    watch(w);
}

static void writes(struct world *w, const char *from, const char *text, unsigned token)
{
    struct sms_plan plan;
    if (w->messages == MESSAGES_MAX || !sms_plan_text(text, &plan) || plan.parts != 1)
        return;
    struct message *m = &w->message[w->messages++];
    *m = (struct message){.lost = false, .token = token};
    (void)snprintf(m->from, sizeof m->from, "%s", from);
    (void)snprintf(m->text, sizeof m->text, "%s", text);
    struct sms_deliver d = {
        .from = from, .text = text, .plan = &plan, .time_s = WALL_START / 1000 + w->messages};
    assert_true(sms_encode_deliver(&d, m->pdu, sizeof m->pdu, NULL) > 0);
    hand_in(w, m);
}

static void lead_writes(struct world *w)
{
    static const char *const WORDS[] = {"STOP",
                                        "stop please",
                                        "no mas",
                                        "START",
                                        "HELP",
                                        "Can we cancel the 5 pm showing?",
                                        "please cancel the 5 pm",
                                        "LIST",
                                        "DONE 1",
                                        "BLOCK 1",
                                        "AWAY until Mon covering 202-555-0143",
                                        "1 hello",
                                        "\xF0\x9F\x91\x8D",
                                        "\xE4\xB8\xAD\xE6\x96\x87",
                                        "",
                                        "VOICEMAIL OFF",
                                        "1234"};
    char from[TB_NUMBER_MAX], words[100];
    number_of(w, any(w, w->people), from);
    if (any(w, 3) == 0) {
        writes(w, from, WORDS[any(w, TB_COUNT(WORDS))], 0);
        return;
    }
    (void)snprintf(words, sizeof words, "Is 1402 Oak St free? q%04uz", ++w->tokens);
    writes(w, from, words, w->tokens);
}

static void desk_writes(struct world *w)
{
    static const char *const ORDERS[] = {"LIST",
                                         "STATUS",
                                         "DONE #",
                                         "TAKE #",
                                         "BLOCK #",
                                         "UNBLOCK #",
                                         "CLIENT #",
                                         "SKIP #",
                                         "FORGET #",
                                         "NOTE # likes gardens",
                                         "PAUSE 2h",
                                         "PAUSE 3d",
                                         "PAUSE until 5pm",
                                         "RESUME",
                                         "AWAY until Mon 8am",
                                         "AWAY 3d covering 202-555-0190",
                                         "BACK",
                                         "CALLBACK 30m",
                                         "CALLBACK off",
                                         "SAY seller",
                                         "SAY nothing",
                                         "TEST",
                                         "TEST BUSY",
                                         "OK",
                                         "thanks",
                                         "done",
                                         "1 2 both",
                                         "done with the showing",
                                         "REPORT",
                                         "HELP",
                                         "voicemail off",
                                         "STOP",
                                         "\xF0\x9F\x91\x8D",
                                         "BLOCK 202-555-0143",
                                         "FORGET 202-555-0144"};
    static const char *const DESK[] = {AGENT, AGENT, AGENT, ISA, BO, NEW};
    const char *from = DESK[any(w, TB_COUNT(DESK))];
    char words[120];
    unsigned n = 1 + any(w, 6), kind = any(w, 10);
    char number[TB_NUMBER_MAX];

    number_of(w, w->lately, number);
    const struct lead *lead = leads_find(&w->rig->core->leads, number);
    if (lead != NULL && any(w, 2) == 0)
        n = lead->record.n;

    if (kind < 4) {
        (void)snprintf(words, sizeof words, "%u Yes it is. t%04uz", n, ++w->tokens);
        writes(w, from, words, w->tokens);
    } else if (kind < 5) {
        (void)snprintf(words, sizeof words, "Five would suit. t%04uz", ++w->tokens);
        writes(w, from, words, w->tokens);
    } else if (kind < 6 && w->rig->core->desk.code[0].digits[0] != '\0') {
        writes(w, from, w->rig->core->desk.code[0].digits, 0);
    } else {
        const char *order = ORDERS[any(w, TB_COUNT(ORDERS))];
        w->tested = w->tested || strncmp(order, "TEST", 4) == 0;
        const char *hash = strchr(order, '#'); /* stands for a lead */
        if (hash != NULL)
            (void)snprintf(words, sizeof words, "%.*s%u%s", (int)(hash - order), order, n, hash + 1);
        else
            (void)snprintf(words, sizeof words, "%s", order);
        writes(w, from, words, 0);
    }
}

static void calls(struct world *w)
{
    char number[TB_NUMBER_MAX];
    number_of(w, any(w, w->people), number);
    rig_ring(w->rig, 0, any(w, 12) == 0 ? "" : number);
    watch(w);
    pass(w, 200 + any(w, 8000));
    if (any(w, 4) != 0)
        rig_line(w->rig, 0, "NO CARRIER");
    watch(w);
}

/* A line of two parts, or of far too many, of which one comes. */
static void part_comes(struct world *w)
{
    char from[TB_NUMBER_MAX], hex[SMS_NETWORK_HEX_MAX], line[SMS_NETWORK_HEX_MAX + 32], text[400];
    struct sms_plan plan;
    number_of(w, any(w, w->people), from);
    (void)snprintf(text, sizeof text, "%0*u %s", 170 + (int)any(w, 100), w->messages, "in parts");
    assert_true(sms_plan_text(text, &plan) && plan.parts == 2);
    struct sms_deliver d = {.from = any(w, 3) == 0 ? AGENT : from,
                            .text = text,
                            .plan = &plan,
                            .part = any(w, 2),
                            .ref = (uint16_t)any(w, 4),
                            .time_s = WALL_START / 1000 + any(w, 4)};
    assert_true(sms_encode_deliver(&d, hex, sizeof hex, NULL) > 0);
    (void)snprintf(line, sizeof line, "+CMT: \"\",30\r\n%s", hex);
    if (any(w, 3) == 0) /* and any octet may be another one */
        line[16 + any(w, (unsigned)strlen(hex) - 4)] = "0123456789ABCDEF"[any(w, 16)];
    rig_line(w->rig, 0, line);
    watch(w);
}

/* --- what befalls the box --- */

static void modem_falls_ill(struct world *w)
{
    static const char *const FAULTS[] = {"\r\n+CMS ERROR: 41\r\n", "\r\n+CMS ERROR: 500\r\n",
                                         "\r\n+CMS ERROR: 21\r\n", "", "\r\nRDY\r\n"};
    static const char *const LINES[] = {
        "RDY", "+CREG: 0", "+CREG: 1", "RING", "NO CARRIER", "+CMTI: \"SM\",1",
        "OK",  "ERROR",    "garbage",  "> "};
    if (w->rig->rules >= RIG_RULES_MAX - 1)
        rig_forget_rules(w->rig);
    const char *line = any(w, 3) == 0 ? LINES[any(w, TB_COUNT(LINES))] : NULL;
    bool final = line != NULL && (strcmp(line, "OK") == 0 || strcmp(line, "ERROR") == 0);
    if (final && w->rig->core->line[0].sending != 0)
        return; /* it would be the text's result */
    if (line != NULL)
        rig_line(w->rig, 0, line);
    else
        rig_on(w->rig, any(w, 2) == 0 ? "\x1a" : "AT+CMGS=", FAULTS[any(w, TB_COUNT(FAULTS))],
               1 + (int)any(w, 3));
    watch(w);
}

static void clock_changes(struct world *w)
{
    static const int64_t STEPS_H[] = {1, -1, 24 * 365, -24 * 365, 9, -9};
    if (w->seed % 4 != 0) { /* lost and found again, right */
        if (!w->stepped)
            w->rig->now.wall_ok = !w->rig->now.wall_ok;
        return;
    }
    w->stepped = true;
    w->rig->now.wall_ok = any(w, 4) != 0;
    w->rig->now.wall_ms += STEPS_H[any(w, TB_COUNT(STEPS_H))] * HOUR_MS_T;
    if (w->rig->now.wall_ms < WALL_START / 2)
        w->rig->now.wall_ms = WALL_START;
}

static void ini_changes(struct world *w)
{
    w->which = any(w, 3);
    struct config *fresh = make_config(w, w->which), *old = w->rig->cfg;
    struct event event = {.kind = EVENT_CONFIG, .config = fresh};
    w->rig->cfg = fresh;
    w->configs++;
    rig_event(w->rig, &event);
    rig_settle(w->rig);
    memset(old, 0xee, sizeof *old); /* it may not be looked at any more */
    free(old);
    watch(w);
}

/* The disk has every step up to some point that it was not behind: those records are the next life's. What
 * the network was not told we have comes again. */
static void cut_behind(struct world *w, unsigned end, bool boot)
{
    struct rig *rig = w->rig;
    uint64_t durable = end > 0 ? rig->record[end - 1].sequence : 0;
    w->cuts++;
    for (unsigned i = 0; i < end; i++)
        apply(w, &rig->record[i]);
    for (unsigned i = 0; i < w->messages; i++) {
        w->message[i].lost = w->message[i].lost || w->message[i].sequence > durable;
        w->message[i].sequence = 0;
    }
    struct rig *next = rig_new(make_config(w, w->which));
    next->now = rig->now;
    rig_advance(next, rig->now.mono_ms + 2000 + any(w, 3) * 10 * MINUTE_MS);
    w->real_ms = w->epoch_ms + next->now.mono_ms;
    if (boot) {
        for (unsigned i = 0; i < w->rows; i++)
            age(&w->row[i].record);
        w->epoch_ms += next->now.mono_ms - 5000;
        next->now.mono_ms = 5000;
        next->now.wall_ok = any(w, 3) != 0;
    }
    rig_free(rig);
    w->rig = next;
    w->seen_sent = w->seen_records = 0;
    restore(w, next);
    rig_start(next);
    rig_link(next, 0, true);
    watch(w);
    rig_run(next, 1000);
    watch(w);
    for (unsigned i = 0; i < w->messages; i++)
        if (w->message[i].lost)
            hand_in(w, &w->message[i]);
}

/* How many records the disk has at least. */
static unsigned on_disk(const struct rig *rig)
{
    unsigned count = 0;
    while (count < rig->record_count && rig->record[count].sequence <= rig->durable)
        count++;
    return count;
}

/* All records of a step are one commit. */
static unsigned whole_step(const struct rig *rig, unsigned end)
{
    while (end > 0 && end < rig->record_count && rig->record[end].step == rig->record[end - 1].step)
        end++;
    return end;
}

static void power_fails(struct world *w)
{
    unsigned from = on_disk(w->rig), end = from + any(w, w->rig->record_count - from + 1);
    bool boot = any(w, 2) == 0;
    cut_behind(w, whole_step(w->rig, end), boot);
}

static void one_event(struct world *w)
{
    unsigned kind = any(w, 22);
    if (kind < 5)
        lead_writes(w);
    else if (kind < 10)
        desk_writes(w);
    else if (kind < 13)
        calls(w);
    else if (kind < 15)
        modem_falls_ill(w);
    else if (kind < 16)
        w->rig->disk_stalls = !w->rig->disk_stalls;
    else if (kind < 17)
        part_comes(w);
    else if (kind == 17 && any(w, 2) == 0)
        clock_changes(w);
    else if (kind == 18 && any(w, 2) == 0)
        ini_changes(w);
    else if (kind == 19)
        power_fails(w);
    else if (kind == 20 && any(w, 3) == 0) {
        rig_link(w->rig, 0, false);
        pass(w, any(w, 20000));
        rig_link(w->rig, 0, true);
        watch(w);
    }
    static const unsigned LONGEST[] = {200, 200, 3000, 8000, 20000, 90 * 60000};
    pass(w, any(w, LONGEST[any(w, TB_COUNT(LONGEST))]));
}

/* --- in the end --- */

static unsigned count_taken(const struct world *w, const char *token, bool to_desk, bool doubtful)
{
    unsigned count = 0;
    for (unsigned i = 0; i < w->pasts; i++) {
        const struct rig_sent *sent = &w->past[i].sent;
        if (is_desk_kind(sent->kind) == to_desk && strstr(sent->text, token) != NULL &&
            (sent->result == RIG_TAKEN || (doubtful && sent->result == RIG_NO_RESULT)))
            count++;
    }
    return count;
}

/* Every word of a lead has reached the agent; of the desk each has left once, or the desk heard that not. */
static void check_words(struct world *w)
{
    unsigned silent = 0, answers = 0;
    for (unsigned i = 0; i < w->messages; i++) {
        const struct message *m = &w->message[i];
        char token[16];
        bool desk = strcmp(m->from, AGENT) == 0 || strcmp(m->from, ISA) == 0 || strcmp(m->from, BO) == 0 ||
                    strcmp(m->from, NEW) == 0;
        if (m->token == 0)
            continue;
        (void)snprintf(token, sizeof token, "%c%04uz", desk ? 't' : 'q', m->token);
        if (!desk && count_taken(w, token, true, false) == 0 && !w->forgot)
            FAIL("the agent never saw <%s> of %s", m->text, m->from);
        if (!desk)
            continue;
        unsigned left = count_taken(w, token, false, true);
        if (left > 1)
            FAIL("<%s> left %u times", m->text, left);
        silent +=
            left == 0 && count_taken(w, token, true, false) == 0; /* else of who is not of the desk now */
    }
    for (unsigned i = 0; i < w->pasts; i++) {
        const struct rig_sent *sent = &w->past[i].sent;
        answers += is_desk_kind(sent->kind) && sent->result == RIG_TAKEN &&
                   (strstr(sent->text, "Not sent") != NULL || strstr(sent->text, "no open lead") != NULL ||
                    strstr(sent->text, "cannot tell if your words") != NULL);
    }
    if (silent > answers)
        FAIL("%u texts of the desk were not sent, and %u answers told so", silent, answers);
}

static void check_nothing_is_open(struct world *w)
{
    struct outbox *outbox = &w->rig->core->outbox;
    for (uint16_t i = 0; i < outbox->top; i++) {
        const struct text *text = &outbox->text[i];
        if (text->used && text->record.state != TEXT_HELD && text->retry_ms <= w->rig->now.mono_ms)
            FAIL("text %lld to %s is left %s: <%s>", (long long)text->record.id, text->record.number,
                 text_state_word(text->record.state), text->body);
    }
}

static struct world *begin(uint64_t seed)
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

static void end(struct world *w)
{
    for (unsigned i = 0; i < w->rows; i++)
        free(w->row[i].body);
    free(w->row);
    free(w->past);
    rig_free(w->rig);
    free(w);
}

static unsigned played, cut;
static int64_t simulated_ms;

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

/* The whole core under virtual time, with a tiny modem on each line and a disk whose progress the test
 * decides. */
#ifndef TESTS_SUPPORT_CORE_RIG_H
#define TESTS_SUPPORT_CORE_RIG_H

#include "core/core.h"
#include "core/core_private.h"
#include "core_config.h"
#include "sms/sms.h"
#include "unit.h"

enum {
    RIG_LINES_MAX = 4,
    RIG_RULES_MAX = 16,
    RIG_SENT_MAX = 4000,
    RIG_RECORDS_MAX = 20000,
    RIG_WIRE = 1 << 19
};

/* What the modem of a line says to a command that begins with `prefix`; "\x1a" stands for a body. */
struct rig_rule {
    int line; /* -1: any */
    const char *prefix, *reply;
    int times; /* < 0: for ever */
};

/* What the modem said to a body. */
enum rig_result { RIG_TAKEN, RIG_REFUSED, RIG_NO_RESULT };

struct rig_sent {
    uint8_t line;
    int64_t at_ms;
    char to[SMS_ADDRESS_MAX], text[SMS_TEXT_MAX];
    uint8_t seq, total;
    uint16_t ref;     /* that its parts have in common */
    uint64_t durable; /* how far the disk was when Ctrl-Z left */
    int64_t id;       /* the text's */
    enum text_kind kind;
    enum rig_result result;
};

struct rig_record {
    uint64_t sequence;
    unsigned step; /* all records of one step reach the disk in one commit */
    int64_t at_ms;
    size_t wire; /* length of the wire log when it was asked for */
    struct record record;
    char *body;
};

struct rig_modem {
    char input[2048];
    size_t length;
    bool body;
    int reference;
    char *output; /* bytes not yet fed to the core */
    size_t output_length, output_cap;
};

struct rig {
    struct config *cfg;
    struct core *core;
    struct actions *out;
    struct tb_now now;
    unsigned step;    /* how many were taken */
    bool disk_stalls; /* no EVENT_DURABLE by itself */
    uint64_t sequence, durable;
    struct rig_modem modem[RIG_LINES_MAX];
    struct rig_rule rule[RIG_RULES_MAX];
    unsigned rules;
    struct rig_sent *sent;
    unsigned sent_count;
    struct rig_record *record;
    unsigned record_count;
    char *wire; /* every host line, each ended by '|'; a body is "^Z", ESC is "^[" */
    size_t wire_length;
    char *log; /* every log line */
    size_t log_length;
    unsigned driven[MODEM_CONTROLS]; /* how often each wire was made active, and how it is */
    bool active[MODEM_CONTROLS];
    uint64_t level_sequence; /* of the latest record when a wire was last driven */
    unsigned asked;          /* reports; of the latest one: */
    unsigned reopened, alive, status, clocks;
    bool clock_by_network;
    enum light light; /* shown now */
    unsigned lights;  /* 1 << each that was shown */
    unsigned light_changes;
    unsigned powered_off; /* how often the core asked for it */
    int64_t asked_from_ms, asked_to_ms;
};

static inline void rig_say(struct rig *rig, unsigned line, const char *bytes)
{
    struct rig_modem *modem = &rig->modem[line];
    size_t length = strlen(bytes);
    if (modem->output_length + length + 1 > modem->output_cap) {
        modem->output_cap = (modem->output_length + length + 1) * 2;
        modem->output = realloc(modem->output, modem->output_cap);
        assert_non_null(modem->output);
    }
    memcpy(modem->output + modem->output_length, bytes, length);
    modem->output_length += length;
}

static inline void rig_rule_for(struct rig *rig, int line, const char *prefix, const char *reply, int times)
{
    assert_true(rig->rules < RIG_RULES_MAX);
    rig->rule[rig->rules++] =
        (struct rig_rule){.line = line, .prefix = prefix, .reply = reply, .times = times};
}

/* From now on a command that begins with prefix is answered so, `times` times. The oldest rule that fits
 * wins. */
static inline void rig_on(struct rig *rig, const char *prefix, const char *reply, int times)
{
    rig_rule_for(rig, -1, prefix, reply, times);
}

static inline void rig_forget_rules(struct rig *rig)
{
    rig->rules = 0;
}

static inline const char *rig_default_reply(struct rig_modem *modem, const char *command, char *room,
                                            size_t cap)
{
    static const struct {
        const char *prefix, *reply;
    } ROWS[] = {
        {"AT+CPIN?", "\r\n+CPIN: READY\r\n\r\nOK\r\n"},
        {"AT+CREG?", "\r\n+CREG: 0,1\r\n\r\nOK\r\n"},
        {"AT+CEREG?", "\r\n+CEREG: 0,1\r\n\r\nOK\r\n"},
        {"AT+CSQ", "\r\n+CSQ: 20,99\r\n\r\nOK\r\n"},
        {"AT+CFUN?", "\r\n+CFUN: 1\r\n\r\nOK\r\n"},
        {"AT+CGMM", "\r\nTESTMODEM\r\n\r\nOK\r\n"},
        {"AT+CSMS=1", "\r\n+CSMS: 1,1,1\r\n\r\nOK\r\n"},
        {"AT+COPS?", "\r\n+COPS: 0,0,\"Test\",7\r\n\r\nOK\r\n"},
        {"AT+CSCA?", "\r\n+CSCA: \"+12025550159\",145\r\n\r\nOK\r\n"},
        {"AT+CNUM", "\r\n+CNUM: \"\",\"+12025550101\",145\r\n\r\nOK\r\n"},
        {"AT+CMGS=", "\r\n> "},
    };
    if (command[0] == 0x1a) {
        (void)snprintf(room, cap, "\r\n+CMGS: %d\r\n\r\nOK\r\n", modem->reference++ & 0xff);
        return room;
    }
    for (size_t i = 0; i < TB_COUNT(ROWS); i++)
        if (strncmp(command, ROWS[i].prefix, strlen(ROWS[i].prefix)) == 0)
            return ROWS[i].reply;
    return "\r\nOK\r\n";
}

static inline const char *rig_reply(struct rig *rig, unsigned line, const char *command, char *room,
                                    size_t cap)
{
    for (unsigned i = 0; i < rig->rules; i++) {
        struct rig_rule *rule = &rig->rule[i];
        if (rule->times == 0 || (rule->line >= 0 && rule->line != (int)line) ||
            strncmp(command, rule->prefix, strlen(rule->prefix)) != 0)
            continue;
        if (rule->times > 0)
            rule->times--;
        return rule->reply;
    }
    return rig_default_reply(&rig->modem[line], command, room, cap);
}

static inline void rig_wire(struct rig *rig, const char *words)
{
    int n = snprintf(rig->wire + rig->wire_length, RIG_WIRE - rig->wire_length, "%s|", words);
    rig->wire_length += (size_t)n;
    assert_true(rig->wire_length < RIG_WIRE);
}

static inline void rig_take_body(struct rig *rig, unsigned line, const char *hex)
{
    struct sms_pdu pdu;
    assert_true(sms_decode(hex, strlen(hex), false, &pdu));
    assert_int_equal(pdu.kind, SMS_SUBMIT);
    assert_true(rig->sent_count < RIG_SENT_MAX);
    struct rig_sent *sent = &rig->sent[rig->sent_count++];
    const struct sms_body *body = &pdu.body;
    *sent = (struct rig_sent){.line = (uint8_t)line, .at_ms = rig->now.mono_ms, .durable = rig->durable};
    struct text *text = outbox_find(&rig->core->outbox, rig->core->line[line].sending);
    if (text != NULL) {
        sent->id = text->record.id;
        sent->kind = text->record.kind;
    }
    sent->seq = pdu.concat.present ? pdu.concat.seq : 1;
    sent->total = pdu.concat.present ? pdu.concat.total : 1;
    sent->ref = pdu.concat.ref;
    memcpy(sent->to, pdu.address, sizeof sent->to);
    (void)sms_join(&body, 1, sent->text, sizeof sent->text);
}

static inline void rig_modem_byte(struct rig *rig, unsigned line, char byte)
{
    struct rig_modem *modem = &rig->modem[line];
    char room[64];

    if (byte == 0x1b) {
        rig_wire(rig, "^[");
        modem->length = 0;
        modem->body = false;
        return;
    }
    if (byte != (modem->body ? 0x1a : '\r')) {
        assert_true(modem->length + 1 < sizeof modem->input);
        modem->input[modem->length++] = byte;
        return;
    }
    modem->input[modem->length] = '\0';
    modem->length = 0;
    const char *command = modem->input;
    if (modem->body) {
        rig_wire(rig, "^Z");
        rig_take_body(rig, line, modem->input);
        command = "\x1a";
        modem->body = false;
    } else {
        rig_wire(rig, command);
    }
    const char *reply = rig_reply(rig, line, command, room, sizeof room);
    if (command[0] == 0x1a)
        rig->sent[rig->sent_count - 1].result = strstr(reply, "+CMGS") != NULL   ? RIG_TAKEN
                                                : strstr(reply, "ERROR") != NULL ? RIG_REFUSED
                                                                                 : RIG_NO_RESULT;
    modem->body = strncmp(command, "AT+CMGS=", 8) == 0 && strchr(reply, '>') != NULL;
    rig_say(rig, line, reply);
}

static inline void rig_keep_record(struct rig *rig, const struct action *action)
{
    assert_true(rig->record_count < RIG_RECORDS_MAX);
    struct rig_record *kept = &rig->record[rig->record_count++];
    const char *body = NULL;
    *kept = (struct rig_record){.sequence = action->sequence,
                                .step = rig->step,
                                .at_ms = rig->now.mono_ms,
                                .wire = rig->wire_length,
                                .record = *action->record};
    if (kept->record.kind == RECORD_TEXT)
        body = kept->record.text.body;
    else if (kept->record.kind == RECORD_WAITING_PART)
        body = kept->record.waiting.pdu;
    kept->body = body != NULL ? strdup(body) : NULL;
    if (kept->record.kind == RECORD_TEXT)
        kept->record.text.body = kept->body;
    else if (kept->record.kind == RECORD_WAITING_PART)
        kept->record.waiting.pdu = kept->body;
    assert_int_equal(action->sequence, rig->sequence + 1);
    rig->sequence = action->sequence;
}

static inline void rig_perform(struct rig *rig)
{
    rig->step++;
    for (uint16_t i = 0; i < rig->out->count; i++) {
        const struct action *action = &rig->out->list[i];
        switch (action->kind) {
        case ACTION_SEND:
            for (size_t b = 0; b < action->length; b++)
                rig_modem_byte(rig, action->line, action->bytes[b]);
            break;
        case ACTION_RECORD:
            rig_keep_record(rig, action);
            break;
        case ACTION_LOG:
            assert_true(action->priority >= LOG_PRIORITY_ERROR && action->priority <= LOG_PRIORITY_INFO);
            rig->log_length += (size_t)snprintf(rig->log + rig->log_length, RIG_WIRE - rig->log_length,
                                                "%s\n", action->bytes);
            assert_true(rig->log_length < RIG_WIRE);
            break;
        case ACTION_REOPEN:
            rig->reopened++;
            break;
        case ACTION_STATUS:
            rig->status++;
            break;
        case ACTION_CLOCK: /* as the shell does where it has no better clock */
            rig->clocks++;
            rig->clock_by_network = rig->clock_by_network || !rig->now.wall_ok;
            if (!rig->clock_by_network)
                break;
            rig->now.wall_ok = true;
            rig->now.wall_ms = action->wall_ms + rig->now.mono_ms - action->at_ms;
            break;
        case ACTION_LEVEL:
            rig->driven[action->control] += action->active;
            rig->active[action->control] = action->active;
            rig->level_sequence = rig->sequence;
            break;
        case ACTION_ALIVE:
            rig->alive++;
            break;
        case ACTION_LIGHT:
            rig->light = action->light;
            rig->light_changes++;
            rig->lights |= 1U << action->light;
            break;
        case ACTION_POWER_OFF:
            rig->powered_off++;
            break;
        case ACTION_REPORT:
            rig->asked_from_ms = action->from_ms;
            rig->asked_to_ms = action->to_ms;
            rig->asked++;
            break;
        }
    }
}

/* One event, its actions, and nothing of what follows from them. */
static inline void rig_event(struct rig *rig, const struct event *event)
{
    size_t done = 0;
    struct event part = *event;
    do {
        part.bytes = event->bytes != NULL ? event->bytes + done : NULL;
        part.length = event->length - done;
        size_t used = core_step(rig->core, &part, &rig->now, rig->out);
        assert_true(event->kind == EVENT_BYTES ? used >= 1 && used <= part.length : used == 0);
        done += used;
        rig_perform(rig);
        if (core_has_more(rig->core)) { /* as firmware/shell/box.c does */
            struct event papers = {.kind = EVENT_PAPERS};
            (void)core_step(rig->core, &papers, &rig->now, rig->out);
            rig_perform(rig);
        }
    } while (done < event->length && event->kind == EVENT_BYTES);
}

static inline void rig_durable(struct rig *rig, uint64_t sequence)
{
    struct event event = {.kind = EVENT_DURABLE, .sequence = sequence};
    rig->durable = sequence;
    rig_event(rig, &event);
}

/* Until modem and disk have nothing more to say at this instant. */
static inline void rig_settle(struct rig *rig)
{
    for (unsigned guard = 0, busy = 1; busy; guard++) {
        busy = 0;
        assert_true(guard < 10000);
        for (unsigned i = 0; i < rig->cfg->line_count && i < RIG_LINES_MAX; i++) {
            struct rig_modem *modem = &rig->modem[i];
            if (modem->output_length == 0)
                continue;
            char *bytes = modem->output;
            struct event event = {.kind = EVENT_BYTES,
                                  .line = (uint8_t)i,
                                  .bytes = (uint8_t *)bytes,
                                  .length = modem->output_length};
            modem->output = NULL;
            modem->output_length = modem->output_cap = 0;
            rig_event(rig, &event);
            free(bytes);
            busy = 1;
        }
        if (!rig->disk_stalls && rig->durable < rig->sequence) {
            rig_durable(rig, rig->sequence);
            busy = 1;
        }
        if (core_deadline(rig->core, &rig->now) <= rig->now.mono_ms) {
            struct event tick = {.kind = EVENT_TICK};
            rig_event(rig, &tick);
            busy = 1;
        }
    }
}

static inline void rig_advance(struct rig *rig, int64_t to_ms)
{
    rig->now.wall_ms += to_ms - rig->now.mono_ms;
    rig->now.mono_ms = to_ms;
}

static inline void rig_run(struct rig *rig, int64_t ms)
{
    int64_t end = rig->now.mono_ms + ms;
    rig_settle(rig);
    for (unsigned guard = 0;; guard++) {
        int64_t due = core_deadline(rig->core, &rig->now);
        assert_true(due > rig->now.mono_ms && guard < 200000);
        if (due > end)
            break;
        rig_advance(rig, due);
        struct event tick = {.kind = EVENT_TICK};
        rig_event(rig, &tick);
        rig_settle(rig);
    }
    rig_advance(rig, end);
    rig_settle(rig);
}

/* One line from the modem, and what follows at this instant. */
static inline void rig_line(struct rig *rig, unsigned line, const char *words)
{
    char bytes[1400];
    (void)snprintf(bytes, sizeof bytes, "\r\n%s\r\n", words);
    rig_say(rig, line, bytes);
    rig_settle(rig);
}

static inline void rig_ring(struct rig *rig, unsigned line, const char *number)
{
    char words[80];
    rig_line(rig, line, "RING");
    (void)snprintf(words, sizeof words, "+CLIP: \"%s\",%d,\"\",0,\"\",%d", number,
                   number[0] == '+' ? 145 : 128, number[0] == '\0');
    rig_line(rig, line, words);
}

/* Rings for ms, then the caller gives up. */
static inline void rig_call(struct rig *rig, unsigned line, const char *number, int64_t ms)
{
    rig_ring(rig, line, number);
    rig_run(rig, ms);
    rig_line(rig, line, "NO CARRIER");
}

static inline void rig_link(struct rig *rig, unsigned line, bool up)
{
    struct event event = {.kind = up ? EVENT_LINK_UP : EVENT_LINK_DOWN, .line = (uint8_t)line};
    rig->modem[line].output_length = 0;
    rig->modem[line].body = false;
    rig->modem[line].length = 0;
    rig_event(rig, &event);
    rig_settle(rig);
}

/* A core that is not yet started: for core_restore. */
static inline struct rig *rig_new(struct config *cfg)
{
    struct rig *rig = calloc(1, sizeof *rig);
    assert_non_null(rig);
    rig->cfg = cfg;
    rig->core = calloc(1, core_size(cfg->line_count));
    rig->out = calloc(1, sizeof *rig->out);
    rig->sent = calloc(RIG_SENT_MAX, sizeof *rig->sent);
    rig->record = calloc(RIG_RECORDS_MAX, sizeof *rig->record);
    rig->wire = calloc(1, RIG_WIRE);
    rig->log = calloc(1, RIG_WIRE);
    assert_true(rig->core && rig->out && rig->sent && rig->record && rig->wire && rig->log);
    rig->now = (struct tb_now){.mono_ms = 1000000, .wall_ms = WALL_START, .wall_ok = true};
    core_init(rig->core, cfg, 1);
    for (unsigned i = 0; i < cfg->line_count; i++) {
        rig->core->line[i].greeted = true; /* its first words were said long ago */
        rig->core->line[i].voicemail.known = true;
    }
    rig->core->desk.look_ms = TB_NEVER;
    return rig;
}

static inline void rig_start(struct rig *rig)
{
    core_start(rig->core, &rig->now, rig->out);
    rig_perform(rig);
    rig_settle(rig);
}

/* Started, every line brought up and armed, its first health check over. */
static inline struct rig *rig_ready(struct config *cfg)
{
    struct rig *rig = rig_new(cfg);
    rig_start(rig);
    for (unsigned i = 0; i < cfg->line_count; i++)
        rig_link(rig, i, true);
    rig_run(rig, 1000);
    assert_true(core_is_armed(rig->core));
    return rig;
}

static inline void rig_free(struct rig *rig)
{
    for (unsigned i = 0; i < rig->record_count; i++)
        free(rig->record[i].body);
    for (unsigned i = 0; i < RIG_LINES_MAX; i++)
        free(rig->modem[i].output);
    free(rig->record);
    free(rig->sent);
    free(rig->wire);
    free(rig->log);
    free(rig->out);
    free(rig->core);
    free(rig->cfg);
    free(rig);
}

/* --- looking back --- */

/* Forgets what went over the wire so far, to look at what comes. */
static inline size_t rig_mark(const struct rig *rig)
{
    return rig->wire_length;
}

static inline bool rig_wired(const struct rig *rig, size_t since, const char *words)
{
    return strstr(rig->wire + since, words) != NULL;
}

static inline unsigned rig_count_wired(const struct rig *rig, size_t since, const char *words)
{
    unsigned count = 0;
    for (const char *p = rig->wire + since; (p = strstr(p, words)) != NULL; p += strlen(words))
        count++;
    return count;
}

/* Texts whose Ctrl-Z left towards `to`. */
static inline unsigned rig_sent_to(const struct rig *rig, const char *to)
{
    unsigned count = 0;
    for (unsigned i = 0; i < rig->sent_count; i++)
        count += strcmp(rig->sent[i].to, to) == 0;
    return count;
}

/* The latest text to `to`, "" if none. */
static inline const char *rig_last_to(const struct rig *rig, const char *to)
{
    for (unsigned i = rig->sent_count; i-- > 0;)
        if (strcmp(rig->sent[i].to, to) == 0)
            return rig->sent[i].text;
    return "";
}

/* The latest record of a call or text; the test fails if there is none. */
static inline const struct call_record *rig_call_record(const struct rig *rig, int64_t id)
{
    for (unsigned i = rig->record_count; i-- > 0;)
        if (rig->record[i].record.kind == RECORD_CALL && rig->record[i].record.call.id == id)
            return &rig->record[i].record.call;
    fail_msg("no record of call %lld", (long long)id);
    return NULL;
}

/* The latest record of the latest outgoing text to `number` of that kind; NULL if none. */
static inline const struct text_record *rig_text_record(const struct rig *rig, enum text_kind kind,
                                                        const char *number)
{
    int64_t id = 0;
    const struct text_record *latest = NULL;
    for (unsigned i = 0; i < rig->record_count; i++) {
        const struct text_record *text = &rig->record[i].record.text;
        if (rig->record[i].record.kind == RECORD_TEXT && text->kind == kind &&
            strcmp(text->number, number) == 0 && text->id >= id) {
            id = text->id;
            latest = text;
        }
    }
    return latest;
}

static inline const struct person_record *rig_person_record(const struct rig *rig, const char *number)
{
    for (unsigned i = rig->record_count; i-- > 0;)
        if (rig->record[i].record.kind == RECORD_PERSON &&
            strcmp(rig->record[i].record.person.number, number) == 0)
            return &rig->record[i].record.person;
    return NULL;
}

#endif

/* The way of a text: AT+CMGS, prompt, durable, body, result; retries; delivery reports. */
#include "base/copy.h"
#include "core/core_private.h"
#include "core/hours.h"
#include "core/template.h"

#include <stdio.h>
#include <string.h>

enum {
    DAY_MS = 24 * 3600 * 1000,
    VALIDITY_1_DAY = 167, /* 12 h + (n - 143) * 30 min */
    LOOK_AGAIN_MS = 5 * 60 * 1000,
    REFUSED_IN_A_ROW = 3 /* to different people: then it is the contract, not the people */
};

static struct text *add(struct core *self, struct actions *out)
{
    int64_t yielded;
    struct text *text = outbox_add(&self->outbox, &yielded);

    if (yielded != 0)
        action_log(out, LOG_PRIORITY_WARNING, "outbox full: text %lld to the agent gave way",
                   (long long)yielded);
    return text;
}

static void head(struct core *self, struct text *text, enum text_kind kind, const char *number, uint8_t line,
                 const struct tb_now *now)
{
    text->line = line;
    text->record.id = ++self->last_text;
    text->record.kind = kind;
    text->record.state = TEXT_PREPARED;
    text->record.created = stamp_now(now);
    tb_copy(text->record.line, sizeof text->record.line, self->config->line[line].name);
    tb_copy(text->record.number, sizeof text->record.number, number);
    self->outbox_news = true;
}

struct text *core_text_new(struct core *self, enum text_kind kind, const char *number, uint8_t line,
                           const char *body, const struct tb_now *now, struct actions *out)
{
    struct text *text = add(self, out);

    if (text == NULL || body[0] == '\0' || !outbox_write(text, body)) {
        action_log(out, LOG_PRIORITY_ERROR, "a %s text could not be written: %s", text_kind_word(kind),
                   text == NULL ? "outbox full" : "no words, or too many");
        if (text != NULL)
            outbox_free(text);
        return NULL;
    }
    head(self, text, kind, number, line, now);
    if (kind == TEXT_ALERT)
        text->expires_ms = now->mono_ms + DAY_MS;
    return text;
}

struct text *core_text_prepared(struct core *self, const struct line *line, const char *number,
                                const struct tb_now *now, struct actions *out)
{
    struct text *text = add(self, out);

    if (text == NULL)
        return NULL;
    memcpy(text->body, line->prepared.body, sizeof line->prepared.body);
    text->plan = line->prepared.plan;
    text->record.parts = (uint8_t)text->plan.parts;
    head(self, text, TEXT_AUTO, number, (uint8_t)core_line_index(self, line), now);
    return text;
}

/* The person's window was opened by this very text. */
static bool is_that_text(const struct person *person, const struct text_record *record)
{
    if (person->texted_this_boot && record->sent.this_boot)
        return person->texted_mono == record->sent.mono_ms;
    return person->texted_wall_ok && record->sent.wall_ok && person->texted_wall == record->sent.wall_ms;
}

/* A text that never left opens no window. */
static void forget_texted(struct core *self, const struct text_record *record, struct actions *out)
{
    struct person *person = people_find(&self->people, record->number);

    if (record->kind != TEXT_AUTO || person == NULL || !record->sent.set || !person->texted ||
        !is_that_text(person, record))
        return;
    person->texted = false;
    core_record_person(self, out, record->number, "");
}

/* What became of the text for a call. A call that was told of before (a held text) is told of again if its
 * text will not come after all. */
static void tell_of_call(struct core *self, struct call_record *call, const struct text_record *text,
                         const struct tb_now *now, struct actions *out)
{
    struct call *live = core_live_call(self, call->id);
    bool bad = text->state != TEXT_ACCEPTED && strcmp(text->error, THEY_WROTE) != 0 &&
               strcmp(text->error, OPTED_OUT) != 0;

    if (live != NULL)
        call = &live->record; /* it still rings: its own record is the true one */
    if (call->alerted && bad) {
        call->alerted = false;
        core_alert_call(self, call, text, now, out);
    } else if (!call->alerted) {
        core_alert_call(self, call, text, now, out);
    }
}

void core_unrecorded(struct core *self, struct text *text)
{
    if (!text->unrecorded)
        self->unrecorded++;
    text->unrecorded = true;
    text->durable = UINT64_MAX;
}

static void record_one(struct core *self, struct text *text, struct actions *out)
{
    bool sending = text->record.state == TEXT_SENDING;
    char value[8];

    text->unrecorded = false;
    self->unrecorded--;
    if (text->call_unrecorded) {
        text->call_unrecorded = false;
        core_record_call(self, out, &text->call);
        core_log_verdict(self, &text->call, out);
    }
    if (sending && text->plan.parts > 1) {
        (void)snprintf(value, sizeof value, "%u", (unsigned)self->concat_ref);
        core_record_meta(self, out, "concat_ref", value);
    }
    core_record_text(self, out, &text->record);
    if (sending && (text->record.kind == TEXT_AUTO || text->record.kind == TEXT_TYPED))
        core_record_person(self, out, text->record.number, text->call.name);
    text->durable = self->sequence;
}

void core_paperwork(struct core *self, struct actions *out)
{
    for (uint16_t i = 0; i < self->outbox.top && self->unrecorded > 0 && actions_room(out); i++)
        if (self->outbox.text[i].used && self->outbox.text[i].unrecorded)
            record_one(self, &self->outbox.text[i], out);
}

/* Nothing more will be tried: its last state goes to the ledger, to the agent, and out of memory. */
void core_send_settle(struct core *self, struct text *text, enum text_state state, const char *error,
                      const struct tb_now *now, struct actions *out)
{
    char number[TB_NUMBER_MAX];

    if (text->unrecorded)
        record_one(self, text, out);
    text->record.state = state;
    text->record.settled = stamp_now(now);
    if (error != text->record.error)
        tb_copy(text->record.error, sizeof text->record.error, error);
    core_record_text(self, out, &text->record);
    action_log(out, state == TEXT_ACCEPTED ? LOG_PRIORITY_INFO : LOG_PRIORITY_WARNING,
               "text %lld to %s: %s%s%s", (long long)text->record.id,
               core_log_number(self, text->record.number, number), text_state_word(state),
               error[0] != '\0' ? ", " : "", error);
    if (state == TEXT_ACCEPTED || state == TEXT_IN_DOUBT)
        (void)outbox_remember(&self->outbox, &text->record);
    if (text->record.kind == TEXT_RELAY && state == TEXT_ACCEPTED && text->source.id != 0) {
        if (text->source.state == TEXT_STATE_RECEIVED)
            text->source.state = TEXT_STATE_RELAYED;
        text->source.settled = stamp_now(now);
        text->source.body = NULL;
        core_record_text(self, out, &text->source);
    }
    if ((state == TEXT_FAILED || state == TEXT_EXPIRED) &&
        text->next_part == 0) /* of a long one a part has left */
        forget_texted(self, &text->record, out);
    struct text_record record = text->record;
    struct call_record call = text->call;
    outbox_free(text);
    if (record.kind == TEXT_AUTO)
        tell_of_call(self, &call, &record, now, out);
}

static void remember_undeliverable(struct core *self, const char *number, struct actions *out)
{
    struct person *person = people_get(&self->people, number);

    if (person == NULL || person->undeliverable || number_equal(number, self->config->phone))
        return;
    person->undeliverable = true;
    core_record_person(self, out, number, "");
}

/* Opted out since it was prepared: no automatic text leaves, in any state. */
static bool is_forbidden(struct core *self, const struct text *text)
{
    const struct person *person = people_find(&self->people, text->record.number);
    return text->record.kind == TEXT_AUTO && person != NULL && person->opted_out;
}

struct line_choice {
    const struct core *core;
    unsigned line;
};

/* A reply leaves by the line that rang; another one stands in only where the ini says so. Texts to the agent
 * may take any line, and wait while a call rings or the network waits for an acknowledgement, so as not to be
 * in the way. */
static bool fits_line(const void *context, const struct text *text)
{
    const struct line_choice *choice = context;
    const struct core *core = choice->core;
    bool lead = text_is_for_lead(text->record.kind);

    if (core->stopping && text->next_part == 0)
        return false; /* begin nothing new; half a message is worse than a late end */
    if (!lead && (calls_busy(&core->line[choice->line].calls) || core->line[choice->line].ack_count > 0))
        return false;
    if (text->line == choice->line)
        return true;
    if (text->line < core->line_count && modem_can_send(&core->line[text->line].modem))
        return false;
    return !lead || core->config->line[choice->line].stand_in;
}

size_t core_send_encode(const struct text *text, char hex[SMS_HEX_MAX], unsigned *octets)
{
    bool lead = text_is_for_lead(text->record.kind);
    struct sms_submit submit = {.to = text->record.number,
                                .text = text->body,
                                .plan = &text->plan,
                                .part = text->next_part,
                                .ref = text->concat_ref,
                                .report = lead,
                                .validity = lead ? SMS_VALIDITY_1_HOUR : VALIDITY_1_DAY};

    return sms_encode_submit(&submit, hex, SMS_HEX_MAX, octets);
}

static void choose_reference(struct core *self, struct text *text)
{
    if (text->plan.parts < 2 || text->next_part > 0)
        return;
    text->concat_ref = ++self->concat_ref;
}

/* The first AT+CMGS of a text opens its repeat window and counts for the caps; a retry moves the window. */
static void mark_sending(struct core *self, struct text *text, const struct tb_now *now)
{
    bool first = !text->record.sent.set;

    text->record.state = TEXT_SENDING;
    text->record.sent = stamp_now(now);
    core_unrecorded(self, text);
    if (text->record.kind == TEXT_AUTO || text->record.kind == TEXT_TYPED) {
        struct person *person = people_get(&self->people, text->record.number);
        if (person != NULL)
            people_texted(person, now, text->record.kind == TEXT_TYPED);
    }
    if (first && text->record.kind == TEXT_AUTO)
        caps_add(&self->caps, &text->record.sent);
}

/* The PDU made while the phone rang, if this is its text. */
static bool take_prepared(struct line *line, const struct text *text, unsigned *octets)
{
    const struct prepared *prepared = &line->prepared;

    if (text->record.kind != TEXT_AUTO || prepared->call != text->record.call || prepared->call == 0 ||
        text->next_part != 0 || prepared->hex[0] == '\0' ||
        (text->plan.parts > 1 && prepared->ref != text->concat_ref))
        return false;
    memcpy(line->hex, prepared->hex, sizeof line->hex);
    *octets = prepared->octets;
    return true;
}

static void begin(struct core *self, struct line *line, struct text *text, const struct tb_now *now,
                  struct actions *out)
{
    unsigned octets = 0;
    enum at_priority priority = text_is_for_lead(text->record.kind) ? AT_PRIORITY_TEXT : AT_PRIORITY_AGENT;

    if (is_forbidden(self, text)) {
        core_send_settle(self, text, TEXT_EXPIRED, OPTED_OUT, now, out);
        return;
    }
    choose_reference(self, text);
    if (!take_prepared(line, text, &octets) && core_send_encode(text, line->hex, &octets) == 0) {
        core_send_settle(self, text, TEXT_FAILED, "bad number", now, out);
        return;
    }
    if (!modem_send(&line->modem, octets, text->record.id, priority))
        return; /* the queue is full: when it drains, this is asked again */
    text->durable = self->sequence;
    if (text->next_part == 0)
        mark_sending(self, text, now);
    text->in_flight = true;
    line->sending = text->record.id;
    line->prompted = false;
}

void core_send_pump(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    struct line_choice choice = {.core = self, .line = core_line_index(self, line)};

    while (line->sending == 0 && modem_can_send(&line->modem) && actions_room(out)) {
        struct text *text = outbox_next(&self->outbox, now->mono_ms, fits_line, &choice);
        if (text == NULL)
            return;
        begin(self, line, text, now, out);
        if (line->sending == 0 && text->used && text->record.state == TEXT_PREPARED)
            return;
    }
}

void core_send_prompt(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    char bytes[SMS_HEX_MAX + 2];
    struct text *text = outbox_find(&self->outbox, line->sending);

    bool late = text != NULL && text->next_part == 0 && now->mono_ms >= text->expires_ms;
    if (text == NULL || late || is_forbidden(self, text)) {
        line->prompted = false;
        action_send(out, (uint8_t)core_line_index(self, line), bytes,
                    modem_abandon(&line->modem, now->mono_ms, bytes, sizeof bytes));
        return;
    }
    line->prompted = !core_is_durable(self, text->durable);
    if (line->prompted)
        return; /* Ctrl-Z waits for the disk; EVENT_DURABLE comes back here */
    size_t length = modem_body(&line->modem, line->hex, now->mono_ms, bytes, sizeof bytes);
    action_send(out, (uint8_t)core_line_index(self, line), bytes, length);
}

static void part_accepted(struct core *self, struct text *text, int reference, const struct tb_now *now,
                          struct actions *out)
{
    struct sent_text *sent = outbox_remember(&self->outbox, &text->record);

    if (reference >= 0 && text->next_part < SMS_PARTS_MAX) {
        struct record record = {.kind = RECORD_PART,
                                .part = {.text = text->record.id,
                                         .seq = (uint8_t)(text->next_part + 1),
                                         .ref = (uint8_t)reference,
                                         .status = -1}};
        sent->refs[text->next_part] = (uint8_t)reference;
        sent->status[text->next_part] = -1;
        (void)core_record(self, out, &record);
    }
    text->next_part++;
    text->failures = 0;
    self->refused_in_a_row = 0;
    self->refused[0] = '\0';
    if (text_is_for_lead(text->record.kind))
        tb_copy(self->accepted, sizeof self->accepted, text->record.number);
    if (text->next_part < text->plan.parts) {
        text->record.state = TEXT_PREPARED; /* in memory only: the ledger goes on saying sending */
        return;
    }
    core_send_settle(self, text, TEXT_ACCEPTED, "", now, out);
}

/* Waits for another try. Once a part has been accepted the ledger goes on saying sending: after a power cut
 * the first part must not go out twice. */
static void wait_again(struct core *self, struct text *text, struct actions *out)
{
    text->record.state = text->next_part > 0 ? TEXT_SENDING : TEXT_PREPARED;
    core_record_text(self, out, &text->record);
    text->record.state = TEXT_PREPARED;
}

static void tell_account(struct core *self, uint8_t line, const char *error, const struct tb_now *now,
                         struct actions *out)
{
    if (self->account_told_ms != 0 && now->mono_ms - self->account_told_ms < DAY_MS)
        return;
    self->account_told_ms = now->mono_ms > 0 ? now->mono_ms : 1;
    core_alert(self, line, now, out,
               "The network refuses my texts (%s). Check with your carrier that the box's SIM is paid and "
               "may send texts.",
               error);
}

static void mend(struct core *self, struct line *line, enum send_class class, const struct tb_now *now)
{
    (void)self;
    switch (class) {
    case SEND_FORMAT:
        modem_assert_pdu_mode(&line->modem);
        break;
    case SEND_NO_SMSC:
        (void)modem_write_smsc(&line->modem);
        break;
    case SEND_FULL:
        line->list_due = true;
        line->look_ms = now->mono_ms;
        break;
    case SEND_TEMPORARY:
    case SEND_ONCE_MORE:
    case SEND_VENDOR:
    case SEND_NUMBER:
    case SEND_TEXT:
    case SEND_ACCOUNT:
        break;
    }
}

void core_mark_again(struct text *text)
{
    static const char mark[] = "(maybe again) ";
    char words[TB_BODY_MAX];

    if (strncmp(text->body, mark, sizeof mark - 1) == 0)
        return;
    (void)snprintf(words, sizeof words, "%s%.*s", mark, (int)(sizeof words - sizeof mark), text->body);
    struct sms_plan plan;
    if (sms_plan_text(words, &plan)) /* a text at its longest goes without the mark */
        (void)!outbox_write(text, words);
}

/* A lead's words and the news of a call are not dropped for one answer of the network: they are tried for a
 * day. */
static void keep_for_agent(struct core *self, struct text *text, const char *error, const struct tb_now *now,
                           struct actions *out)
{
    enum { FIRST_MS = 60 * 1000, LONGEST_MS = 10 * 60 * 1000 };
    int64_t pause_ms = FIRST_MS * (int64_t)(text->failures > 0 ? text->failures : 1);

    if (text->expires_ms == TB_NEVER)
        text->expires_ms = now->mono_ms + DAY_MS;
    text->limited_failures = 0;
    text->retry_ms = now->mono_ms + (pause_ms < LONGEST_MS ? pause_ms : LONGEST_MS);
    tb_copy(text->record.error, sizeof text->record.error, error);
    text->next_part = 0;
    wait_again(self, text, out);
    action_log(out, LOG_PRIORITY_WARNING, "text %lld to the agent: %s, tried again later",
               (long long)text->record.id, error);
}

/* The result never came: nobody knows whether it left. A caller is not texted again; the agent is, and told
 * so. */
static void doubtful(struct core *self, struct text *text, const char *error, const struct tb_now *now,
                     struct actions *out)
{
    if (text_is_for_lead(text->record.kind)) {
        core_send_settle(self, text, TEXT_IN_DOUBT, error, now, out);
        return;
    }
    core_mark_again(text);
    keep_for_agent(self, text, error, now, out);
}

/* A definite no: again later, or never. */
static void refused(struct core *self, struct line *line, struct text *text, const struct modem_event *event,
                    const struct tb_now *now, struct actions *out)
{
    char words[24], number[TB_NUMBER_MAX];
    enum send_class class = send_error_class(event->result, event->code, event->prompted);
    bool limited = class != SEND_TEMPORARY;

    send_error_words(event->result, event->code, words, sizeof words);
    if (text->failures < UINT8_MAX)
        text->failures++;
    if (limited)
        text->limited_failures++;
    mend(self, line, class, now);
    if (text->limited_failures <= send_error_retries(class)) {
        tb_copy(text->record.error, sizeof text->record.error, words);
        text->retry_ms = now->mono_ms + (class == SEND_FORMAT ? 0 : send_error_backoff_ms(text->failures));
        wait_again(self, text, out);
        action_log(out, LOG_PRIORITY_NOTICE, "text %lld to %s: %s, tried again", (long long)text->record.id,
                   core_log_number(self, text->record.number, number), words);
        return;
    }
    bool lead = text_is_for_lead(text->record.kind);
    uint8_t line_index = text->line;
    /* 28 to 30 and 69 blame the number; without proof that this SIM may text anyone it may be the SIM. */
    if (class == SEND_NUMBER && lead && (event->code == 1 || self->accepted[0] != '\0'))
        remember_undeliverable(self, text->record.number, out);
    if (lead && !number_equal(self->refused, text->record.number) && self->refused_in_a_row < UINT8_MAX)
        self->refused_in_a_row++;
    tb_copy(self->refused, sizeof self->refused, text->record.number);
    if (!lead)
        keep_for_agent(self, text, words, now, out);
    else
        core_send_settle(self, text, TEXT_FAILED, words, now, out);
    if (class == SEND_ACCOUNT || self->refused_in_a_row >= REFUSED_IN_A_ROW)
        tell_account(self, line_index, words, now, out);
}

/* Nothing left the modem: as if it had not been tried, but for a pause. */
static void not_sent(struct core *self, struct text *text, const struct modem_event *event,
                     const struct tb_now *now, struct actions *out)
{
    if (text->failures < UINT8_MAX)
        text->failures++;
    send_error_words(event->result, event->code, text->record.error, sizeof text->record.error);
    text->retry_ms =
        now->mono_ms + (event->result == AT_RESULT_LOST ? 0 : send_error_backoff_ms(text->failures));
    wait_again(self, text, out);
}

void core_send_done(struct core *self, struct line *line, const struct modem_event *event,
                    const struct tb_now *now, struct actions *out)
{
    struct text *text = outbox_find(&self->outbox, event->argument);

    if (line->sending == event->argument) {
        line->sending = 0;
        line->prompted = false;
    }
    if (text == NULL)
        return;
    text->in_flight = false;
    switch (event->result) {
    case AT_RESULT_OK:
        part_accepted(self, text, event->reference, now, out);
        break;
    case AT_RESULT_ERROR:
    case AT_RESULT_CME:
    case AT_RESULT_CMS:
        refused(self, line, text, event, now, out);
        break;
    case AT_RESULT_TIMEOUT:
    case AT_RESULT_LOST:
        if (event->body_sent)
            doubtful(self, text, event->result == AT_RESULT_TIMEOUT ? "timeout" : "link lost", now, out);
        else
            not_sent(self, text, event, now, out);
        break;
    }
}

/* +CMGS: after its command had timed out: the one text in doubt of this line did leave. */
void core_send_late_reference(struct core *self, struct line *line, int reference, const struct tb_now *now,
                              struct actions *out)
{
    const char *name = self->config->line[core_line_index(self, line)].name;
    struct sent_text *match = NULL;

    for (size_t i = 0; i < SENT_MAX; i++) {
        struct sent_text *sent = &self->outbox.sent[i];
        if (sent->record.id == 0 || sent->record.state != TEXT_IN_DOUBT ||
            strcmp(sent->record.line, name) != 0)
            continue;
        if (match != NULL)
            return;
        match = sent;
    }
    if (match == NULL || match->record.parts != 1)
        return;
    match->record.state = TEXT_ACCEPTED;
    match->record.settled = stamp_now(now);
    match->record.error[0] = '\0';
    match->refs[0] = (uint8_t)reference;
    match->status[0] = -1;
    struct record record = {
        .kind = RECORD_PART,
        .part = {.text = match->record.id, .seq = 1, .ref = (uint8_t)reference, .status = -1}};
    (void)core_record(self, out, &record);
    core_record_text(self, out, &match->record);
}

static void report_text(struct core *self, struct sent_text *sent, unsigned status, const struct tb_now *now,
                        struct actions *out)
{
    bool all = true;
    enum report_meaning meaning = report_meaning(status);

    for (uint8_t p = 0; p < sent->record.parts && p < SMS_PARTS_MAX; p++)
        all = all && sent->status[p] == 0;
    if (meaning == REPORT_FAILED || meaning == REPORT_FAILED_NUMBER) {
        if (sent->record.state == TEXT_FAILED)
            return;
        sent->record.state = TEXT_FAILED;
        (void)snprintf(sent->record.error, sizeof sent->record.error, "report 0x%02X", status);
        forget_texted(self, &sent->record, out);
    } else if (all && sent->record.state != TEXT_FAILED) {
        sent->record.state = TEXT_DELIVERED;
        sent->record.error[0] = '\0';
    } else {
        return;
    }
    sent->record.settled = stamp_now(now);
    core_record_text(self, out, &sent->record);
    if (meaning == REPORT_FAILED_NUMBER)
        remember_undeliverable(self, sent->record.number, out);
    if (sent->record.state == TEXT_FAILED && sent->record.kind == TEXT_AUTO) {
        char pretty[TB_NUMBER_MAX];
        number_pretty(sent->record.number, self->config->country, pretty, sizeof pretty);
        core_alert(self, 0, now, out,
                   meaning == REPORT_FAILED_NUMBER ? "My text did not reach %s (a landline?). Call them."
                                                   : "My text did not reach %s. Call them.",
                   pretty);
    }
}

/* The centre's time stamp lies near the moment we sent: the report is about that text and no older one. */
static bool time_fits(const struct sent_text *sent, const struct sms_pdu *report)
{
    enum { TOLERANCE_MS = 30 * 60 * 1000 };

    if (!report->has_time || !sent->record.sent.set || !sent->record.sent.wall_ok)
        return false;
    int64_t apart_ms = report->time_s * 1000 - sent->record.sent.wall_ms;
    return apart_ms > -TOLERANCE_MS && apart_ms < TOLERANCE_MS;
}

void core_send_report(struct core *self, const struct sms_pdu *report, const struct tb_now *now,
                      struct actions *out)
{
    char number[NUMBER_MAX];
    uint8_t part = 0;

    if (!number_normalise(report->address, (report->toa >> 4) & 7, self->config->country, number))
        return;
    struct sent_text *sent = outbox_match(&self->outbox, report->ref, number, &part);
    if (sent == NULL) {
        sent = outbox_in_doubt(&self->outbox, number);
        if (sent == NULL || sent->record.parts != 1 || sent->status[0] != -2 || !time_fits(sent, report))
            return;
        sent->refs[0] = report->ref;
    }
    sent->status[part] = (int16_t)report->status;
    struct record record = {.kind = RECORD_PART,
                            .part = {.text = sent->record.id,
                                     .seq = (uint8_t)(part + 1),
                                     .ref = report->ref,
                                     .status = (int16_t)report->status}};
    (void)core_record(self, out, &record);
    report_text(self, sent, report->status, now, out);
}

/* A held text's hour has come, or should have: policy is asked again, as of now. */
static void release(struct core *self, struct text *text, const struct tb_now *now, struct actions *out)
{
    int64_t age_ms = stamp_age(text->call.ended.set ? &text->call.ended : &text->record.created, now);
    if (age_ms != INT64_MAX && age_ms >= DAY_MS) {
        core_send_settle(self, text, TEXT_EXPIRED, "", now, out);
        return;
    }
    int64_t hour_s = hours_release(self->config, now->wall_ms / 1000);

    text->release_ms = hour_s != TB_NEVER ? hour_s * 1000 : TB_NEVER;
    if (text->release_ms > now->wall_ms)
        return; /* the clock or the hours have changed meanwhile */

    struct policy_facts facts = {.number = text->record.number,
                                 .called = text->call.called,
                                 .own_number = "",
                                 .line = text->line,
                                 .rang_ms = INT64_MAX,
                                 .contact = self->contacts != NULL &&
                                            contacts_find(self->contacts, text->record.number) != NULL,
                                 .waiting = outbox_waiting(&self->outbox),
                                 .held = true};
    char body[TB_MESSAGE_MAX];
    struct policy_verdict verdict = policy_decide(self->config, &self->people, &self->caps, &facts, now, now);

    if (verdict.reason == REASON_CAP_HOUR || verdict.reason == REASON_CAP_DAY) {
        text->release_ms = now->wall_ms + LOOK_AGAIN_MS; /* it waits for its turn, as long as it keeps */
        return;
    }
    if (verdict.verdict != VERDICT_TEXT || !template_render(self->config, verdict.message, NULL, body) ||
        !outbox_write(text, body)) {
        core_send_settle(self, text, TEXT_EXPIRED, skip_reason_word(verdict.reason), now, out);
        return;
    }
    text->record.state = TEXT_PREPARED;
    text->retry_ms = now->mono_ms;
    text->expires_ms = now->mono_ms + self->config->max_age_ms;
    core_record_text(self, out, &text->record);
}

static void tick_text(struct core *self, struct text *text, const struct tb_now *now, struct actions *out)
{
    if (!text->used || text->in_flight)
        return;
    if (now->mono_ms >= text->expires_ms)
        core_send_settle(self, text, TEXT_EXPIRED, text->record.error, now, out);
    else if (text->record.state == TEXT_HELD && now->wall_ok && text->release_ms != TB_NEVER &&
             now->wall_ms >= text->release_ms)
        release(self, text, now, out);
}

void core_send_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    for (uint16_t i = 0; i < self->outbox.top && actions_room(out); i++)
        tick_text(self, &self->outbox.text[i], now, out);
}

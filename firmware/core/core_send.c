/* The way of a text over the radio: AT+CMGS, prompt, durable, body, result; retries. */
#include "base/check.h"
#include "base/copy.h"
#include "core/alert_words.h"
#include "core/core_private.h"

#include <stdio.h>
#include <string.h>

enum {
    DAY_MS = 24 * 3600 * 1000,
    VALIDITY_1_DAY = 167, /* 12 h + (n - 143) * 30 min: 23.040 9.2.3.12.1 */
    REFUSED_IN_A_ROW = 3  /* to different people: then it is the contract, not the people */
};

/* What came in since it was made: no automatic text leaves for who has opted out or may have, and nobody's
 * words for who said STOP, in any state. NULL: it may go. */
static const char *why_forbidden(struct core *self, const struct text *text)
{
    const struct person *person = people_find(&self->people, text->record.number);

    if (text->record.number[0] == '\0')
        return FORGOTTEN;
    if (text->record.kind == TEXT_AUTO && core_is_own_sim(self, text->record.number))
        return "own number"; /* after a restart a SIM tells it later than calls are judged */
    if (text->record.kind == TEXT_AUTO && core_stop_in_part(self, text->record.number))
        return MAYBE_OUT;
    if (person == NULL)
        return NULL;
    if (text->record.kind == TEXT_AUTO && people_opted_out(person))
        return OPTED_OUT;
    if (text->record.kind == TEXT_AUTO && person->doubtful)
        return MAYBE_OUT;
    return text->record.kind == TEXT_TYPED && person->stopped ? OPTED_OUT : NULL;
}

/* For somebody who is no longer of the desk, since the ini has changed: it is the agent's now, once the ini
 * names one. Nothing of the desk's leaves for a number that is not in the ini, or covers; who covered hears
 * that it is over. */
static bool is_misdirected(const struct core *self, const struct text *text)
{
    return !text_is_for_lead(text->record.kind) && text->next_part == 0 &&
           core_member(self, text->record.number) < 0 &&
           !number_equal(text->record.number, self->desk.covering) &&
           !(text->record.kind == TEXT_ALERT &&
             (number_equal(text->record.number, self->desk.relieved) || core_desk_is_relief(self, text)));
}

/* The agent may have the same words of a lead already: each relay is told to the agent first, and that copy
 * alone carries the id of what it relays. */
static void redirect(const struct core *self, struct text *text)
{
    bool waited = strcmp(text->record.number, AGENT_UNKNOWN) == 0; /* no copy: it was the agent's all along */

    tb_copy(text->record.number, sizeof text->record.number, self->config->phone);
    if (text->record.kind == TEXT_RELAY && text->record.relays == 0 && !waited)
        core_mark_again(text);
}

struct line_choice {
    const struct core *core;
    unsigned line;
};

/* Sure to be able to send. Some modems can without saying that they are registered, so a line tries its own
 * texts all the same if nobody else is there. */
static bool is_able(const struct core *self, unsigned line)
{
    const struct modem *modem = &self->line[line].modem;

    return modem_can_send(modem) && modem->why != MODEM_WHY_NOT_REGISTERED && modem->why != MODEM_WHY_DENIED;
}

/* A text to the agent may take any line; one to a caller besides its own those that may stand in. */
static bool may_carry(const struct core *self, const struct text *text, unsigned line)
{
    return !text_is_for_lead(text->record.kind) || self->config->line[line].stand_in;
}

static bool has_stand_in(const struct core *self, const struct text *text)
{
    for (unsigned i = 0; i < self->line_count; i++)
        if (i != text->line && may_carry(self, text, i) && is_able(self, i))
            return true;
    return false;
}

/* A reply leaves by the line that rang; another one stands in only where the ini says so, for whole texts:
 * parts from two numbers find no way together. Texts to the agent may take any line, and wait while a call
 * rings or the network waits for an acknowledgement, so as not to be in the way. */
static bool fits_line(const void *context, const struct text *text)
{
    const struct line_choice *choice = context;
    const struct core *core = choice->core;
    bool lead = text_is_for_lead(text->record.kind);

    if (core->stopping && text->next_part == 0)
        return false; /* begin nothing new; half a message is worse than a late end */
    if (core->ledger_failing && text->record.kind == TEXT_CONFIRM)
        return false; /* it would promise what a power cut takes back */
    if (core->config->phone[0] == '\0' && is_misdirected(core, text))
        return false; /* there is nobody to have it instead */
    if (!lead && (calls_busy(&core->line[choice->line].calls) || core->line[choice->line].ack_owed))
        return false;
    if (text->next_part > 0 && (lead || text->by == choice->line || is_able(core, text->by)))
        return text->by == choice->line;
    if (is_able(core, text->line))
        return text->line == choice->line;
    if (text->line == choice->line)
        return !has_stand_in(core, text);
    return may_carry(core, text, choice->line) && is_able(core, choice->line);
}

/* PDU of a text's next part; 0 if the number cannot be addressed. */
static size_t encode(const struct text *text, char hex[SMS_HEX_MAX], unsigned *octets)
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
        if (person != NULL) {
            person->anew = first ? !people_within(person, self->config->repeat_ms, now) : person->anew;
            people_texted(person, now, text->record.kind == TEXT_TYPED);
        }
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
    const char *forbidden = why_forbidden(self, text);

    if (forbidden != NULL) {
        core_send_settle(self, text, TEXT_EXPIRED, forbidden, now, out);
        return;
    }
    if (core_held_again(self, text, now, out))
        return;
    if (is_misdirected(self, text))
        redirect(self, text);
    if (text->next_part > 0 && text->by != core_line_index(self, line)) { /* to the agent: all of it again */
        text->next_part = 0;
        core_mark_again(text);
    }
    choose_reference(self, text);
    if (!take_prepared(line, text, &octets) && encode(text, line->hex, &octets) == 0) {
        core_send_settle(self, text, TEXT_FAILED, "bad number", now, out);
        return;
    }
    if (!modem_send(&line->modem, octets, text->record.id, priority))
        return; /* the queue is full: when it drains, this is asked again */
    text->durable = self->sequence;
    if (text->next_part == 0)
        mark_sending(self, text, now);
    text->in_flight = true;
    text->by = (uint8_t)core_line_index(self, line);
    line->sending = text->record.id;
    line->prompted = false;
}

void core_send_pump(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    struct line_choice choice = {.core = self, .line = core_line_index(self, line)};

    while (line->sending == 0 && modem_can_send(&line->modem) && actions_room(out)) {
        struct text *text = outbox_next(&self->outbox, now->mono_ms, fits_line, &choice);
        if (text == NULL)
            break;
        begin(self, line, text, now, out);
        if (line->sending == 0 && text->used && text->record.state == TEXT_PREPARED)
            break;
    }
    if (is_able(self, choice.line)) /* else another one is to look */
        self->news &= ~(UINT64_C(1) << choice.line);
}

void core_send_prompt(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    char bytes[SMS_HEX_MAX + 2];
    struct text *text = outbox_find(&self->outbox, line->sending);

    bool late = text != NULL && text->next_part == 0 && now->mono_ms >= text->expires_ms;
    if (text == NULL || late || why_forbidden(self, text) != NULL || is_misdirected(self, text)) {
        line->prompted = false;
        action_send(out, (uint8_t)core_line_index(self, line), bytes,
                    modem_abandon(&line->modem, now->mono_ms, bytes, sizeof bytes));
        return;
    }
    /* a confirmation waits for the disk also where others do not: fits_line() */
    line->prompted = text->record.kind == TEXT_CONFIRM ? text->durable > self->durable
                                                       : !core_is_durable(self, text->durable);
    if (line->prompted)
        return; /* Ctrl-Z waits for the disk; EVENT_DURABLE comes back here */
    size_t length = modem_body(&line->modem, line->hex, now->mono_ms, bytes, sizeof bytes);
    text->body_ms = now->mono_ms;
    action_send(out, (uint8_t)core_line_index(self, line), bytes, length);
}

static void part_accepted(struct core *self, struct text *text, int reference, const struct tb_now *now,
                          struct actions *out)
{
    struct sent_text *sent = outbox_remember(&self->outbox, &text->record);

    CHECK(text->next_part < SMS_PARTS_MAX); /* no plan has more */
    if (reference >= 0) {
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
    self->light.refused = false;
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
    char words[DESK_WORDS_MAX];
    alert_account(words, sizeof words, error);
    core_alert(self, line, now, out, "%s", words);
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
    int64_t pause_ms = FIRST_MS * (int64_t)text->failures;

    CHECK(text->failures > 0); /* both ways here count it */

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
    if (text->failures < UINT8_MAX)
        text->failures++; /* each try may have arrived: less and less often */
    keep_for_agent(self, text, error, now, out);
}

/* Not inserted, locked, broken or wrong: 27.005 3.2.5, and its kin of 27.007 9.2.1. A SIM whose contact shook
 * is locked again, and the modem need not say so. */
static bool is_of_sim(const struct modem_event *event)
{
    int code = event->result == AT_RESULT_CMS ? event->code - 300 : event->code;

    return (event->result == AT_RESULT_CMS || event->result == AT_RESULT_CME) &&
           ((code >= 10 && code <= 13) || code == 15 || code == 16);
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
    if (is_of_sim(event))
        modem_look_at_sim(&line->modem);
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
        core_remember_undeliverable(self, text->record.number, out);
    if (lead && !number_equal(self->refused, text->record.number) && self->refused_in_a_row < UINT8_MAX)
        self->refused_in_a_row++;
    tb_copy(self->refused, sizeof self->refused, text->record.number);
    if (!lead)
        keep_for_agent(self, text, words, now, out);
    else
        core_send_settle(self, text, TEXT_FAILED, words, now, out);
    if (class != SEND_ACCOUNT && self->refused_in_a_row < REFUSED_IN_A_ROW)
        return;
    self->light.refused = true;
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

/* A time-out of the modem's own, and not at once: the network was asked and did not answer, so nobody knows
 * whether it has the text. Sent again each time, a caller could get as many as fit into max_age. */
static bool is_timeout_of_modem(const struct text *text, const struct modem_event *event,
                                const struct tb_now *now)
{
    enum { NETWORK_TIMEOUT = 332 /* 27.005 3.2.5 */, ASKED_MS = 10 * 1000 /* TR1M is 35 s: 24.011 10 */ };

    return event->result == AT_RESULT_CMS && event->code == NETWORK_TIMEOUT && event->body_sent &&
           now->mono_ms - text->body_ms >= ASKED_MS;
}

/* The end of a try at which the modem said no, or that nobody answered it. */
static void not_taken(struct core *self, struct line *line, struct text *text,
                      const struct modem_event *event, const struct tb_now *now, struct actions *out)
{
    char words[24];

    if (!is_timeout_of_modem(text, event, now)) {
        refused(self, line, text, event, now, out);
        return;
    }
    send_error_words(event->result, event->code, words, sizeof words);
    doubtful(self, text, words, now, out);
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
    case AT_RESULT_NO_CALL: /* of ATD alone */
        not_taken(self, line, text, event, now, out);
        break;
    case AT_RESULT_TIMEOUT:
    case AT_RESULT_LOST:
        if (event->body_sent)
            line->doubtful = line->doubtful == 0 ? text->record.id : TWO_IN_DOUBT;
        if (event->body_sent)
            doubtful(self, text, event->result == AT_RESULT_TIMEOUT ? "timeout" : "link lost", now, out);
        else
            not_sent(self, text, event, now, out);
        break;
    }
}

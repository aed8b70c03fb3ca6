/* Incoming messages: from the modem to the agent, durable before acknowledged or deleted, each once. */
#include "base/check.h"
#include "base/copy.h"
#include "core/alert_words.h"
#include "core/core_private.h"
#include "core/mms_notice.h"

#include <stdio.h>
#include <string.h>

enum {
    OUTBOX_RESERVE = 48, /* places kept for texts to callers, and for one message in pieces to a whole team */
    LOOK_MS = 10 * 60 * 1000, /* between looks into the stores: notices get lost (field case end-11) */
    STORED_READ = 1,          /* 27.005 3.1 <stat>: somebody has seen it */
    STORED_UNSENT = 2,        /* drafts and sent texts of a SIM that was in a phone */
    STORED_SENT = 3
};

static void record_seen(struct core *self, uint64_t fingerprint, const struct tb_now *now,
                        struct actions *out)
{
    struct record record = {.kind = RECORD_SEEN, .seen = {.fingerprint = fingerprint, .at = stamp_now(now)}};
    (void)core_record(self, out, &record);
}

static void record_gone(struct core *self, const uint64_t *gone, unsigned count, struct actions *out)
{
    for (unsigned i = 0; i < count; i++) {
        struct record record = {.kind = RECORD_WAITING_PART_GONE, .waiting = {.fingerprint = gone[i]}};
        (void)core_record(self, out, &record);
    }
}

static void record_waiting(struct core *self, const struct line *line, const char *pdu, uint64_t fingerprint,
                           const struct tb_now *now, struct actions *out)
{
    struct record record = {.kind = RECORD_WAITING_PART,
                            .waiting = {.fingerprint = fingerprint, .received = stamp_now(now), .pdu = pdu}};

    tb_copy(record.waiting.line, sizeof record.waiting.line,
            self->config->line[core_line_index(self, line)].name);
    (void)core_record(self, out, &record);
}

/* On record, and that is all. */
static void keep_only(struct core *self, struct text_record *record, struct actions *out)
{
    record->state = TEXT_STATE_RELAYED;
    record->body = NULL;
    core_record_text(self, out, record);
}

static void they_came_first(struct core *self, const char *sender, const struct tb_now *now,
                            struct actions *out)
{
    struct text *held = outbox_held(&self->outbox, sender);

    if (held != NULL) /* the lead came first: a text about a missed call would be beside the point */
        core_send_settle(self, held, TEXT_EXPIRED, THEY_WROTE, now, out);
}

/* Who stands in may think that the box carries answers. */
static void answer_covering(struct core *self, uint8_t line, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];

    desk_no_orders(words, sizeof words, self->config->agent);
    (void)core_tell_number(self, self->desk.covering, line, words, now, out);
}

/* A whole message, or what there is of it. */
struct arrival {
    uint8_t line;
    const char *sender, *body;
    enum content content;
    enum text_state state;
    bool old;  /* it lay in a store, and was for whoever had the SIM before */
    bool late; /* part of it, given up after hours: nobody waits for an answer */
};

/* It goes on record and to the desk; one of the desk's is an order. */
static void accept_message(struct core *self, const struct arrival *arrival, const struct tb_now *now,
                           struct actions *out)
{
    uint8_t line = arrival->line;
    const char *sender = arrival->sender, *body = arrival->body;
    char number[TB_NUMBER_MAX];
    bool order = false;
    int member = core_member(self, sender);
    struct text_record record = {.id = ++self->last.text,
                                 .direction = TEXT_IN,
                                 .kind = TEXT_RECEIVED,
                                 .state = arrival->state,
                                 .parts = 1,
                                 .created = stamp_now(now),
                                 .body = body};

    tb_copy(record.line, sizeof record.line, self->config->line[line].name);
    tb_copy(record.number, sizeof record.number, sender);
    core_record_text(self, out, &record);
    action_log(out, LOG_PRIORITY_INFO, "text %lld from %s: %zu octets", (long long)record.id,
               core_log_number(self, sender, number), strlen(body));
    if (member < 0 ? core_is_own(self, sender) : core_is_own_sim(self, sender)) {
        keep_only(self, &record, out); /* the box, to itself: an answer would be answered for ever */
        return;
    }
    if (member >= 0) {
        keep_only(self, &record, out);
        if (arrival->old)
            return; /* not an order to this box */
        core_desk(self, line, (unsigned)member, &record, body,
                  arrival->state == TEXT_STATE_PARTIAL ? CONTENT_IN_PART : arrival->content, now, out);
        return;
    }
    core_takes_texts(self, sender, out);
    if (!arrival->old)
        they_came_first(self, sender, now, out);
    struct relay_notes notes =
        core_optout_heed(self, line, sender, body, !arrival->old && !arrival->late, now, out, &order);
    if (inbox_is_echo(&self->inbox, sender, body, now)) {
        keep_only(self, &record, out); /* the agent has these very words: a machine answers a machine */
        return;
    }
    if (until_left(&self->desk.away, now) > 0 && number_equal(sender, self->desk.covering))
        answer_covering(self, line, now, out);
    struct lead *lead =
        order ? leads_find(&self->leads, sender) : core_lead_wrote(self, sender, line, body, now, out);
    if (arrival->old && notes.words[0] == '\0')
        notes.words = " [an old text from the SIM]";
    notes.picture = arrival->content == CONTENT_PICTURE;
    core_relay(self, &record, lead, body, &notes, now, out);
}

void core_name_sender(const struct core *self, struct sms_pdu *pdu)
{
    char number[NUMBER_MAX];

    if (!pdu->alphanumeric &&
        number_normalise(pdu->address, (pdu->toa >> 4) & 7, self->config->country, number))
        tb_copy(pdu->address, sizeof pdu->address, number);
    else if (pdu->address[0] == '\0')
        tb_copy(pdu->address, sizeof pdu->address, "unknown");
}

/* True from the second time on; the first one is kept in mind, over a restart too. */
static bool is_seen_before(struct core *self, uint64_t fingerprint, const struct tb_now *now,
                           struct actions *out)
{
    if (inbox_is_seen(&self->inbox, fingerprint))
        return true;
    inbox_restore_seen(&self->inbox, fingerprint);
    record_seen(self, fingerprint, now, out);
    return false;
}

/* Nobody fetches it here, so the centre tells of it again and again, for days. It is the same while the place
 * is where it lies; a reference or a time before that may be another. */
static bool is_told_again(struct core *self, const char *body, const struct tb_now *now, struct actions *out)
{
    const char *place = strstr(body, "http");
    const char *what = place != NULL ? place : body;

    return is_seen_before(self, inbox_fingerprint(what, strlen(what)), now, out);
}

/* Else the agent would hear of a number of the network's, and not of the lead. */
static void name_sender_of_picture(const struct core *self, struct sms_pdu *pdu, const char *body)
{
    char number[NUMBER_MAX];

    if (mms_notice_sender(body, self->config->country, number))
        tb_copy(pdu->address, sizeof pdu->address, number);
}

/* Of a SIM that was in a phone: read there, or written before any centre would still have kept it for us. An
 * answer to its STOP or HELP would be a text to somebody who never heard of this box. One that we have read
 * ourselves, and lost before it was on record, is not that old. */
static bool is_old(const struct sms_pdu *pdu, int32_t stored, const struct tb_now *now)
{
    static const int64_t read_ms = INT64_C(3600) * 1000, kept_ms = INT64_C(14) * 24 * 3600 * 1000;
    bool read = stored == STORED_READ;

    if (stored < 0)
        return false;
    if (!pdu->has_time || !now->wall_ok)
        return read;
    return now->wall_ms - pdu->time_s * 1000 > (read ? read_ms : kept_ms);
}

/* stored: its <stat> in a list of what is stored, -1 if it comes right now. */
static void take_deliver(struct core *self, struct line *line, struct sms_pdu *pdu, const char *hex,
                         int32_t stored, const struct tb_now *now, struct actions *out)
{
    char body[SMS_TEXT_MAX];
    uint64_t gone[SMS_PARTS_MAX], fingerprint = inbox_fingerprint(hex, strlen(hex));
    unsigned gone_count = 0;
    uint8_t index = (uint8_t)core_line_index(self, line);
    struct arrival arrival = {
        .line = index, .sender = pdu->address, .body = body, .old = is_old(pdu, stored, now)};

    core_name_sender(self, pdu);
    switch (inbox_take(&self->inbox, pdu, fingerprint, index, now, body, sizeof body, gone, &gone_count)) {
    case INBOX_WAITING:
        record_waiting(self, line, hex, fingerprint, now, out);
        break;
    case INBOX_FULL: {
        const struct sms_body *alone = &pdu->body;
        (void)sms_join(&alone, 1, body, sizeof body);
        arrival.content = CONTENT_WORDS;
        arrival.state = TEXT_STATE_PARTIAL;
        accept_message(self, &arrival, now, out);
        break;
    }
    case INBOX_COMPLETE:
        arrival.content = content_of(pdu, body);
        arrival.state = TEXT_STATE_RECEIVED;
        if (content_is_nobodys(pdu, arrival.content) ||
            (arrival.content == CONTENT_PICTURE && is_told_again(self, body, now, out)) ||
            (arrival.content == CONTENT_WORDS && core_missed_text(self, line, pdu, body, now, out)))
            break;
        if (arrival.content == CONTENT_PICTURE)
            name_sender_of_picture(self, pdu, body);
        arrival.body = content_words(pdu, arrival.content, body);
        accept_message(self, &arrival, now, out);
        break;
    case INBOX_COPY:
        return;
    }
    /* Last: a cut in between may show a message twice, never hide it. */
    record_seen(self, fingerprint, now, out);
    record_gone(self, gone, gone_count, out);
}

/* Nothing to read in it: kept in the log as it came, and said to the agent, who would else wait for it. */
static void take_damaged(struct core *self, const struct line *line, const char *hex,
                         const struct tb_now *now, struct actions *out)
{
    if (is_seen_before(self, inbox_fingerprint(hex, strlen(hex)), now, out))
        return;
    action_log(out, LOG_PRIORITY_WARNING, "a message could not be decoded: %.400s", hex);
    char words[DESK_WORDS_MAX];
    alert_damaged(words, sizeof words);
    core_alert(self, (uint8_t)core_line_index(self, line), now, out, "%s", words);
}

static void take_pdu(struct core *self, struct line *line, const char *hex, int32_t stored,
                     const struct tb_now *now, struct actions *out)
{
    struct sms_pdu pdu;

    if (hex == NULL)
        return; /* never: urc_parse() lets no pair through without its PDU */
    if (!sms_decode(hex, strlen(hex), true, &pdu)) {
        take_damaged(self, line, hex, now, out);
        return;
    }
    switch (pdu.kind) {
    case SMS_DELIVER:
        take_deliver(self, line, &pdu, hex, stored, now, out);
        break;
    case SMS_STATUS_REPORT:
        core_send_report(self, &pdu, now, out);
        break;
    case SMS_SUBMIT:
        break;
    }
}

/* The modem shows no message before the one before it is acknowledged or the network has taken it back
 * (27.005, +CNMA), and takes AT+CNMA for the latest: what was owed before is owed no more. */
static void owe_acknowledgement(struct core *self, struct line *line)
{
    line->ack_owed = line->modem.acknowledge;
    line->ack = self->sequence;
}

static void want_list(struct line *line, const char *store)
{
    line->list_due = true;
    tb_copy(line->list_store, sizeof line->list_store, store);
}

static void queue_read(struct line *line, const struct urc *urc)
{
    bool known = urc->index >= 0 && urc->index <= INT16_MAX && line->read_count < STORE_QUEUE_MAX;

    if (!known) {
        want_list(line, urc->store);
        return;
    }
    struct store_item *item = &line->reads[line->read_count++];
    *item = (struct store_item){.index = (int16_t)urc->index};
    memcpy(item->store, urc->store, sizeof item->store);
}

static void queue_delete(struct core *self, struct line *line, const char *store, int32_t index)
{
    for (uint8_t i = 0; i < line->delete_count; i++)
        if (line->deletes[i].index == index && strcmp(line->deletes[i].store, store) == 0)
            return;
    if (line->delete_count == STORE_QUEUE_MAX || index > INT16_MAX)
        return; /* the next look finds it again, and knows it */
    struct store_item *item = &line->deletes[line->delete_count++];
    *item = (struct store_item){.index = (int16_t)index, .durable = self->sequence};
    tb_copy(item->store, sizeof item->store, store);
}

void core_receive(struct core *self, struct line *line, const struct urc *urc, const struct tb_now *now,
                  struct actions *out)
{
    if (urc->pdu != NULL && outbox_room(&self->outbox) < OUTBOX_RESERVE) {
        action_log(out, LOG_PRIORITY_WARNING,
                   "outbox full: a message is left to the network or the SIM for now");
        line->look_ms = now->mono_ms; /* with the next health check */
        return; /* not acknowledged, not deleted: it comes again, or is found at the next look */
    }
    switch (urc->kind) {
    case URC_DELIVER:
    case URC_REPORT:
        take_pdu(self, line, urc->pdu, -1, now, out);
        owe_acknowledgement(self, line);
        break;
    case URC_STORED:
    case URC_REPORT_STORED:
        queue_read(line, urc);
        break;
    case URC_STORE_FULL:
        want_list(line, "");
        break;
    case URC_STORED_ROW:
        if (urc->value != STORED_UNSENT && urc->value != STORED_SENT)
            take_pdu(self, line, urc->pdu, urc->value, now, out);
        queue_delete(self, line, line->list_store, urc->index);
        break;
    case URC_STORED_ONE:
        take_pdu(self, line, urc->pdu, -1, now, out);
        if (line->reading && !at_is_mixed(&line->modem.at, now->mono_ms))
            queue_delete(self, line, line->reads[0].store, line->reads[0].index);
        break;
    case URC_UNKNOWN:
    case URC_RING:
    case URC_CALLER:
    case URC_WAITING:
    case URC_CALL_STATE:
    case URC_CALL_END:
    case URC_CALL_ANSWERED:
    case URC_MISSED:
    case URC_CALLER_NAME:
    case URC_CALLED_NUMBER:
    case URC_REFERENCE:
    case URC_BOOT:
    case URC_BOOT_DONE:
    case URC_POWER_DOWN:
    case URC_SIM:
    case URC_REGISTRATION:
    case URC_REGISTRATION_LTE:
    case URC_SIGNAL:
    case URC_OPERATOR:
    case URC_SMSC:
    case URC_OWN_NUMBER:
    case URC_RADIO:
    case URC_PIN_TRIES:
    case URC_FORWARD:
    case URC_CLOCK:
    case URC_CLOCK_NEWS:
    case URC_IMS:
    case URC_VOICE:
        break;
    }
}

static void drop_first(struct store_item *items, uint8_t *count)
{
    if (*count == 0)
        return;
    (*count)--;
    memmove(&items[0], &items[1], *count * sizeof items[0]);
}

void core_receive_event(struct core *self, struct line *line, const struct modem_event *event,
                        const struct tb_now *now, struct actions *out)
{
    (void)self;
    if (event->kind == MODEM_EVENT_READ) {
        line->reading = false;
        if (line->read_count > 0 && at_is_mixed(&line->modem.at, now->mono_ms))
            want_list(line, line->reads[0].store); /* it may have been of another place: a list names each */
        drop_first(line->reads, &line->read_count);
    } else if (event->kind == MODEM_EVENT_DELETED) {
        line->deleting = false;
        drop_first(line->deletes, &line->delete_count);
        if (event->result != AT_RESULT_OK && event->result != AT_RESULT_LOST)
            action_log(out, LOG_PRIORITY_NOTICE,
                       "stored message %lld could not be deleted; it is known and will not "
                       "be relayed again",
                       (long long)event->argument);
    } else if (event->kind == MODEM_EVENT_LISTED) {
        line->listing = false;
        line->look_ms = now->mono_ms + (at_is_mixed(&line->modem.at, now->mono_ms) ? 0 : LOOK_MS);
    }
}

/* Unlike a text to a caller, a message is not let go of while the disk fails: network and SIM keep it. */
static bool is_on_disk(const struct core *self, uint64_t sequence)
{
    return sequence <= self->durable && !self->ledger_failing;
}

static void pump_acknowledgement(struct core *self, struct line *line)
{
    if (line->ack_owed && is_on_disk(self, line->ack) && modem_acknowledge(&line->modem))
        line->ack_owed = false;
}

/* One store command of each kind at a time, none while a call rings. */
void core_receive_pump(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    (void)now;
    (void)out;
    pump_acknowledgement(self, line);
    if (!modem_can_send(&line->modem) || calls_busy(&line->calls))
        return;
    if (line->delete_count > 0 && !line->deleting && is_on_disk(self, line->deletes[0].durable))
        line->deleting = modem_delete(&line->modem, line->deletes[0].store, line->deletes[0].index);
    if (line->read_count > 0 && !line->reading)
        line->reading = modem_read(&line->modem, line->reads[0].store, line->reads[0].index);
    if (line->list_due && !line->listing && line->delete_count == 0 && line->read_count == 0) {
        line->listing = modem_list_store(&line->modem, line->list_store);
        line->list_due = !line->listing;
    }
}

void core_receive_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    char body[SMS_TEXT_MAX], sender[SMS_ADDRESS_MAX];
    uint64_t gone[SMS_PARTS_MAX];
    unsigned gone_count;
    uint8_t line;

    while (actions_room(out) && outbox_room(&self->outbox) >= OUTBOX_RESERVE &&
           inbox_expire(&self->inbox, now, sender, body, sizeof body, gone, &gone_count, &line)) {
        CHECK(line < self->line_count);
        struct arrival arrival = {.line = line,
                                  .sender = sender,
                                  .body = body,
                                  .content = CONTENT_WORDS,
                                  .state = TEXT_STATE_PARTIAL,
                                  .late = true};
        accept_message(self, &arrival, now, out);
        record_gone(self, gone, gone_count, out);
    }
}

/* Parts go on waiting while there is no room for the relay of what came. */
int64_t core_receive_deadline(const struct core *self, const struct tb_now *now)
{
    return outbox_room(&self->outbox) >= OUTBOX_RESERVE ? inbox_deadline(&self->inbox, now) : TB_NEVER;
}

void core_receive_ready(struct core *self, struct line *line, const struct tb_now *now)
{
    (void)self;
    line->look_ms = now->mono_ms + LOOK_MS;
    want_list(line, "");
}

void core_receive_link_down(struct line *line)
{
    line->read_count = line->delete_count = 0;
    line->ack_owed = false;
    line->reading = line->deleting = line->listing = line->list_due = false;
}

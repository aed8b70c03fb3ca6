#include "world.h"

#include "core/core_private.h"
#include "sms/sms_types.h"

#include <stdarg.h>
#include <string.h>

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

static const struct {
    const char *name, *words;
} RULES[RULE_COUNT] = {
    [RULE_NONE] = {"none", "nothing is broken"},
    [RULE_ONE_TEXT_A_CALL] = {"one-text-a-call", "at most one automatic text for a call"},
    [RULE_ONE_TEXT_IN_REPEAT] = {"one-text-in-repeat",
                                 "at most one automatic text for a caller within repeat"},
    [RULE_NEVER_AFTER_STOP] = {"never-after-stop", "no text to who said STOP"},
    [RULE_NEVER_GATED] = {"never-gated", "no text to a number that cannot or must not be texted"},
    [RULE_CLIENTS_OWN_WORDS] = {"clients-own-words", "a client gets the client's message"},
    [RULE_QUIET_HOURS] = {"quiet-hours", "at night only what answers a call of now"},
    [RULE_OPEN_OR_CLOSED] = {"open-or-closed", "callers are answered as the ini has it for the hour and day"},
    [RULE_HELD_LEAVES] = {"held-leaves", "a held text leaves in the first hour that is for it"},
    [RULE_MAX_AGE] = {"max-age", "nobody is texted later than max_age"},
    [RULE_RIGHT_CALL] = {"right-call", "a text is for a call of that number that nobody took"},
    [RULE_PIN_ONCE] = {"pin-once", "a PIN that was refused is not tried again, nor any with the last try"},
    [RULE_SELDOM_RESTARTED] = {"seldom-restarted", "a modem is restarted at most six times an hour"},
    [RULE_CAPS] = {"caps", "no more automatic texts than max_per_hour and max_per_day"},
    [RULE_DURABLE_FIRST] = {"durable-first", "no byte to the radio without a durable record"},
    [RULE_KEPT_FIRST] = {"kept-first", "no message is acknowledged before it is on the disk"},
    [RULE_TYPED_ONCE] = {"typed-once", "the agent's words reach a lead at most once"},
    [RULE_CODES] = {"codes", "what could do harm is done only for the right code"},
    [RULE_NOBODY_WOKEN] = {"nobody-woken", "no reminder or offer at night, nor to who is off duty"},
    [RULE_REMINDERS] = {"reminders", "a reminder is of an open promise, and each comes once"},
    [RULE_CALLERS_TOLD] = {"callers-told", "the agent is told of each caller, or how many more there were"},
    [RULE_WORDS_ARRIVE] = {"words-arrive", "each text of a lead reaches the desk, once"},
    [RULE_CALL_RECORDED] = {"call-recorded", "no call is lost"},
    [RULE_ONE_VERDICT] = {"one-verdict", "each call ends with one verdict and reason, told to the agent"},
    [RULE_VERDICT_STAYS] = {"verdict-stays", "a verdict on the disk does not change"},
    [RULE_REASON_TRUE] = {"reason-true", "a call is skipped for a reason that holds"},
    [RULE_STATE_TRUE] = {"state-true", "accepted is what the network took, and no other"},
    [RULE_LEDGER_KEEPS] = {"ledger-keeps", "what is durable survives, a commit is whole or not there"},
    [RULE_LEDGER_SOUND] = {"ledger-sound", "no record refused, no ledger set aside"},
    [RULE_IDS_RISE] = {"ids-rise", "an id is never used twice"},
    [RULE_NOTHING_LEFT_OPEN] = {"nothing-left-open", "no text stays under way or due"},
    [RULE_ARMED_AGAIN] = {"armed-again", "armed within minutes of the last fault"},
    [RULE_WORKS_AGAIN] = {"works-again", "a stranger who calls after the storm is texted"},
    [RULE_IDLE] = {"idle", "an idle box leaves the modem in peace"},
    [RULE_COMPLETES_ONCE] = {"completes-once", "each AT command completes once"},
    [RULE_INSTANT_ENDS] = {"instant-ends", "no endless instant"},
    [RULE_BOUNDED] = {"bounded", "memory within its bounds"},
};

const char *rule_name(enum rule rule)
{
    return RULES[rule].name;
}

const char *rule_words(enum rule rule)
{
    return RULES[rule].words;
}

void rules_break(struct world *w, enum rule rule, const char *format, ...)
{
    va_list arguments;

    if (w->broken.rule != RULE_NONE)
        return;
    w->broken = (struct broken){.rule = rule, .at_ms = w->ms, .boundary = w->boundary};
    va_start(arguments, format);
    (void)vsnprintf(w->broken.words, sizeof w->broken.words, format, arguments);
    va_end(arguments);
}

/* --- who wants no text --- */

static bool is_stop(const char *text)
{
    static const char *const WORDS[] = {"STOP",        "Stop.",  "stop please",
                                        "unsubscribe", "no mas", "stop texting me"};

    for (size_t i = 0; i < TB_COUNT(WORDS); i++)
        if (strcmp(text, WORDS[i]) == 0)
            return true;
    return false;
}

static void note_refusal(struct world *w, const struct text_record *text, uint64_t sequence)
{
    bool stop = text->body != NULL && is_stop(text->body);
    bool start = text->body != NULL && strcmp(text->body, "START") == 0;

    if ((!stop && !start) || text->direction != TEXT_IN || world_is_desk(w, text->number) ||
        w->text[text->id].live.id == text->id)
        return;
    if (w->refusal_count == WORLD_IN_MAX) {
        rules_break(w, RULE_BOUNDED, "more STOPs and STARTs than this world has room for");
        return;
    }
    struct refusal *refusal = &w->refusal[w->refusal_count++];
    *refusal = (struct refusal){.sequence = sequence, .stop = stop};
    (void)snprintf(refusal->number, sizeof refusal->number, "%s", text->number);
}

static bool said_stop(const struct world *w, const char *number)
{
    bool stopped = false;

    for (unsigned i = 0; i < w->refusal_count; i++)
        if (strcmp(w->refusal[i].number, number) == 0)
            stopped = w->refusal[i].stop;
    return stopped;
}

/* --- records --- */

static bool is_settled(const struct call_record *call)
{
    return call->verdict == VERDICT_TEXT || call->verdict == VERDICT_SKIP;
}

static void call_recorded(struct world *w, const struct call_record *call)
{
    if (call->id <= 0 || call->id >= WORLD_FACTS_MAX) {
        rules_break(w, RULE_IDS_RISE, "a call has the id %lld", (long long)call->id);
        return;
    }
    struct call_fact *fact = &w->call[call->id];
    bool known = fact->live.id != 0;
    if (known && fact->live.number[0] != '\0' && strcmp(fact->live.number, call->number) != 0)
        rules_break(w, RULE_IDS_RISE, "call %lld was %s and is %s", (long long)call->id, fact->live.number,
                    call->number);
    if (known && is_settled(&fact->live) &&
        (fact->live.verdict != call->verdict || fact->live.reason != call->reason))
        rules_break(w, RULE_VERDICT_STAYS, "call %lld of %s was %s %s and is %s %s", (long long)call->id,
                    call->number, call_verdict_word(fact->live.verdict), skip_reason_word(fact->live.reason),
                    call_verdict_word(call->verdict), skip_reason_word(call->reason));
    if (is_settled(call) && !(known && is_settled(&fact->live)))
        rules_reason(w, call);
    if (call->verdict != VERDICT_NONE && !(known && fact->live.verdict != VERDICT_NONE))
        rules_open_or_closed(w, call);
    if (!known)
        fact->first_ms = w->ms;
    if (call->verdict == VERDICT_HOLD && !fact->held) {
        fact->held = w->holds = true;
        fact->release_ms = rules_release(w);
        w->unwell_ms = w->ms;
    }
    fact->last_ms = w->ms;
    fact->live = *call;
    w->call_top = call->id > w->call_top ? (unsigned)call->id : w->call_top;
}

static void text_recorded(struct world *w, const struct text_record *text, uint64_t sequence)
{
    if (text->id <= 0 || text->id >= WORLD_FACTS_MAX) {
        rules_break(w, RULE_IDS_RISE, "a text has the id %lld", (long long)text->id);
        return;
    }
    struct text_fact *fact = &w->text[text->id];
    bool known = fact->live.id != 0;
    if (known && fact->live.number[0] != '\0' && text->number[0] != '\0' &&
        (fact->live.kind != text->kind ||
         (text->kind == TEXT_AUTO && strcmp(fact->live.number, text->number) != 0)))
        rules_break(w, RULE_IDS_RISE, "text %lld was for %s and is for %s", (long long)text->id,
                    fact->live.number, text->number);
    note_refusal(w, text, sequence);
    rules_desk_text(w, text);
    if (text->state == TEXT_SENDING && fact->sending == 0)
        fact->sending = sequence;
    if (text->state == TEXT_SENDING)
        fact->begun = w->life;
    fact->outlived = fact->outlived || (text->state == TEXT_FAILED && fact->begun != w->life);
    rules_held_waits(w, text);
    fact->live = *text;
    w->text_top = text->id > w->text_top ? (unsigned)text->id : w->text_top;
    fact->live.body = NULL;
    rules_desk_noted(w, text);
}

static void note_person(struct world *w, const struct record *record)
{
    if (record->kind == RECORD_FORGET) {
        if (!rules_forgot(w, record->forget))
            rules_desk_forgets(w, record->forget);
        rules_known(w, record->forget)->forgot = true;
        rules_known(w, record->forget)->life = 0; /* what was said of it is forgotten */
    } else if (record->kind == RECORD_CALL && record->call.test)
        rules_known(w, record->call.number)->tested = true;
    if (record->kind != RECORD_PERSON)
        return;
    struct known *known = rules_known(w, record->person.number);
    rules_desk_person(w, &record->person, known);
    known->blocked = known->blocked || record->person.blocked;
    known->stopped = known->stopped || record->person.stopped;
    known->blocked_now = record->person.blocked;
    known->doubtful = record->person.doubtful;
    known->mark = record->person.mark;
    known->life = w->life;
}

/* By +CMT, which wants to be acknowledged; what is read from the store is not. */
static void note_received(struct world *w, const struct record *record, uint64_t sequence)
{
    bool text = record->kind == RECORD_TEXT && record->text.direction == TEXT_IN &&
                record->text.state == TEXT_STATE_RECEIVED;
    const char *line = text                                  ? record->text.line
                       : record->kind == RECORD_WAITING_PART ? record->waiting.line
                                                             : "";

    for (unsigned i = 0; i < w->lines; i++) {
        const struct sim *sim = &w->line[i].sim;
        bool read = strncmp(w->core->line[i].modem.at.current.text, "AT+CMG", 6) == 0;
        bool direct = !read && sim->ack_by != TB_NEVER && sim->inbox_count > 0 && !sim->inbox[0].report;
        if (strcmp(w->config->line[i].name, line) == 0 && direct &&
            (!text || strcmp(sim->inbox[0].from, record->text.number) == 0))
            w->line[i].received = sequence;
    }
}

void rules_acknowledged(struct world *w, unsigned line)
{
    if (w->line[line].received > w->disk.durable && !w->disk.failing)
        rules_break(w, RULE_KEPT_FIRST, "line %u acknowledges a message whose record %llu waits", line,
                    (unsigned long long)w->line[line].received);
}

void rules_recorded(struct world *w, const struct record *record, uint64_t sequence)
{
    if (record->kind == RECORD_CALL)
        call_recorded(w, &record->call);
    else if (record->kind == RECORD_TEXT)
        text_recorded(w, &record->text, sequence);
    else if (record->kind == RECORD_LEAD)
        rules_lead(w, &record->lead);
    else if (record->kind == RECORD_META)
        rules_tended(w, record, sequence);
    w->forgot = w->forgot || record->kind == RECORD_FORGET;
    note_person(w, record);
    note_received(w, record, sequence);
}

void rules_durable(struct world *w, const struct record *record)
{
    if (record->kind == RECORD_CALL) {
        w->call[record->call.id].kept = record->call;
    } else if (record->kind == RECORD_TEXT) {
        w->text[record->text.id].kept = record->text;
        w->text[record->text.id].kept.body = NULL;
    } else if (record->kind == RECORD_LEAD) {
        rules_lead_kept(w, &record->lead);
    } else if (record->kind == RECORD_META) {
        rules_tended_kept(w, record);
    } else if (record->kind == RECORD_FORGET) {
        rules_desk_forgot(w, record->forget);
    }
}

/* --- what leaves --- */

bool rules_gated(const struct world *w, const char *number)
{
    enum cfg_rule_kind kind;
    bool listed = policy_rule(w->config, number, &kind), allowed = listed && kind == CFG_RULE_ALLOW;
    enum number_class class = number_classify(number, w->config->country);

    if (class != NUMBER_OK && !(allowed && (class == NUMBER_FOREIGN || class == NUMBER_TOLL_FREE)))
        return true;
    if (strcmp(number, w->config->phone) == 0 || (listed && kind == CFG_RULE_SKIP))
        return true;
    for (unsigned i = 0; i < w->config->backup_count; i++)
        if (strcmp(number, w->config->backup[i].number) == 0)
            return true;
    for (unsigned i = 0; i < w->lines; i++)
        if (w->line[i].introduced && strcmp(number, w->line[i].sim.own_number) == 0)
            return true; /* else its SIM may not have told its number yet, and nobody can know */
    return false;
}

/* The one that the line is sending by its own word, if there is a record that it is being sent to that
 * number. */
static struct text_fact *text_under_way(struct world *w, uint8_t line, const char *to)
{
    int64_t id = w->core->line[line].sending;
    struct text_fact *fact = id > 0 && id < WORLD_FACTS_MAX ? &w->text[id] : NULL;

    return fact != NULL && fact->live.state == TEXT_SENDING && strcmp(fact->live.number, to) == 0 ? fact
                                                                                                  : NULL;
}

static void judge_night(struct world *w, const struct text_fact *fact)
{
    struct tb_now now = world_now(w);
    const struct call_fact *call = &w->call[fact->live.call < WORLD_FACTS_MAX ? fact->live.call : 0];

    if (!rules_night(w))
        return;
    if (call->live.verdict == VERDICT_HOLD)
        rules_break(w, RULE_QUIET_HOURS, "a held text leaves at night for %s", fact->live.number);
    else if (stamp_age(&call->live.ended, &now) > w->config->max_age_ms && call->live.ended.set)
        rules_break(w, RULE_QUIET_HOURS, "an old call of %s is answered at night", fact->live.number);
}

static void judge_automatic(struct world *w, const struct text_fact *fact)
{
    const char *to = fact->live.number;

    if (rules_gated(w, to) && w->ms - w->ini_ms >= DECIDED_MS)
        rules_break(w, RULE_NEVER_GATED, "%s is texted", to);
    if (rules_known(w, to)->blocked_now)
        rules_break(w, RULE_NEVER_GATED, "%s is blocked and texted", to);
    rules_right_text(w, &fact->live);
    judge_night(w, fact);
}

void rules_leaves(struct world *w, uint8_t line, const struct sms_pdu *pdu)
{
    struct text_fact *fact = text_under_way(w, line, pdu->address);

    w->line[line].sent_id = 0;
    if (fact == NULL) {
        rules_break(w, RULE_DURABLE_FIRST, "a text leaves for %s of which there is no record", pdu->address);
        return;
    }
    w->line[line].sent_id = fact->live.id;
    /* a full disk keeps no caller waiting, but nobody hears that their STOP counts before it does */
    if (fact->sending > w->disk.durable && (!w->disk.failing || fact->live.kind == TEXT_CONFIRM))
        rules_break(w, RULE_DURABLE_FIRST,
                    "text %lld leaves for %s, its record %llu waits (on the disk: %llu)",
                    (long long)fact->live.id, pdu->address, (unsigned long long)fact->sending,
                    (unsigned long long)w->disk.durable);
    enum text_kind kind = fact->live.kind;
    if ((kind == TEXT_AUTO || kind == TEXT_TYPED) && said_stop(w, pdu->address))
        rules_break(w, RULE_NEVER_AFTER_STOP, "%s said STOP and is texted", pdu->address);
    if (kind == TEXT_AUTO)
        judge_automatic(w, fact);
}

/* The box counts from AT+CMGS on, this from when the network has it. */
enum { SLOW_MS = 60000 };

static void judge_caps(struct world *w, const struct sent *sent)
{
    unsigned hour = 0, day = 0;

    for (unsigned i = 0; i < w->sent_count; i++) {
        const struct sent *other = &w->sent[i];
        if (other->kind != TEXT_AUTO || other->lost || (other->life != w->life && plan_steps_clock(w->plan)))
            continue; /* the ledger looks back by the wall clock */
        hour += sent->at_ms - other->at_ms < HOUR_MS - SLOW_MS;
        day += sent->at_ms - other->at_ms < DAY_MS - SLOW_MS;
    }
    if (w->ms - w->ini_ms < DECIDED_MS)
        return;
    if (hour > w->config->max_per_hour || day > w->config->max_per_day)
        rules_break(w, RULE_CAPS, "%u automatic texts in an hour, %u in a day", hour, day);
}

/* A text that opens no repeat window: the network reported that it did not arrive, or it left while the disk
 * took nothing and the box died before it did again. Of the latter nobody can know. */
static bool is_void(const struct world *w, const struct sent *sent)
{
    return sent->lost || w->text[sent->id].live.state == TEXT_FAILED;
}

/* TEST calls are texted at any time, and of whom it forgets the box keeps no window. */
static bool is_tested(struct world *w, const char *number)
{
    const struct known *known = rules_known(w, number);

    return known->tested || known->forgot;
}

/* The verdict may be of a moment ago. */
static int64_t repeat_in_force(const struct world *w)
{
    bool former = w->ms - w->ini_ms < DECIDED_MS && w->former_repeat_ms < w->config->repeat_ms;

    return former ? w->former_repeat_ms : w->config->repeat_ms;
}

/* The window of that text was over by the former ini: whoever was tried anew then, in vain, is as one who was
 * never texted. */
static bool was_over(const struct world *w, const struct sent *other)
{
    return other->at_ms < w->ini_ms && w->ini_ms - other->at_ms >= w->former_repeat_ms;
}

static void judge_repeat(struct world *w, const struct sent *sent)
{
    for (unsigned i = 0; i + 1 < w->sent_count; i++) {
        const struct sent *other = &w->sent[i];
        if (other->kind != TEXT_AUTO || strcmp(other->to, sent->to) != 0 || is_void(w, other))
            continue;
        if (other->call == sent->call && other->id == sent->id)
            rules_break(w, RULE_ONE_TEXT_A_CALL, "%s is texted twice for call %lld", sent->to,
                        (long long)sent->call);
        else if (sent->at_ms - other->at_ms < repeat_in_force(w) && !is_tested(w, sent->to) &&
                 !was_over(w, other) && (other->boot == w->boot || !plan_steps_clock(w->plan)))
            rules_break(w, RULE_ONE_TEXT_IN_REPEAT, "%s is texted for call %lld, and was %lld s ago for %lld",
                        sent->to, (long long)sent->call, (long long)(sent->at_ms - other->at_ms) / 1000,
                        (long long)other->call);
    }
}

static bool is_client_of_ini(const struct world *w, const char *number)
{
    enum cfg_rule_kind kind;

    return policy_rule(w->config, number, &kind) && kind == CFG_RULE_CLIENT;
}

bool rules_is_client(const struct world *w, const char *number)
{
    bool client = is_client_of_ini(w, number);

    for (unsigned i = 0; i < w->known_count; i++)
        client = client || (strcmp(w->known[i].number, number) == 0 && w->known[i].mark == MARK_CLIENT);
    return client;
}

void rules_took(struct world *w)
{
    const struct sent *sent = &w->sent[w->sent_count - 1];
    const struct config *config = w->config;

    if (sent->kind != TEXT_AUTO)
        return;
    judge_caps(w, sent);
    if (strchr(sent->text, '{') != NULL)
        rules_break(w, RULE_RIGHT_CALL, "%s is texted: %.100s", sent->to, sent->text);
    judge_repeat(w, sent);
    if (is_client_of_ini(w, sent->to) &&
        (config->client.kind != CFG_ANSWER_MESSAGE ||
         strcmp(sent->text, config->message[config->client.message].text) != 0))
        rules_break(w, RULE_CLIENTS_OWN_WORDS, "%s is a client and is texted: %.100s", sent->to, sent->text);
}

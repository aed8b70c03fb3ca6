#include "ledger_scale_fill.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* xorshift64*, as the tests have it */
static uint32_t below(struct fill *self, uint32_t limit)
{
    self->random ^= self->random >> 12;
    self->random ^= self->random << 25;
    self->random ^= self->random >> 27;
    return (uint32_t)((self->random * 0x2545F4914F6CDD1DU) >> 33) % limit;
}

static struct stamp at(int64_t ms)
{
    return (struct stamp){
        .set = true, .wall_ok = true, .wall_ms = ms, .mono_ms = ms - FILL_NOW_MS + FILL_DAYS * FILL_DAY_MS};
}

/* Of this country, each its own, spread over the index as real ones are. */
static void number_of(int64_t person, char *out, size_t cap)
{
    int64_t n = person * 7919 % 6300000; /* no factor in common: no two alike */

    (void)snprintf(out, cap, "+1%03d%03d%04d", (int)(201 + n / 10000 / 7 * 8 % 799),
                   (int)(234 + n / 10000 % 7 * 100), (int)(n % 10000));
}

/* Half of all calls come from a tenth of the people. */
static int64_t somebody(struct fill *self)
{
    return below(self, 2) == 0 ? below(self, FILL_PEOPLE / 10) : below(self, FILL_PEOPLE);
}

static struct record *add(struct fill_call *out, enum record_kind kind)
{
    CHECK(out->count < FILL_RECORDS_MAX);
    struct record *record = &out->record[out->count++];
    memset(record, 0, sizeof *record);
    record->kind = kind;
    return record;
}

static struct text_record *add_text(struct fill *self, struct fill_call *out, enum text_kind kind,
                                    enum text_state state, const char *number, int64_t ms)
{
    struct text_record *text = &add(out, RECORD_TEXT)->text;

    text->id = ++self->text;
    text->kind = kind;
    text->state = state;
    text->direction = kind == TEXT_RECEIVED ? TEXT_IN : TEXT_OUT;
    text->parts = 1;
    text->created = text->sent = text->settled = at(ms);
    (void)snprintf(text->line, sizeof text->line, "main");
    (void)snprintf(text->number, sizeof text->number, "%s", number);
    return text;
}

static void add_part(struct fill *self, struct fill_call *out)
{
    struct record *part = add(out, RECORD_PART);

    part->part = (struct part_record){.text = self->text, .seq = 1, .ref = (uint8_t)self->text, .status = 0};
}

static void add_person(struct fill_call *out, const char *number, int64_t ms, bool opted_out)
{
    struct person_record *person = &add(out, RECORD_PERSON)->person;

    (void)snprintf(person->number, sizeof person->number, "%s", number);
    person->opted_out = person->stopped = opted_out;
    person->last_texted = at(ms);
}

static void add_lead(struct fill *self, struct fill_call *out, const char *number, int64_t ms)
{
    struct lead_record *lead = &add(out, RECORD_LEAD)->lead;

    lead->id = ++self->lead;
    lead->n = (uint16_t)(lead->id % 99 + 1);
    lead->calls = 1;
    lead->state = ms < FILL_NOW_MS - 3 * FILL_DAY_MS || lead->id % 16 != 0 ? LEAD_DONE : LEAD_OPEN;
    lead->opened = lead->touched = lead->promised = at(ms);
    (void)snprintf(lead->number, sizeof lead->number, "%s", number);
    (void)snprintf(lead->line, sizeof lead->line, "main");
}

/* The caller writes back, the agent has it and answers. */
static void add_talk(struct fill *self, struct fill_call *out, const char *number, int64_t ms)
{
    (void)snprintf(out->body[1], sizeof out->body[1],
                   "Hi, it was about the house on Elm Street number %d, is it still for sale? We could come "
                   "by on Saturday.",
                   (int)(self->text % 4000));
    add_text(self, out, TEXT_RECEIVED, TEXT_STATE_RELAYED, number, ms)->body = out->body[1];
    int64_t source = self->text;
    (void)snprintf(out->body[2], sizeof out->body[2], "From %s (2:00p): %.200s", number, out->body[1]);
    struct text_record *relay = add_text(self, out, TEXT_RELAY, TEXT_DELIVERED, FILL_AGENT, ms + 3000);
    relay->relays = source;
    relay->body = out->body[2];
    add_part(self, out);
    if (below(self, 2) != 0)
        return;
    add_text(self, out, TEXT_TYPED, TEXT_DELIVERED, number, ms + 600000)->body =
        "Saturday at ten is fine, see you there.";
    add_part(self, out);
    add_person(out, number, ms + 600000, false);
}

static void add_answer(struct fill *self, struct fill_call *out, const char *number, int64_t ms)
{
    struct text_record *text = add_text(self, out, TEXT_AUTO, TEXT_DELIVERED, number, ms + 8000);

    text->call = self->call;
    (void)snprintf(out->body[0], sizeof out->body[0],
                   "This is Alex Agent with Example Realty. Sorry I missed your call. Which property is it "
                   "about? I will call you within 15 minutes. Reply STOP to opt out.");
    text->body = out->body[0];
    add_person(out, number, ms + 8000, false);
    out->first = out->count;
    add_part(self, out);
    text = add_text(self, out, TEXT_ALERT, TEXT_DELIVERED, FILL_AGENT, ms + 12000);
    text->call = self->call;
    text->body = "Missed call 2:00p. I texted them. Call back by 2:15p.";
    add_part(self, out);
    add_lead(self, out, number, ms);
    if (below(self, 4) == 0)
        add_talk(self, out, number, ms + 900000);
}

/* What came of it, in percent. */
static void decide(struct fill *self, struct call_record *call, bool texted)
{
    static const struct {
        unsigned percent;
        enum skip_reason reason;
    } ROWS[] = {{45, REASON_NONE},     {20, REASON_REPEAT},   {12, REASON_CONTACT},
                {8, REASON_ANSWERED},  {6, REASON_WITHHELD},  {4, REASON_CLIENT},
                {3, REASON_OPTED_OUT}, {1, REASON_TOLL_FREE}, {1, REASON_CAP_HOUR}};
    unsigned dice = texted ? 0 : below(self, 100), i = 0;

    while (dice >= ROWS[i].percent)
        dice -= ROWS[i++].percent;
    call->reason = ROWS[i].reason;
    call->verdict = call->reason == REASON_NONE ? VERDICT_TEXT : VERDICT_SKIP;
    call->outcome = call->reason == REASON_ANSWERED ? CALL_ANSWERED : CALL_MISSED;
    (void)snprintf(call->message, sizeof call->message, "%s", call->verdict == VERDICT_TEXT ? "text" : "");
    if (call->reason == REASON_WITHHELD)
        call->number[0] = '\0';
}

void fill_begin(struct fill *self, int64_t calls)
{
    *self = (struct fill){.random = 1, .calls = calls};
}

void fill_next(struct fill *self, struct fill_call *out, int64_t ms, bool texted)
{
    out->count = out->first = 0;
    struct call_record *call = &add(out, RECORD_CALL)->call;

    call->id = ++self->call;
    call->alerted = true;
    call->began = at(ms);
    call->last_ring = call->ended = at(ms + 7000);
    (void)snprintf(call->line, sizeof call->line, "main");
    number_of(somebody(self), call->number, sizeof call->number);
    decide(self, call, texted);
    if (call->verdict == VERDICT_TEXT)
        add_answer(self, out, call->number, ms);
    else
        out->first = out->count;
}

static bool store(struct ledger *ledger, const struct fill_call *call)
{
    for (unsigned i = 0; i < call->count; i++)
        if (!ledger_apply(ledger, &call->record[i]))
            return false;
    return true;
}

/* Everybody is somebody whom the box texted once; the hours of it as their place in the list. */
static bool fill_people(struct ledger *ledger)
{
    struct fill_call one;
    char number[TB_NUMBER_MAX];
    bool ok = ledger_begin(ledger);

    for (int64_t person = 0; ok && person < FILL_PEOPLE; person++) {
        one.count = 0;
        number_of(person, number, sizeof number);
        add_person(&one, number, FILL_NOW_MS - (1 + person % (FILL_DAYS * 24)) * (FILL_DAY_MS / 24),
                   person % 200 == 0);
        ok = store(ledger, &one);
    }
    return ok && ledger_commit(ledger);
}

bool fill_ledger(struct fill *self, const char *dir)
{
    struct ledger *ledger;
    struct fill_call call;
    char why[160];
    bool ok = ledger_open(dir, "filling", &ledger, why, sizeof why) == LEDGER_FRESH;

    for (int64_t n = 1; ok && n <= self->calls; n++) {
        if (n % 20000 == 1)
            ok = ledger_begin(ledger);
        fill_next(self, &call,
                  FILL_NOW_MS - FILL_DAYS * FILL_DAY_MS + FILL_DAYS * FILL_DAY_MS / self->calls * n, false);
        ok = ok && store(ledger, &call);
        if (n % 20000 == 0 || n == self->calls) {
            ok = ok && ledger_commit(ledger);
            ledger_tidy(ledger);
        }
    }
    ok = ok && fill_people(ledger);
    ledger_close(ledger);
    return ok;
}

/* The network: who calls, what is texted either way, and what it reports. */
#include "world.h"

#include <string.h>

enum {
    RETRY_MS = 5 * 60 * 1000, /* a message that the network could not hold for this modem */
    /* 23.040 9.2.3.15 */
    REPORT_TRYING = 0x20,   /* congestion, the centre still tries */
    REPORT_NO_PHONE = 0x41, /* incompatible destination */
    REPORT_BAD = 0x46       /* validity period expired */
};

/* --- to the box --- */

bool world_calls(struct world *w, const struct happening *h)
{
    unsigned line = h->line % w->lines;

    w->tally.calls++;
    return sim_call(&w->line[line].sim, h->who, h->rings, h->value, h->withheld, w->ms);
}

static void token_of(const char *text, char out[12])
{
    out[0] = '\0';
    for (const char *at = strchr(text, 'q'); at != NULL; at = strchr(at + 1, 'q')) { /* q0001z: see draw.c */
        size_t digits = strspn(at + 1, "0123456789");
        if (digits >= 4 && digits <= 8 && at[1 + digits] == 'z') {
            (void)memcpy(out, at, digits + 2);
            out[digits + 2] = '\0';
            return;
        }
    }
}

/* Of a text in parts the last two may come in the other order, or the last one never. */
static void parts_go_astray(struct world *w, struct sim *sim, unsigned before, struct written *in)
{
    enum { SWAPPED, LOST, FATES = 4 };
    uint64_t fate = plan_mix(w->plan->seed + w->in_count, in->text) % FATES;
    unsigned last = sim->inbox_count - 1;

    if (sim->inbox_count < before + 2)
        return;
    if (fate == SWAPPED && !sim->inbox[last - 1].given) { /* else it is on its way already */
        struct sim_pdu pdu = sim->inbox[last].pdu;
        sim->inbox[last].pdu = sim->inbox[last - 1].pdu;
        sim->inbox[last - 1].pdu = pdu;
    } else if (fate == LOST && !in->desk) {
        sim->inbox_count--;
        in->token[0] = '\0';
        in->missing = true;
        w->missing = true;
        w->missing_ms = w->ms;
    }
}

static void send_in(struct world *w, struct written *in)
{
    struct sim *sim = &w->line[in->line].sim;
    unsigned before = sim->inbox_count;

    in->waiting = !(in->part.is ? world_bring(w, in) : sim_sms(sim, in->from, in->text, w->ms));
    if (!in->waiting && !in->part.is)
        parts_go_astray(w, sim, before, in);
}

static void writes(struct world *w, uint8_t line, const char *from, const char *text, struct part part)
{
    if (w->in_count == WORLD_IN_MAX) {
        rules_break(w, RULE_BOUNDED, "more is written to the box than this world has room for");
        return;
    }
    struct written *in = &w->in[w->in_count++];
    *in = (struct written){
        .at_ms = w->ms, .line = (uint8_t)(line % w->lines), .desk = world_is_desk(w, from), .part = part};
    (void)snprintf(in->from, sizeof in->from, "%s", from);
    (void)snprintf(in->text, sizeof in->text, "%s", text);
    token_of(text, in->token);
    send_in(w, in);
    w->tally.received++;
    if (in->waiting)
        world_later(w, &(struct later){.at_ms = w->ms + RETRY_MS, .kind = LATER_RETRY});
}

void world_writes(struct world *w, uint8_t line, const char *from, const char *text)
{
    writes(w, line, from, text, (struct part){.is = false});
}

void world_writes_part(struct world *w, const struct happening *h)
{
    struct part part = {.is = true,
                        .garbage = h->act == ACT_HEADER,
                        .ref = (uint16_t)(h->value >> 16),
                        .total = (uint8_t)(h->value >> 8),
                        .seq = (uint8_t)h->value};

    w->missing = true; /* it is waited for what belongs to it */
    w->missing_ms = w->ms;
    writes(w, h->line, h->who, h->text, part);
}

/* --- from the box --- */

/* The box is not told who calls. */
static bool is_withheld(const struct world *w, const char *number)
{
    bool withheld = false;

    for (unsigned i = 0; i < w->next; i++) /* the latest call of that number */
        if (w->plan->list[i].act == ACT_CALL && strcmp(w->plan->list[i].who, number) == 0)
            withheld = w->plan->list[i].withheld;
    return withheld;
}

static void heard_ring(struct world *w, unsigned i, const struct sim_event *event)
{
    struct rung *rung = NULL;

    for (unsigned n = 0; n < w->rung_count; n++)
        if (w->rung[n].line == i && w->rung[n].over_ms == 0 && strcmp(w->rung[n].number, event->number) == 0)
            rung = &w->rung[n];
    if (rung == NULL) {
        if (w->rung_count == WORLD_RUNG_MAX) {
            rules_break(w, RULE_BOUNDED, "more calls ring than this world has room for");
            return;
        }
        rung = &w->rung[w->rung_count++];
        *rung =
            (struct rung){.first_ms = w->ms, .line = (uint8_t)i, .withheld = is_withheld(w, event->number)};
        (void)snprintf(rung->number, sizeof rung->number, "%s", event->number);
        w->tally.heard++;
    }
    rung->last_ms = w->ms;
    rung->excused = w->disk.mood != MOOD_WELL;
}

static void call_ended(struct world *w, unsigned i, const struct sim_event *event)
{
    for (unsigned n = 0; n < w->rung_count; n++)
        if (w->rung[n].line == i && w->rung[n].over_ms == 0 && strcmp(w->rung[n].number, event->number) == 0)
            w->rung[n].over_ms = w->ms;
}

static void took_text(struct world *w, unsigned i, const struct sim_event *event)
{
    if (w->sent_count == WORLD_OUT_MAX) {
        rules_break(w, RULE_BOUNDED, "more texts leave than a box can have to say");
        return;
    }
    struct sent *sent = &w->sent[w->sent_count++];
    *sent = (struct sent){.at_ms = w->ms, .id = w->line[i].sent_id, .boot = w->boot, .life = w->life};
    (void)snprintf(sent->to, sizeof sent->to, "%s", event->number);
    sent->text = strdup(event->text);
    CHECK(sent->text != NULL);
    if (sent->id > 0) {
        sent->kind = w->text[sent->id].live.kind;
        sent->call = w->text[sent->id].live.call;
    }
    w->tally.texts++;
    w->tally.automatic += sent->kind == TEXT_AUTO;
    rules_took(w);
    world_read(w, sent);
}

/* What the network may say of a part, oftener than not once and that it arrived. */
static unsigned status_of(uint64_t fate)
{
    static const unsigned RARE[] = {REPORT_BAD, REPORT_TRYING, REPORT_NO_PHONE};

    return fate % 37 == 0 ? RARE[fate / 37 % TB_COUNT(RARE)] : 0;
}

/* On a text that nobody sent: to somebody else, or under a reference that is another's, and long ago. */
static void report_foreign(struct world *w, const struct later *report, const char *to, uint64_t fate)
{
    struct later foreign = *report;

    foreign.foreign = true;
    foreign.ref = (report->ref + (unsigned)(fate >> 32)) & 0xff;
    foreign.status = fate % 2 == 0 ? 0 : REPORT_BAD;
    (void)snprintf(foreign.who, sizeof foreign.who, "%s", fate % 3 == 0 ? "+12025559999" : to);
    world_later(w, &foreign);
}

/* Most texts are reported on within a minute, some at once, before the modem knows their reference, some
 * never, some twice, and then not always the same. */
static void took_part(struct world *w, unsigned i, const struct sim_event *event)
{
    uint64_t fate = plan_mix(w->plan->seed + event->ref, event->number);
    int64_t in_ms = fate % 11 == 0 ? (int64_t)(fate >> 8) % 300 : 500 + (int64_t)(fate % 50000);
    struct later report = {.at_ms = w->ms + in_ms,
                           .kind = LATER_REPORT,
                           .line = (uint8_t)i,
                           .ref = event->ref,
                           .status = status_of(fate)};

    if (w->taken_count == WORLD_TAKEN_MAX) {
        rules_break(w, RULE_BOUNDED, "more parts leave than a box can have to say");
        return;
    }
    struct taken *taken = &w->taken[w->taken_count++];
    *taken = (struct taken){.id = w->line[i].sent_id,
                            .line = (uint8_t)i,
                            .ref = (uint8_t)event->ref,
                            .seq = (uint8_t)(event->seq > 0 ? event->seq : 1)};
    (void)snprintf(taken->to, sizeof taken->to, "%s", event->number);
    if (fate % 10 != 0)
        world_later(w, &report);
    report.at_ms += 7000;
    report.status = fate % 3 == 0 ? status_of(fate >> 16) : report.status;
    if (fate % 23 == 0)
        world_later(w, &report);
    report.at_ms += 5000;
    if (fate % 29 == 0)
        report_foreign(w, &report, event->number, fate >> 5);
}

/* The box may take it for one on any text to that number under that reference. */
static void note_report(struct world *w, const struct later *report, const char *to)
{
    for (unsigned i = 0; i < w->taken_count; i++) {
        const struct taken *taken = &w->taken[i];
        if (taken->ref != report->ref || strcmp(taken->to, to) != 0 || taken->id <= 0)
            continue;
        struct text_fact *text = &w->text[taken->id];
        if (report->status == 0 && taken->seq <= 32)
            text->reported |= UINT32_C(1) << (taken->seq - 1);
        text->undelivered = text->undelivered || report->status >= REPORT_NO_PHONE;
    }
}

/* A reference that no line gives to a text soon: else this report could be for that one. */
static unsigned far_reference(const struct world *w, unsigned ref)
{
    enum { SOON = 48 };
    bool soon;

    do {
        ref = (ref + 1) & 0xff;
        soon = false;
        for (unsigned i = 0; i < w->lines; i++)
            soon = soon || ((ref - w->line[i].sim.ref) & 0xff) <= SOON;
    } while (soon);
    return ref;
}

static void report_comes(struct world *w, const struct later *report)
{
    enum { LONG_AGO_S = 86400 };
    struct sim *sim = &w->line[report->line].sim;
    struct later foreign = *report;

    if (report->foreign) {
        foreign.ref = far_reference(w, report->ref);
        note_report(w, &foreign, report->who);
        (void)world_reports(w, foreign.line, &foreign, LONG_AGO_S);
    } else {
        note_report(w, report, sim->sent[report->ref & 0xff].number);
        (void)sim_report(sim, report->ref, report->status, w->ms);
    }
}

static void network_event(struct world *w, unsigned i, const struct sim_event *event, bool heard)
{
    switch (event->kind) {
    case SIM_EV_COMMAND:
        w->tally.commands++;
        break;
    case SIM_EV_RING:
        if (heard && w->line[i].sim.power == POWER_ON) /* else it could not finish saying so */
            heard_ring(w, i, event);
        break;
    case SIM_EV_CALL_END:
        call_ended(w, i, event);
        break;
    case SIM_EV_SMS_OUT:
        took_text(w, i, event);
        break;
    case SIM_EV_SMS_PART:
        took_part(w, i, event);
        break;
    case SIM_EV_PROMPT:
    case SIM_EV_SMS_REFUSED:
    case SIM_EV_SMS_IN:
        break;
    }
}

/* A port that nobody has open swallows what is said, and a modem that hangs says nothing. */
static bool hears(const struct world *w, unsigned i)
{
    return w->state == BOX_UP && w->dying == DEATH_NONE && w->line[i].up &&
           !sim_fault_on(&w->line[i].sim, FAULT_SILENT);
}

static void fetch_events(struct world *w, unsigned i, bool heard)
{
    struct sim_event event;

    while (sim_next_event(&w->line[i].sim, &event))
        network_event(w, i, &event, heard);
}

void world_listen(struct world *w, unsigned i)
{
    struct world_line *line = &w->line[i];
    char bytes[512];
    size_t n;

    sim_tick(&line->sim, w->ms);
    while ((n = sim_read(&line->sim, bytes, sizeof bytes, w->ms)) > 0) {
        bool heard = hears(w, i);
        for (size_t done = 0; done < n && hears(w, i);)
            done += world_bytes(w, i, bytes + done, n - done);
        fetch_events(w, i, heard);
    }
    fetch_events(w, i, hears(w, i));
}

/* --- what comes later --- */

void world_later(struct world *w, const struct later *later)
{
    for (unsigned i = 0; i < WORLD_LATER_MAX; i++) {
        if (i < w->later_count && w->later[i].at_ms != TB_NEVER)
            continue;
        w->later[i] = *later;
        w->later_count = i < w->later_count ? w->later_count : i + 1;
        return;
    }
    rules_break(w, RULE_BOUNDED, "more is to happen later than this world has room for");
}

int64_t world_laters_deadline(const struct world *w)
{
    int64_t due = TB_NEVER;

    for (unsigned i = 0; i < w->later_count; i++)
        due = tb_earlier(due, w->later[i].at_ms);
    return due;
}

static void retry_waiting(struct world *w)
{
    bool left = false;

    for (unsigned i = 0; i < w->in_count; i++) {
        struct written *in = &w->in[i];
        if (in->waiting)
            send_in(w, in);
        left |= in->waiting;
    }
    if (left)
        world_later(w, &(struct later){.at_ms = w->ms + RETRY_MS, .kind = LATER_RETRY});
}

bool world_laters(struct world *w)
{
    bool busy = false;

    for (unsigned i = 0; i < w->later_count; i++) {
        struct later later = w->later[i];
        if (later.at_ms > w->ms)
            continue;
        w->later[i].at_ms = TB_NEVER;
        busy = true;
        if (later.kind == LATER_REPORT)
            report_comes(w, &later);
        else if (later.kind == LATER_RETRY)
            retry_waiting(w);
        else
            world_writes(w, later.line, later.who, later.text);
    }
    return busy;
}

/* What happens in core_desk_random_test.c: people write and call, the modem falls ill, the clock and the ini
 * change, the power fails. */
#ifndef TESTS_SUPPORT_CORE_DESK_ACT_H
#define TESTS_SUPPORT_CORE_DESK_ACT_H

#include "core_desk_check.h"

/* --- people --- */

static inline void number_of(struct world *w, unsigned i, char out[TB_NUMBER_MAX])
{
    if (any(w, 2) == 0)
        i = w->lately; /* who was busy a moment ago: then things meet */
    w->lately = i;
    if (i < LEADS)
        (void)snprintf(out, TB_NUMBER_MAX, "+12025550%03u", 140 + i);
    else
        (void)snprintf(out, TB_NUMBER_MAX, "+1202444%04u", 2000 + i);
}

static inline void hand_in(struct world *w, struct message *m)
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

static inline void writes(struct world *w, const char *from, const char *text, unsigned token)
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

static inline void lead_writes(struct world *w)
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

/* n: the lead that # stands for. */
static inline void desk_orders(struct world *w, const char *from, unsigned n)
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
    const char *order = ORDERS[any(w, TB_COUNT(ORDERS))];
    const char *hash = strchr(order, '#');
    char words[120];

    w->tested = w->tested || strncmp(order, "TEST", 4) == 0;
    if (hash != NULL)
        (void)snprintf(words, sizeof words, "%.*s%u%s", (int)(hash - order), order, n, hash + 1);
    else
        (void)snprintf(words, sizeof words, "%s", order);
    writes(w, from, words, 0);
}

static inline void desk_writes(struct world *w)
{
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
        desk_orders(w, from, n);
    }
}

static inline void calls(struct world *w)
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
static inline void part_comes(struct world *w)
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

static inline void modem_falls_ill(struct world *w)
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

static inline void clock_changes(struct world *w)
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

static inline void ini_changes(struct world *w)
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
static inline void cut_behind(struct world *w, unsigned end, bool boot)
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
static inline unsigned on_disk(const struct rig *rig)
{
    unsigned count = 0;
    while (count < rig->record_count && rig->record[count].sequence <= rig->durable)
        count++;
    return count;
}

/* All records of a step are one commit. */
static inline unsigned whole_step(const struct rig *rig, unsigned end)
{
    while (end > 0 && end < rig->record_count && rig->record[end].step == rig->record[end - 1].step)
        end++;
    return end;
}

static inline void power_fails(struct world *w)
{
    unsigned from = on_disk(w->rig), end = from + any(w, w->rig->record_count - from + 1);
    bool boot = any(w, 2) == 0;
    cut_behind(w, whole_step(w->rig, end), boot);
}

static inline void one_event(struct world *w)
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

#endif

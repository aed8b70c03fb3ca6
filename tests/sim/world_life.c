/* The box's lives: started, stepped, and ended by a power cut, a signal or the plan. */
#include "world.h"

#include "core/number.h"
#include "shell/ledger.h"
#include "shell/report.h"
#include "sms/sms_decode.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

enum { STARTS_IN_MS = 300, BOOTS_IN_MS = 20000 };

struct tb_now world_now(const struct world *w)
{
    return (struct tb_now){.mono_ms = w->ms - w->boot_ms,
                           .wall_ms = w->start_wall_ms + w->ms + w->wall_error_ms,
                           .wall_ok = w->wall_ok};
}

/* --- a life begins --- */

static void restore(void *arg, const struct record *record)
{
    struct world *w = arg;
    struct tb_now now = world_now(w);

    core_restore(w->core, record, &now);
}

static void *fresh(void *old, size_t size)
{
    if (old != NULL)
        CHECK(munmap(old, size) == 0);
    void *room = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(room != MAP_FAILED);
    return room;
}

void world_release(struct world *w)
{
    if (w->core != NULL)
        CHECK(munmap(w->core, core_size(w->lines)) == 0);
}

static bool open_ledger(struct world *w)
{
    char boot_id[40], why[300];
    struct tb_now now = world_now(w);
    struct ledger_window window = ledger_window_at(now.wall_ok, now.wall_ms);
    struct ledger_sink sink = {.record = restore};
    struct last_ids ids;

    (void)snprintf(boot_id, sizeof boot_id, "boot-%u", w->boot);
    if (!disk_open(&w->disk, boot_id, why, sizeof why)) {
        rules_break(w, RULE_LEDGER_SOUND, "%s", why);
        return false;
    }
    rules_reopened(w, w->asked);
    disk_drop_all(&w->disk);
    w->asked = 0;
    if (!ledger_restore(w->disk.ledger, &sink, w, &window) || !ledger_max_ids(w->disk.ledger, &ids)) {
        rules_break(w, RULE_LEDGER_SOUND, "not all could be read: %s", ledger_why(w->disk.ledger));
        return false;
    }
    core_restore_ids(w->core, &ids);
    return true;
}

static void tell_wires(struct world *w)
{
    struct event event = {.kind = EVENT_CONTROLS,
                          .controls = 1U << MODEM_CONTROL_RESET | 1U << MODEM_CONTROL_KEY};

    for (unsigned i = 0; i < w->lines && w->plan->wires; i++) {
        event.line = (uint8_t)i;
        world_step(w, &event);
    }
}

static void perform(struct world *w);

void world_start(struct world *w)
{
    size_t size = core_size(w->lines);
    struct tb_now now = world_now(w);

    w->state = BOX_UP;
    w->life++;
    w->stopping = false;
    w->reports = 0;
    w->sequence = 0;
    w->core = fresh(w->core, size);
    completions_begin(w);
    core_init(w->core, w->config, w->plan->seed + w->life);
    if (!open_ledger(w))
        return;
    rules_tended_anew(w);
    rules_desk_anew(w);
    core_start(w->core, &now, w->out);
    perform(w);
    tell_wires(w);
    for (unsigned i = 0; i < w->lines; i++) {
        w->line[i].open_ms = w->ms + 50;
        w->line[i].received = 0;
    }
}

/* --- and ends --- */

static void drop_line(struct world *w, struct world_line *line)
{
    line->up = line->reopen = false;
    if (w->dying == DEATH_CUT)
        sim_power(&line->sim, false, w->ms);
}

/* A call that no disk can have kept: the box dies too soon after its last ring, or has had no disk since. A
 * disk that failed takes nothing until the writer's next try, though it may be well by then. */
static void excuse_unkept(struct world *w)
{
    enum { KEPT_MS = 15000 };

    for (unsigned i = 0; i < w->rung_count; i++) {
        struct rung *rung = &w->rung[i];
        bool no_disk = w->disk.failing && rung->last_ms > w->disk.failing_ms - KEPT_MS;
        rung->excused = rung->excused || no_disk || w->ms - rung->last_ms < KEPT_MS;
    }
}

/* What is not on the disk is forgotten, and what a dead box hears nobody can hold against it. */
void world_die(struct world *w)
{
    bool cut = w->dying == DEATH_CUT;
    uint64_t seed = plan_random(&w->random);

    for (unsigned i = 0; i < w->lines; i++)
        drop_line(w, &w->line[i]);
    w->kept_sequence = w->disk.durable;
    if (cut)
        disk_cut(&w->disk, seed, &w->asked);
    else
        disk_kill(&w->disk, seed, &w->asked);
    w->tally.cuts += cut;
    w->tally.kills += !cut;
    w->state = cut ? BOX_OFF : BOX_DOWN;
    w->up_ms = w->ms + w->dead_for_ms + (cut ? BOOTS_IN_MS : STARTS_IN_MS);
    excuse_unkept(w);
    w->trouble_ms = w->ms;
    w->dying = DEATH_NONE;
}

/* --- a step, and what it asks for --- */

static void record(struct world *w, const struct action *action)
{
    if (action->sequence != w->sequence + 1)
        rules_break(w, RULE_BOUNDED, "record %llu follows %llu", (unsigned long long)action->sequence,
                    (unsigned long long)w->sequence);
    w->sequence = action->sequence;
    rules_recorded(w, action->record, action->sequence);
    if (!disk_put(&w->disk, action->sequence, action->record))
        rules_break(w, RULE_BOUNDED, "the queue of records is full");
}

static void send(struct world *w, const struct action *action)
{
    struct world_line *line = &w->line[action->line];
    struct sms_pdu pdu;

    if (!line->up)
        return;
    if (action->length > 1 && action->bytes[action->length - 1] == 0x1a) {
        bool sound = sms_decode(action->bytes, action->length - 1, false, &pdu);
        if (!sound || pdu.kind != SMS_SUBMIT)
            rules_break(w, RULE_DURABLE_FIRST, "a body that is no SUBMIT: %.60s", action->bytes);
        else
            rules_leaves(w, action->line, &pdu);
    }
    rules_command(w, action->line, action->bytes);
    if (strncmp(action->bytes, "AT+CNMA", 7) == 0)
        rules_acknowledged(w, action->line);
    sim_host_bytes(&line->sim, action->bytes, action->length, w->ms);
}

/* As the wires would: RESET restarts at the end of its pulse, the key turns it on or off. */
static void drive(struct world *w, const struct action *action)
{
    struct sim *sim = &w->line[action->line].sim;
    bool on = sim->power != POWER_OFF;

    if (action->active)
        rules_pulse(w, action->line);
    if (action->control == MODEM_CONTROL_SWITCH) {
        sim_power(sim, !action->active, w->ms);
    } else if (!action->active) {
        sim_power(sim, false, w->ms);
        if (action->control == MODEM_CONTROL_RESET || !on)
            sim_power(sim, true, w->ms);
    }
}

static void report(struct world *w, const struct action *action)
{
    struct report_period period = {.from_ms = action->from_ms, .to_ms = action->to_ms};

    if (w->reports == WORLD_REPORTS_MAX) {
        rules_break(w, RULE_BOUNDED, "too many reports are asked for");
        return;
    }
    if (!report_read(w->disk.ledger, &period, &w->report[w->reports++], NULL, NULL))
        rules_break(w, RULE_LEDGER_SOUND, "the report cannot be read: %s", ledger_why(w->disk.ledger));
}

/* For people who read a log. */
static void describe(const struct record *record, FILE *out)
{
    if (record->kind == RECORD_CALL)
        (void)fprintf(out, "call %lld %s %s %s %s", (long long)record->call.id, record->call.number,
                      call_outcome_word(record->call.outcome), call_verdict_word(record->call.verdict),
                      skip_reason_word(record->call.reason));
    else if (record->kind == RECORD_TEXT)
        (void)fprintf(out, "text %lld %s %s %s %s <%s>", (long long)record->text.id,
                      text_kind_word(record->text.kind), record->text.number,
                      text_state_word(record->text.state), record->text.error,
                      record->text.body != NULL ? record->text.body : "");
    else if (record->kind == RECORD_PERSON)
        (void)fprintf(out, "person %s%s%s", record->person.number, record->person.stopped ? " stopped" : "",
                      record->person.blocked ? " blocked" : "");
    else if (record->kind == RECORD_META)
        (void)fprintf(out, "meta %s %s", record->meta.key, record->meta.value);
    else if (record->kind == RECORD_LEAD)
        (void)fprintf(out, "lead %lld %u %s %s", (long long)record->lead.id, record->lead.n,
                      record->lead.number, lead_state_word(record->lead.state));
    else
        (void)fprintf(out, "kind %d", (int)record->kind);
}

static void note(struct world *w, const struct action *action)
{
    static const char *const KINDS[] = {"send",   "record", "log",   "reopen", "status", "alive",
                                        "report", "level",  "clock", "light",  "off"};
    char words[96];
    int length = snprintf(words, sizeof words, "%lld %s %u %llu ", (long long)w->ms, KINDS[action->kind],
                          action->line, (unsigned long long)action->sequence);
    const char *bytes = action->kind == ACTION_SEND || action->kind == ACTION_LOG ? action->bytes : "";
    size_t count = action->kind == ACTION_SEND ? action->length : strlen(bytes);

    for (int i = 0; i < length; i++)
        w->digest = (w->digest ^ (unsigned char)words[i]) * 0x100000001b3U;
    for (size_t i = 0; i < count; i++)
        w->digest = (w->digest ^ (unsigned char)bytes[i]) * 0x100000001b3U;
    if (w->log == NULL)
        return;
    (void)fputs(words, w->log);
    if (action->kind == ACTION_RECORD)
        describe(action->record, w->log);
    for (size_t i = 0; i < count; i++)
        (void)fputc(bytes[i] >= ' ' || bytes[i] < 0 ? bytes[i] : bytes[i] == 0x1a ? '^' : '|', w->log);
    (void)fputc('\n', w->log);
}

static void note_heard(struct world *w, unsigned line, const char *bytes, size_t length)
{
    if (w->log == NULL)
        return;
    (void)fprintf(w->log, "%lld heard %u ", (long long)w->ms, line);
    for (size_t i = 0; i < length; i++)
        (void)fputc(bytes[i] >= ' ' || bytes[i] < 0 ? bytes[i] : '|', w->log);
    (void)fputc('\n', w->log);
}

static void clock_told(struct world *w)
{
    if (w->wall_ok || w->wall_error_ms == 0)
        return;
    w->wall_error_ms = 0; /* the network is right */
    w->wall_ok = true;
}

static void perform_one(struct world *w, const struct action *action)
{
    note(w, action);
    switch (action->kind) {
    case ACTION_SEND:
        send(w, action);
        break;
    case ACTION_RECORD:
        record(w, action);
        break;
    case ACTION_REOPEN:
        w->line[action->line].reopen = true;
        break;
    case ACTION_LEVEL:
        drive(w, action);
        break;
    case ACTION_REPORT:
        report(w, action);
        break;
    case ACTION_CLOCK:
        clock_told(w);
        break;
    case ACTION_LOG:
    case ACTION_STATUS:
    case ACTION_ALIVE:
    case ACTION_LIGHT:
    case ACTION_POWER_OFF:
        break;
    }
}

static bool cut_here(struct world *w)
{
    if (w->cut[0] == 0 || w->boundary != w->cut[0])
        return false;
    memmove(&w->cut[0], &w->cut[1], (WORLD_CUTS_MAX - 1) * sizeof w->cut[0]);
    w->cut[WORLD_CUTS_MAX - 1] = 0;
    w->dying = DEATH_CUT;
    w->dead_for_ms = w->cut_off_ms;
    return true;
}

/* The power may fail before any of them. */
static void perform(struct world *w)
{
    w->tally.steps++;
    for (uint16_t i = 0; i < w->out->count && w->dying == DEATH_NONE; i++) {
        w->boundary++;
        if (!cut_here(w))
            perform_one(w, &w->out->list[i]);
    }
}

void world_step(struct world *w, const struct event *event)
{
    struct event papers = {.kind = EVENT_PAPERS};
    struct tb_now now = world_now(w);

    if (w->state != BOX_UP || w->dying != DEATH_NONE)
        return;
    completions_watch(w);
    (void)core_step(w->core, event, &now, w->out);
    completions_judge(w);
    perform(w);
    if (w->dying == DEATH_NONE && core_has_more(w->core)) {
        (void)core_step(w->core, &papers, &now, w->out);
        perform(w);
    }
}

size_t world_bytes(struct world *w, unsigned line, const char *bytes, size_t length)
{
    struct event event = {
        .kind = EVENT_BYTES, .line = (uint8_t)line, .bytes = (const uint8_t *)bytes, .length = length};
    struct tb_now now = world_now(w);

    note_heard(w, line, bytes, length);
    completions_watch(w);
    size_t used = core_step(w->core, &event, &now, w->out);
    completions_judge(w);
    perform(w);
    if (w->dying == DEATH_NONE && core_has_more(w->core))
        world_step(w, &(struct event){.kind = EVENT_PAPERS});
    return used;
}

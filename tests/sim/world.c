#include "world.h"

#include "modemsim/sim_power.h"
#include "shell/ledger.h"

#include <stdlib.h>
#include <string.h>

enum {
    INSTANT_MAX = 20000,
    STOP_WITHIN_MS = 10000,
    AFTERMATH_MS = 3 * 3600 * 1000,
    PARTS_MS = 5 * 3600 * 1000, /* a part that never comes is waited for: INBOX_PART_WAIT_MS */
    QUIET_MS = 15 * 60 * 1000
};

/* --- what the plan wants --- */

static void mend(struct world *w, unsigned i)
{
    struct world_line *line = &w->line[i];

    if (line->sim.card != CARD_READY)
        rules_card(line);
    (void)sim_fault(&line->sim, "clear", w->ms);
    if (line->sim.pin_enabled) { /* somebody opens the SIM with their own phone */
        line->sim.pin_enabled = false;
        sim_card_unlock(&line->sim);
    }
    line->plugged = true;
    if (w->state != BOX_OFF && line->sim.power == POWER_OFF)
        sim_power(&line->sim, true, w->ms);
    line->off = false;
}

static void disk_changes(struct world *w, const char *mood)
{
    w->disk.mood = strcmp(mood, "slow") == 0     ? MOOD_SLOW
                   : strcmp(mood, "full") == 0   ? MOOD_FULL
                   : strcmp(mood, "broken") == 0 ? MOOD_BROKEN
                                                 : MOOD_WELL;
}

static void ini_changes(struct world *w, const struct happening *h)
{
    const struct config *config = w->ini(w->ini_arg, h->text);
    struct event event = {.kind = EVENT_CONFIG, .config = config};

    if (config == NULL || config->line_count != w->lines)
        return;
    w->former_repeat_ms = w->ms - w->ini_ms < DECIDED_MS
                              ? tb_earlier(w->former_repeat_ms, w->config->repeat_ms)
                              : w->config->repeat_ms;
    w->config = config;
    w->ini_name = h->text;
    w->ini_ms = w->ms;
    for (unsigned i = 0; i < w->in_count; i++) /* it may reach the box as from another kind of person */
        if (w->in[i].desk != world_is_desk(w, w->in[i].from))
            w->in[i].token[0] = '\0';
    world_step(w, &event);
}

/* A RING that the modem had not said whole when its power went. */
static void excuse_ring(struct world *w, unsigned line)
{
    enum { SAID_MS = 100 };

    for (unsigned i = 0; i < w->rung_count; i++)
        if (w->rung[i].line == line && w->ms - w->rung[i].first_ms < SAID_MS)
            w->rung[i].excused = true;
}

static void power_lost(struct world *w, const struct happening *h)
{
    struct world_line *line = &w->line[h->line % w->lines];

    excuse_ring(w, h->line % w->lines);
    sim_power(&line->sim, false, w->ms);
    line->off = true;
    line->on_ms = w->ms + h->value;
}

/* Another SIM, with a PIN of its own. */
static void put_in(struct world *w, const struct happening *h)
{
    struct sim *sim = &w->line[h->line % w->lines].sim;

    (void)snprintf(sim->pin, sizeof sim->pin, "%.8s", h->text);
    (void)snprintf(sim->iccid, sizeof sim->iccid, "890126012345678%.4s", h->text);
    sim->pin_enabled = true;
    sim_card_unlock(sim); /* with all its tries */
    rules_card(&w->line[h->line % w->lines]);
    excuse_ring(w, h->line % w->lines);
    sim_power(sim, false, w->ms);
    if (w->state != BOX_OFF && !w->line[h->line % w->lines].off)
        sim_power(sim, true, w->ms);
}

static void end_life(struct world *w, const struct happening *h)
{
    if (w->state != BOX_UP)
        return;
    w->dead_for_ms = h->value;
    w->dying = h->act == ACT_CUT ? DEATH_CUT : DEATH_KILL;
}

static void stop(struct world *w, const struct happening *h)
{
    if (w->state != BOX_UP || w->stopping)
        return;
    w->stopping = true;
    w->stop_ms = w->ms + STOP_WITHIN_MS;
    w->dead_for_ms = h->value;
    world_step(w, &(struct event){.kind = EVENT_STOP});
}

static void take_habit(struct world *w, const struct happening *h)
{
    if (w->habits == WORLD_HABITS_MAX)
        rules_break(w, RULE_BOUNDED, "more habits than this world has room for");
    else
        w->habit[w->habits++] = *h;
}

static void people_act(struct world *w, const struct happening *h)
{
    switch ((int)h->act) {
    case ACT_CALL:
        (void)world_calls(w, h);
        break;
    case ACT_TEXT:
        world_writes(w, h->line, h->who, h->text);
        break;
    case ACT_PART:
    case ACT_HEADER:
        world_writes_part(w, h);
        break;
    case ACT_HABIT:
        take_habit(w, h);
        break;
    case ACT_AGENT:
        w->agent_percent = (unsigned)h->value;
        break;
    default: /* is done to the box */
        break;
    }
}

static void box_suffers(struct world *w, const struct happening *h)
{
    struct world_line *line = &w->line[h->line % w->lines];

    switch ((int)h->act) {
    case ACT_FAULT:
        (void)sim_fault(&line->sim, h->text, w->ms);
        break;
    case ACT_MEND:
        mend(w, h->line % w->lines);
        break;
    case ACT_UNPLUG:
        line->plugged = false;
        break;
    case ACT_SIM:
        put_in(w, h);
        break;
    case ACT_POWER:
        power_lost(w, h);
        break;
    case ACT_DISK:
        disk_changes(w, h->text);
        break;
    case ACT_CLOCK:
        w->wall_error_ms += h->value;
        break;
    case ACT_INI:
        ini_changes(w, h);
        break;
    case ACT_CUT:
    case ACT_KILL:
        end_life(w, h);
        break;
    case ACT_STOP:
        stop(w, h);
        break;
    default: /* people do that */
        break;
    }
}

static void happens(struct world *w, const struct happening *h)
{
    w->tally.faults += h->act >= ACT_FAULT && h->act < ACT_CUT;
    if (h->act < ACT_FAULT) {
        people_act(w, h);
    } else {
        w->trouble_ms = w->ms;
        box_suffers(w, h);
    }
}

static bool plan_goes_on(struct world *w)
{
    bool busy = false;

    while (w->next < w->plan->count && w->plan->list[w->next].at_ms <= w->ms && w->dying == DEATH_NONE) {
        happens(w, &w->plan->list[w->next++]);
        busy = true;
    }
    return busy;
}

/* --- time --- */

static bool is_broken(const struct world *w)
{
    return w->broken.rule != RULE_NONE;
}

static bool core_is_due(const struct world *w)
{
    struct tb_now now = world_now(w);

    return w->state == BOX_UP && w->dying == DEATH_NONE && core_deadline(w->core, &now) <= now.mono_ms;
}

static bool once_around(struct world *w)
{
    bool busy = world_box_lives(w);

    busy |= plan_goes_on(w);
    busy |= world_clock_is_told(w);
    for (unsigned i = 0; i < w->lines; i++) {
        busy |= world_port_moves(w, i);
        world_listen(w, i);
    }
    busy |= world_laters(w);
    busy |= world_disk_moves(w);
    busy |= world_reports_come(w);
    if (core_is_due(w)) {
        world_step(w, &(struct event){.kind = EVENT_TICK});
        busy = true;
    }
    return busy || w->dying != DEATH_NONE;
}

/* Each line, once. */
static void introduce(struct world *w)
{
    struct core_line_status status;

    for (unsigned i = 0; i < w->lines && w->state == BOX_UP && w->disk.count == 0; i++) {
        if (w->line[i].introduced)
            continue;
        core_line_status(w->core, i, &status);
        w->line[i].introduced = status.armed;
    }
}

/* Until nobody has anything more to do at this instant. */
static void settle(struct world *w)
{
    for (unsigned guard = 0; once_around(w) && !is_broken(w); guard++)
        if (guard > INSTANT_MAX)
            rules_break(w, RULE_INSTANT_ENDS, "this instant does not end");
    rules_health(w);
    introduce(w);
}

static int64_t deadline(const struct world *w)
{
    struct tb_now now = world_now(w);
    int64_t due = world_laters_deadline(w);

    if (w->next < w->plan->count)
        due = tb_earlier(due, w->plan->list[w->next].at_ms);
    due = tb_earlier(due, w->state == BOX_UP ? disk_deadline(&w->disk) : w->up_ms);
    if (w->state == BOX_UP) {
        int64_t core = core_deadline(w->core, &now);
        due = tb_earlier(due, core == TB_NEVER ? TB_NEVER : core + w->boot_ms);
    }
    due = tb_earlier(due, w->learn_ms);
    for (unsigned i = 0; i < w->lines; i++) {
        const struct world_line *line = &w->line[i];
        due = tb_earlier(due, sim_deadline(&line->sim));
        if (!line->up && w->state == BOX_UP)
            due = tb_earlier(due, line->open_ms);
        if (line->off)
            due = tb_earlier(due, line->on_ms);
    }
    return w->stopping ? tb_earlier(due, w->stop_ms) : due;
}

void world_run_until(struct world *w, int64_t end, bool (*over)(const struct world *w))
{
    settle(w);
    while (w->ms < end && !is_broken(w) && (over == NULL || !over(w))) {
        int64_t due = tb_earlier(deadline(w), end);
        w->ms = due > w->ms ? due : w->ms + 1;
        settle(w);
    }
}

/* --- a run --- */

static bool all_armed(const struct world *w)
{
    struct core_line_status status;

    for (unsigned i = 0; i < w->lines && w->state == BOX_UP; i++) {
        core_line_status(w->core, i, &status);
        if (!status.armed)
            return false;
    }
    return w->state == BOX_UP;
}

/* Until then parts that never come are waited for. */
static int64_t parts_ms(const struct world *w)
{
    return (w->missing_ms > w->trouble_ms ? w->missing_ms : w->trouble_ms) + PARTS_MS;
}

static bool is_ready(const struct world *w)
{
    return all_armed(w) && rules_quiet(w);
}

/* Every fault is over, what the network and the phones still hold comes in, and then people are silent. */
static void storm_is_over(struct world *w)
{
    for (unsigned i = 0; i < w->lines; i++)
        mend(w, i);
    disk_changes(w, "well");
    if (w->state != BOX_UP)
        w->up_ms = tb_earlier(w->up_ms, w->ms + 20000);
    w->trouble_ms = w->ms;
    world_run_until(w, w->ms + RULES_ARMED_MS + 60000, all_armed);
    w->tally.armed_ms = w->ms - w->trouble_ms;
    if (!is_broken(w) && !all_armed(w))
        rules_break(w, RULE_ARMED_AGAIN, "not armed within %d s of the end of all faults",
                    RULES_ARMED_MS / 1000);
    world_run_until(w, w->ms + AFTERMATH_MS, NULL);
    w->agent_percent = w->habits = 0;
    for (unsigned i = 0; i < w->later_count; i++) /* nobody writes any more */
        if (w->later[i].kind == LATER_TEXT)
            w->later[i].at_ms = TB_NEVER;
    while (w->missing && !is_broken(w) && w->ms < parts_ms(w)) /* a start begins to wait for them anew */
        world_run_until(w, parts_ms(w), NULL);
    world_run_until(w, w->ms + QUIET_MS, NULL);
    world_run_until(w, w->ms + 2 * QUIET_MS,
                    is_ready); /* a reminder may just be leaving, the power just be back */
    w->storm_boundary = w->boundary;
}

void world_run(struct world *w)
{
    int64_t last = w->plan->count > 0 ? w->plan->list[w->plan->count - 1].at_ms : 0;

    world_run_until(w, last + 60000, NULL);
    if (!is_broken(w))
        storm_is_over(w);
    if (!is_broken(w))
        world_trial(w);
    if (!is_broken(w))
        rules_end(w);
    w->tally.ms = w->ms;
}

static void *room(size_t count, size_t size)
{
    void *at = calloc(count, size);

    CHECK(at != NULL);
    return at;
}

static void begin_lines(struct world *w)
{
    for (unsigned i = 0; i < w->lines; i++) {
        struct world_line *line = &w->line[i];
        char name[24];
        plan_profile(w->plan, i, name);
        const struct sim_profile *profile = sim_profile_by_name(name);
        CHECK(profile != NULL);
        sim_init(&line->sim, profile, w->plan->seed + i, SIM_LATENCY_REALISTIC);
        sim_set_clock(&line->sim, w->start_wall_ms, -16, 0);
        (void)snprintf(line->sim.own_number, sizeof line->sim.own_number, "+120255501%02u",
                       i == 0 ? 1U : 80U + i);
        line->plugged = true;
    }
}

struct world *world_new(const struct plan *plan, const struct config *(*ini)(void *arg, const char *name),
                        void *arg)
{
    struct world *w = room(1, sizeof *w);

    w->plan = plan;
    w->ini = ini;
    w->ini_arg = arg;
    w->config = ini(arg, plan->ini);
    w->ini_name = plan->ini;
    CHECK(w->config != NULL && w->config->line_count <= WORLD_LINES_MAX);
    w->lines = w->config->line_count;
    w->random = plan->seed;
    w->start_wall_ms = plan->start_s * 1000;
    w->cut_off_ms = 2000;
    w->learn_ms = TB_NEVER;
    w->ini_ms = w->unwell_ms = -DECIDED_MS;
    w->tokens = PLAN_MAX; /* the plan's own are below */
    w->out = room(1, sizeof *w->out);
    w->call = room(WORLD_FACTS_MAX, sizeof *w->call);
    w->lead = room(WORLD_LEADS_MAX, sizeof *w->lead);
    w->code_ms = -1;
    w->text = room(WORLD_FACTS_MAX, sizeof *w->text);
    w->sent = room(WORLD_OUT_MAX, sizeof *w->sent);
    w->taken = room(WORLD_TAKEN_MAX, sizeof *w->taken);
    w->in = room(WORLD_IN_MAX, sizeof *w->in);
    w->rung = room(WORLD_RUNG_MAX, sizeof *w->rung);
    w->refusal = room(WORLD_IN_MAX, sizeof *w->refusal);
    w->later = room(WORLD_LATER_MAX, sizeof *w->later);
    disk_begin(&w->disk, plan->seed);
    begin_lines(w);
    world_boot(w);
    world_start(w);
    return w;
}

void world_free(struct world *w)
{
    disk_end(&w->disk);
    world_release(w);
    free(w->out);
    free(w->call);
    free(w->text);
    free(w->lead);
    for (unsigned i = 0; i < w->sent_count; i++)
        free(w->sent[i].text);
    free(w->sent);
    free(w->taken);
    free(w->in);
    free(w->rung);
    free(w->refusal);
    free(w->later);
    free(w);
}

/* The whole core under virtual time on modemsim's modems, one a line, with a disk that takes its time and
 * ports that can be unplugged: what the fake modems of core_rig.h could get wrong, these get right. */
#ifndef TESTS_SUPPORT_CORE_WORLD_H
#define TESTS_SUPPORT_CORE_WORLD_H

#include "core/core.h"
#include "core_config.h"
#include "modemsim/sim_fault.h"
#include "modemsim/simmodem.h"
#include "unit.h"

#include <sys/mman.h>

#ifndef WORLD_CALLS_MAX
#define WORLD_CALLS_MAX 1024
#endif

enum {
    WORLD_TEXTS_MAX = WORLD_CALLS_MAX * 4,
    WORLD_OUT_MAX = WORLD_CALLS_MAX * 4,
    WORLD_RUNG_MAX = WORLD_CALLS_MAX,
    WORLD_REOPEN_MS = 500, /* as firmware/shell/box_line.c */
    WORLD_INSTANT_MAX = 20000
};

struct world_line {
    struct sim sim;
    bool plugged;      /* the port is there to be opened */
    bool up;           /* and is open */
    bool reopen;       /* the core wants it closed and opened */
    int64_t open_ms;   /* next try */
    unsigned bodies;   /* Ctrl-Z that left */
    unsigned commands; /* that the modem read */
    unsigned begun;    /* of these, AT+CMGS */
    unsigned rings;    /* that the core could hear */
    unsigned levels, reopens;
};

/* A text that the network took. */
struct world_out {
    uint8_t line;
    int64_t at_ms;
    char to[TB_NUMBER_MAX], text[200];
};

struct world_text {
    int64_t call;
    enum text_kind kind;
    enum text_state state;
    int64_t sent_ms; /* the latest AT+CMGS, 0 none */
    char number[TB_NUMBER_MAX];
};

struct world {
    struct config *cfg;
    struct core *core;
    struct actions *out;
    struct tb_now now;
    unsigned lines;
    uint64_t random;
    uint64_t sequence, durable, committing; /* committing: of the commit under way, 0 none */
    int64_t commit_ms;
    unsigned long steps, done, sent; /* steps, actions, of these bytes to a modem */
    uint32_t used;                   /* most octets that the actions of one step took */
    uint16_t most;                   /* and most actions */
    unsigned changed;                /* verdicts of calls that were over, taken anew */
    bool spun;                       /* an instant did not end: the core goes round in circles */
    struct world_text text[WORLD_TEXTS_MAX];
    struct call_record call[WORLD_CALLS_MAX];
    struct world_out *took;
    unsigned took_count;
    char (*rung)[TB_NUMBER_MAX]; /* numbers whose ring the core could hear, each once */
    unsigned rung_count;
    struct world_line *line;
};

static inline void world_step(struct world *w, const struct event *event);

static inline void world_record(struct world *w, const struct action *action)
{
    const struct record *r = action->record;

    assert_true(action->sequence == w->sequence + 1);
    w->sequence = action->sequence;
    if (r->kind == RECORD_CALL) {
        assert_in_range(r->call.id, 1, WORLD_CALLS_MAX - 1);
        struct call_record *call = &w->call[r->call.id];
        w->changed += call->verdict != VERDICT_NONE && call->outcome != CALL_RINGING &&
                      (r->call.verdict != call->verdict || r->call.reason != call->reason);
        *call = r->call;
    } else if (r->kind == RECORD_TEXT && r->text.direction == TEXT_OUT) {
        assert_in_range(r->text.id, 1, WORLD_TEXTS_MAX - 1);
        struct world_text *text = &w->text[r->text.id];
        *text = (struct world_text){.call = r->text.call,
                                    .kind = r->text.kind,
                                    .state = r->text.state,
                                    .sent_ms = r->text.sent.set ? r->text.sent.mono_ms : 0};
        (void)snprintf(text->number, sizeof text->number, "%s", r->text.number);
    }
}

static inline void world_write(struct world *w, const struct action *action)
{
    struct world_line *line = &w->line[action->line];

    w->sent++;
    if (!line->up)
        return;
    line->bodies += action->length > 1 && action->bytes[action->length - 1] == 0x1a;
    sim_host_bytes(&line->sim, action->bytes, action->length, w->now.mono_ms);
}

/* What the wires do: RESET restarts at the end of its pulse, the key turns it on or off, the switch cuts it
 * off while it is active. */
static inline void world_drive(struct world *w, const struct action *action)
{
    struct sim *sim = &w->line[action->line].sim;
    bool on = sim->power != POWER_OFF;

    w->line[action->line].levels++;
    if (action->control == MODEM_CONTROL_SWITCH) {
        sim_power(sim, !action->active, w->now.mono_ms);
    } else if (!action->active) {
        sim_power(sim, false, w->now.mono_ms);
        if (action->control == MODEM_CONTROL_RESET || !on)
            sim_power(sim, true, w->now.mono_ms);
    }
}

static inline void world_perform(struct world *w)
{
    w->steps++;
    w->used = w->out->used > w->used ? w->out->used : w->used;
    w->most = w->out->count > w->most ? w->out->count : w->most;
    w->done += w->out->count;
    for (uint16_t i = 0; i < w->out->count; i++) {
        const struct action *action = &w->out->list[i];
        if (action->kind == ACTION_SEND)
            world_write(w, action);
        else if (action->kind == ACTION_RECORD)
            world_record(w, action);
        else if (action->kind == ACTION_REOPEN)
            w->line[action->line].reopen = true;
        else if (action->kind == ACTION_LEVEL)
            world_drive(w, action);
    }
}

static inline void world_step(struct world *w, const struct event *event)
{
    (void)core_step(w->core, event, &w->now, w->out);
    world_perform(w);
    if (!core_has_more(w->core))
        return;
    struct event papers = {.kind = EVENT_PAPERS};
    (void)core_step(w->core, &papers, &w->now, w->out);
    world_perform(w);
}

/* --- ports --- */

static inline void world_close(struct world *w, unsigned i)
{
    struct world_line *line = &w->line[i];

    line->reopen = false;
    if (!line->up)
        return;
    line->up = false;
    line->open_ms = w->now.mono_ms + WORLD_REOPEN_MS;
    world_step(w, &(struct event){.kind = EVENT_LINK_DOWN, .line = (uint8_t)i});
}

/* What the core wants closed, and what can be opened. True if something was done. */
static inline bool world_ports(struct world *w)
{
    bool busy = false;

    for (unsigned i = 0; i < w->lines; i++) {
        struct world_line *line = &w->line[i];
        if (line->reopen) {
            line->reopens++;
            world_close(w, i);
            busy = true;
        }
        if (line->up || w->now.mono_ms < line->open_ms)
            continue;
        line->open_ms = w->now.mono_ms + WORLD_REOPEN_MS;
        if (!line->plugged)
            continue;
        line->up = busy = true;
        world_step(w, &(struct event){.kind = EVENT_LINK_UP, .line = (uint8_t)i});
    }
    return busy;
}

/* The port vanishes (the modem itself stays on), or is there again. */
static inline void world_plug(struct world *w, unsigned i, bool in)
{
    w->line[i].plugged = in;
    if (!in)
        world_close(w, i);
}

/* --- modems --- */

static inline void world_heard(struct world *w, unsigned i, const char *number)
{
    w->line[i].rings++;
    for (unsigned n = 0; n < w->rung_count; n++)
        if (strcmp(w->rung[n], number) == 0)
            return;
    assert_true(w->rung_count < WORLD_RUNG_MAX);
    (void)snprintf(w->rung[w->rung_count++], TB_NUMBER_MAX, "%s", number);
}

static inline void world_events(struct world *w, unsigned i, bool heard)
{
    static struct sim_event event;

    while (sim_next_event(&w->line[i].sim, &event)) {
        if (event.kind == SIM_EV_COMMAND) {
            w->line[i].commands++;
            w->line[i].begun += strncmp(event.text, "AT+CMGS=", 8) == 0;
        } else if (event.kind == SIM_EV_RING && heard) {
            world_heard(w, i, event.number);
        } else if (event.kind == SIM_EV_SMS_OUT) {
            assert_true(w->took_count < WORLD_OUT_MAX);
            struct world_out *out = &w->took[w->took_count++];
            *out = (struct world_out){.line = (uint8_t)i, .at_ms = w->now.mono_ms};
            (void)snprintf(out->to, sizeof out->to, "%s", event.number);
            (void)snprintf(out->text, sizeof out->text, "%.*s", (int)sizeof out->text - 1, event.text);
        }
    }
}

/* A port that nobody has open swallows what is said, and a modem that hangs says nothing. */
static inline bool world_hears(const struct world_line *line)
{
    return line->up && !sim_fault_on(&line->sim, FAULT_SILENT);
}

/* What the modem has to say at this instant. True if it had. */
static inline bool world_listen(struct world *w, unsigned i)
{
    struct world_line *line = &w->line[i];
    bool busy = false;
    char bytes[512];
    size_t n;

    sim_tick(&line->sim, w->now.mono_ms);
    while ((n = sim_read(&line->sim, bytes, sizeof bytes, w->now.mono_ms)) > 0) {
        bool up = world_hears(line);
        for (size_t done = 0; done < n && line->up;) {
            struct event event = {.kind = EVENT_BYTES,
                                  .line = (uint8_t)i,
                                  .bytes = (const uint8_t *)bytes + done,
                                  .length = n - done};
            done += core_step(w->core, &event, &w->now, w->out);
            world_perform(w);
            if (core_has_more(w->core))
                world_step(w, &(struct event){.kind = EVENT_PAPERS});
        }
        world_events(w, i, up);
        busy = true;
    }
    world_events(w, i, world_hears(line));
    return busy;
}

/* --- time --- */

/* One commit at a time, of all that is queued when it begins. */
static inline bool world_disk(struct world *w)
{
    bool busy = false;

    if (w->committing != 0 && w->now.mono_ms >= w->commit_ms) {
        w->durable = w->committing;
        w->committing = 0;
        world_step(w, &(struct event){.kind = EVENT_DURABLE, .sequence = w->durable});
        busy = true;
    }
    if (w->committing == 0 && w->durable < w->sequence) {
        w->committing = w->sequence;
        w->commit_ms = w->now.mono_ms + 1 + unit_below(&w->random, 30);
    }
    return busy;
}

/* Until nobody has anything more to do at this instant. */
static inline void world_settle(struct world *w)
{
    for (unsigned guard = 0, busy = 1; busy && !w->spun; guard++) {
        w->spun = guard > WORLD_INSTANT_MAX;
        busy = world_ports(w);
        for (unsigned i = 0; i < w->lines; i++)
            busy |= world_listen(w, i);
        busy |= world_disk(w);
        if (core_deadline(w->core, &w->now) <= w->now.mono_ms) {
            world_step(w, &(struct event){.kind = EVENT_TICK});
            busy = 1;
        }
    }
}

static inline int64_t world_deadline(const struct world *w)
{
    int64_t due = core_deadline(w->core, &w->now);

    if (w->committing != 0)
        due = tb_earlier(due, w->commit_ms);
    for (unsigned i = 0; i < w->lines; i++) {
        due = tb_earlier(due, sim_deadline(&w->line[i].sim));
        if (!w->line[i].up)
            due = tb_earlier(due, w->line[i].open_ms);
    }
    return due;
}

static inline void world_advance(struct world *w, int64_t to_ms)
{
    w->now.wall_ms += to_ms - w->now.mono_ms;
    w->now.mono_ms = to_ms;
}

/* Until `over`, or until ms have gone by. True: it is over. over may be NULL. */
static inline bool world_until(struct world *w, bool (*over)(const struct world *), int64_t ms)
{
    int64_t end = w->now.mono_ms + ms;

    assert_true(ms >= 0);
    world_settle(w);
    while (!w->spun && (over == NULL || !over(w))) {
        int64_t due = world_deadline(w);
        if (due > end) {
            world_advance(w, end);
            world_settle(w);
            return over != NULL && over(w);
        }
        world_advance(w, due > w->now.mono_ms ? due : w->now.mono_ms + 1);
        world_settle(w);
    }
    return !w->spun;
}

static inline void world_run(struct world *w, int64_t ms)
{
    (void)world_until(w, NULL, ms);
}

/* --- beginning and end --- */

/* Zeroed room of which only what is touched costs anything: a world is 10 MB, and tests make thousands. */
static inline void *world_room(size_t size)
{
    void *room = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(room != MAP_FAILED);
    return room;
}

static inline unsigned world_profiles(void)
{
    unsigned count = 0;

    while (sim_profile_name(count) != NULL)
        count++;
    return count;
}

/* A started box with cfg->line_count modems of that profile, NULL: of one after another, all plugged in. cfg
 * becomes the world's. */
static inline struct world *world_new(struct config *cfg, const char *profile, uint64_t seed)
{
    struct world *w = world_room(sizeof *w);
    w->cfg = cfg;
    w->lines = cfg->line_count;
    w->random = seed;
    w->core = world_room(core_size(w->lines));
    w->out = world_room(sizeof *w->out);
    w->line = calloc(w->lines, sizeof *w->line);
    w->took = world_room(WORLD_OUT_MAX * sizeof *w->took);
    w->rung = calloc(WORLD_RUNG_MAX, sizeof *w->rung);
    assert_true(w->line && w->rung);
    w->now = (struct tb_now){.mono_ms = 0, .wall_ms = WALL_START, .wall_ok = true};
    for (unsigned i = 0; i < w->lines; i++) {
        const char *name = profile != NULL ? profile : sim_profile_name(i % world_profiles());
        assert_non_null(name);
        sim_init(&w->line[i].sim, sim_profile_by_name(name), seed + i, SIM_LATENCY_REALISTIC);
        w->line[i].plugged = true;
    }
    core_init(w->core, cfg, seed);
    core_start(w->core, &w->now, w->out);
    world_perform(w);
    return w;
}

static inline void world_free(struct world *w)
{
    free(w->cfg);
    (void)munmap(w->core, core_size(w->lines));
    (void)munmap(w->out, sizeof *w->out);
    free(w->line);
    (void)munmap(w->took, WORLD_OUT_MAX * sizeof *w->took);
    free(w->rung);
    (void)munmap(w, sizeof *w);
}

/* --- looking --- */

static inline bool world_is_armed(const struct world *w)
{
    struct core_line_status status;

    for (unsigned i = 0; i < w->lines; i++) {
        core_line_status(w->core, i, &status);
        if (!status.armed)
            return false;
    }
    return true;
}

/* Texts to `number` that the network took. */
static inline unsigned world_took(const struct world *w, const char *number)
{
    unsigned count = 0;

    for (unsigned i = 0; i < w->took_count; i++)
        count += strcmp(w->took[i].to, number) == 0;
    return count;
}

/* True if the agent has a text with these words. */
static inline bool world_told(const struct world *w, const char *words)
{
    for (unsigned i = 0; i < w->took_count; i++)
        if (strcmp(w->took[i].to, AGENT) == 0 && strstr(w->took[i].text, words) != NULL)
            return true;
    return false;
}

#endif

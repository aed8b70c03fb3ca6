#include "modemsim/sim_call.h"

#include "base/check.h"
#include "modemsim/sim_at.h"
#include "modemsim/sim_fault.h"
#include "modemsim/sim_power.h"
#include "modemsim/sim_profile.h"
#include "modemsim/sim_text.h"
#include "modemsim/sim_tx.h"

#include <stdio.h>
#include <string.h>

#define CLIP_LATE_MS  700
#define ALERTS_MS     60000 /* the network gives up then */
#define DIAL_ABORT_MS 125   /* V.250 5.6.1 */

/* States of a call in +CLCC and ccinfo (27.007 7.18), and the one for "released" that SIMCom adds. */
enum clcc_state {
    CLCC_ACTIVE = 0,
    CLCC_DIALING = 2,
    CLCC_ALERTING = 3,
    CLCC_INCOMING = 4,
    CLCC_WAITING = 5,
    CLCC_RELEASED = 6
};

static struct sim_call *find(struct sim *sim, enum sim_call_state state)
{
    for (size_t i = 0; i < SIM_CALLS_MAX; i++) {
        if (sim->call[i].state == state)
            return &sim->call[i];
    }
    return NULL;
}

static bool is_dialled(const struct sim_call *call)
{
    return call->state == SIM_CALL_DIALLED;
}

/* The call that rings, is up or was dialled. */
static struct sim_call *foremost(struct sim *sim)
{
    struct sim_call *call = find(sim, SIM_CALL_RINGING);

    if (call == NULL)
        call = find(sim, SIM_CALL_ACTIVE);
    return call != NULL ? call : find(sim, SIM_CALL_DIALLED);
}

/* The number as the network shows it to us. */
static const char *shown(const struct sim *sim, const struct sim_call *call, char *out, size_t cap)
{
    const char *number = call->withheld ? "" : call->number;

    if (sim_fault_on(sim, FAULT_CLIP_161) && strncmp(number, "+1", 2) == 0)
        number += 2;
    return sim_shown(sim, number, out, cap);
}

static unsigned shown_toa(const struct sim *sim, const struct sim_call *call)
{
    if (call->withheld)
        return 128;
    if (sim_fault_on(sim, FAULT_CLIP_161) && strncmp(call->number, "+1", 2) == 0)
        return 161;
    return sim_toa(call->number);
}

/* The lines of the families that report every change of a call; the first of them, or NULL. */
static struct sim_chunk *say_state(struct sim *sim, const struct sim_call *call, enum clcc_state state)
{
    char number[4 * TB_NUMBER_MAX];
    unsigned toa = shown_toa(sim, call), incoming = !is_dialled(call);
    struct sim_chunk *clcc = NULL, *ccinfo = NULL, *dsci = NULL, *stat = NULL;

    (void)shown(sim, call, number, sizeof(number));
    if (sim->profile->clcc_urc && sim->set[SET_CLCC] == 1)
        clcc = sim_urc(sim, "+CLCC: %u,%u,%d,0,0,\"%s\",%u", call->id, incoming, (int)state, number, toa);
    if (sim->set[SET_CCINFO] != 0)
        ccinfo = sim_urc(sim, "+QIND: \"ccinfo\",%u,%u,%d,0,0,\"%s\",%u", call->id, incoming,
                         state == CLCC_RELEASED ? -1 : (int)state, number, toa);
    if (sim->set[SET_DSCI] != 0)
        dsci = sim_urc(sim, "^DSCI: %u,%u,%d,0,%s,%u", call->id, incoming, (int)state, number, toa);
    if (sim->set[SET_UCALLSTAT] != 0)
        stat = sim_urc(sim, "+UCALLSTAT: %u,%d", call->id, (int)state);
    struct sim_chunk *first = clcc != NULL ? clcc : ccinfo;
    return first != NULL ? first : dsci != NULL ? dsci : stat;
}

static void say_clip(struct sim *sim, const struct sim_call *call)
{
    char number[4 * TB_NUMBER_MAX];
    const char *tail = call->withheld ? sim->profile->withheld_tail : sim->profile->clip_tail;

    if (!call->withheld && sim_fault_use(sim, FAULT_CLIP_NAME))
        tail = ",\"\",,\"Doe, \\\"Jo\\\" J\",0";
    (void)sim_urc(sim, "+CLIP: \"%s\",%u%s", shown(sim, call, number, sizeof(number)), shown_toa(sim, call),
                  tail);
}

static void ring(struct sim *sim, struct sim_call *call)
{
    bool clip = sim->set[SET_CLIP] != 0 && !sim_fault_use(sim, FAULT_CLIP_MISSING);
    bool first = clip && sim_fault_use(sim, FAULT_CLIP_FIRST);
    bool late = clip && !first && sim_fault_use(sim, FAULT_CLIP_LATE);

    call->rung++;
    call->next_ring = sim->now + call->interval;
    if (call->rung == 1)
        (void)say_state(sim, call, CLCC_INCOMING);
    if (first)
        say_clip(sim, call);
    struct sim_chunk *line = sim_urc(sim, "%s", sim->set[SET_CRC] != 0 ? "+CRING: VOICE" : "RING");
    sim_mark(sim, line, SIM_EV_RING, call->number);
    if (late)
        call->clip_at = sim->now + CLIP_LATE_MS;
    else if (clip && !first)
        say_clip(sim, call);
    if (sim->set[SET_AUTO_ANSWER] > 0 && call->rung >= (unsigned)sim->set[SET_AUTO_ANSWER])
        (void)sim_answer(sim);
}

static void put_on_waiting(struct sim *sim, struct sim_call *call)
{
    char number[4 * TB_NUMBER_MAX];

    struct sim_chunk *line = sim_urc(sim, "+CCWA: \"%s\",%u%s", shown(sim, call, number, sizeof(number)),
                                     shown_toa(sim, call), sim->profile->ccwa_tail);
    sim_mark(sim, line, SIM_EV_RING, call->number);
    (void)say_state(sim, call, CLCC_WAITING);
}

/* 09:12PM of the network's clock. */
static void clock_time(const struct sim *sim, char out[16])
{
    int64_t minute = (sim_wall_s(sim) + sim->zone_quarters * INT64_C(900)) / 60 % 1440;
    int hour = (int)(minute / 60), twelve = hour % 12 == 0 ? 12 : hour % 12;

    (void)snprintf(out, 16, "%02d:%02d%s", twelve, (int)(minute % 60), hour < 12 ? "AM" : "PM");
}

/* One end-of-call line from its template. */
static struct sim_chunk *say_end(struct sim *sim, const struct sim_call *call, const char *form, int64_t due)
{
    char text[SIM_CHUNK_MAX], time[16], number[4 * TB_NUMBER_MAX];
    size_t n = 0;

    clock_time(sim, time);
    (void)shown(sim, call, number, sizeof(number));
    for (; *form != '\0' && n + 1 < sizeof(text) - sizeof(number); form++) {
        const char *put = NULL;
        if (*form == '%' && (form[1] == 'n' || form[1] == 't'))
            put = *++form == 'n' ? number : time;
        if (put == NULL)
            text[n++] = *form;
        else
            n += (size_t)snprintf(text + n, sizeof(text) - n, "%s", put);
    }
    text[n] = '\0';
    return sim_put_line(sim, due, text);
}

static void say_ends(struct sim *sim, const struct sim_call *call, const char *const *lines)
{
    static const char *const MISSED_ONLY[] = {"MISSED_CALL: %t %n", NULL};
    int64_t gap = sim->latency == SIM_LATENCY_NONE ? 0 : sim->profile->gap_ms;
    struct sim_chunk *first = NULL;

    bool missed_only = call->state == SIM_CALL_RINGING && sim_fault_use(sim, FAULT_MISSED_ONLY);
    if (missed_only)
        lines = MISSED_ONLY;
    if (!sim_fault_use(sim, FAULT_NO_END)) {
        if (!missed_only)
            first = say_state(sim, call, CLCC_RELEASED);
        for (int i = 0; lines[i] != NULL; i++) {
            struct sim_chunk *line = say_end(sim, call, lines[i], sim->now + i * gap);
            first = first == NULL ? line : first;
        }
    }
    sim_mark(sim, first, SIM_EV_CALL_END, call->number);
}

/* The line is free for the caller who waits: rings from `at`. */
static void promote(struct sim *sim, int64_t at)
{
    struct sim_call *waiting = find(sim, SIM_CALL_WAITING);

    if (waiting == NULL || foremost(sim) != NULL)
        return;
    waiting->state = SIM_CALL_RINGING;
    waiting->next_ring = at;
}

/* By the far end or the network. If ATD was not answered, the last word is its answer. */
static void end_dialled(struct sim *sim, struct sim_call *call)
{
    bool silent = sim_fault_use(sim, FAULT_NO_END);

    if (!silent) {
        (void)say_state(sim, call, CLCC_RELEASED);
        for (int i = 0; sim->profile->host_end[i] != NULL; i++)
            (void)say_end(sim, call, sim->profile->host_end[i], sim->now);
    }
    if (!silent || sim->dial_waits)
        (void)sim_urc(sim, call->refused ? "BUSY" : "NO ANSWER");
    sim->dial_waits = false;
    call->state = SIM_CALL_NONE;
    promote(sim, sim->now);
}

static void end_by_caller(struct sim *sim, struct sim_call *call)
{
    static const char *const NOTHING[] = {NULL};
    const char *const *lines =
        call->state == SIM_CALL_ACTIVE ? sim->profile->answered_end : sim->profile->missed_end;

    say_ends(sim, call, call->state == SIM_CALL_WAITING ? NOTHING : lines);
    call->state = SIM_CALL_NONE;
    promote(sim, sim->now);
}

static void end_by_host(struct sim *sim, struct sim_call *call)
{
    if (!is_dialled(call))
        sim_event_add(sim, SIM_EV_CALL_END, call->number)->by_host = true;
    bool silent = sim_fault_use(sim, FAULT_NO_END);
    for (int i = 0; sim->profile->host_end[i] != NULL && !silent; i++)
        (void)say_end(sim, call, sim->profile->host_end[i], sim->answer_due);
    if (!silent)
        (void)say_state(sim, call, CLCC_RELEASED);
    call->state = SIM_CALL_NONE;
}

/* The modem can be called, and the network lets it. */
static bool has_voice(const struct sim *sim)
{
    return !sim->profile->no_voice && !sim_fault_on(sim, FAULT_IMS_OFF);
}

bool sim_call(struct sim *sim, const char *number, unsigned rings, int64_t interval_ms, bool withheld,
              int64_t now)
{
    sim->now = now;
    if (!sim_is_number(number) || interval_ms < 1)
        return false;
    struct sim_call *call = find(sim, SIM_CALL_NONE);
    bool second = foremost(sim) != NULL;
    if (call == NULL || !has_voice(sim) || !sim_reachable(sim) || (second && sim->set[SET_CCWA] == 0)) {
        (void)sim_event_add(sim, SIM_EV_CALL_END, number); /* hears the busy tone or an announcement */
        return true;
    }
    *call = (struct sim_call){.state = second ? SIM_CALL_WAITING : SIM_CALL_RINGING,
                              .withheld = withheld,
                              .interval = interval_ms,
                              .gives_up = rings == 0 ? TB_NEVER : now + (int64_t)rings * interval_ms,
                              .clip_at = TB_NEVER};
    (void)snprintf(call->number, sizeof(call->number), "%s", number);
    call->id = call == &sim->call[0] ? 1 : 2;
    if (second)
        put_on_waiting(sim, call);
    else
        ring(sim, call);
    return true;
}

bool sim_hangup(struct sim *sim, const char *number, int64_t now)
{
    struct sim_call *call = number == NULL ? foremost(sim) : NULL;

    sim->now = now;
    if (call != NULL && is_dialled(call) && find(sim, SIM_CALL_WAITING) != NULL)
        call = find(sim, SIM_CALL_WAITING);
    for (size_t i = 0; i < SIM_CALLS_MAX && number != NULL; i++) {
        if (sim->call[i].state != SIM_CALL_NONE && strcmp(sim->call[i].number, number) == 0)
            call = &sim->call[i];
    }
    if (call == NULL)
        return false;
    call->refused = true;
    if (is_dialled(call))
        end_dialled(sim, call);
    else
        end_by_caller(sim, call);
    sim_calls_tick(sim);
    return true;
}

void sim_calls_cut(struct sim *sim)
{
    for (size_t i = 0; i < SIM_CALLS_MAX; i++) {
        if (sim->call[i].state != SIM_CALL_NONE && !is_dialled(&sim->call[i]))
            (void)sim_event_add(sim, SIM_EV_CALL_END, sim->call[i].number);
        sim->call[i].state = SIM_CALL_NONE;
    }
    sim->dial_waits = false;
}

/* What is due next for one call. */
static int64_t call_due(const struct sim_call *call)
{
    int64_t at = TB_NEVER;

    if (call->state == SIM_CALL_NONE)
        return at;
    at = tb_earlier(call->gives_up, call->clip_at);
    return call->state == SIM_CALL_RINGING ? tb_earlier(at, call->next_ring) : at;
}

int64_t sim_calls_deadline(const struct sim *sim)
{
    int64_t at = TB_NEVER;

    for (size_t i = 0; i < SIM_CALLS_MAX; i++)
        at = tb_earlier(at, call_due(&sim->call[i]));
    return at;
}

void sim_calls_tick(struct sim *sim)
{
    for (size_t i = 0; i < SIM_CALLS_MAX; i++) {
        struct sim_call *call = &sim->call[i];
        if (call->state != SIM_CALL_NONE && call->clip_at <= sim->now) {
            call->clip_at = TB_NEVER;
            say_clip(sim, call);
        }
        if (is_dialled(call) && call->gives_up <= sim->now)
            end_dialled(sim, call);
        else if (call->state != SIM_CALL_NONE && call->gives_up <= sim->now)
            end_by_caller(sim, call);
        if (call->state == SIM_CALL_RINGING && call->next_ring <= sim->now)
            ring(sim, call);
    }
}

int sim_answer(struct sim *sim)
{
    struct sim_call *call = find(sim, SIM_CALL_RINGING);

    if (call == NULL)
        return SIM_NO_CARRIER;
    call->state = SIM_CALL_ACTIVE;
    call->gives_up = TB_NEVER; /* the two talk until somebody hangs up */
    if (sim->profile->answered != NULL)
        (void)sim_urc(sim, "%s", sim->profile->answered);
    (void)say_state(sim, call, CLCC_ACTIVE);
    return SIM_OK;
}

int sim_dial(struct sim *sim, const char *number)
{
    bool service = strpbrk(number, "*#") != NULL; /* codes for the network are not its business */

    if (service || !has_voice(sim) || !sim_is_number(number) || !sim_reachable(sim) || foremost(sim) != NULL)
        return SIM_NO_CARRIER;
    if (sim_fault_use(sim, FAULT_DIAL_REFUSED))
        return SIM_CME(30);
    bool refused = sim_fault_use(sim, FAULT_DIAL_BUSY);
    struct sim_call *call = &sim->call[0];
    *call = (struct sim_call){.state = SIM_CALL_DIALLED,
                              .id = 1,
                              .refused = refused,
                              .gives_up = sim->now + (refused ? sim_delay(sim, 1000, 3000) : ALERTS_MS),
                              .clip_at = TB_NEVER};
    (void)snprintf(call->number, sizeof(call->number), "%s", number);
    (void)say_state(sim, call, CLCC_DIALING);
    (void)say_state(sim, call, CLCC_ALERTING);
    sim->dialled_at = sim->now;
    sim->dial_waits = sim_fault_use(sim, FAULT_DIAL_LATE);
    return sim->dial_waits ? SIM_LATER : SIM_OK;
}

bool sim_dial_waits(const struct sim *sim)
{
    return sim->dial_waits;
}

void sim_dial_octet(struct sim *sim)
{
    struct sim_call *call = find(sim, SIM_CALL_DIALLED);

    if (call == NULL || sim->now < sim->dialled_at + DIAL_ABORT_MS)
        return;
    sim->dial_waits = false;
    sim->answer_due = sim->now + sim_delay(sim, 10, 30);
    end_by_host(sim, call);
    promote(sim, sim->answer_due);
    sim_result(sim, SIM_NO_CARRIER);
}

int sim_host_hangup(struct sim *sim)
{
    struct sim_call *call = foremost(sim);

    if (call != NULL) {
        end_by_host(sim, call);
        promote(sim, sim->answer_due);
    }
    return sim_fault_use(sim, FAULT_HANGUP_UNANSWERED) ? SIM_SWALLOWED : SIM_OK;
}

static int run_chup(struct sim *sim, struct sim_args *args)
{
    return args->form == FORM_TEST ? SIM_OK : sim_host_hangup(sim);
}

static int run_chld(struct sim *sim, struct sim_args *args)
{
    struct sim_call *waiting = find(sim, SIM_CALL_WAITING), *first = foremost(sim);
    int v = -1;

    if (args->form == FORM_TEST) {
        sim_info(sim, "+CHLD: (0,1,1x,2,2x,3)");
        return SIM_OK;
    }
    if (!sim_arg_int(args, &v))
        return SIM_CME(50);
    if (v == 11 || v == 12) { /* ends one call by its number */
        struct sim_call *call = &sim->call[v - 11];
        if (call->state == SIM_CALL_NONE)
            return SIM_CME(21);
        end_by_host(sim, call);
        promote(sim, sim->answer_due);
        return SIM_OK;
    }
    if (v == 0 && (waiting != NULL || first != NULL)) { /* busy tone for the one who waits or rings */
        end_by_host(sim, waiting != NULL ? waiting : first);
        return SIM_OK;
    }
    if (v == 1 && first != NULL) { /* ends the call, takes the one who waits */
        end_by_host(sim, first);
        if (waiting != NULL)
            waiting->state = SIM_CALL_RINGING;
        return waiting != NULL ? sim_answer(sim) : SIM_OK;
    }
    return SIM_CME(3);
}

static int run_clcc(struct sim *sim, struct sim_args *args)
{
    static const int STATE[] = {0, CLCC_INCOMING, CLCC_WAITING, CLCC_ACTIVE, CLCC_ALERTING};
    char number[4 * TB_NUMBER_MAX];

    if (args->form == FORM_SET && sim->profile->clcc_urc) {
        int v = 0;
        if (!sim_arg_int(args, &v) || v < 0 || v > 1)
            return SIM_CME(50);
        sim->set[SET_CLCC] = v;
        return SIM_OK;
    }
    if (args->form == FORM_SET)
        return SIM_ERROR;
    for (size_t i = 0; i < SIM_CALLS_MAX && args->form == FORM_DO; i++) {
        const struct sim_call *call = &sim->call[i];
        if (call->state != SIM_CALL_NONE)
            sim_info(sim, "+CLCC: %u,%d,%d,0,0,\"%s\",%u", call->id, is_dialled(call) ? 0 : 1,
                     STATE[call->state], shown(sim, call, number, sizeof(number)), shown_toa(sim, call));
    }
    return SIM_OK;
}

static int run_cpas(struct sim *sim, struct sim_args *args)
{
    if (args->form == FORM_TEST)
        sim_info(sim, "+CPAS: (0,3,4)");
    else if (find(sim, SIM_CALL_ACTIVE) != NULL || find(sim, SIM_CALL_DIALLED) != NULL)
        sim_info(sim, "+CPAS: 4");
    else
        sim_info(sim, "+CPAS: %d", find(sim, SIM_CALL_RINGING) != NULL ? 3 : 0);
    return SIM_OK;
}

/* AT+CCWA=<shown>[,<mode>[,<class>]]; mode 2 asks the network. */
static int run_ccwa(struct sim *sim, struct sim_args *args)
{
    int v = 0, mode = -1;

    if (args->form == FORM_TEST) {
        sim_info(sim, "+CCWA: (0,1)");
    } else if (args->form == FORM_READ) {
        sim_info(sim, "+CCWA: %d", sim->set[SET_CCWA]);
    } else {
        if (!sim_arg_int(args, &v) || v < 0 || v > 1 || !sim_arg_int(args, &mode))
            return SIM_CME(50);
        if (sim_fault_use(sim, FAULT_CCWA_REFUSED))
            return SIM_ERROR;
        if (mode == 2)
            sim_info(sim, "+CCWA: 1,1");
        sim->set[SET_CCWA] = mode == 0 ? 0 : v;
    }
    return SIM_OK;
}

const struct sim_command SIM_CALL_COMMANDS[] = {
    {"+CHUP", NEEDS_NOTHING, run_chup}, {"+CHLD", NEEDS_NOTHING, run_chld},
    {"+CLCC", NEEDS_NOTHING, run_clcc}, {"+CPAS", NEEDS_NOTHING, run_cpas},
    {"+CCWA", NEEDS_CARD, run_ccwa},    {"+QHUP", NEEDS_NOTHING, run_chup},
    {NULL, NEEDS_NOTHING, NULL}};

#include "modemsim/sim_line.h"

#include "modemsim/sim_at.h"
#include "modemsim/sim_call.h"
#include "modemsim/sim_fault.h"
#include "modemsim/sim_send.h"
#include "modemsim/sim_tx.h"

#include <stdio.h>
#include <string.h>

#define CTRL_Z     '\x1A'
#define ESC        '\x1B'
#define RUBOUT     '\b'
#define OCTET_US   87
#define ECHO_BATCH 128

/* Echo that has not been queued yet: one chunk per run, not per octet. */
struct echo {
    size_t len;
    char data[ECHO_BATCH];
};

static bool deaf(const struct sim *sim)
{
    return sim->power != POWER_ON || sim_fault_on(sim, FAULT_SILENT);
}

static void echo_flush(struct sim *sim, struct echo *echo)
{
    if (echo->len > 0 && sim->set[SET_ECHO] != 0 && !deaf(sim))
        (void)sim_put(sim, sim->now, echo->data, echo->len);
    echo->len = 0;
}

static void echo_add(struct sim *sim, struct echo *echo, char c)
{
    if (echo->len == sizeof(echo->data))
        echo_flush(sim, echo);
    echo->data[echo->len++] = c;
}

static bool busy(const struct sim *sim)
{
    return sim->busy_until > sim->now || sim_submit_blocks(sim) || sim_dial_waits(sim);
}

static void end_line(struct sim *sim)
{
    size_t len = sim->line_len;

    sim->line[len] = '\0';
    sim->line_len = 0;
    if (len == 0)
        return;
    struct sim_event *ev = sim_event_add(sim, SIM_EV_COMMAND, "");
    (void)snprintf(ev->text, sizeof(ev->text), "%s", sim->line);
    if (deaf(sim))
        return;
    if (sim->line_over) {
        sim->line_over = false;
        sim->answer_due = sim->now;
        sim_result(sim, SIM_ERROR);
        return;
    }
    sim_run_line(sim, sim->line, len);
}

static void command_octet(struct sim *sim, struct echo *echo, char c)
{
    if (c == '\r') {
        echo_add(sim, echo, c);
        echo_flush(sim, echo);
        end_line(sim);
        return;
    }
    if (c == ESC || c == CTRL_Z)
        sim->line_len = 0;
    if (c == '\n' || c == '\0' || c == ESC || c == CTRL_Z)
        return;
    echo_add(sim, echo, c);
    if (c == RUBOUT)
        sim->line_len -= sim->line_len > 0;
    else if (sim->line_len + 1 < sizeof(sim->line))
        sim->line[sim->line_len++] = c;
    else
        sim->line_over = true;
}

static void body_octet(struct sim *sim, struct echo *echo, char c)
{
    struct sim_body *body = &sim->body;

    if (c == CTRL_Z || c == ESC) {
        echo_flush(sim, echo);
        if (c == CTRL_Z)
            sim_body_done(sim);
        else
            sim_body_cancelled(sim);
        return;
    }
    echo_add(sim, echo, c);
    if (c == RUBOUT)
        body->len -= body->len > 0;
    else if (body->len < sizeof(body->data))
        body->data[body->len++] = c;
    else
        body->overflow = true;
}

void sim_input_pump(struct sim *sim)
{
    struct echo echo = {0};
    size_t used = 0;

    for (; used < sim->input_len && sim_dial_waits(sim) && !deaf(sim); used++)
        sim_dial_octet(sim);
    while (used < sim->input_len && !busy(sim)) {
        char c = sim->input[used++];
        if (sim->body.use != BODY_NONE && !deaf(sim))
            body_octet(sim, &echo, c);
        else
            command_octet(sim, &echo, c);
        if (sim->input_len == 0)
            return; /* the modem restarted */
    }
    echo_flush(sim, &echo);
    memmove(sim->input, sim->input + used, sim->input_len - used);
    sim->input_len -= used;
}

int64_t sim_input_deadline(const struct sim *sim)
{
    if (sim->input_len == 0 || sim_submit_blocks(sim))
        return TB_NEVER;
    return sim->busy_until;
}

void sim_host_bytes(struct sim *sim, const char *bytes, size_t len, int64_t now)
{
    int64_t now_us = now * 1000;

    sim->now = now;
    if (sim->rx_free_us < now_us)
        sim->rx_free_us = now_us;
    sim->rx_free_us += (int64_t)len * OCTET_US;
    for (size_t i = 0; i < len; i++) {
        if (sim->input_len == sizeof(sim->input))
            sim_input_pump(sim);
        if (sim->input_len < sizeof(sim->input))
            sim->input[sim->input_len++] = bytes[i];
    }
    sim_tick(sim, now);
}

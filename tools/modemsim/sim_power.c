#include "modemsim/sim_power.h"

#include "modemsim/sim_call.h"
#include "modemsim/sim_fault.h"
#include "modemsim/sim_profile.h"
#include "modemsim/sim_recv.h"
#include "modemsim/sim_send.h"
#include "modemsim/sim_tx.h"

#include <stdio.h>
#include <string.h>

void sim_settings_reset(struct sim *sim)
{
    memset(sim->set, 0, sizeof(sim->set));
    sim->set[SET_ECHO] = 1;
    sim->set[SET_VERBOSE] = 1;
    sim->set[SET_CMGF_FO] = 17;
    sim->set[SET_CMGF_VP] = 167;
    sim->set[SET_CGSMS] = 1;
    sim->set[SET_CNMI_MODE] = 1;
    sim->set[SET_CNMI_MT] = 1;
    sim->charset = CHARSET_IRA;
    sim->mem[0] = sim->mem[1] = sim->mem[2] = STORE_SM;
}

void sim_card_lock(struct sim *sim)
{
    if (sim_fault_on(sim, FAULT_NO_SIM))
        sim->card = CARD_ABSENT;
    else if (sim_fault_on(sim, FAULT_PUK) || sim->pin_tries == 0)
        sim->card = CARD_PUK;
    else if (sim_fault_on(sim, FAULT_PIN) || sim->pin_enabled)
        sim->card = CARD_PIN;
    else
        sim->card = CARD_READY;
    sim_reg_changed(sim);
}

void sim_card_unlock(struct sim *sim)
{
    sim->card = CARD_READY;
    sim->pin_tries = 3;
    sim->puk_tries = 10;
    sim_reg_changed(sim);
}

const char *sim_card_state(const struct sim *sim)
{
    static const char *const NAME[] = {"READY", "SIM PIN", "SIM PUK", "NOT INSERTED"};
    return NAME[sim->card];
}

unsigned sim_card_error(const struct sim *sim)
{
    static const unsigned CODE[] = {0, 11, 12, 10};

    if (sim->card != CARD_READY)
        return CODE[sim->card];
    return !sim->sms_ready || sim_fault_on(sim, FAULT_BUSY) ? 14 : 0;
}

static int registration(const struct sim *sim)
{
    if (sim->power == POWER_OFF || sim->cfun != 1 || sim->card != CARD_READY)
        return 0;
    if (sim_fault_on(sim, FAULT_DENY))
        return 3;
    return sim_fault_on(sim, FAULT_SEARCH) || !sim->sms_ready ? 2 : 1;
}

static void say_reg(struct sim *sim, enum sim_setting set, const char *name)
{
    if (sim->set[set] == 2 && sim->reg == 1)
        (void)sim_urc(sim, "+%s: %d,\"1A2B\",\"01C3D4E5\",7", name, sim->reg);
    else if (sim->set[set] != 0)
        (void)sim_urc(sim, "+%s: %d", name, sim->reg);
}

void sim_reg_changed(struct sim *sim)
{
    sim->reg = registration(sim);
    if (sim->reg == sim->reg_said)
        return;
    sim->reg_said = sim->reg;
    if (sim->reg != 1)
        sim_calls_cut(sim);
    say_reg(sim, SET_CREG, "CREG");
    say_reg(sim, SET_CGREG, "CGREG");
    say_reg(sim, SET_CEREG, "CEREG");
    sim_inbox_poke(sim, 0, 0);
}

bool sim_reachable(const struct sim *sim)
{
    return sim->power == POWER_ON && sim->reg == 1;
}

/* What a loss of power takes: everything but the stores, the card and the network's own memory. */
static void lose_state(struct sim *sim)
{
    sim_calls_cut(sim);
    sim_tx_drop(sim);
    sim_settings_reset(sim);
    sim->line_len = 0;
    sim->line_over = false;
    sim->input_len = 0;
    sim->body.use = BODY_NONE;
    sim_submits_forget(sim);
    sim->busy_until = sim->answer_due = sim->now;
    sim->sms_ready = false;
    sim->cfun = 1;
    sim_inbox_forget_ack(sim);
}

static void boot(struct sim *sim)
{
    lose_state(sim);
    sim->fault[FAULT_SILENT] = 0; /* what hung starts afresh */
    sim->power = POWER_BOOTING;
    sim->boot_step = 0;
    sim->boot_began = sim->now;
    sim_card_lock(sim);
    sim_boot_tick(sim);
}

void sim_restart(struct sim *sim)
{
    sim->mute_boot = false;
    boot(sim);
}

void sim_restart_quiet(struct sim *sim)
{
    sim->mute_boot = true;
    boot(sim);
}

void sim_power(struct sim *sim, bool on, int64_t now)
{
    sim->now = now;
    if (on && sim->power == POWER_OFF) {
        sim_restart(sim);
    } else if (!on) {
        lose_state(sim);
        sim->power = POWER_OFF;
        sim_reg_changed(sim);
    }
}

void sim_power_down(struct sim *sim)
{
    sim_power(sim, false, sim->now);
    (void)sim_urc(sim, "NORMAL POWER DOWN");
}

static bool boots_at_once(const struct sim *sim)
{
    return sim->latency == SIM_LATENCY_NONE && !sim_fault_on(sim, FAULT_SLOW_BOOT);
}

static int64_t due(const struct sim *sim, int64_t after_ms)
{
    return boots_at_once(sim) ? sim->boot_began : sim->boot_began + after_ms;
}

/* A locked or absent card holds the boot up behind the line that says so. */
static bool held_by_card(const struct sim *sim)
{
    return sim->card != CARD_READY && sim->boot_step > 0 &&
           strstr(sim->profile->boot[sim->boot_step - 1].text, "%p") != NULL;
}

void sim_boot_resume(struct sim *sim)
{
    if (sim->boot_step > 0 && sim->profile->boot[sim->boot_step].text != NULL)
        sim->boot_began = sim->now - sim->profile->boot[sim->boot_step - 1].after_ms;
}

/* The next moment of the boot that has not passed: ready, a line, messages ready. */
int64_t sim_boot_deadline(const struct sim *sim)
{
    const struct sim_profile *p = sim->profile;
    int64_t at = TB_NEVER;

    if (sim->power == POWER_OFF)
        return TB_NEVER;
    if (sim->power == POWER_BOOTING)
        at = due(sim, p->ready_ms);
    if (held_by_card(sim))
        return at;
    if (!sim->sms_ready)
        at = tb_earlier(at, due(sim, p->sms_ready_ms));
    if (p->boot[sim->boot_step].text != NULL)
        at = tb_earlier(at, due(sim, p->boot[sim->boot_step].after_ms));
    return at;
}

static void boot_line(struct sim *sim)
{
    const struct sim_boot_line *line = &sim->profile->boot[sim->boot_step++];
    const char *put = strstr(line->text, "%p");

    if (sim->mute_boot && sim->profile->boot[sim->boot_step].text != NULL)
        return;
    if (put == NULL)
        (void)sim_urc(sim, "%s", line->text);
    else
        (void)sim_urc(sim, "%.*s%s", (int)(put - line->text), line->text, sim_card_state(sim));
}

void sim_boot_tick(struct sim *sim)
{
    const struct sim_profile *p = sim->profile;

    while (sim_boot_deadline(sim) <= sim->now) {
        if (sim->power == POWER_BOOTING && due(sim, p->ready_ms) <= sim->now)
            sim->power = POWER_ON;
        while (!held_by_card(sim) && p->boot[sim->boot_step].text != NULL &&
               due(sim, p->boot[sim->boot_step].after_ms) <= sim->now)
            boot_line(sim);
        if (!held_by_card(sim) && !sim->sms_ready && due(sim, p->sms_ready_ms) <= sim->now) {
            sim->sms_ready = true;
            sim_reg_changed(sim);
            sim_inbox_poke(sim, 1000, 2000);
        }
    }
}

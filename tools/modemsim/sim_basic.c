/* The commands that are letters: ATE0, ATS0=0, ATI, ATH and their kin. */
#include "modemsim/sim_at.h"

#include "modemsim/sim_call.h"
#include "modemsim/sim_fault.h"
#include "modemsim/sim_power.h"
#include "modemsim/sim_profile.h"
#include "modemsim/sim_tx.h"

#include <string.h>

/* Reads the digits behind a letter; `none` without any. */
static int digits(const char **at, const char *end, int none)
{
    int v = none;

    for (v = none; *at < end && **at >= '0' && **at <= '9'; (*at)++)
        v = (v == none && v < 0 ? 0 : v % 1000) * 10 + (**at - '0');
    return v;
}

/* ATS<register>=<value> and ATS<register>?; only S0 has an effect. */
static int basic_register(struct sim *sim, const char **at, const char *end)
{
    int reg = digits(at, end, -1);

    if (*at < end && **at == '?') {
        (*at)++;
        sim_info(sim, "%03d", reg == 0 ? sim->set[SET_AUTO_ANSWER] : 0);
        return SIM_OK;
    }
    if (*at >= end || **at != '=')
        return SIM_ERROR;
    (*at)++;
    int v = digits(at, end, -1);
    if (reg < 0 || v < 0)
        return SIM_ERROR;
    if (reg == 0)
        sim->set[SET_AUTO_ANSWER] = v;
    return SIM_OK;
}

static void ident(struct sim *sim)
{
    const char *at = sim->profile->ident;

    for (size_t n = strcspn(at, "\n"); n > 0; n = strcspn(at, "\n")) {
        sim_info(sim, "%.*s", (int)n, at);
        at += n + (at[n] == '\n');
    }
}

/* AT&F, ATZ: the settings, but not the echo of the line under way. */
static int factory(struct sim *sim)
{
    sim_settings_reset(sim);
    return SIM_OK;
}

/* E, V, Q: a switch with its digit. */
static int basic_switch(struct sim *sim, enum sim_setting set, const char **at, const char *end)
{
    int v = digits(at, end, 0);

    if (v > 1)
        return SIM_ERROR;
    if (set != SET_ECHO || !sim_fault_on(sim, FAULT_ECHO_ON))
        sim->set[set] = v;
    return SIM_OK;
}

/* ATD<number>; it places no data calls. */
static int basic_dial(struct sim *sim, const char **at, const char *end)
{
    char number[TB_NUMBER_MAX];
    size_t n = 0;

    for (; *at < end && **at != ';'; (*at)++) {
        if (n + 1 == sizeof(number))
            return SIM_NO_CARRIER;
        number[n++] = **at;
    }
    number[n] = '\0';
    return *at < end ? sim_dial(sim, number) : SIM_NO_CARRIER;
}

int sim_run_basic(struct sim *sim, const char **at, const char *end)
{
    char c = *(*at)++;

    switch (c & ~0x20) {
    case 'E':
        return basic_switch(sim, SET_ECHO, at, end);
    case 'V':
        return basic_switch(sim, SET_VERBOSE, at, end);
    case 'Q':
        return basic_switch(sim, SET_QUIET, at, end);
    case 'S':
        return basic_register(sim, at, end);
    case 'Z':
        (void)digits(at, end, 0);
        return factory(sim);
    case 'I':
        (void)digits(at, end, 0);
        ident(sim);
        return SIM_OK;
    case 'X':
    case 'L':
    case 'M':
        (void)digits(at, end, 0);
        return SIM_OK;
    case 'A':
        return sim_answer(sim);
    case 'H':
        (void)digits(at, end, 0);
        return sim_host_hangup(sim);
    case 'D':
        return basic_dial(sim, at, end);
    default:
        break;
    }
    if (c != '&' || *at >= end)
        return SIM_ERROR;
    c = *(*at)++;
    (void)digits(at, end, 0);
    return (c & ~0x20) == 'F' ? factory(sim) : SIM_OK;
}

/* Who the modem is, its radio, its clock, its power. */
#include "modemsim/sim_at.h"

#include "modemsim/sim_fault.h"
#include "modemsim/sim_power.h"
#include "modemsim/sim_profile.h"
#include "modemsim/sim_text.h"
#include "modemsim/sim_tx.h"

#include <string.h>

#define RESTART_AFTER_MS 20 /* from the OK of AT+CFUN=1,1 to the loss of everything */

static int run_cgmi(struct sim *sim, struct sim_args *args)
{
    if (args->form != FORM_TEST)
        sim_info(sim, "%s", sim->profile->maker);
    return SIM_OK;
}

static int run_cgmm(struct sim *sim, struct sim_args *args)
{
    if (args->form != FORM_TEST)
        sim_info(sim, "%s", sim->profile->model);
    return SIM_OK;
}

static int run_cgmr(struct sim *sim, struct sim_args *args)
{
    if (args->form != FORM_TEST)
        sim_info(sim, "%s", sim->profile->revision);
    return SIM_OK;
}

static int run_cgsn(struct sim *sim, struct sim_args *args)
{
    if (args->form != FORM_TEST)
        sim_info(sim, "%s", sim->profile->imei);
    return SIM_OK;
}

static int run_gcap(struct sim *sim, struct sim_args *args)
{
    (void)args;
    sim_info(sim, "+GCAP: +CGSM");
    return SIM_OK;
}

static int run_csq(struct sim *sim, struct sim_args *args)
{
    bool known = sim->cfun == 1 && sim->power == POWER_ON && !sim_fault_on(sim, FAULT_SIGNAL_UNKNOWN);

    if (args->form == FORM_TEST)
        sim_info(sim, "+CSQ: (0-31,99),(0-7,99)");
    else if (known)
        sim_info(sim, "+CSQ: 20,99");
    else
        sim_info(sim, "+CSQ: 99,99");
    return SIM_OK;
}

static int run_cops(struct sim *sim, struct sim_args *args)
{
    static const char *const NAME[] = {"Sim Network", "SimNet", "310260"};
    char shown[64];
    int mode = 0, format = sim->set[SET_COPS_FORMAT];

    if (args->form == FORM_TEST) {
        sim_info(sim, "+COPS: (2,\"Sim Network\",\"SimNet\",\"310260\",7),,(0,1,2,3,4),(0,1,2)");
    } else if (args->form == FORM_SET) {
        if (!sim_arg_int(args, &mode) || !sim_arg_int(args, &format) || mode < 0 || mode > 4 || format < 0 ||
            format > 2)
            return SIM_CME(50);
        sim->set[SET_COPS_FORMAT] = format;
    } else if (sim->reg != 1) {
        sim_info(sim, "+COPS: 0");
    } else {
        sim_info(sim, "+COPS: 0,%d,\"%s\",7", format, sim_shown(sim, NAME[format], shown, sizeof(shown)));
    }
    return SIM_OK;
}

static int run_cclk(struct sim *sim, struct sim_args *args)
{
    char stamp[SIM_STAMP_MAX];

    if (args->form != FORM_READ)
        return SIM_OK; /* the network sets it */
    sim_stamp(sim_wall_s(sim), sim->zone_quarters, stamp);
    sim_info(sim, "+CCLK: \"%s\"", sim_fault_on(sim, FAULT_CLOCK_UNSET) ? "80/01/06,00:00:12+00" : stamp);
    return SIM_OK;
}

static int run_cbc(struct sim *sim, struct sim_args *args)
{
    if (args->form != FORM_TEST)
        sim_info(sim, "+CBC: 0,100,4100");
    return SIM_OK;
}

static int run_cfun(struct sim *sim, struct sim_args *args)
{
    int fun = -1, reset = 0;

    if (args->form == FORM_TEST) {
        sim_info(sim, "+CFUN: (0,1,4),(0,1)");
        return SIM_OK;
    }
    if (args->form == FORM_READ) {
        sim_info(sim, "+CFUN: %d", sim->cfun);
        return SIM_OK;
    }
    if (!sim_arg_int(args, &fun) || !sim_arg_int(args, &reset) || reset < 0 || reset > 1 ||
        (fun != 0 && fun != 1 && fun != 4))
        return SIM_CME(50);
    if (reset == 1) {
        sim->restart_at = sim->answer_due + RESTART_AFTER_MS;
        return SIM_OK;
    }
    sim->cfun = fun;
    sim_reg_changed(sim);
    return SIM_OK;
}

static int run_reset(struct sim *sim, struct sim_args *args)
{
    if (args->form == FORM_DO)
        sim->restart_at = sim->answer_due + RESTART_AFTER_MS;
    return SIM_OK;
}

const struct sim_command SIM_IDENT_COMMANDS[] = {
    {"+CGMI", NEEDS_NOTHING, run_cgmi},    {"+GMI", NEEDS_NOTHING, run_cgmi},
    {"+CGMM", NEEDS_NOTHING, run_cgmm},    {"+GMM", NEEDS_NOTHING, run_cgmm},
    {"+CGMR", NEEDS_NOTHING, run_cgmr},    {"+GMR", NEEDS_NOTHING, run_cgmr},
    {"+CGSN", NEEDS_NOTHING, run_cgsn},    {"+GSN", NEEDS_NOTHING, run_cgsn},
    {"+GCAP", NEEDS_NOTHING, run_gcap},    {"+CSQ", NEEDS_NOTHING, run_csq},
    {"+COPS", NEEDS_NOTHING, run_cops},    {"+CCLK", NEEDS_NOTHING, run_cclk},
    {"+CBC", NEEDS_NOTHING, run_cbc},      {"+CFUN", NEEDS_NOTHING, run_cfun},
    {"+CRESET", NEEDS_NOTHING, run_reset}, {NULL, NEEDS_NOTHING, NULL}};

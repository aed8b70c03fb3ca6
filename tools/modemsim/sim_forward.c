/* Call forwarding: what the network does with calls for this SIM that it cannot put through (27.007 7.11). It
 * is the network's memory, so no restart takes it. Callers of this model never land there. */
#include "modemsim/sim_forward.h"

#include "modemsim/sim_at.h"
#include "modemsim/sim_fault.h"
#include "modemsim/sim_power.h"
#include "modemsim/sim_text.h"
#include "modemsim/sim_tx.h"

#include <stdio.h>
#include <string.h>

enum ccfc_mode { CCFC_DISABLE, CCFC_ENABLE, CCFC_QUERY, CCFC_REGISTER, CCFC_ERASE };
enum { REASON_NO_REPLY = 2, REASON_ALL = 4, REASON_CONDITIONAL = 5 };

void sim_forward_init(struct sim *sim)
{
    memset(sim->forward, 0, sizeof(sim->forward));
    sim->forward[REASON_NO_REPLY].active = true; /* to the voicemail, as carriers ship it */
    (void)snprintf(sim->forward[REASON_NO_REPLY].number, sizeof(sim->forward[0].number), "+12025550199");
}

static int query(struct sim *sim, int reason)
{
    const struct sim_forward *forward = &sim->forward[reason];
    char number[4 * TB_NUMBER_MAX];

    if (forward->active)
        sim_info(sim, "+CCFC: 1,1,\"%s\",%u%s", sim_shown(sim, forward->number, number, sizeof(number)),
                 sim_toa(forward->number), reason == REASON_NO_REPLY ? ",,,20" : "");
    else
        sim_info(sim, "+CCFC: 0,7");
    return SIM_OK;
}

static bool has_number(const struct sim *sim, int first, int last)
{
    for (int reason = first; reason <= last; reason++)
        if (sim->forward[reason].number[0] == '\0')
            return false;
    return true;
}

/* Changes the reasons first to last; number is the registered one. */
static int change(struct sim *sim, enum ccfc_mode mode, int first, int last, const char *number)
{
    if ((mode == CCFC_REGISTER && !sim_is_number(number)) ||
        (mode == CCFC_ENABLE && !has_number(sim, first, last)))
        return SIM_CME(50);
    if (mode == CCFC_ERASE && sim_fault_use(sim, FAULT_FORWARD_STAYS))
        return SIM_OK;
    for (int reason = first; reason <= last; reason++) {
        struct sim_forward *forward = &sim->forward[reason];
        forward->active = mode == CCFC_ENABLE || mode == CCFC_REGISTER;
        if (mode == CCFC_REGISTER || mode == CCFC_ERASE)
            (void)snprintf(forward->number, sizeof(forward->number), "%s", mode == CCFC_ERASE ? "" : number);
    }
    return SIM_OK;
}

/* AT+CCFC=<reason>,<mode>[,<number>[,<type>[,<class>[,,,<time>]]]]; reasons 4 and 5 are all and all but
 * always. */
static int run_ccfc(struct sim *sim, struct sim_args *args)
{
    char given[4 * TB_NUMBER_MAX], number[TB_NUMBER_MAX];
    int reason = -1, mode = -1;

    if (args->form == FORM_TEST) {
        sim_info(sim, "+CCFC: (0-5)");
        return SIM_OK;
    }
    if (args->form != FORM_SET)
        return SIM_ERROR;
    if (!sim_arg_int(args, &reason) || !sim_arg_int(args, &mode) ||
        !sim_arg_str(args, given, sizeof(given)) || !sim_meant(sim, given, number, sizeof(number)) ||
        reason < 0 || reason > REASON_CONDITIONAL || mode < 0 || mode > CCFC_ERASE)
        return SIM_CME(50);
    sim->answer_due += sim_delay(sim, 1000, 4000); /* the home network is asked */
    sim->busy_until = sim->answer_due;
    if (sim_fault_use(sim, FAULT_FORWARD_REFUSED))
        return SIM_CME(4);
    if (!sim_reachable(sim))
        return SIM_CME(30);
    bool several = reason >= REASON_ALL;
    if (mode == CCFC_QUERY)
        return several ? SIM_CME(50) : query(sim, reason);
    return change(sim, (enum ccfc_mode)mode, several ? reason - REASON_ALL : reason,
                  several ? SIM_FORWARDS - 1 : reason, number);
}

const struct sim_command SIM_FORWARD_COMMANDS[] = {{"+CCFC", NEEDS_CARD, run_ccfc},
                                                   {NULL, NEEDS_NOTHING, NULL}};

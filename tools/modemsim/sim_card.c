/* What lives on the SIM card: its lock, its numbers, its phone book. */
#include "modemsim/sim_at.h"

#include "modemsim/sim_fault.h"
#include "modemsim/sim_power.h"
#include "modemsim/sim_text.h"
#include "modemsim/sim_tx.h"

#include <stdio.h>
#include <string.h>

#define PUK       "12345678"
#define IMSI      "310260123456789"
#define PIN_TRIES 3
#define PUK_TRIES 10

/* A PIN or PUK was right: the card is open. */
static int open_card(struct sim *sim)
{
    sim->fault[FAULT_PUK] = 0;
    sim_card_unlock(sim);
    sim_boot_resume(sim);
    (void)sim_put_line(sim, sim->answer_due, "+CPIN: READY");
    return SIM_OK;
}

static int enter_pin(struct sim *sim, const char *pin)
{
    if (strcmp(pin, sim->pin) == 0)
        return open_card(sim);
    if (sim->pin_tries > 0)
        sim->pin_tries--;
    if (sim->pin_tries == 0)
        sim->card = CARD_PUK;
    return SIM_CME(16);
}

static int enter_puk(struct sim *sim, const char *puk, const char *pin)
{
    size_t len = strlen(pin);

    if (strcmp(puk, PUK) == 0 && len >= 4 && len <= 8 && strspn(pin, "0123456789") == len) {
        memcpy(sim->pin, pin, len + 1);
        return open_card(sim);
    }
    if (sim->puk_tries > 0)
        sim->puk_tries--;
    return SIM_CME(16);
}

static int run_cpin(struct sim *sim, struct sim_args *args)
{
    char first[12], second[12];

    if (args->form == FORM_TEST)
        return SIM_OK;
    if (sim->card == CARD_ABSENT)
        return SIM_CME(10);
    if (args->form == FORM_READ) {
        if (sim_fault_on(sim, FAULT_BUSY))
            return SIM_CME(14);
        sim_info(sim, "+CPIN: %s", sim_card_state(sim));
        return SIM_OK;
    }
    if (!sim_arg_str(args, first, sizeof(first)) || !sim_arg_str(args, second, sizeof(second)))
        return SIM_CME(50);
    if (sim->card == CARD_PIN)
        return enter_pin(sim, first);
    return sim->card == CARD_PUK ? enter_puk(sim, first, second) : SIM_CME(3);
}

/* Tries left, in the standard's form; SIMCom and Quectel have words of their own for it. */
static int run_cpinr(struct sim *sim, struct sim_args *args)
{
    char what[12];

    if (args->form == FORM_TEST)
        return SIM_OK;
    if (!sim_arg_str(args, what, sizeof(what)))
        return SIM_CME(50);
    if (strcmp(what, "SIM PUK") != 0)
        sim_info(sim, "+CPINR: SIM PIN,%u,%d", sim->pin_tries, PIN_TRIES);
    if (strcmp(what, "SIM PIN") != 0)
        sim_info(sim, "+CPINR: SIM PUK,%u,%d", sim->puk_tries, PUK_TRIES);
    return SIM_OK;
}

static int run_spic(struct sim *sim, struct sim_args *args)
{
    if (args->form != FORM_TEST)
        sim_info(sim, "+SPIC: %u,%u,0,0", sim->pin_tries, sim->puk_tries);
    return SIM_OK;
}

static int run_qpinc(struct sim *sim, struct sim_args *args)
{
    if (args->form != FORM_TEST)
        sim_info(sim, "+QPINC: \"SC\",%u,%u", sim->pin_tries, sim->puk_tries);
    return SIM_OK;
}

/* AT+CLCK="SC",<mode>[,"pin"]: the lock of the card; mode 2 asks. */
static int run_clck(struct sim *sim, struct sim_args *args)
{
    char what[8], pin[12];
    int mode = -1;

    if (args->form == FORM_TEST) {
        sim_info(sim, "+CLCK: (\"SC\")");
        return SIM_OK;
    }
    if (!sim_arg_str(args, what, sizeof(what)) || !sim_arg_int(args, &mode) ||
        !sim_arg_str(args, pin, sizeof(pin)))
        return SIM_CME(50);
    if (strcmp(what, "SC") != 0 || mode < 0 || mode > 2)
        return SIM_CME(4);
    if (mode == 2) {
        sim_info(sim, "+CLCK: %d", sim->pin_enabled || sim_fault_on(sim, FAULT_PIN) ? 1 : 0);
        return SIM_OK;
    }
    if (strcmp(pin, sim->pin) != 0)
        return SIM_CME(16);
    sim->pin_enabled = mode == 1;
    return SIM_OK;
}

static int run_cimi(struct sim *sim, struct sim_args *args)
{
    if (args->form != FORM_TEST)
        sim_info(sim, IMSI);
    return SIM_OK;
}

/* The number on the card can be read without its PIN: 31.102 4.2.24 does not guard it. */
static int run_ccid(struct sim *sim, struct sim_args *args)
{
    if (sim->card == CARD_ABSENT)
        return SIM_CME(10);
    if (args->form != FORM_TEST)
        sim_info(sim, "+CCID: %s", sim->iccid);
    return SIM_OK;
}

static int run_qccid(struct sim *sim, struct sim_args *args)
{
    if (sim->card == CARD_ABSENT)
        return SIM_CME(10);
    if (args->form != FORM_TEST)
        sim_info(sim, "+QCCID: %s", sim->iccid);
    return SIM_OK;
}

static int run_iccid(struct sim *sim, struct sim_args *args)
{
    if (sim->card == CARD_ABSENT)
        return SIM_CME(10);
    if (args->form != FORM_TEST)
        sim_info(sim, "+ICCID: %s", sim->iccid);
    return SIM_OK;
}

static int run_cnum(struct sim *sim, struct sim_args *args)
{
    char number[4 * TB_NUMBER_MAX];

    if (args->form != FORM_TEST)
        sim_info(sim, "+CNUM: \"\",\"%s\",%u", sim_shown(sim, sim->own_number, number, sizeof(number)),
                 sim_toa(sim->own_number));
    return SIM_OK;
}

static int run_csca(struct sim *sim, struct sim_args *args)
{
    char given[4 * TB_NUMBER_MAX], number[TB_NUMBER_MAX];
    int toa = 0;

    if (args->form == FORM_TEST)
        return SIM_OK;
    if (args->form == FORM_READ) {
        const char *smsc = sim_fault_on(sim, FAULT_SMSC_EMPTY) ? "" : sim->smsc;
        sim_info(sim, "+CSCA: \"%s\",%u", sim_shown(sim, smsc, given, sizeof(given)), sim_toa(smsc));
        return SIM_OK;
    }
    if (!sim_arg_str(args, given, sizeof(given)) || !sim_meant(sim, given, number, sizeof(number)) ||
        !sim_arg_int(args, &toa) || (number[0] != '\0' && !sim_is_number(number)))
        return SIM_CMS(304);
    (void)snprintf(sim->smsc, sizeof(sim->smsc), "%s%.*s", toa == 145 && number[0] != '+' ? "+" : "",
                   TB_NUMBER_MAX - 2, number);
    sim->fault[FAULT_SMSC_EMPTY] = 0;
    return SIM_OK;
}

/* The phone book is empty and stays so. */
static int run_cpbs(struct sim *sim, struct sim_args *args)
{
    if (args->form == FORM_TEST)
        sim_info(sim, "+CPBS: (\"SM\",\"ME\",\"ON\")");
    else if (args->form == FORM_READ)
        sim_info(sim, "+CPBS: \"SM\",0,250");
    return SIM_OK;
}

static int run_cpbr(struct sim *sim, struct sim_args *args)
{
    if (args->form == FORM_TEST)
        sim_info(sim, "+CPBR: (1-250),40,16");
    return SIM_OK;
}

const struct sim_command SIM_CARD_COMMANDS[] = {
    {"+CPIN", NEEDS_NOTHING, run_cpin},   {"+CPINR", NEEDS_NOTHING, run_cpinr},
    {"+SPIC", NEEDS_NOTHING, run_spic},   {"+QPINC", NEEDS_NOTHING, run_qpinc},
    {"+CLCK", NEEDS_CARD, run_clck},      {"+CIMI", NEEDS_CARD, run_cimi},
    {"+CCID", NEEDS_NOTHING, run_ccid},   {"+QCCID", NEEDS_NOTHING, run_qccid},
    {"+ICCID", NEEDS_NOTHING, run_iccid}, {"+CICCID", NEEDS_NOTHING, run_iccid},
    {"+CNUM", NEEDS_CARD, run_cnum},      {"+CSCA", NEEDS_SMS, run_csca},
    {"+CPBS", NEEDS_CARD, run_cpbs},      {"+CPBR", NEEDS_CARD, run_cpbr},
    {NULL, NEEDS_NOTHING, NULL}};

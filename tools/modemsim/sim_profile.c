#include "modemsim/sim_profile.h"

#include "base/check.h"
#include "modemsim/simmodem.h"

#include <string.h>

const char *const SIM_END_NO_CARRIER[] = {"NO CARRIER", NULL};
const char *const SIM_END_NOTHING[] = {NULL};

static const struct sim_boot_line BOOT_GENERIC[] = {{3000, "RDY"},       {3200, "+CFUN: 1"},
                                                    {4000, "+CPIN: %p"}, {6000, "Call Ready"},
                                                    {7000, "SMS Ready"}, {0, NULL}};

/* A modem as the standards have it: every command of every table, no words of its own. */
static const struct sim_profile SIM_PROFILE_GENERIC = {
    .name = "generic",
    .maker = "textback",
    .model = "modemsim",
    .revision = "modemsim 1",
    .imei = "490154203237518",
    .ident = "textback\nmodemsim\nRevision: 1",
    .boot = BOOT_GENERIC,
    .ready_ms = 3000,
    .sms_ready_ms = 7000,
    .prompt = "\r\n> ",
    .clip_tail = ",\"\",0,\"\",0",
    .withheld_tail = ",\"\",0,\"\",1",
    .ccwa_tail = ",1,,0",
    .missed_end = SIM_END_NO_CARRIER,
    .answered_end = SIM_END_NO_CARRIER,
    .host_end = SIM_END_NOTHING,
    .cmt_alpha = "",
    .first_slot = 1,
    .empty_is_error = true,
    .cnmi_mt = 0xF,
    .cnmi_ds = 0x7,
    .slots_sm = 30,
    .slots_me = 50,
    .slots_sr = 20,
};

static const struct sim_profile *const PROFILES[] = {
    &SIM_PROFILE_GENERIC, &SIM_PROFILE_SIM800, &SIM_PROFILE_SIM7600, &SIM_PROFILE_A7670,
    &SIM_PROFILE_SIM7670, &SIM_PROFILE_EC25,   &SIM_PROFILE_EP06,    &SIM_PROFILE_EC200,
    &SIM_PROFILE_HUAWEI,  &SIM_PROFILE_UBLOX,  &SIM_PROFILE_SARA_R5, &SIM_PROFILE_TELIT,
};

const struct sim_profile *sim_profile_by_name(const char *name)
{
    for (size_t i = 0; i < TB_COUNT(PROFILES); i++) {
        if (strcmp(PROFILES[i]->name, name) == 0)
            return PROFILES[i];
    }
    return NULL;
}

const char *sim_profile_name(unsigned n)
{
    return n < TB_COUNT(PROFILES) ? PROFILES[n]->name : NULL;
}

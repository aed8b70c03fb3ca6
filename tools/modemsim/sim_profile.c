#include "modemsim/sim_profile.h"

#include "base/check.h"
#include "modemsim/simmodem.h"

#include <string.h>

static const char *const END_NO_CARRIER[] = {"NO CARRIER", NULL};
static const char *const END_NOTHING[] = {NULL};
static const char *const END_SIMCOM_MISSED[] = {"VOICE CALL: END", "MISSED_CALL: %t %n", "NO CARRIER", NULL};
static const char *const END_SIMCOM[] = {"VOICE CALL: END: 000041", "NO CARRIER", NULL};
static const char *const END_SIMCOM_HOST[] = {"VOICE CALL: END", NULL};

static const struct sim_boot_line BOOT_GENERIC[] = {{3000, "RDY"},       {3200, "+CFUN: 1"},
                                                    {4000, "+CPIN: %p"}, {6000, "Call Ready"},
                                                    {7000, "SMS Ready"}, {0, NULL}};
static const struct sim_boot_line BOOT_SIM7600[] = {
    {6000, "RDY"}, {8000, "+CPIN: %p"}, {11000, "SMS DONE"}, {14000, "PB DONE"}, {0, NULL}};
static const struct sim_boot_line BOOT_A7670[] = {{5000, "*ATREADY: 1"}, {6500, "+CPIN: %p"},
                                                  {8000, "SMS DONE"},    {9000, "+CGEV: EPS PDN ACT 1"},
                                                  {10000, "PB DONE"},    {0, NULL}};
static const struct sim_boot_line BOOT_EC25[] = {
    {4000, "RDY"},      {5000, "+CPIN: %p"},       {5200, "+QUSIM: 1"},
    {5400, "+CFUN: 1"}, {8000, "+QIND: SMS DONE"}, {10000, "+QIND: PB DONE"},
    {0, NULL}};

static const struct sim_profile PROFILES[] = {
    {
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
        .missed_end = END_NO_CARRIER,
        .answered_end = END_NO_CARRIER,
        .host_end = END_NOTHING,
        .cmt_alpha = "",
        .first_slot = 1,
        .empty_is_error = true,
        .cnmi_mt = 0xF,
        .cnmi_ds = 0x7,
        .slots_sm = 30,
        .slots_me = 50,
        .slots_sr = 20,
    },
    {
        .name = "sim7600",
        .maker = "SIMCOM INCORPORATED",
        .model = "SIMCOM_SIM7600G-H",
        .revision = "+CGMR: LE20B04SIM7600G22",
        .imei = "861585041234568",
        .ident = "Manufacturer: SIMCOM INCORPORATED\nModel: SIMCOM_SIM7600G-H\nRevision: SIM7600M22_V2.0.1\n"
                 "IMEI: 861585041234568\n+GCAP: +CGSM",
        .boot = BOOT_SIM7600,
        .ready_ms = 6000,
        .sms_ready_ms = 11000,
        .prompt = "\r\n> ",
        .clip_tail = ",,,,0",
        .withheld_tail = ",,,,1",
        .ccwa_tail = ",1,,0",
        .missed_end = END_SIMCOM_MISSED,
        .answered_end = END_SIMCOM,
        .host_end = END_SIMCOM_HOST,
        .answered = "VOICE CALL: BEGIN",
        .full = "+SMS FULL",
        .cmt_alpha = "\"\"",
        .first_slot = 0,
        .empty_is_error = true,
        .cnmi_mt = 0xF,
        .cnmi_ds = 0x7,
        .clcc_urc = true,
        .slots_sm = 30,
        .slots_me = 23,
        .slots_sr = 20,
        .gap_ms = 5,
    },
    {
        .name = "a7670",
        .maker = "INCORPORATED",
        .model = "A7670E-FASE",
        .revision = "A7670M7_V1.11.1",
        .imei = "866088061234567",
        .ident = "Manufacturer: INCORPORATED\nModel: A7670E-FASE\nRevision: A7670M7_V1.11.1\nIMEI: "
                 "866088061234567\n"
                 "+GCAP: +CGSM,+FCLASS,+DS",
        .boot = BOOT_A7670,
        .ready_ms = 5000,
        .sms_ready_ms = 8000,
        .prompt = "\r\n> ",
        .clip_tail = ",,,,0",
        .withheld_tail = ",,,,1",
        .ccwa_tail = ",1",
        .missed_end = END_SIMCOM_MISSED,
        .answered_end = END_SIMCOM,
        .host_end = END_SIMCOM_HOST,
        .answered = "VOICE CALL: BEGIN",
        .full = "+SMS FULL",
        .cmt_alpha = "\"\"",
        .first_slot = 0,
        .empty_is_error = false,
        .cnmi_mt = 0xF,
        .cnmi_ds = 0x5, /* refuses ds=1 [morgverd/sms-server#12] */
        .clcc_urc = true,
        .slots_sm = 50,
        .slots_me = 50,
        .slots_sr = 20,
        .gap_ms = 5,
    },
    {
        .name = "ec25",
        .maker = "Quectel",
        .model = "EC25",
        .revision = "EC25AFFAR07A14M4G",
        .imei = "867698041234565",
        .ident = "Quectel\nEC25\nRevision: EC25AFFAR07A14M4G",
        .boot = BOOT_EC25,
        .ready_ms = 4000,
        .sms_ready_ms = 8000,
        .prompt = "\r\n> ",
        .clip_tail = ",,,,0",
        .withheld_tail = ",,,,1",
        .ccwa_tail = ",1,,0,,,",
        .missed_end = END_NO_CARRIER,
        .answered_end = END_NO_CARRIER,
        .host_end = END_NOTHING,
        .cdsi_mem = "SM", /* IchthysMaranatha/asterisk-chan-quectel#75: it is in SR, and at another slot */
        .cdsi_index = 0,
        .cmt_alpha = "",
        .first_slot = 0,
        .empty_is_error = false,
        .cnmi_mt = 0xF,
        .cnmi_ds = 0x7,
        .ccinfo = true,
        .slots_sm = 25,
        .slots_me = 50,
        .slots_sr = 20,
        .gap_ms = 2,
    },
};

const struct sim_profile *sim_profile_by_name(const char *name)
{
    for (size_t i = 0; i < TB_COUNT(PROFILES); i++) {
        if (strcmp(PROFILES[i].name, name) == 0)
            return &PROFILES[i];
    }
    return NULL;
}

const char *sim_profile_name(unsigned n)
{
    return n < TB_COUNT(PROFILES) ? PROFILES[n].name : NULL;
}

/* SIMCom. Sources: SIM800 AT manual V1.09, hardware design V1.09; ModemManager simtech plugin; TinyGSM issues
 * 496, 608; T-SIM7600X issues 41, 44; LilyGo-Modem-Series issues 138, 247, 469; gammu issue 1176. */
#include "modemsim/sim_profile.h"

static const char *const END_SIMCOM_MISSED[] = {"VOICE CALL: END", "MISSED_CALL: %t %n", "NO CARRIER", NULL};
static const char *const END_SIMCOM[] = {"VOICE CALL: END: 000041", "NO CARRIER", NULL};
static const char *const END_SIMCOM_HOST[] = {"VOICE CALL: END", NULL};

static const struct sim_boot_line BOOT_SIM800[] = {{1400, "RDY"},       {1500, "+CFUN: 1"},
                                                   {2000, "+CPIN: %p"}, {5000, "Call Ready"},
                                                   {6000, "SMS Ready"}, {0, NULL}};
static const struct sim_boot_line BOOT_SIM7600[] = {
    {6000, "RDY"}, {8000, "+CPIN: %p"}, {11000, "SMS DONE"}, {14000, "PB DONE"}, {0, NULL}};
static const struct sim_boot_line BOOT_A7670[] = {{5000, "*ATREADY: 1"}, {6500, "+CPIN: %p"},
                                                  {8000, "SMS DONE"},    {9000, "+CGEV: EPS PDN ACT 1"},
                                                  {10000, "PB DONE"},    {0, NULL}};

static const char *const KNOWS[] = {"+CLTS", "+MSTK", "+CNSMOD", NULL};

const struct sim_profile SIM_PROFILE_SIM800 = {
    .name = "sim800",
    .maker = "SIMCOM_Ltd",
    .model = "SIMCOM_SIM868",
    .revision = "Revision:1418B04SIM868M32",
    .imei = "868183031234561",
    .ident = "SIM868 R14.18",
    .knows = KNOWS,
    .boot = BOOT_SIM800,
    .ready_ms = 1400,
    .sms_ready_ms = 6000,
    .prompt = "\r\n> ",
    .clip_tail = ",\"\",0,\"\",0",
    .withheld_tail = ",\"\",0,\"\",1", /* babca/python-gsmmodem#24 */
    .ccwa_tail = ",1,,0",
    .missed_end = SIM_END_NO_CARRIER,
    .answered_end = SIM_END_NO_CARRIER,
    .host_end = SIM_END_NOTHING,
    .cmt_alpha = "\"\"",
    .first_slot = 1,
    .empty_is_error = false,
    .cnmi_mt = 0xF,
    .cnmi_ds = 0x7,
    .clcc_urc = true,
    .no_lte = true,
    .slots_sm = 25,
    .slots_me = 50,
    .slots_sr = 20,
    .gap_ms = 2,
};

const struct sim_profile SIM_PROFILE_SIM7600 = {
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
    .knows = KNOWS,
    .voice_command = "+CIREG",
    .voice_on = "+CIREG: 0,1",
    .voice_off = "+CIREG: 0,0",
};

const struct sim_profile SIM_PROFILE_A7670 = {
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
    .knows = KNOWS,
    .voice_command = "+CIREG",
    .voice_on = "+CIREG: 0,1",
    .voice_off = "+CIREG: 0,0",
};

/* The A7670's sister without voice: LilyGo-T-PCIE issue 43. Texts go, calls never come. */
const struct sim_profile SIM_PROFILE_SIM7670 = {
    .name = "sim7670",
    .maker = "SIMCOM INCORPORATED",
    .model = "SIM7670G-MNGV",
    .revision = "2374B01SIM767XM5A",
    .imei = "866088061234575",
    .ident = "Manufacturer: SIMCOM INCORPORATED\nModel: SIM7670G-MNGV\nRevision: 2374B01SIM767XM5A\nIMEI: "
             "866088061234575",
    .knows = KNOWS,
    .boot = BOOT_A7670,
    .ready_ms = 5000,
    .sms_ready_ms = 8000,
    .prompt = "\r\n>\r\n", /* gammu/gammu#1176 */
    .clip_tail = ",,,,0",
    .withheld_tail = ",,,,1",
    .ccwa_tail = ",1",
    .missed_end = SIM_END_NOTHING,
    .answered_end = SIM_END_NOTHING,
    .host_end = SIM_END_NOTHING,
    .full = "+SMS FULL",
    .cmt_alpha = "\"\"",
    .first_slot = 0,
    .empty_is_error = false,
    .cnmi_mt = 0xF,
    .cnmi_ds = 0x5,
    .clcc_urc = true,
    .no_voice = true,
    .slots_sm = 50,
    .slots_me = 50,
    .slots_sr = 20,
    .gap_ms = 5,
};

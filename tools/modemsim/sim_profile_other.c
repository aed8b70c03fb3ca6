/* Huawei E-series, u-blox, Telit. Sources: asterisk-chan-dongle issues 35, 47, 82; MU509 AT manual (withheld
 * callers, ^CEND); matrix-appservice-sms issue 10; ModemManager ublox plugin (+UCALLSTAT); RIOT issue 20016
 * (prompt of LARA-L6); ubxlib; LE910 AT manual; gammu issue 272. */
#include "modemsim/sim_profile.h"

static const char *const END_HUAWEI[] = {"^CEND:1,0,104,16", NULL};
static const char *const END_HUAWEI_ANSWERED[] = {"^CEND:1,41,104,16", NULL};
static const char *const END_HUAWEI_HOST[] = {"^CEND:1,0,84,17", NULL};

static const struct sim_boot_line BOOT_HUAWEI[] = {{3000, "^BOOT:20096657,0,0,0,75"},
                                                   {8000, "^SIMST:1"},
                                                   {9000, "^SRVST:2"},
                                                   {10000, "^SYSSTART"},
                                                   {0, NULL}};
/* It says nothing as it comes from the factory. */
static const struct sim_boot_line BOOT_SILENT[] = {{0, NULL}};
/* With AT#QSS=1 stored. */
static const struct sim_boot_line BOOT_TELIT[] = {{6000, "#QSS: 1"}, {8000, "#QSS: 3"}, {0, NULL}};

static const char *const KNOWS_HUAWEI[] = {"^CURC", NULL};
static const char *const KNOWS_UBLOX[] = {"+UPSV", NULL};
static const char *const KNOWS_TELIT[] = {"#QSS", "#SHDN", NULL};

const struct sim_profile SIM_PROFILE_HUAWEI = {
    .name = "huawei",
    .maker = "huawei",
    .model = "E1550",
    .revision = "11.608.12.10.143",
    .imei = "353443041234561",
    .ident = "Manufacturer: huawei\nModel: E1550\nRevision: 11.608.12.10.143\nIMEI: 353443041234561\n"
             "+GCAP: +CGSM,+DS,+ES",
    .knows = KNOWS_HUAWEI,
    .no_such = "COMMAND NOT SUPPORT",
    .boot = BOOT_HUAWEI,
    .ready_ms = 8000,
    .sms_ready_ms = 9000,
    .prompt = "\r\n> ",
    .clip_tail = ",,,,0",
    .withheld_tail = ",,,,1",
    .ccwa_tail = ",1",
    .missed_end = END_HUAWEI,
    .answered_end = END_HUAWEI_ANSWERED,
    .host_end = END_HUAWEI_HOST,
    .answered = "^CONN:1,0",
    .full = "^SMMEMFULL",
    .cmt_alpha = "",
    .first_slot = 0,
    .empty_is_error = true,
    .cnmi_mt = 0xF,
    .cnmi_ds = 0x7,
    .no_lte = true,
    .voice_command = "^CVOICE",
    .voice_on = "^CVOICE:0,8000,16,20",
    .voice_off = "^CVOICE:1",
    .slots_sm = 20,
    .slots_me = 50,
    .slots_sr = 20,
    .gap_ms = 5,
};

const struct sim_profile SIM_PROFILE_UBLOX = {
    .name = "ublox",
    .maker = "u-blox",
    .model = "LARA-R6001",
    .revision = "01.14",
    .imei = "354679091234560",
    .ident = "LARA-R6001-00B-00",
    .knows = KNOWS_UBLOX,
    .boot = BOOT_SILENT,
    .ready_ms = 5000,
    .sms_ready_ms = 9000,
    .prompt = ">", /* RIOT-OS/RIOT#20016, on the LARA-L6 */
    .clip_tail = ",\"\",,\"\",0",
    .withheld_tail = ",\"\",,\"\",1",
    .ccwa_tail = ",1,\"\",0",
    .missed_end = SIM_END_NO_CARRIER,
    .answered_end = SIM_END_NO_CARRIER,
    .host_end = SIM_END_NOTHING,
    .cmt_alpha = "",
    .first_slot = 1,
    .empty_is_error = true,
    .cnmi_mt = 0xF,
    .cnmi_ds = 0x7,
    .ucallstat = true,
    .voice_command = "+CIREG",
    .voice_on = "+CIREG: 0,1",
    .voice_off = "+CIREG: 0,0",
    .slots_sm = 25,
    .slots_me = 50,
    .slots_sr = 20,
    .gap_ms = 2,
};

/* Data and texts alone, as its data sheet says. */
const struct sim_profile SIM_PROFILE_SARA_R5 = {
    .name = "sara-r5",
    .maker = "u-blox",
    .model = "SARA-R510S",
    .revision = "02.06",
    .imei = "352848081234564",
    .ident = "SARA-R510S-00B-00",
    .knows = KNOWS_UBLOX,
    .boot = BOOT_SILENT,
    .ready_ms = 5000,
    .sms_ready_ms = 9000,
    .prompt = "\r\n>",
    .clip_tail = "",
    .withheld_tail = "",
    .ccwa_tail = "",
    .missed_end = SIM_END_NOTHING,
    .answered_end = SIM_END_NOTHING,
    .host_end = SIM_END_NOTHING,
    .cmt_alpha = "",
    .first_slot = 1,
    .empty_is_error = true,
    .cnmi_mt = 0xF,
    .cnmi_ds = 0x7,
    .no_voice = true,
    .slots_sm = 25,
    .slots_me = 50,
    .slots_sr = 20,
    .gap_ms = 2,
};

const struct sim_profile SIM_PROFILE_TELIT = {
    .name = "telit",
    .maker = "Telit",
    .model = "LE910C4-NF",
    .revision = "25.21.660",
    .imei = "356278070123451",
    .ident = "332",
    .knows = KNOWS_TELIT,
    .boot = BOOT_TELIT,
    .ready_ms = 6000,
    .sms_ready_ms = 9000,
    .prompt = "\r\n> ",
    .clip_tail = ",\"\",128,\"\",0",
    .withheld_tail = ",\"\",128,\"\",1",
    .ccwa_tail = ",1,\"\",0",
    .missed_end = SIM_END_NO_CARRIER,
    .answered_end = SIM_END_NO_CARRIER,
    .host_end = SIM_END_NOTHING,
    .cmt_alpha = "\"\"",
    .first_slot = 1,
    .empty_is_error = true,
    .cnmi_mt = 0xF,
    .cnmi_ds = 0x3, /* +CDS with ds=1 alone: gammu issue 272 */
    .voice_command = "+CIREG",
    .voice_on = "+CIREG: 0,1",
    .voice_off = "+CIREG: 0,0",
    .slots_sm = 30,
    .slots_me = 50,
    .slots_sr = 20,
    .gap_ms = 2,
};

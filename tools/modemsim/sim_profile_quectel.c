/* Quectel. Sources: EC25 AT manual; asterisk-chan-quectel's response table and issue 3; pinephone_modem_sdk
 * issues 6, 250; IMS application note V1.0, 2.3.1. */
#include "modemsim/sim_profile.h"

static const struct sim_boot_line BOOT_EC25[] = {
    {4000, "RDY"},      {5000, "+CPIN: %p"},       {5200, "+QUSIM: 1"},
    {5400, "+CFUN: 1"}, {8000, "+QIND: SMS DONE"}, {10000, "+QIND: PB DONE"},
    {0, NULL}};
static const struct sim_boot_line BOOT_EC200[] = {
    {4000, "RDY"}, {5000, "+CPIN: %p"}, {5400, "+CFUN: 1"}, {8000, "+QIND: SMS DONE"}, {0, NULL}};

static const char *const KNOWS[] = {"+QURCCFG", "+QCFG", NULL};

const struct sim_profile SIM_PROFILE_EC25 = {
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
    .missed_end = SIM_END_NO_CARRIER,
    .answered_end = SIM_END_NO_CARRIER,
    .host_end = SIM_END_NOTHING,
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
    .knows = KNOWS,
    .dsci = true,
    .voice_command = "+QCFG",
    .voice_on = "+QCFG: \"ims\",1,1",
    .voice_off = "+QCFG: \"ims\",1,0",
};

/* ^DSCI in place of ccinfo. */
const struct sim_profile SIM_PROFILE_EP06 = {
    .name = "ep06",
    .maker = "Quectel",
    .model = "EP06",
    .revision = "EP06ELAR03A08M4G",
    .imei = "868186041234567",
    .ident = "Quectel\nEP06\nRevision: EP06ELAR03A08M4G",
    .boot = BOOT_EC25,
    .ready_ms = 4000,
    .sms_ready_ms = 8000,
    .prompt = "\r\n> ",
    .clip_tail = ",,,,0",
    .withheld_tail = ",,,,1",
    .ccwa_tail = ",1,,0,,,",
    .missed_end = SIM_END_NO_CARRIER,
    .answered_end = SIM_END_NO_CARRIER,
    .host_end = SIM_END_NOTHING,
    .cdsi_mem = "SM", /* IchthysMaranatha/asterisk-chan-quectel#75: it is in SR, and at another slot */
    .cdsi_index = 0,
    .cmt_alpha = "",
    .first_slot = 0,
    .empty_is_error = false,
    .cnmi_mt = 0xF,
    .cnmi_ds = 0x7,
    .dsci = true,
    .slots_sm = 25,
    .slots_me = 50,
    .slots_sr = 20,
    .gap_ms = 2,
    .knows = KNOWS,
    .voice_command = "+QCFG",
    .voice_on = "+QCFG: \"ims\",1,1",
    .voice_off = "+QCFG: \"ims\",1,0",
};

/* Other chips: no ccinfo either, and one field behind "ims". */
const struct sim_profile SIM_PROFILE_EC200 = {
    .name = "ec200",
    .maker = "Quectel",
    .model = "EC200T",
    .revision = "EC200TEUHAR05A01M16",
    .imei = "868120041234560",
    .ident = "Quectel\nEC200T\nRevision: EC200TEUHAR05A01M16",
    .boot = BOOT_EC200,
    .ready_ms = 4000,
    .sms_ready_ms = 8000,
    .prompt = "\r\n> ",
    .clip_tail = ",,,,0",
    .withheld_tail = ",,,,1",
    .ccwa_tail = ",1,,0,,,",
    .missed_end = SIM_END_NO_CARRIER,
    .answered_end = SIM_END_NO_CARRIER,
    .host_end = SIM_END_NOTHING,
    .cmt_alpha = "",
    .first_slot = 0,
    .empty_is_error = false,
    .cnmi_mt = 0xF,
    .cnmi_ds = 0x7,
    .dsci = true,
    .slots_sm = 25,
    .slots_me = 50,
    .slots_sr = 20,
    .gap_ms = 2,
    .knows = KNOWS,
    .voice_command = "+QCFG",
    .voice_on = "+QCFG: \"ims\",1",
    .voice_off = "+QCFG: \"ims\",0",
};

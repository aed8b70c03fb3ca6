/* Telit LE910 family. Sources: ModemManager's telit port rules, LE910Cx hardware guide 1VV0301298, LE910 AT
 * manual (20 ms between commands), gammu issue 272. */
#include "modem/profile.h"

static const struct modem_usb usb[] = {
    {0x1bc7, 0x1201, 4, 5, 0}, /* LE910C1: if00 diagnostics, if03 NMEA */
    {0x1bc7, 0x1204, 5, 6, 0}, /* LE910C1 MBIM: if04 NMEA */
    {0x1bc7, 0x1031, 1, 2, 0}, /* LE910C1-EUX */
    {0x1bc7, 0x1033, 1, 2, 0}, /* LE910C1-EUX ECM */
    {0x1bc7, 0x1040, 4, 5, 0}, /* LE922, LM9x0 */
    {0x1bc7, 0x1041, 5, 6, 0},
    {0x1bc7, 0x0000, MODEM_USB_ASK, MODEM_USB_NONE, 0}, /* AT#USBCFG changes the layout */
    {0, 0, 0, 0, 0},
};

/* Reports come with AT+CNMI ds=1 alone (gammu issue 272), which bring-up tries first. */
const struct modem_profile profile_telit = {
    .name = "telit",
    .model = {"LE910", "LE940", "LE920", "LM9", "LN9", NULL},
    .init = {"AT#QSS=1" /* tells when the SIM comes or goes */, NULL},
    .voice = {{"AT+CIREG?", "+CIREG:"}},
    /* LE910Cx hardware guide 1VV0301298 p51: ON/OFF low 2.5 s or more, then over 15 s until PWRMON falls. On:
     * 1.2 s is the LE940B6's; read the guide of the exact variant. */
    .power = {.on_ms = 1200, .off_ms = 3000, .reset_ms = 0, .boot_ms = 15000},
    .usb = usb,
    .gap_ms = 20, /* LE910 AT manual */
    .clip_may_lag_ms = 1000,
    .iccid = "AT#CCID",
};

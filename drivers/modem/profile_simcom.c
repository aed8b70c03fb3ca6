/* SIMCom: SIM800 class (2G), SIM7600 class and the A7670/SIM767x Cat-1 class. Sources: ModemManager's simtech
 * plugin and port rules (calls, end lines, USB), SIM800 hardware design V1.09, SIM7600 and A76XX AT manuals,
 * field reports on T-SIM7600X and LilyGo-Modem-Series. */
#include "modem/profile.h"

static const struct modem_usb usb[] = {
    {0x1e0e, 0x9001, 2, 3, 0},                          /* if00 diagnostics, if01 NMEA, if04 audio */
    {0x1e0e, 0x9011, 4, 5, 0},                          /* RNDIS; if02 is no AT port */
    {0x1e0e, 0x0000, MODEM_USB_ASK, MODEM_USB_NONE, 0}, /* AT+CUSBPIDSWITCH changes the layout */
    {0, 0, 0, 0, 0},
};

const struct modem_profile profile_sim800 = {
    .name = "sim800",
    .model = {"SIM800", "SIM808", "SIM868", "SIM900", NULL},
    .init = {"AT+CLCC=1" /* call list lines, 6 for released: SIM800 AT manual V1.09 p73 */,
             "AT+CLTS=1" /* network time */, NULL},
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

const struct modem_profile profile_sim7600 = {
    .name = "sim7600",
    .model = {"SIM7600", "SIM7500", "SIM5360", NULL},
    .init = {"AT+CLCC=1" /* call list lines, per port */, "AT+CLTS=1" /* network time */, NULL},
    .usb = usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

const struct modem_profile profile_a7670 = {
    .name = "a7670",
    .model = {"A7670", "A7672", "A7608", "SIM767", NULL},
    .init = {"AT+CLCC=1", "AT+CTZU=1", "AT+MSTK=0,0" /* silences SIM toolkit lines */, NULL},
    .usb = usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

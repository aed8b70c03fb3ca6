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
    .no_lte = {"SIM", NULL}, /* 2G, all of them */
    /* Hardware design V1.09 p23: the key low over 1 s turns on, 1.5 to 33 s off; UART 1.4 s and later. p24:
     * 800 ms from STATUS low to the next start (recovery.c). */
    .power = {.on_ms = 1200, .off_ms = 2000, .reset_ms = 0, .boot_ms = 5000},
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

const struct modem_profile profile_sim7600 = {
    .name = "sim7600",
    .model = {"SIM7600", "SIM7500", "SIM5360", NULL},
    .init = {"AT+CLCC=1" /* call list lines, per port */, "AT+CLTS=1" /* network time */, NULL},
    .no_lte = {"SIM5360", NULL},
    .voice = {{"AT+CIREG?", "+CIREG:"}, {"AT+CAVIMS?", "+CAVIMS:"}},
    /* Note on the hardware (bak.easydoc.net): low 500 ms, UART 6 s and USB 10 s later, reset low 100 to 450
     * ms; off: 2.5 s, and over 25 s until it is (SIM7912, SIM7906 papers). A second pulse while it boots
     * turns it off again, and RESET held at boot leaves it at CFUN 0 (LilyGo-Modem-Series issue 463). */
    .power = {.on_ms = 500, .off_ms = 3000, .reset_ms = 300, .boot_ms = 15000},
    .usb = usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
    .iccid = "AT+CICCID", /* SIM7500/SIM7600 AT manual; the answer begins +ICCID: */
};

/* It refuses AT+CNMI with ds=1 (sms-server issue 12); bring-up tries the others. Its missed-call line has a
 * colon in the time, its +CMTI may name no store and slot -1 (T-SIM7600X issues 44, 63). */
const struct modem_profile profile_a7670 = {
    .name = "a7670",
    .model = {"A7670", "A7672", "A7608", "SIM767", NULL},
    .init = {"AT+CLCC=1", "AT+CTZU=1", "AT+MSTK=0,0" /* silences SIM toolkit lines */, NULL},
    .no_voice = {"SIM7670", /* no variant has it: LilyGo-T-PCIE issue 43 */
                 "A7670E-LNXY" /* data only: LilyGo-Modem-Series issue 247 */, NULL},
    .voice = {{"AT+CIREG?", "+CIREG:"}, {"AT+CAVIMS?", "+CAVIMS:"}},
    /* The board maker's own code (LilyGo-Modem-Series, utilities.h): 100 ms on, 3 s off, reset 2.6 s, asked
     * from 3 s on. Boot to service takes over 10 s; a pulse meanwhile would turn it off. */
    .power = {.on_ms = 100, .off_ms = 3000, .reset_ms = 2600, .boot_ms = 15000},
    .usb = usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
    .iccid = "AT+CICCID", /* SIM7500/SIM7600 AT manual; the answer begins +ICCID: */
};

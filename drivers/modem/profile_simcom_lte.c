/* SIMCom LTE: SIM7600 class and the A7670/SIM767x Cat-1 class. Sources: ModemManager's simtech plugin (calls,
 * end lines), SIM7600 and A76XX AT manuals, field reports on T-SIM7600X and LilyGo-Modem-Series. */
#include "modem/profile.h"

const struct modem_profile profile_sim7600 = {
    .name = "sim7600",
    .model = {"SIM7600", "SIM7500", "SIM5360", NULL},
    .init = {"AT+CLCC=1" /* call list lines, per port */, "AT+CLTS=1" /* network time */, NULL},
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

const struct modem_profile profile_a7670 = {
    .name = "a7670",
    .model = {"A7670", "A7672", "A7608", "SIM767", NULL},
    .init = {"AT+CLCC=1", "AT+CTZU=1", "AT+MSTK=0,0" /* silences SIM toolkit lines */, NULL},
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

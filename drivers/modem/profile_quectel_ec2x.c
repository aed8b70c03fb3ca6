/* Quectel EC25, EG25-G and their LTE relatives. Sources: EC25 AT manual, asterisk-chan-quectel's response
 * table, PinePhone modem reports (pinephone_modem_sdk issues 6, 30, 250). */
#include "modem/profile.h"

const struct modem_profile profile_ec25 = {
    .name = "ec25",
    .model = {"EC25", "EG25", "EC21", "EG21", "EC20", "EP06", NULL},
    .init = {"AT+QURCCFG=\"urcport\",\"all\"" /* else RING may go to another port */,
             "AT+QINDCFG=\"ccinfo\",1,0" /* call state lines, with -1 for released */,
             "AT+CTZU=3" /* network time into the modem's clock as local time; 1 would put UTC there */,
             NULL},
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

/* Quectel: EC25, EG25-G and their LTE relatives, and the EC200 class. Sources: EC25 AT manual,
 * asterisk-chan-quectel's response table, PinePhone modem reports (pinephone_modem_sdk issues 6, 30, 250),
 * ModemManager's port rules, the kernel's option driver (EC200T). */
#include "modem/profile.h"

static const struct modem_usb ec25_usb[] = {
    {0x2c7c, 0x0125, 2, 3, 0}, /* EC25, EG25-G: if00 diagnostics, if01 NMEA */
    {0x2c7c, 0x0121, 2, 3, 0}, /* EC21 */
    {0x2c7c, 0x0306, 2, 3, 0}, /* EP06, EG06 */
    {0x2c7c, 0x0191, 2, 3, 0}, /* EG91 */
    {0x2c7c, 0x0195, 2, 3, 0}, /* EG95 */
    {0x2c7c, 0x0000, MODEM_USB_ASK, MODEM_USB_NONE, 0},
    {0, 0, 0, 0, 0},
};

static const struct modem_usb ec200_usb[] = {
    {0x2c7c, 0x6026, 3, 4, 0}, /* EC200T: if02 diagnostics */
    {0, 0, 0, 0, 0},
};

const struct modem_profile profile_ec25 = {
    .name = "ec25",
    .model = {"EC25", "EG25", "EC21", "EG21", "EC20", "EP06", NULL},
    .init = {"AT+QURCCFG=\"urcport\",\"all\"" /* else RING may go to another port */,
             "AT+QINDCFG=\"ccinfo\",1,0" /* call state lines, with -1 for released */,
             "AT+CTZU=3" /* network time into the modem's clock as local time; 1 would put UTC there */,
             NULL},
    .usb = ec25_usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

const struct modem_profile profile_ec200 = {
    .name = "ec200",
    .model = {"EC200", "EG915", "EG912", NULL},
    .init = {"AT+QURCCFG=\"urcport\",\"all\"", "AT+QURCCFG=\"urcport\",\"usbat\"",
             "AT^DSCI=1" /* call state lines, 6 for released */, NULL},
    .usb = ec200_usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

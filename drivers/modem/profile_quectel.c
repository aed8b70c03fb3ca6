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

/* Stored reports sit in "SR" but are announced as "SM" (asterisk-chan-quectel issue 75): bring-up asks for
 * +CDS first. AT+QHUP may stay unanswered (RoEdAl's issue 3): AT+CHUP ends calls. */
const struct modem_profile profile_ec25 = {
    .name = "ec25",
    .model = {"EC25", "EG25", "EC21", "EG21", "EC20", "EP06", "EG06", "EG91", "EG95", NULL},
    .init = {"AT+QURCCFG=\"urcport\",\"all\"" /* else RING may go to another port */,
             "?AT+QURCCFG=\"urcport\",\"usbat\"" /* where there is no "all": serialport-gsm issue 12 */,
             "AT+QINDCFG=\"ccinfo\",1,0" /* call state lines, with -1 for released */,
             "?AT^DSCI=1" /* the same by another name, 6 for released: EP06 has only this one */,
             "AT+CTZU=3" /* network time into the modem's clock as local time; 1 would put UTC there */,
             NULL},
    /* <VoLTE_cap>, the last field, is 1 while calls can come by LTE (IMS application note V1.0, 2.3.1) */
    .voice = {{"AT+QCFG=\"ims\"", "+QCFG:"}},
    /* ofono's Quectel plugin: on 500 ms or more, off 650 ms or more, reset 150 to 460 ms. When AT is answered
     * was not read: long enough for every family. A board may invert the lines. */
    .power = {.on_ms = 600, .off_ms = 750, .reset_ms = 300, .boot_ms = 15000},
    .usb = ec25_usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
    .iccid = "AT+QCCID",
};

/* Other chips than the EC25, and another interface: ^DSCI for calls, the AT port elsewhere. */
const struct modem_profile profile_ec200 = {
    .name = "ec200",
    .model = {"EC200", "EG915", "EG912", NULL},
    .init = {"AT+QURCCFG=\"urcport\",\"all\"", "?AT+QURCCFG=\"urcport\",\"usbat\"",
             "AT^DSCI=1" /* call state lines, 6 for released */, NULL},
    .voice = {{"AT+QCFG=\"ims\"", "+QCFG:"}, {"AT+CIREG?", "+CIREG:"}},
    .power = {.on_ms = 600, .off_ms = 750, .reset_ms = 300, .boot_ms = 15000},
    .usb = ec200_usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
    .iccid = "AT+QCCID",
};

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

const struct modem_profile profile_telit = {
    .name = "telit",
    .model = {"LE910", "LE940", "LM9", "LN9", NULL},
    .init = {"AT#QSS=1", NULL},
    .usb = usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

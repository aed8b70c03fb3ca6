/* u-blox SARA, LARA, TOBY, LENA. Sources: ModemManager's ublox plugin and port rules, ubxlib's cell tables
 * (u_cell_private.c), MKRGSM issue 49 (pause between commands). */
#include "modem/profile.h"

static const struct modem_usb usb[] = {
    {0x1546, 0x1102, 0, 2, 0},                          /* SARA-U2: if06 and on are no AT ports */
    {0x1546, 0x1104, 0, MODEM_USB_NONE, 0},             /* SARA-U2, the other layout */
    {0x1546, 0x1107, 0, 2, 0},                          /* TOBY-R2 */
    {0x1546, 0x110a, 0, 2, 0},                          /* LARA-R2 */
    {0x1546, 0x1010, 6, MODEM_USB_NONE, 0},             /* TOBY-L4 */
    {0x1546, 0x1141, MODEM_USB_ASK, MODEM_USB_NONE, 0}, /* TOBY-L2: up to 20 s until the port is ready */
    {0x1546, 0x1143, MODEM_USB_ASK, MODEM_USB_NONE, 0},
    {0x1546, 0x1146, MODEM_USB_ASK, MODEM_USB_NONE, 0},
    {0x05c6, 0x908b, 1, 2, 0}, /* LARA-R6 */
    {0, 0, 0, 0, 0},           /* no row for any product: this maker's GNSS receivers are not to be asked */
};

const struct modem_profile profile_ublox = {
    .name = "ublox",
    .model = {"SARA-", "LARA-", "TOBY-", "LENA-", "LISA-", NULL},
    .init = {"AT+UCALLSTAT=1", "AT+UPSV=0", NULL},
    .usb = usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

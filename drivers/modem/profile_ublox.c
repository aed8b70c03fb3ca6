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
    .init = {"AT+UCALLSTAT=1" /* call state lines without a number; only where there is voice */,
             "AT+UPSV=0" /* else the first character after its sleep is lost */, NULL},
    .no_voice = {"SARA-R4", "SARA-R5", NULL}, /* data and SMS: their data sheets */
    .no_lte = {"SARA-G", "SARA-U", "LISA-", NULL},
    .voice = {{"AT+CIREG?", "+CIREG:"}},
    /* ubxlib: on 300 ms, off 2 s for LARA-R6 and SARA-R41x; 5 to 10 s until it answers; off up to 35 s.
     * Others want other pulses, which the board may state: SARA-U201 on 10 ms, off 1.5 s; SARA-R5 on 1.5 s;
     * LENA-R8 on 2 s, off 3.1 s. No reset: 75 ms to 16.5 s by model, and as a routine it bricks some (MKRNB
     * issue 47). */
    .power = {.on_ms = 300, .off_ms = 2000, .reset_ms = 0, .boot_ms = 10000},
    .usb = usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

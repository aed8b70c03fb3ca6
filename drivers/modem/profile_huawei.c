/* Huawei E-series sticks, after usb_modeswitch. Sources: ModemManager's huawei port rules (the PCUI port is
 * vendor class, protocol 02), asterisk-chan-dongle issues 35 (+CMTI with slot -1), 47
 * (^SMMEMFULL, then no +CMTI), 82 (+CRING alone), serialport-gsm issue 32 (calls on PCUI),
 * matrix-appservice-sms issue 10 (COMMAND NOT SUPPORT), gammu issues 266, 400 (^BOOT goes on when it hangs).
 */
#include "modem/profile.h"

static const struct modem_usb usb[] = {
    {0x12d1, 0x0000, MODEM_USB_ASK, MODEM_USB_NONE, 2}, /* calls and texts are told on PCUI only */
    {0, 0, 0, 0, 0},
};

const struct modem_profile profile_huawei = {
    .name = "huawei",
    .model = {"E1", "E2", "E3", "K3", "K4", "MU", "ME906", "ME909", "ME936", NULL}, /* ME910: Telit */
    .init = {"AT^CURC=1" /* with 0 the noise is gone, but ^CEND, the only end of a call, may be too */, NULL},
    .no_lte = {"E1", "E2", "E30", "E31", "E35", "E36", "K3", "K4", "MU", NULL}, /* by the makers' names: 3G */
    .voice = {{"AT^CVOICE?", "^CVOICE:"}},
    .power = {.boot_ms = 30000}, /* no key: by the USB port's power; about 30 s: gammu issue 525 */
    .usb = usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
    .iccid = "AT^ICCID?",
};

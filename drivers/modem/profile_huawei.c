/* Huawei E-series sticks, after usb_modeswitch. Sources: ModemManager's huawei port rules (the PCUI port is
 * vendor class, protocol 02), asterisk-chan-dongle issues 35, 47, 82, serialport-gsm issue 32. */
#include "modem/profile.h"

static const struct modem_usb usb[] = {
    {0x12d1, 0x0000, MODEM_USB_ASK, MODEM_USB_NONE, 2}, /* calls and texts are told on PCUI only */
    {0, 0, 0, 0, 0},
};

const struct modem_profile profile_huawei = {
    .name = "huawei",
    .model = {"E1", "E2", "E3", "E5", "K3", "K4", "MU", "ME", NULL},
    .init = {"AT^CURC=1" /* with 0 the noise is gone, but ^CEND may be too */, NULL},
    .usb = usb,
    .gap_ms = 20,
    .clip_may_lag_ms = 1000,
};

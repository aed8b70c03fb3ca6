/* A modem that keeps to 3GPP TS 27.005 and 27.007. */
#include "modem/profile.h"

const struct modem_profile profile_generic = {
    .name = "generic",
    .model = {NULL},
    .init = {NULL},
    /* Fits the key of every family in QUIRKS but u-blox R5 and LENA: on 100 to 1200 ms, off 650 to 2500 ms.
     * No reset: what one family needs bricks another (SARA-R4, MKRNB issue 47). */
    .power = {.on_ms = 1200, .off_ms = 3000, .boot_ms = 15000},
    .gap_ms = 0,
    .clip_may_lag_ms = 1000, /* CLIP a little after RING: MuditaOS issue 3819 */
};

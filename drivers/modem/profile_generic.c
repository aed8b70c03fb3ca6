/* A modem that keeps to 3GPP TS 27.005 and 27.007. */
#include "modem/profile.h"

const struct modem_profile profile_generic = {
    .name = "generic",
    .model = {NULL},
    .init = {NULL},
    .gap_ms = 0,
    .clip_may_lag_ms = 1000, /* CLIP a little after RING: MuditaOS issue 3819 */
};

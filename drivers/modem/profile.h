/* What one family of modems does differently, as const data. A new family is a new table and transcripts of
 * it in tests/vectors/at; no other code names a vendor. */
#ifndef MODEM_PROFILE_H
#define MODEM_PROFILE_H

#include "modem/power.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PROFILE_MATCHES_MAX = 12, PROFILE_INIT_MAX = 8, PROFILE_VOICE_MAX = 2 };

enum {
    MODEM_USB_ASK = 0xfe, /* at_interface: differs from firmware to firmware; ask each port by AT */
    MODEM_USB_NONE = 0xff /* second_interface: there is none, or none is known */
};

/* Where a modem answers AT, by USB interface number: the numbers of tty nodes change, these do not. */
struct modem_usb {
    uint16_t vendor, product; /* product 0: any of this vendor that has no row of its own */
    uint8_t at_interface;     /* bInterfaceNumber of the port that tells of calls and texts */
    uint8_t second_interface; /* another that answers AT: for when the first one is held or mute */
    uint8_t at_protocol;      /* if not 0: the AT port is the interface of class 0xff with this
                                 bInterfaceProtocol, before at_interface is gone by */
};

struct modem_profile {
    const char *name; /* as written after `modem =` in textback.ini */
    /* Beginnings of the model as AT+CGMM tells it ("EC25"), NULL-terminated; a leading "SIMCOM_" is passed
     * over. */
    const char *model[PROFILE_MATCHES_MAX];
    /* Sent at every bring-up after the identity is known; each may be refused. "?AT...": only if the one
     * before it was. */
    const char *init[PROFILE_INIT_MAX];
    /* Beginnings of models that cannot be called at all, and of those that know no LTE: these ring only where
     * 2G or 3G is still on, which is nowhere in the US. NULL-terminated. */
    const char *no_voice[PROFILE_MATCHES_MAX], *no_lte[PROFILE_MATCHES_MAX];
    /* Asked when the modem is READY and now and then after that: whether it can be called, and whether the
     * network lets it (URC_IMS, URC_VOICE). The next is asked if one is refused. NULL-terminated. */
    struct {
        const char *ask, *answer; /* the command, and how its information line begins */
    } voice[PROFILE_VOICE_MAX];
    struct modem_power power;
    const struct modem_usb *usb; /* ends with vendor 0; NULL: none of its own */
    uint16_t gap_ms;             /* least time between a final result and the next command */
    uint16_t
        clip_may_lag_ms; /* how long after RING, or after the end of a short call, a +CLIP may still come */
    const char *iccid;   /* asks for the number of the SIM; NULL: AT+CCID */
    /* The digits of +CCLK are UTC, with the local zone behind them; false: local time, as 27.007 8.15 has it.
     * Where AT+CTZU chooses between the two, `init` chooses local time (Quectel: 3, u-blox: 1). */
    bool cclk_is_utc;
};

/* Never NULL: the generic profile if nothing matches. */
const struct modem_profile *profile_by_model(const char *model);

/* What the table says about one model of the family. */
bool profile_has_voice(const struct modem_profile *profile, const char *model);
bool profile_has_lte(const struct modem_profile *profile, const char *model);

/* NULL if there is no profile of that name. */
const struct modem_profile *profile_by_name(const char *name);

/* i-th profile, or NULL past the last; the first is generic. For listings and tests. */
const struct modem_profile *profile_at(unsigned i);

/* The row of that product, else the one for any product of that vendor, else NULL. */
const struct modem_usb *profile_usb(uint16_t vendor, uint16_t product);

extern const struct modem_profile profile_generic;
extern const struct modem_profile profile_sim800;
extern const struct modem_profile profile_sim7600;
extern const struct modem_profile profile_a7670;
extern const struct modem_profile profile_ec25;
extern const struct modem_profile profile_ec200;
extern const struct modem_profile profile_huawei;
extern const struct modem_profile profile_ublox;
extern const struct modem_profile profile_telit;

#endif

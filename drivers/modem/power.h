/* What can be done to a modem by wire, and how long each family wants it done. Durations are of the modem's
 * own line being active (pulled low in most data sheets); how a board inverts it is the board's matter. */
#ifndef MODEM_POWER_H
#define MODEM_POWER_H

#include <stdint.h>

/* Wires from the box to one modem. */
enum modem_control {
    MODEM_CONTROL_KEY,    /* PWRKEY, PWR_ON, ON/OFF: a pulse toggles the modem on or off */
    MODEM_CONTROL_RESET,  /* RESET_N: a pulse restarts it, whatever it does */
    MODEM_CONTROL_SWITCH, /* the modem's supply: active means cut off */
    MODEM_CONTROLS
};

/* 0 in any of them: not known or not to be used for this family. */
struct modem_power {
    uint16_t on_ms;    /* key: pulse that turns a modem on that is off */
    uint16_t off_ms;   /* key: pulse that turns it off */
    uint16_t reset_ms; /* reset: pulse */
    uint32_t boot_ms;  /* from the end of a pulse until AT may be answered */
};

/* What counts for a modem: the board's value where it has one, else the family's. */
struct modem_power modem_power_on_board(const struct modem_power *family, const struct modem_power *board);

#endif

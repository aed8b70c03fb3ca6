/* The box's one light: what it can say, and by which pattern. Pure; firmware/core/core_light.c tells which it
 * is now, the shell plays it.
 *
 * One can tell them apart from across a room, without colors and without a clock: steady and dark are what
 * they seem; even blinking is slow (it starts), quick (it rings) or a flicker (it needs help); counted
 * flashes before a pause are what a person must do something about (1 the SIM, 2 its PIN, 3 the place of the
 * box); winks out of a steady light are a text on its way, winks out of the dark are the way to off. */
#ifndef CORE_LIGHT_H
#define CORE_LIGHT_H

#include <stdint.h>

enum light {
    LIGHT_OFF,       /* the daemon does not run: 10 s later the plug may be pulled */
    LIGHT_ARMED,     /* every line would be rung */
    LIGHT_STARTING,  /* a modem is not ready yet */
    LIGHT_NO_SIGNAL, /* a modem finds no network */
    LIGHT_NO_SIM,    /* a SIM is missing or cannot be read */
    LIGHT_PIN,       /* a SIM wants its PIN or PUK */
    LIGHT_PROBLEM,   /* anything else that keeps calls from being answered */
    LIGHT_TEXTING,   /* a text is on its way to the network */
    LIGHT_RINGING,   /* a call rings */
    LIGHT_ENDING,    /* texts in flight are settled, then it goes off */
    LIGHTS
};

enum { LIGHT_STEPS_MAX = 6 };

/* On, off, on ... in ms, then again from the start. One step: steady, and no timer is needed. */
struct light_pattern {
    uint8_t count;
    uint16_t step_ms[LIGHT_STEPS_MAX]; /* the first is on; 0: skipped, for a light that is never on */
};

const struct light_pattern *light_pattern(enum light light);

#endif

/* A light-emitting diode that the kernel drives, as on every Pi: two files under /sys/class/leds. No
 * decisions. */
#ifndef PORT_LED_H
#define PORT_LED_H

#include "base/check.h"

#include <stdbool.h>
#include <stddef.h>

#define LED_FOLDER "/sys/class/leds"

struct led;

/* path: a folder under LED_FOLDER. Takes the light away from what triggered it so far (the card, on a Pi) and
 * turns it off. NULL with words in why, the remedy behind a colon, and errno: ENOENT if there is no such
 * light. */
TB_MUST_CHECK struct led *led_open(const char *path, char *why, size_t cap);

/* False if it is gone. */
TB_MUST_CHECK bool led_set(struct led *self, bool on);

void led_close(struct led *self);

#endif

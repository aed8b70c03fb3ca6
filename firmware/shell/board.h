/* A kind of box as data: which wires lead where. One file NAME.ini for each in the folder of boards; what
 * they say is in board/README.md. */
#ifndef SHELL_BOARD_H
#define SHELL_BOARD_H

#include "base/limits.h"
#include "modem/power.h"
#include "port/gpio.h"

#include <stdbool.h>
#include <stddef.h>

enum { BOARD_NAME_MAX = 32, BOARD_LEDS_MAX = 2, BOARD_LED_MAX = 48 };

struct board_wire {
    bool used;
    struct gpio_where where;
};

struct board {
    char name[BOARD_NAME_MAX];
    char title[80];
    char line[TB_LINE_NAME_MAX];               /* whose modem the wires lead to, "": the first line's */
    struct board_wire control[MODEM_CONTROLS]; /* outputs to the modem */
    struct board_wire status, button, light;   /* inputs, and the box's light */
    char led[BOARD_LEDS_MAX][BOARD_LED_MAX];   /* instead of light: one of the kernel's, the first there is */
    struct modem_power power; /* what this board wants otherwise than the family; 0: nothing */
};

/* $TEXTBACK_BOARDS if that is set, else where the package puts them. */
const char *board_folder(void);

/* Letters, digits, - and _: no path. */
bool board_name_is_sound(const char *name);

/* Reads folder/NAME.ini. False with words in why ("FILE:LINE: what: remedy"); errno is ENOENT if there is no
 * such file, else EINVAL. */
bool board_read(const char *folder, const char *name, struct board *out, char *why, size_t cap);

/* "sixfab-base-hat, usb-stick", sorted, as many as fit; "" if there are none. */
void board_names(const char *folder, char *out, size_t cap);

#endif

#include "core/light.h"

#include "base/check.h"

/* The same table is in README.md and board/README.md. */
const struct light_pattern *light_pattern(enum light light)
{
    static const struct light_pattern patterns[LIGHTS] = {
        [LIGHT_OFF] = {1, {0}},
        [LIGHT_ARMED] = {1, {1000}},
        [LIGHT_STARTING] = {2, {1000, 1000}},
        [LIGHT_NO_SIGNAL] = {6, {200, 300, 200, 300, 200, 1800}},
        [LIGHT_NO_SIM] = {2, {200, 1800}},
        [LIGHT_PIN] = {4, {200, 300, 200, 1800}},
        [LIGHT_PROBLEM] = {2, {80, 80}},
        [LIGHT_TEXTING] = {2, {800, 200}},
        [LIGHT_RINGING] = {2, {250, 250}},
        [LIGHT_ENDING] = {2, {60, 440}},
    };

    CHECK(light < LIGHTS);
    return &patterns[light];
}

/* What the registration of 27.007 7.2 and 10.1.22 means, each state on either radio. */
#include "modem/modem.h"
#include "modem/modem_private.h"

#include "support/unit.h"

static void test_every_registration_state(void **state)
{
    static const struct {
        bool registered, voice, denied;
    } ROWS[] = {
        [0] = {false, false, false}, /* off */
        [1] = {true, true, false},   /* home */
        [2] = {false, false, false}, /* searching */
        [3] = {false, false, true},  /* denied */
        [4] = {false, false, false}, /* unknown: no coverage of that radio */
        [5] = {true, true, false},   /* roaming */
        [6] = {true, false, false},  /* SMS only, home */
        [7] = {true, false, false},  /* SMS only, roaming */
        [8] = {false, false, false}, /* emergency calls only */
        [9] = {true, true, false},   /* CSFB not preferred, home */
        [10] = {true, true, false},  /* and roaming */
        [11] = {false, false, false} /* emergency bearer only */
    };
    static struct modem modem;
    (void)state;
    for (int stat = 0; stat < (int)TB_COUNT(ROWS); stat++) {
        for (int lte = 0; lte < 2; lte++) {
            modem = (struct modem){.registration = lte ? 4 : stat, .registration_lte = lte ? stat : 4};
            if (modem_is_registered(&modem) != ROWS[stat].registered ||
                modem_is_denied(&modem) != ROWS[stat].denied ||
                modem_is_voice_state(stat) != ROWS[stat].voice)
                fail_msg("state %d%s", stat, lte ? " of LTE" : "");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_every_registration_state)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}

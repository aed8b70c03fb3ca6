#include "words.h"

#include "core/alert_words.h"

#include <stdio.h>

void words_trials(struct list *list)
{
    static const enum text_state STUCK[] = {TEXT_FAILED, TEXT_IN_DOUBT, TEXT_EXPIRED};
    struct desk_trial trial = {
        .who = WHO, .after_ms = 18000, .text_ms = 300, .other = "", .next = "TEST BUSY"};

    (void)printf("\nTo the desk, TEST\n");
    for (int leg = 0; leg < DESK_LEGS; leg++) {
        SHOW("try", desk_try, (enum desk_leg)leg);
        SHOW("no call came", desk_no_trial, (enum desk_leg)leg, "*#004#");
        SHOW("no call came, no code", desk_no_trial, (enum desk_leg)leg, "");
    }
    SHOW("it works", desk_trial, &trial);
    trial.text_ms = -1;
    char other[96];
    trial.other = other;
    alert_trial_skipped(other, sizeof other, REASON_OPTED_OUT);
    SHOW("it works, no text", desk_trial, &trial);
    alert_trial_stuck(other, sizeof other, TEXT_HELD, "");
    SHOW("it works, held", desk_trial, &trial);
    trial.failed = true;
    for (size_t i = 0; i < TB_COUNT(STUCK); i++) {
        alert_trial_stuck(other, sizeof other, STUCK[i], "CMS 50");
        SHOW(text_state_word(STUCK[i]), desk_trial, &trial);
    }
    trial.failed = false;
    SHOW("no number", desk_trial_masked, DESK_LEG_NO_ANSWER, DESK_MASK_NONE, true, 18000);
    SHOW("your number", desk_trial_masked, DESK_LEG_NO_ANSWER, DESK_MASK_AGENT, true, 18000);
    SHOW("your number, busy", desk_trial_masked, DESK_LEG_BUSY, DESK_MASK_AGENT, true, 18000);
    SHOW("my number", desk_trial_masked, DESK_LEG_NO_ANSWER, DESK_MASK_BOX, true, 18000);
    trial.ringing = true;
    SHOW("it works, when = ring", desk_trial, &trial);
}

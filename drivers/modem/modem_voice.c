/* Can this modem be called? Asked apart from texts, since those go on without it: the model may have no
 * voice, the registration may be for texts only, and a network that has nothing but LTE lets only some modems
 * make calls (IMS). Never in the way: asked of a READY modem at idle priority, and whatever the answer, the
 * box stays armed. */
#include "modem/modem.h"

#include "modem/modem_private.h"

enum {
    VOICE_TIMEOUT_MS = 2000,
    VOICE_CHECKS = 5, /* health checks from a good answer to the next question */
    /* IMS comes up seconds after the registration, and renews itself now and then: one "no" may be early. */
    VOICE_NOES = 2
};

void modem_voice_begin(struct modem *self)
{
    self->ims = -1;
    self->ims_noes = 0;
    self->unvoiced = false;
    self->voice_wait = 0;
    if (!self->voice_mute)
        self->voice_item = 0;
}

void modem_voice_judge(struct modem *self)
{
    unsigned before = self->missing;
    bool circuit = modem_is_voice_state(self->registration);
    bool sms_only = !circuit && !modem_is_voice_state(self->registration_lte) && modem_is_registered(self);

    self->missing &=
        ~(unsigned)(MODEM_MISSING_VOICE | MODEM_MISSING_MODEL | MODEM_MISSING_IMS | MODEM_MISSING_LTE);
    if (self->unvoiced || !profile_has_voice(self->profile, self->model))
        self->missing |= MODEM_MISSING_MODEL;
    else if (!profile_has_lte(self->profile, self->model))
        self->missing |= MODEM_MISSING_LTE;
    if (self->ims == 0)
        self->missing |= MODEM_MISSING_IMS;
    if (sms_only || (self->ims == 0 && !circuit && modem_is_registered(self)))
        self->missing |= MODEM_MISSING_VOICE;
    if (before != self->missing)
        self->state_changed = true;
}

bool modem_ask_voice(struct modem *self, int64_t now_ms)
{
    (void)now_ms;
    if (self->voice_item >= PROFILE_VOICE_MAX || self->profile->voice[self->voice_item].ask == NULL)
        return false;
    if (self->voice_wait > 0) {
        self->voice_wait--;
        return false;
    }
    self->voice_heard = false;
    /* one that finds no room in the queue is asked at the next check */
    return modem_command(self, TAG_VOICE, AT_PRIORITY_IDLE, VOICE_TIMEOUT_MS,
                         self->profile->voice[self->voice_item].answer,
                         self->profile->voice[self->voice_item].ask);
}

void modem_voice_done(struct modem *self, enum at_result result)
{
    if (result == AT_RESULT_TIMEOUT) { /* not worth a second wait: a text may stand behind it */
        self->voice_mute = true;
        self->voice_item = PROFILE_VOICE_MAX;
    } else if (result == AT_RESULT_ERROR || result == AT_RESULT_CME || result == AT_RESULT_CMS ||
               (result == AT_RESULT_OK && !self->voice_heard)) {
        self->voice_item++; /* refused, or an answer that says nothing: at the next check the other one */
    }
}

void modem_voice_note(struct modem *self, const struct urc *urc)
{
    bool yes = urc->value == 1;

    self->voice_heard = true;
    if (urc->kind == URC_VOICE) {
        self->unvoiced = !yes;
        self->voice_item = PROFILE_VOICE_MAX; /* what the firmware can do does not change */
    } else if (yes) {
        self->ims = 1;
        self->ims_noes = 0;
        self->voice_wait = VOICE_CHECKS - 1;
    } else if (self->ims_noes + 1 < VOICE_NOES) {
        self->ims_noes++;
        self->voice_wait = 0;
    } else {
        self->ims = 0;
        self->voice_wait = 0;
    }
    modem_voice_judge(self);
}

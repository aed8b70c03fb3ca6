/* The scripted modem and texts that are submitted to it. */
#include "fake.h"

#include <stdio.h>
#include <string.h>

struct submission *fake_record(struct fake *self, const char *body, size_t length)
{
    self->submission = bytes_room(self->submission, self->submission_count + 1, sizeof *self->submission);
    struct submission *s = &self->submission[self->submission_count++];
    submission_read(s, bytes_string(&self->command), body, length, self->cmgf == 1, self->now_ms);
    if (s->bad)
        fake_fault(self, "bad submission (%s): %s %.60s", s->why, s->command, s->body);
    return s;
}

/* What the script said last about a recipient stays, such as a 330 until AT+CSCA=. */
static const struct bytes *refusal(const struct fake *self, const char *number)
{
    for (size_t i = 0; i < self->refusal_count; i++)
        if (self->refusal[i].answer.length > 0 && strcmp(self->refusal[i].key, number) == 0)
            return &self->refusal[i].answer;
    return NULL;
}

/* The default answer to a body. */
void fake_settle(struct fake *self, struct submission *submission)
{
    char answer[128];
    const struct bytes *error = refusal(self, submission->to);

    if (submission->bad) {
        submission->outcome = OUTCOME_REFUSED;
        fake_answer(self, "\r\n+CMS ERROR: 304\r\n");
    } else if (strcmp(submission->to, REPLAY_AGENT) != 0 && error != NULL) {
        submission->outcome = OUTCOME_REFUSED;
        (void)snprintf(answer, sizeof answer, "\r\n%.100s\r\n", bytes_string(error));
        fake_answer(self, answer);
    } else {
        submission->outcome = OUTCOME_ACCEPTED;
        for (int i = 0; i < 256; i++) {
            self->reference = (self->reference + 1) & 255;
            if (!self->reserved[self->reference])
                break;
        }
        (void)snprintf(answer, sizeof answer, "\r\n+CMGS: %u\r\n\r\nOK\r\n", self->reference);
        fake_answer(self, answer);
    }
}

/* What comes back about a text that has left: delivery reports, and references that came late. */
#include "core/alert_words.h"
#include "core/core_private.h"

#include <stdio.h>
#include <string.h>

/* +CMGS: after its command had timed out: the latest text of this line did leave. */
void core_send_late_reference(struct core *self, struct line *line, int reference, const struct tb_now *now,
                              struct actions *out)
{
    struct sent_text *match = outbox_sent(&self->outbox, line->doubtful);

    line->doubtful = 0;
    if (match == NULL || match->record.state != TEXT_IN_DOUBT || match->record.parts != 1)
        return;
    match->record.state = TEXT_ACCEPTED;
    match->record.settled = stamp_now(now);
    match->record.error[0] = '\0';
    match->refs[0] = (uint8_t)reference;
    match->status[0] = -1;
    struct record record = {
        .kind = RECORD_PART,
        .part = {.text = match->record.id, .seq = 1, .ref = (uint8_t)reference, .status = -1}};
    (void)core_record(self, out, &record);
    core_record_text(self, out, &match->record);
}

static bool is_failure(int status)
{
    enum report_meaning meaning = status >= 0 ? report_meaning((unsigned)status) : REPORT_DELIVERED;

    return meaning == REPORT_FAILED || meaning == REPORT_FAILED_NUMBER;
}

static void report_text(struct core *self, struct sent_text *sent, unsigned status, const struct tb_now *now,
                        struct actions *out)
{
    bool all = true;
    enum report_meaning meaning = report_meaning(status);

    for (uint8_t p = 0; p < sent->record.parts && p < SMS_PARTS_MAX; p++)
        all = all && sent->status[p] == 0;
    if (is_failure((int)status)) {
        if (sent->record.state == TEXT_FAILED)
            return;
        sent->record.state = TEXT_FAILED;
        (void)snprintf(sent->record.error, sizeof sent->record.error, "report 0x%02X", status);
        core_forget_texted(self, &sent->record, out);
    } else if (all && sent->record.state != TEXT_FAILED) {
        sent->record.state = TEXT_DELIVERED;
        core_takes_texts(self, sent->record.number, out);
        sent->record.error[0] = '\0';
    } else {
        return;
    }
    sent->record.settled = stamp_now(now);
    core_record_text(self, out, &sent->record);
    if (meaning == REPORT_FAILED_NUMBER)
        core_remember_undeliverable(self, sent->record.number, out);
    bool typed = sent->record.kind == TEXT_TYPED;
    if (sent->record.state == TEXT_FAILED && (sent->record.kind == TEXT_AUTO || typed)) {
        char pretty[TB_NUMBER_MAX];
        number_pretty(sent->record.number, self->config->country, pretty, sizeof pretty);
        char words[DESK_WORDS_MAX];
        alert_not_reached(words, sizeof words, pretty, typed, meaning == REPORT_FAILED_NUMBER);
        core_alert(self, 0, now, out, "%s", words);
    }
}

/* The centre's time stamp lies near the moment we sent: the report is about that text and no older one. */
static bool time_fits(const struct sent_text *sent, const struct sms_pdu *report)
{
    enum { TOLERANCE_MS = 30 * 60 * 1000 };

    if (!report->has_time || !sent->record.sent.set || !sent->record.sent.wall_ok)
        return false;
    int64_t apart_ms = report->time_s * 1000 - sent->record.sent.wall_ms;
    return apart_ms > -TOLERANCE_MS && apart_ms < TOLERANCE_MS;
}

void core_send_report(struct core *self, const struct sms_pdu *report, const struct tb_now *now,
                      struct actions *out)
{
    char number[NUMBER_MAX];
    uint8_t part = 0;

    if (!number_normalise(report->address, (report->toa >> 4) & 7, self->config->country, number))
        return;
    struct sent_text *sent = outbox_match(&self->outbox, report->ref, number, &part);
    if (sent == NULL) {
        sent = outbox_in_doubt(&self->outbox, number);
        if (sent == NULL || sent->record.parts != 1 || sent->status[0] != -2 || !time_fits(sent, report))
            return;
        sent->refs[0] = report->ref;
    }
    if (sent->status[part] >= 0 && report_meaning((unsigned)sent->status[part]) == REPORT_DELIVERED)
        return; /* they have it: no later word of a service centre undoes that and opens their window */
    sent->status[part] = (int16_t)report->status;
    struct record record = {.kind = RECORD_PART,
                            .part = {.text = sent->record.id,
                                     .seq = (uint8_t)(part + 1),
                                     .ref = report->ref,
                                     .status = (int16_t)report->status}};
    (void)core_record(self, out, &record);
    if (outbox_find(&self->outbox, sent->record.id) == NULL) /* else parts are still to leave: judged then */
        report_text(self, sent, report->status, now, out);
}

void core_send_reported(struct core *self, int64_t id, const struct tb_now *now, struct actions *out)
{
    struct sent_text *sent = outbox_sent(&self->outbox, id);
    int status = -1; /* of the first part that failed, else of any */

    for (uint8_t p = 0; sent != NULL && p < sent->record.parts && p < SMS_PARTS_MAX && !is_failure(status);
         p++)
        status = sent->status[p] >= 0 ? sent->status[p] : status;
    if (status >= 0)
        report_text(self, sent, (unsigned)status, now, out);
}

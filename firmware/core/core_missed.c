/* A call that did not ring, told by a text of the network: off unless the ini names who writes it and how. */
#include "base/copy.h"
#include "core/core_private.h"
#include "core/missed_text.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Service centres keep a text for days, not for weeks: beyond, one of the clocks is wrong. */
enum { OLDEST_MS = 14 * 24 * 3600 * 1000 };

/* How long ago the network wrote it: about when the caller was turned away. 0 if no clock can tell. */
static int64_t age_of(const struct sms_pdu *pdu, const struct tb_now *now)
{
    int64_t age_ms = now->wall_ms - pdu->time_s * 1000;

    return pdu->has_time && now->wall_ok && age_ms > 0 && age_ms < OLDEST_MS ? age_ms : 0;
}

/* Exactly the sender of the ini; capitals of a name do not matter. */
static bool is_from_network(const struct core *self, const struct cfg_line *cfg, const char *sender)
{
    return cfg->missed_sender[0] != '\0' && strcasecmp(cfg->missed_sender, sender) == 0 &&
           core_member(self, sender) < 0;
}

static void record_text(struct core *self, const struct cfg_line *cfg, const char *sender, const char *body,
                        const struct tb_now *now, struct actions *out)
{
    struct text_record record = {.id = ++self->last.text,
                                 .direction = TEXT_IN,
                                 .kind = TEXT_RECEIVED,
                                 .state = TEXT_STATE_RELAYED, /* the alert about the call is its relay */
                                 .parts = 1,
                                 .created = stamp_now(now),
                                 .body = body};

    tb_copy(record.line, sizeof record.line, cfg->name);
    tb_copy(record.number, sizeof record.number, sender);
    core_record_text(self, out, &record);
}

bool core_missed_text(struct core *self, struct line *line, const struct sms_pdu *pdu, const char *body,
                      const struct tb_now *now, struct actions *out)
{
    const struct cfg_line *cfg = &self->config->line[core_line_index(self, line)];
    struct call_notes notes = {.count = 0};
    char number[NUMBER_MAX], shown[TB_NUMBER_MAX];

    if (!is_from_network(self, cfg, pdu->address) ||
        !missed_text_caller(cfg->missed_pattern, body, self->config->country, number))
        return false;
    record_text(self, cfg, pdu->address, body, now, out);
    int64_t age_ms = age_of(pdu, now);
    struct tb_now then = {
        .mono_ms = now->mono_ms - age_ms, .wall_ms = now->wall_ms - age_ms, .wall_ok = now->wall_ok};
    bool fresh = calls_told(&line->calls, number, &then, &notes);
    action_log(out, LOG_PRIORITY_INFO, "line %s: the network tells of a missed call from %s%s", cfg->name,
               core_log_number(self, number, shown), fresh ? "" : ", which rang here");
    core_calls_notes(self, line, &notes, now, out);
    return true;
}

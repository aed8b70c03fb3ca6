/* The box's SIM has forwards of its own, from the day it was bought: a caller whom the box does not answer,
 * or whom it gives up, hears a stranger's voicemail. They are read once, and turned off at the agent's word.
 */
#include "base/copy.h"
#include "core/core_private.h"

#include <stdio.h>
#include <string.h>

enum { LOOK_MS = 5 * 1000 /* between tries: the modem must be idle, and nothing is in a hurry */ };

/* Busy, no reply, not reachable: those that voicemail uses. */
static const enum modem_forward REASONS[VOICEMAIL_REASONS] = {MODEM_FORWARD_BUSY, MODEM_FORWARD_NO_REPLY,
                                                              MODEM_FORWARD_UNREACHABLE};

static void key_of(const struct core *self, const struct line *line, char *out, size_t cap)
{
    (void)snprintf(out, cap, "voicemail.%s", self->config->line[core_line_index(self, line)].name);
}

static bool any_active(const struct line *line)
{
    for (int i = 0; i < VOICEMAIL_REASONS; i++)
        if (line->voicemail.active[i])
            return true;
    return false;
}

static void remember(struct core *self, struct line *line, const char *value, struct actions *out)
{
    char key[48];

    key_of(self, line, key, sizeof key);
    core_record_meta(self, out, key, value);
    line->voicemail.known = true;
}

static void tell(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX] = "", pretty[DESK_WHO_MAX];
    const char *name = self->line_count > 1 ? self->config->line[core_line_index(self, line)].name : "";

    number_pretty(line->voicemail.number, self->config->country, pretty, sizeof pretty);
    if (line->voicemail.erase)
        desk_voicemail_done(words, sizeof words, name, !any_active(line));
    else if (any_active(line))
        desk_voicemail(words, sizeof words, name, pretty);
    if (line->voicemail.heard) /* else it is asked again in the next life */
        remember(self, line, any_active(line) ? "on" : "off", out);
    if (words[0] != '\0')
        core_alert(self, (uint8_t)core_line_index(self, line), now, out, "%s", words);
    line->voicemail.due = line->voicemail.erase = false;
    line->voicemail.known = true;
}

/* The next reason to ask about, or to have erased. */
static void ask(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    uint8_t step = line->voicemail.step;

    line->voicemail.look_ms = now->mono_ms + LOOK_MS;
    if (line->voicemail.erase)
        while (step < VOICEMAIL_REASONS && !line->voicemail.active[step])
            step++;
    line->voicemail.step = step;
    if (step >= VOICEMAIL_REASONS) {
        tell(self, line, now, out);
        return;
    }
    if (calls_busy(&line->calls) || line->sending != 0)
        return;
    line->voicemail.asked = line->voicemail.erase
                                ? modem_erase_forward(&line->modem, REASONS[step], now->mono_ms)
                                : modem_query_forward(&line->modem, REASONS[step], now->mono_ms);
}

void core_voicemail_tick(struct core *self, struct line *line, const struct tb_now *now, struct actions *out)
{
    if (line->voicemail.due && !line->voicemail.asked && now->mono_ms >= line->voicemail.look_ms &&
        self->config->phone[0] != '\0' && modem_is_armed(&line->modem))
        ask(self, line, now, out);
}

void core_voicemail_event(struct core *self, struct line *line, const struct modem_event *event,
                          const struct tb_now *now)
{
    uint8_t step = line->voicemail.step;

    (void)self;
    line->voicemail.asked = false;
    line->voicemail.look_ms = now->mono_ms;
    if (step >= VOICEMAIL_REASONS)
        return;
    if (event->cut || (event->result == AT_RESULT_LOST)) {
        line->voicemail.look_ms = now->mono_ms + LOOK_MS; /* something more urgent came: the same again */
        return;
    }
    if (event->urc.value == 1 && line->voicemail.number[0] == '\0')
        tb_copy(line->voicemail.number, sizeof line->voicemail.number, event->urc.number);
    line->voicemail.heard = line->voicemail.heard || event->urc.value >= 0;
    if (event->urc.value >= 0)
        line->voicemail.active[step] = event->urc.value == 1;
    line->voicemail.step++;
}

/* To be erased, one after the other, once the answer to the order is out: what is asked meanwhile would cut
 * it. */
static void begin_erasing(struct line *line, const struct tb_now *now)
{
    for (int r = 0; r < VOICEMAIL_REASONS; r++)
        line->voicemail.active[r] = line->voicemail.active[r] || line->voicemail.known_on;
    line->voicemail.known_on = false;
    line->voicemail.due = line->voicemail.erase = true;
    line->voicemail.step = 0;
    line->voicemail.look_ms = now->mono_ms + LOOK_MS;
}

void core_voicemail_off(struct core *self, const struct tb_now *now, char *words, size_t cap,
                        struct actions *out)
{
    bool begun = false, known = true;

    for (unsigned i = 0; i < self->line_count; i++) {
        struct line *line = &self->line[i];
        bool wanted = line->voicemail.erase || line->voicemail.known_on || any_active(line);
        if (wanted && !line->voicemail.erase) {
            begin_erasing(line, now);
            remember(self, line, "erase", out);
        }
        begun = begun || wanted;
        known = known && line->voicemail.heard && !line->voicemail.due;
    }
    if (begun)
        desk_voicemail_begun(words, cap);
    else
        desk_voicemail_not_on(words, cap, known);
}

void core_voicemail_restore(struct core *self, const char *name, const char *value, const struct tb_now *now)
{
    struct line *line = core_line_of(self, name);

    if (line == NULL)
        return;
    line->voicemail.known = true;
    line->voicemail.known_on = strcmp(value, "off") != 0;
    line->voicemail.heard = !line->voicemail.known_on;
    if (strcmp(value, "erase") == 0)
        begin_erasing(line, now);
}

int64_t core_voicemail_deadline(const struct line *line, bool has_phone)
{
    return line->voicemail.due && !line->voicemail.asked && modem_is_armed(&line->modem) && has_phone
               ? line->voicemail.look_ms
               : TB_NEVER;
}

/* What others may ask about the core. */
#include "base/copy.h"
#include "core/core_private.h"

#include <stdio.h>
#include <strings.h>

bool core_is_quiet(const struct core *self)
{
    for (unsigned i = 0; i < self->line_count; i++)
        if (self->line[i].sending != 0)
            return false;
    for (uint16_t i = 0; i < self->outbox.top; i++)
        if (self->outbox.text[i].used && self->outbox.text[i].next_part > 0)
            return false;
    return true;
}

bool core_is_armed(const struct core *self)
{
    for (unsigned i = 0; i < self->line_count; i++)
        if (modem_is_armed(&self->line[i].modem))
            return true;
    return false;
}

/* Where 2G or 3G is left, calls come that way: only in the US is it known to be gone (AT&T and Verizon 2022,
 * T-Mobile's GSM 2026). */
static unsigned missing_here(const struct core *self, unsigned missing)
{
    bool us = strcasecmp(self->config->country, "US") == 0;

    if (us)
        return missing;
    missing &= ~(unsigned)MODEM_MISSING_LTE;
    return (missing & MODEM_MISSING_VOICE) != 0 ? missing : missing & ~(unsigned)MODEM_MISSING_IMS;
}

void core_line_status(const struct core *self, unsigned index, struct core_line_status *out)
{
    const struct modem *modem = &self->line[index].modem;
    bool gone = modem->state == MODEM_NO_LINK;
    bool never = modem->model[0] == '\0' && modem->missing == 0 && !core_line_answers(self, index);
    const char *family = never ? "" : modem->profile->name;

    *out = (struct core_line_status){.name = self->config->line[index].name,
                                     .modem = modem->model[0] != '\0' ? modem->model : family,
                                     .profile = family,
                                     .operator_name = gone ? "" : modem->operator_name,
                                     .number = modem->number,
                                     .why = modem_why_words(modem->why),
                                     .signal = gone ? 99 : modem->signal,
                                     .pin_tries = modem->why == MODEM_WHY_PIN_WRONG ? modem->pin_tries : -1,
                                     .armed = modem_is_armed(modem),
                                     .missing = missing_here(self, modem->missing)};
}

const char *core_voice_words(unsigned missing)
{
    if ((missing & MODEM_MISSING_MODEL) != 0)
        return "no voice on this model";
    if ((missing & MODEM_MISSING_IMS) != 0)
        return "no voice service: the network has not let this modem make calls (IMS off)";
    if ((missing & MODEM_MISSING_VOICE) != 0)
        return "no voice service";
    return (missing & MODEM_MISSING_LTE) != 0 ? "2G and 3G only: in the US it gets no calls" : "";
}

const char *core_line_voice_words(const struct core *self, unsigned line)
{
    return core_voice_words(missing_here(self, self->line[line].modem.missing));
}

bool core_line_is_deaf(const struct core *self, unsigned line)
{
    unsigned missing = missing_here(self, self->line[line].modem.missing);

    return (missing & (MODEM_MISSING_MODEL | MODEM_MISSING_LTE)) != 0 &&
           self->config->line[line].missed_pattern[0] == '\0';
}

void core_missing_words(unsigned missing, char *out, size_t cap)
{
    static const struct {
        unsigned bit;
        const char *words;
    } bits[] = {
        {MODEM_MISSING_CLIP, "no caller numbers"},
        {MODEM_MISSING_WAITING, "no call waiting"},
        {MODEM_MISSING_PDU, "no PDU mode"},
        {MODEM_MISSING_NEWS, "no message notices"},
        {MODEM_MISSING_REPORTS, "no delivery reports"},
        {MODEM_MISSING_SMSC, "no message centre number (smsc)"},
    };
    const char *voice = core_voice_words(missing);
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < TB_COUNT(bits); i++) {
        if ((missing & bits[i].bit) == 0 || used >= cap)
            continue;
        int n = snprintf(out + used, cap - used, "%s%s", used > 0 ? ", " : "", bits[i].words);
        used += n > 0 ? (size_t)n : 0;
    }
    bool maybe =
        (missing & (MODEM_MISSING_IMS | MODEM_MISSING_LTE)) != 0 && (missing & MODEM_MISSING_MODEL) == 0;
    if (voice[0] != '\0' && used < cap)
        (void)snprintf(out + used, cap - used, "%s%s%s", used > 0 ? ", " : "", voice,
                       maybe ? "; test with TEST" : "");
}

bool core_line_answers(const struct core *self, unsigned line)
{
    return self->line[line].modem.state >= MODEM_SETUP;
}

const char *core_line_place(const struct core *self, unsigned line)
{
    return self->line[line].home;
}

/* A port where no modem has answered yet may lead to anything: no restart is sent there. */
void core_place_told(struct line *line, const char *place)
{
    tb_copy(line->place, sizeof line->place, place != NULL ? place : "");
    line->modem.unproven = line->place[0] != '\0' && strcmp(line->place, line->home) != 0;
}

static void keep_number(struct core *self, struct line *line, struct actions *out)
{
    char key[48], number[NUMBER_MAX] = "";

    if (!number_normalise(line->modem.number, -1, self->config->country, number) && !line->modem.numberless)
        return; /* not told yet, or not this time */
    if (strcmp(number, line->own) == 0)
        return;
    tb_copy(line->own, sizeof line->own, number);
    (void)snprintf(key, sizeof key, "number.%s", self->config->line[core_line_index(self, line)].name);
    core_record_meta(self, out, key, number);
}

void core_place_keep(struct core *self, struct line *line, struct actions *out)
{
    char key[48];
    unsigned index = core_line_index(self, line);

    keep_number(self, line, out);
    if (line->place[0] == '\0' || !core_line_answers(self, index) || strcmp(line->place, line->home) == 0)
        return;
    tb_copy(line->home, sizeof line->home, line->place);
    (void)snprintf(key, sizeof key, "port.%s", self->config->line[index].name);
    core_record_meta(self, out, key, line->home);
}

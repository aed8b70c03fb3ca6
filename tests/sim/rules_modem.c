/* What must not be done to a modem or its SIM too often, whatever cuts come in between: the box has it on
 * record before it does it. */
#include "world.h"

#include "core/core_private.h"

#include <stdlib.h>
#include <string.h>

enum {
    HOUR_MS = 3600 * 1000,
    WELL_MS = HOUR_MS - 60000, /* the box sees a modem come round a little later than this */
    RUNGS_AN_HOUR = 6,         /* after 0, 1, 2, 4, 9 and 24 minutes: recovery.c */
    PULSES_MS = 2 * 60 * 1000  /* off, wait, on */
};

static const char PIN[] = "AT+CPIN=\"", RESTART[] = "AT+CFUN=1,1";

/* The line of "pin_tried.main"; NULL if the key is another one. */
static struct world_line *line_of(struct world *w, const char *key, const char *prefix)
{
    size_t length = strlen(prefix);

    for (unsigned i = 0; i < w->lines && strncmp(key, prefix, length) == 0; i++)
        if (strcmp(w->config->line[i].name, key + length) == 0)
            return &w->line[i];
    return NULL;
}

/* --- the PIN --- */

void rules_card(struct world_line *line)
{
    line->pins = 0;
}

static void judge_wrong_pin(struct world *w, struct world_line *line, const char *pin)
{
    if (line->sim.pin_tries <= 1)
        rules_break(w, RULE_PIN_ONCE, "the PIN %.8s is wrong, and the last that the SIM takes", pin);
    for (unsigned i = 0; i < line->pins; i++)
        if (strncmp(line->tried[i], pin, sizeof line->tried[0]) == 0)
            rules_break(w, RULE_PIN_ONCE, "the PIN %.8s is tried again with a SIM that refused it", pin);
    if (line->pins < WORLD_PINS_MAX)
        (void)memcpy(line->tried[line->pins++], pin, sizeof line->tried[0]);
}

static void judge_pin(struct world *w, struct world_line *line, const char *pin)
{
    if (line->pin_sequence == 0 || line->pin_sequence > w->disk.durable)
        rules_break(w, RULE_PIN_ONCE, "the PIN %.8s leaves, and that it is tried is not on the disk", pin);
    if (line->sim.card == CARD_PIN && strncmp(pin, line->sim.pin, strlen(line->sim.pin)) == 0)
        rules_card(line); /* it opens, and has all its tries again */
    else if (line->sim.card == CARD_PIN)
        judge_wrong_pin(w, line, pin);
}

/* --- restarts --- */

static void judge_restart(struct world *w, struct world_line *line)
{
    bool begun = line->rung_ms != 0 && w->ms - line->rung_ms < PULSES_MS; /* a further pulse of it */

    if (line->rung_open && (line->rung_sequence <= w->disk.durable || w->disk.failing)) {
        line->rung_open = false;
        line->rung_ms = w->ms;
    } else if (!begun) {
        rules_break(w, RULE_SELDOM_RESTARTED, "a modem is restarted, and its %u. time is not on the disk",
                    line->rungs + 1);
    }
}

static void judge_count(struct world *w, struct world_line *line, unsigned count)
{
    unsigned within = 0;

    if (count == 0) {
        if (line->rung_ms != 0 && w->ms - line->rung_ms < WELL_MS)
            rules_break(w, RULE_SELDOM_RESTARTED, "restarts are forgotten %lld s after the last",
                        (long long)(w->ms - line->rung_ms) / 1000);
        return;
    }
    if (count != line->rungs + 1 && !line->rung_doubtful)
        rules_break(w, RULE_SELDOM_RESTARTED, "restart %u of a modem comes after %u", count, line->rungs);
    line->hour_ms[line->hour_next++ % WORLD_RUNGS_MAX] = w->ms;
    for (unsigned i = 0; i < WORLD_RUNGS_MAX && !line->rung_doubtful; i++)
        within += line->hour_ms[i] != 0 && w->ms - line->hour_ms[i] < HOUR_MS;
    if (within > RUNGS_AN_HOUR)
        rules_break(w, RULE_SELDOM_RESTARTED, "a modem is restarted %u times in an hour", within);
}

/* --- what happens --- */

void rules_command(struct world *w, unsigned line, const char *bytes)
{
    if (strncmp(bytes, PIN, sizeof PIN - 1) == 0)
        judge_pin(w, &w->line[line], bytes + sizeof PIN - 1);
    else if (strncmp(bytes, RESTART, sizeof RESTART - 1) == 0)
        judge_restart(w, &w->line[line]);
}

void rules_pulse(struct world *w, unsigned line)
{
    judge_restart(w, &w->line[line]);
}

void rules_tended(struct world *w, const struct record *record, uint64_t sequence)
{
    struct world_line *pin = line_of(w, record->meta.key, "pin_tried.");
    struct world_line *rung = line_of(w, record->meta.key, "recovery.");

    if (pin != NULL)
        pin->pin_sequence = record->meta.value[0] != '\0' ? sequence : 0;
    if (rung == NULL)
        return;
    unsigned count = (unsigned)strtoul(record->meta.value, NULL, 10);
    rung->rung_doubtful = rung->rung_doubtful || w->disk.failing || w->disk.mood != MOOD_WELL;
    judge_count(w, rung, count);
    rung->rungs = count;
    rung->rung_open = count > 0;
    rung->rung_sequence = sequence;
}

void rules_tended_kept(struct world *w, const struct record *record)
{
    struct world_line *rung = line_of(w, record->meta.key, "recovery.");

    if (rung != NULL)
        rung->rungs_kept = (unsigned)strtoul(record->meta.value, NULL, 10);
}

void rules_tended_anew(struct world *w)
{
    for (unsigned i = 0; i < w->lines; i++) {
        struct world_line *line = &w->line[i];
        line->pin_sequence = line->rung_sequence = 0;
        line->rung_open = false;
        line->rungs = line->rungs_kept;
    }
}

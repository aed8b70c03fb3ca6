#include "modemsim/shell_command.h"

#include <stdlib.h>
#include <string.h>

#define WORD_MAX         64
#define RING_INTERVAL_MS 5000

/* The next word of a line, or "" at its end. */
static const char *word(const char **at, char out[WORD_MAX])
{
    size_t n = 0;

    *at += strspn(*at, " \t");
    while (**at != '\0' && **at != ' ' && **at != '\t') {
        if (n + 1 < WORD_MAX)
            out[n++] = **at;
        (*at)++;
    }
    out[n] = '\0';
    return out;
}

/* An unsigned number up to `most` in the given base; false otherwise. */
static bool number(const char *s, int base, unsigned long most, unsigned long *out)
{
    char *end;

    if (*s == '\0' || strchr("+- ", *s) != NULL)
        return false;
    *out = strtoul(s, &end, base);
    return *end == '\0' && *out <= most;
}

static bool at_end(const char *at)
{
    return at[strspn(at, " \t")] == '\0';
}

static enum command_result verdict(bool ok, const char *wrong, const char **why)
{
    *why = wrong;
    return ok ? COMMAND_DONE : COMMAND_BAD;
}

static enum command_result run_call(struct sim *sim, const char *at, int64_t now, const char **why)
{
    char who[WORD_MAX], w[WORD_MAX];
    unsigned long rings = 0, interval = RING_INTERVAL_MS;
    bool withheld = false;

    (void)word(&at, who);
    while (*word(&at, w) != '\0') {
        char value[WORD_MAX];
        if (strcmp(w, "withheld") == 0)
            withheld = true;
        else if (strcmp(w, "rings") == 0 && number(word(&at, value), 10, 100000, &rings) && rings > 0)
            continue;
        else if (strcmp(w, "interval") != 0 || !number(word(&at, value), 10, 3600000, &interval))
            return verdict(false, "write call NUMBER [rings N] [interval MS] [withheld]", why);
    }
    return verdict(sim_call(sim, who, (unsigned)rings, (int64_t)interval, withheld, now),
                   *who == '\0'    ? "whose call? call NUMBER, as in call +12025550143"
                   : interval == 0 ? "an interval is 1 ms or more"
                                   : "not a telephone number: digits, with or without a + before them",
                   why);
}

static enum command_result run_hangup(struct sim *sim, const char *at, int64_t now, const char **why)
{
    char who[WORD_MAX];

    (void)word(&at, who);
    if (!at_end(at))
        return verdict(false, "write hangup or hangup NUMBER", why);
    return verdict(sim_hangup(sim, *who == '\0' ? NULL : who, now),
                   *who == '\0' ? "nobody calls now" : "no call of that number now", why);
}

static enum command_result run_sms(struct sim *sim, const char *at, int64_t now, const char **why)
{
    char who[WORD_MAX];

    (void)word(&at, who);
    at += *at == ' '; /* one blank divides; further ones are the text's */
    if (*who == '\0')
        return verdict(false, "from whom? sms NUMBER TEXT", why);
    return verdict(sim_sms(sim, who, at, now),
                   "the number or the text is too long, the text is no UTF-8, or too many wait already", why);
}

static enum command_result run_report(struct sim *sim, const char *at, int64_t now, const char **why)
{
    char a[WORD_MAX], b[WORD_MAX];
    unsigned long ref, status;

    if (!number(word(&at, a), 10, 255, &ref) || !number(word(&at, b), 16, 255, &status) || !at_end(at))
        return verdict(false, "write report REF STATUS: REF as in sms_part, STATUS in hex", why);
    return verdict(sim_report(sim, (unsigned)ref, (unsigned)status, now),
                   "no text with that REF has asked for a report, or too many wait already", why);
}

static enum command_result run_fault(struct sim *sim, struct json_out *out, const char *at, int64_t now,
                                     const char **why)
{
    const char *name, *help;

    at += strspn(at, " \t");
    if (*at != '\0')
        return verdict(sim_fault(sim, at, now),
                       "no such fault, or not for so many uses; fault alone lists them", why);
    for (unsigned i = 0; sim_fault_list(i, &name, &help); i++)
        json_say(out, "fault", "name", name, "help", help);
    return COMMAND_DONE;
}

static enum command_result run_power(struct sim *sim, const char *at, int64_t now, const char **why)
{
    char w[WORD_MAX];
    bool on = strcmp(word(&at, w), "on") == 0;

    if ((!on && strcmp(w, "off") != 0) || !at_end(at))
        return verdict(false, "write power on or power off", why);
    sim_power(sim, on, now);
    return COMMAND_DONE;
}

enum command_result command_run(struct sim *sim, struct json_out *out, const char *line, int64_t now,
                                const char **why)
{
    char verb[WORD_MAX];
    const char *at = line;

    *why = "no such command; they are call, hangup, sms, report, fault, power, unplug, plug, quit";
    (void)word(&at, verb);
    if (strcmp(verb, "call") == 0)
        return run_call(sim, at, now, why);
    if (strcmp(verb, "hangup") == 0)
        return run_hangup(sim, at, now, why);
    if (strcmp(verb, "sms") == 0)
        return run_sms(sim, at, now, why);
    if (strcmp(verb, "report") == 0)
        return run_report(sim, at, now, why);
    if (strcmp(verb, "fault") == 0)
        return run_fault(sim, out, at, now, why);
    if (strcmp(verb, "power") == 0)
        return run_power(sim, at, now, why);
    enum command_result alone = strcmp(verb, "unplug") == 0 ? COMMAND_UNPLUG
                                : strcmp(verb, "plug") == 0 ? COMMAND_PLUG
                                : strcmp(verb, "quit") == 0 ? COMMAND_QUIT
                                                            : COMMAND_BAD;
    if (alone == COMMAND_BAD || at_end(at))
        return alone;
    return verdict(false, "this command stands alone", why);
}

#include "core/desk_say.h"
#include "core/desk_words.h"

#include <string.h>

/* --- how the box is --- */

void desk_signal(char *out, size_t cap, int rssi)
{
    static const struct {
        int least; /* -113 dBm + 2 a step */
        const char *words;
    } ROWS[] = {{20, "good (5/5)"},
                {15, "good (4/5)"},
                {10, "fair (3/5)"},
                {5, "weak (2/5)"},
                {0, "very weak (1/5)"}};

    for (size_t i = 0; i < TB_COUNT(ROWS); i++) {
        if (rssi >= ROWS[i].least && rssi <= 31) {
            desk_say(out, cap, "Signal %s", ROWS[i].words);
            return;
        }
    }
    desk_say(out, cap, "Signal unknown");
}

void desk_status(char *out, size_t cap, const struct desk_status *status)
{
    char leads[24] = "No open leads", talk[48] = "";

    if (status->leads > 0)
        desk_say(leads, sizeof leads, "%u open lead%s", status->leads, status->leads == 1 ? "" : "s");
    if (status->say[0] != '\0')
        desk_say(talk, sizeof talk, " Callers get \"%s\".", status->say);
    desk_say(out, cap, "%s. %s. %s.%s%s%s Forwarding %s%s.%s", status->armed ? "On" : "Not ready",
             status->lines, leads, status->mode[0] != '\0' ? " " : "", status->mode,
             status->mode[0] != '\0' ? "." : "",
             status->legs[0] != '\0' ? "tested: " : "not tested: send TEST", status->legs, talk);
    if (status->modem != NULL)
        desk_say(out + strlen(out), cap - strlen(out),
                 status->deaf ? " Modem: %s. It cannot be called: do not forward to it, get another modem."
                              : " Modem: %s. Texts go on, calls may not come: test with TEST.",
                 status->modem);
    if (status->disk_failing)
        desk_say(out + strlen(out), cap - strlen(out), " My memory card fails: replace it.");
    if (status->settings_wrong)
        desk_say(out + strlen(out), cap - strlen(out),
                 " textback.ini is away or has mistakes: not all of it counts.");
}

void desk_hello(char *out, size_t cap, const struct desk_hello *hello)
{
    char who[64] = "textback is on.";

    if (hello->line[0] != '\0')
        desk_say(who, sizeof who, "textback line %s is on.", hello->line);
    desk_say(out, cap, "%s %s%s%s.", who, hello->signal, hello->operator_name[0] != '\0' ? ", " : "",
             hello->operator_name);
    size_t used = strlen(out);
    if (hello->deaf) {
        desk_say(out + used, cap - used,
                 " This modem cannot be called: %s. Do not forward your calls to it, they would be lost. Get "
                 "another modem.",
                 hello->voice);
        return;
    }
    if (hello->voice != NULL && hello->voice[0] != '\0')
        desk_say(out + used, cap - used, " Calls may not reach me: %s.", hello->voice);
    used = strlen(out);
    if (hello->number[0] == '\0') {
        desk_say(out + used, cap - used,
                 " My SIM does not know its number: write number = under [line main] in textback.ini.");
        return;
    }
    desk_say(out + used, cap - used, " My number: %s.", hello->number);
    used = strlen(out);
    if (hello->codes[0] != '\0')
        desk_say(out + used, cap - used, "\nTo forward missed calls dial\n%s%s%s", hello->codes,
                 hello->other_codes[0] != '\0' ? "\nor if refused:\n" : "", hello->other_codes);
    used = strlen(out);
    desk_say(out + used, cap - used, "%s%s\nThen text me TEST. HELP lists all.",
             hello->remark[0] != '\0' ? "\n" : "", hello->remark);
}

void desk_no_calls(char *out, size_t cap, int days)
{
    desk_say(out, cap,
             "No missed call seen for %d days. Is forwarding still on? TEST tells. Reply OK to silence this.",
             days);
}

void desk_silenced(char *out, size_t cap)
{
    desk_say(out, cap, "OK, I do not ask again until calls have come and stopped once more.");
}

/* "Line seller: ", or nothing. */
static void whose(char *out, size_t cap, const char *line)
{
    desk_say(out, cap, "%s%s%s", line[0] != '\0' ? "Line " : "", line, line[0] != '\0' ? ": " : "");
}

void desk_voicemail(char *out, size_t cap, const char *line, const char *number)
{
    whose(out, cap, line);
    desk_say(
        out + strlen(out), cap - strlen(out),
        "A caller I cannot take would hear my SIM's own voicemail (%s). Reply VOICEMAIL OFF and I turn it "
        "off.",
        number);
}

void desk_voicemail_begun(char *out, size_t cap)
{
    desk_say(out, cap, "I ask the network to turn it off. That takes a minute.");
}

void desk_voicemail_not_on(char *out, size_t cap, bool known)
{
    if (known)
        desk_say(out, cap, "My SIM's voicemail is off already. Nothing was changed.");
    else
        desk_say(out, cap,
                 "The network has told me of no voicemail on my SIM. If callers hear one, ask the SIM's "
                 "carrier to remove it.");
}

void desk_voicemail_done(char *out, size_t cap, const char *line, bool off)
{
    whose(out, cap, line);
    if (off)
        desk_say(out + strlen(out), cap - strlen(out), "My SIM's voicemail is off, I have checked.");
    else
        desk_say(out + strlen(out), cap - strlen(out),
                 "The network did not turn it off. Ask the SIM's carrier to remove its voicemail.");
}

/* --- TEST --- */

const char *desk_leg_words(enum desk_leg leg)
{
    static const char *const WORDS[DESK_LEGS] = {"no answer", "busy", "phone off"};
    return WORDS[leg];
}

void desk_try(char *out, size_t cap, enum desk_leg leg)
{
    switch (leg) {
    case DESK_LEG_NO_ANSWER:
        desk_say(out, cap, "Call your cell from another phone now and let it ring. I tell you what I see.");
        return;
    case DESK_LEG_BUSY:
        desk_say(out, cap,
                 "Be on a call with your cell, and have a second phone call it now. I tell you what I see.");
        return;
    case DESK_LEG_OFF:
    case DESK_LEGS:
        break;
    }
    desk_say(out, cap,
             "Turn your cell off, call it from another phone, then turn it on again. I tell you what I saw.");
}

/* "0.2", "18" */
static void seconds(char *out, size_t cap, int64_t ms)
{
    if (ms < 10000)
        desk_say(out, cap, "%lld.%lld", (long long)(ms / 1000), (long long)(ms % 1000 / 100));
    else
        desk_say(out, cap, "%lld", (long long)(ms / 1000));
}

void desk_trial(char *out, size_t cap, const struct desk_trial *trial)
{
    char after[24], later[24], text[112], next[48] = "";

    seconds(after, sizeof after, trial->after_ms);
    seconds(later, sizeof later, trial->text_ms);
    if (trial->ringing)
        desk_say(text, sizeof text, "Text sent while it rang.");
    else if (trial->text_ms >= 0 && trial->text_ms < 1000)
        desk_say(text, sizeof text, "Text sent at once when it ended.");
    else if (trial->text_ms >= 0)
        desk_say(text, sizeof text, "Text sent %s s after it ended.", later);
    else
        desk_say(text, sizeof text, "%s", trial->other);
    if (trial->next[0] != '\0')
        desk_say(next, sizeof next, " Next: %s.", trial->next);
    desk_say(out, cap, "%s call from %s came %s s after you asked. %s Not yours? Call back.%s",
             trial->failed ? "A" : "It works: a", trial->who, after, text, next);
}

void desk_trial_masked(char *out, size_t cap, enum desk_leg leg, enum desk_mask mask, bool theirs,
                       int64_t after_ms)
{
    static const char *const AGAIN[DESK_LEGS] = {"TEST", "TEST BUSY", "TEST OFF"};
    const char *whose = mask == DESK_MASK_BOX ? "my own" : theirs ? "your own" : "the agent's";
    char after[24];

    seconds(after, sizeof after, after_ms);
    if (mask == DESK_MASK_NONE)
        desk_say(
            out, cap,
            "A call without a number came %s s after you asked. Does that phone hide its number? If not, ask "
            "your carrier to pass callers' numbers on. Then %s again.",
            after, AGAIN[leg]);
    else if (mask == DESK_MASK_AGENT && leg == DESK_LEG_NO_ANSWER) /* in the others it cannot have called */
        desk_say(
            out, cap,
            "A call came %s s after you asked, but showed %s number. Was it that phone? %s from another. "
            "If not, the carrier hides callers: have it pass them on.",
            after, whose, AGAIN[leg]);
    else
        desk_say(
            out, cap,
            "A call came %s s after you asked, but showed %s number: your carrier hides callers. Ask it to "
            "pass numbers on when forwarding. Then %s again.",
            after, whose, AGAIN[leg]);
}

void desk_no_trial(char *out, size_t cap, enum desk_leg leg, const char *query)
{
    if (query[0] != '\0')
        desk_say(out, cap,
                 "No call reached me (%s). Dial %s on your cell to see if that forward is set. Then send "
                 "TEST again.",
                 desk_leg_words(leg), query);
    else
        desk_say(out, cap,
                 "No call reached me (%s). Ask your carrier if that forward is set. Then send TEST again.",
                 desk_leg_words(leg));
}

#include "core/alert_words.h"

#include "core/desk_say.h"

const char *alert_skipped(enum skip_reason reason)
{
    switch (reason) {
    case REASON_NONE:
    case REASON_WITHHELD:
    case REASON_OWN_NUMBER:
    case REASON_AGENT:
    case REASON_ANSWERED:
        break;
    case REASON_SHORT_CODE:
        return "a service number, not texted.";
    case REASON_INVALID:
        return "not a real number, not texted.";
    case REASON_TOLL_FREE:
        return "a toll-free number, not texted.";
    case REASON_PREMIUM:
    case REASON_SPECIAL:
        return "a special number, not texted.";
    case REASON_FOREIGN:
        return "a foreign number, not texted. To text it, add it to allow in textback.ini.";
    case REASON_TEAM:
        return "your team, not texted.";
    case REASON_SKIP_LIST:
        return "on your skip list, not texted.";
    case REASON_CLIENT:
        return "your client, not texted. Call back.";
    case REASON_CONTACT:
        return "in your contacts, not texted. Call back.";
    case REASON_OPTED_OUT:
        return "wants no texts. Call them.";
    case REASON_UNDELIVERABLE:
        return "texts do not reach this number (a landline?). Call back.";
    case REASON_REPEAT:
        return "called again. Call back.";
    case REASON_CONVERSATION:
        return "you are texting with them. Call back.";
    case REASON_CAP_HOUR:
        return "not texted: the hourly limit is reached. Call back. Further ones come as one summary.";
    case REASON_CAP_DAY:
        return "not texted: the daily limit is reached. Call back. Further ones come as one summary.";
    case REASON_TOO_OLD:
        return "I could not text in time. Call them.";
    case REASON_TOO_SHORT:
        return "rang too short, not texted.";
    case REASON_PAUSED:
        return "not texted: paused. Call back.";
    case REASON_CLOSED:
        return "not texted: closed. Call back.";
    case REASON_HOLIDAY:
        return "not texted: holiday. Call back.";
    case REASON_NO_CONFIG:
        return "not texted: textback.ini is not complete. Call back.";
    case REASON_COUNT:
        break;
    }
    return NULL;
}

const char *alert_text(enum text_state state)
{
    switch (state) {
    case TEXT_ACCEPTED:
    case TEXT_DELIVERED:
        return "texted. Call back.";
    case TEXT_IN_DOUBT:
        return "I cannot tell if my text left. Call them.";
    case TEXT_FAILED:
        return "my text failed. Call them.";
    case TEXT_EXPIRED:
        return "I could not text in time. Call them.";
    case TEXT_HELD:
        return "I will text them when you open.";
    case TEXT_PREPARED: /* the agent hears of a client before the client hears of the agent */
        return "your client, I am texting them. Call back.";
    case TEXT_SENDING:
    case TEXT_STATE_RECEIVED:
    case TEXT_STATE_RELAYED:
    case TEXT_STATE_PARTIAL:
        break;
    }
    return "my text is on its way.";
}

void alert_missed(char *out, size_t cap, const char *who, const char *at, const char *rest, unsigned n)
{
    if (n > 0)
        desk_say(out, cap, "Missed %s%s: %s (lead %u)", who, at, rest, n);
    else
        desk_say(out, cap, "Missed %s%s: %s", who, at, rest);
}

void alert_promised(char *out, size_t cap, const char *by)
{
    if (by[0] != '\0')
        desk_say(out, cap, "texted. Call by %s.", by);
    else
        desk_say(out, cap, "texted. They expect your call.");
}

void alert_client_promised(char *out, size_t cap, const char *by)
{
    if (by[0] != '\0')
        desk_say(out, cap, "your client, I am texting them. Call by %s.", by);
    else
        desk_say(out, cap, "your client, I am texting them. They expect your call.");
}

void alert_trial_skipped(char *out, size_t cap, enum skip_reason reason)
{
    const char *why = alert_skipped(reason);

    desk_say(out, cap, "No text: %s", why != NULL ? why : "somebody answered it.");
}

void alert_trial_stuck(char *out, size_t cap, enum text_state state, const char *error)
{
    const char *open = error[0] != '\0' ? " (" : "", *close = error[0] != '\0' ? ")" : "";

    if (state == TEXT_HELD)
        desk_say(out, cap, "No text yet: it waits until you open.");
    else if (state == TEXT_IN_DOUBT)
        desk_say(out, cap, "I cannot tell if my text left%s%s%s.", open, error, close);
    else if (state == TEXT_EXPIRED)
        desk_say(out, cap, "No text: it did not leave%s%s%s.", open, error[0] != '\0' ? error : " in time",
                 close);
    else
        desk_say(out, cap, "No text: sending it failed%s%s%s.", open, error, close);
}

void alert_withheld(char *out, size_t cap, const char *at)
{
    desk_say(out, cap, "A call without a number came%s. I could not text it.", at);
}

void alert_hidden(char *out, size_t cap, const char *at, bool own)
{
    desk_say(
        out, cap,
        "A call%s showed %s number, so I texted nobody: your carrier hides callers. Ask it to pass their "
        "number on when forwarding.",
        at, own ? "your own" : "my own");
}

void alert_summary(char *out, size_t cap, unsigned count)
{
    const char *s = count == 1 ? "" : "s";

    desk_say(out, cap,
             "%u more call%s or notice%s came that I could not text you one by one. LIST shows open leads.",
             count, s, s);
}

void alert_last(char *out, size_t cap)
{
    desk_say(out, cap, " More this hour come as one summary.");
}

const char *alert_blocked(void)
{
    return "blocked by you, not texted. Call back.";
}

const char *alert_maybe_out(void)
{
    return "may have written STOP, not texted. Call back.";
}

void alert_card(char *out, size_t cap)
{
    desk_say(
        out, cap,
        "My memory card is full or broken and takes nothing. I still answer calls, but replace it soon.");
}

void alert_account(char *out, size_t cap, const char *error)
{
    desk_say(
        out, cap,
        "The network refuses my texts (%s). Check with the carrier that my SIM is paid and may send texts.",
        error);
}

void alert_not_reached(char *out, size_t cap, const char *who, bool typed, bool landline)
{
    desk_say(out, cap, "%s text did not reach %s%s. Call them.", typed ? "Your" : "My", who,
             landline ? " (a landline?)" : "");
}

void alert_damaged(char *out, size_t cap)
{
    desk_say(out, cap, "A text came in damaged; I could not read it or see who sent it.");
}

void alert_clock(char *out, size_t cap, const char *time)
{
    desk_say(out, cap, " (My clock says %s. If wrong, write your timezone in textback.ini.)", time);
}

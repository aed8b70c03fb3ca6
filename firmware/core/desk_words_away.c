#include "core/desk_say.h"
#include "core/desk_words.h"

/* --- pause and away --- */

void desk_paused(char *out, size_t cap, const char *until)
{
    if (until[0] == '\0')
        desk_say(out, cap, "Paused: callers get no text, I still alert you. RESUME ends it.");
    else
        desk_say(out, cap, "Paused until %s: callers get no text, I still alert you. RESUME ends it.", until);
}

void desk_resumed(char *out, size_t cap)
{
    desk_say(out, cap, "Callers get your text again. PAUSE 2h stops it for a while.");
}

void desk_pause_over(char *out, size_t cap)
{
    desk_say(out, cap, "Your pause is over. Callers get your text again.");
}

void desk_no_such_time(char *out, size_t cap, bool clock_known)
{
    if (clock_known)
        desk_say(out, cap, "That time has been. For example: until 5pm, until Mon 8am, until 12/24");
    else
        desk_say(out, cap, "I do not know the time yet. Say how long instead, like: PAUSE 2h, AWAY 3d");
}

void desk_away(char *out, size_t cap, const char *until, const char *covering)
{
    char time[64] = "";

    if (until[0] != '\0')
        desk_say(time, sizeof time, " until %s", until);
    if (covering[0] != '\0')
        desk_say(out, cap, "Away%s: callers are told to reach %s, alerts go there too. BACK ends it.", time,
                 covering);
    else
        desk_say(out, cap,
                 "Away%s: callers get your after-hours text, no call-back is promised. BACK ends it.", time);
}

void desk_back(char *out, size_t cap)
{
    desk_say(out, cap, "Welcome back. Callers get your usual text again. LIST shows open leads.");
}

void desk_away_over(char *out, size_t cap)
{
    desk_say(out, cap, "You are no longer away. Callers get your usual text again. LIST shows open leads.");
}

void desk_covered(char *out, size_t cap, const char *agent, const char *broker, const char *covering)
{
    desk_say(out, cap,
             "Hi, this is %s for %s. I am away right now; please call or text %s, who will help you. Reply "
             "STOP to opt out.",
             broker, agent, covering);
}

void desk_no_cover(char *out, size_t cap, enum desk_no_cover why, const char *number)
{
    if (why == DESK_COVER_NO_PERSON)
        desk_say(
            out, cap,
            "Not %s: a colleague has a whole, ordinary phone number, like 512-555-0100. Nothing was changed.",
            number);
    else if (why == DESK_COVER_ABROAD)
        desk_say(out, cap,
                 "Not %s: I text nobody abroad unless textback.ini allows the number. Nothing was changed.",
                 number);
    else if (why == DESK_COVER_OWN)
        desk_say(out, cap,
                 "%s is my own number: I would text myself. Name a colleague's. Nothing was changed.",
                 number);
    else
        desk_say(
            out, cap,
            "%s is the phone of who is away. Name a colleague's, or send AWAY without a number. Nothing was "
            "changed.",
            number);
}

void desk_introduce(char *out, size_t cap, const char *agent, const char *broker, const char *until)
{
    desk_say(out, cap,
             "%s (%s) is away%s%s and sends callers to you. I text you who calls and what they write; reach "
             "them from your own phone.",
             agent, broker, until[0] != '\0' ? " until " : "", until);
}

void desk_relieved(char *out, size_t cap, const char *agent, bool back)
{
    desk_say(out, cap, back ? "%s is back and takes the calls again." : "%s sends callers to you no more.",
             agent);
}

void desk_no_orders(char *out, size_t cap, const char *agent)
{
    desk_say(
        out, cap,
        "I am %s's box and take orders from %s only; I have passed this on. Answer callers from your own "
        "phone.",
        agent, agent);
}

#include "core/desk_words.h"

#include "core/desk_say.h"
#include "sms/sms_plan.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

void desk_who(char out[DESK_WHO_MAX], const char *number, const char *country, bool whole_number)
{
    size_t n = strlen(number);

    if (n == 0)
        desk_say(out, DESK_WHO_MAX, "no number");
    else if (number[0] == '+' && n > 5 && !whole_number)
        desk_say(out, DESK_WHO_MAX, "%s", number + n - 4);
    else
        number_pretty(number, country, out, DESK_WHO_MAX);
}

/* --- to leads --- */

void desk_stop(char *out, size_t cap, const char *broker)
{
    desk_say(out, cap, "%s%syou will get no more automatic texts from this number. Reply START to undo.",
             broker, broker[0] != '\0' ? ": " : "");
}

void desk_help(char *out, size_t cap, const char *agent, const char *broker, const char *phone, bool stopped)
{
    desk_say(out, cap, "%s, %s, %s. I text people whose call I missed. %s", agent, broker, phone,
             stopped ? "You said STOP; reply START to undo." : "Reply STOP for no more automatic texts.");
}

void desk_start(char *out, size_t cap, const char *broker)
{
    desk_say(out, cap, "%s%stexts to you are on again. Reply STOP to end them.", broker,
             broker[0] != '\0' ? ": " : "");
}

/* --- words of leads --- */

/* " (lead 2, buyer, 2:14p)", or nothing. */
static void about(char *out, size_t cap, const struct desk_relay *relay)
{
    char n[16] = "";

    if (relay->n > 0)
        desk_say(n, sizeof n, "lead %u", relay->n);
    const char *part[3] = {n, relay->role, relay->time};
    out[0] = '\0';
    for (size_t i = 0; i < TB_COUNT(part); i++) {
        if (part[i][0] != '\0')
            desk_say(out + strlen(out), cap - strlen(out), "%s%s", out[0] == '\0' ? " (" : ", ", part[i]);
    }
    if (out[0] != '\0')
        desk_say(out + strlen(out), cap - strlen(out), ")");
}

/* " [address? time?] [May be an opt-out. If so BLOCK 1, else just answer.]", or nothing. */
static void tags(char *out, size_t cap, const struct desk_relay *relay)
{
    const char *tag[3] = {relay->address ? "address?" : "", relay->when ? "time?" : "",
                          relay->name ? "name?" : ""};

    out[0] = '\0';
    for (size_t i = 0; i < TB_COUNT(tag); i++)
        if (tag[i][0] != '\0')
            desk_say(out + strlen(out), cap - strlen(out), "%s%s", out[0] == '\0' ? " [" : " ", tag[i]);
    if (out[0] != '\0')
        desk_say(out + strlen(out), cap - strlen(out), "]");
    if (relay->maybe_stop)
        desk_say(out + strlen(out), cap - strlen(out),
                 " [May be an opt-out. If so BLOCK %u, else just answer.]", relay->stop_n);
}

void desk_relay(char *out, size_t cap, const struct desk_relay *relay)
{
    char head[160], facts[112], tail[96];

    about(facts, sizeof facts, relay);
    desk_say(head, sizeof head, "From %s%s: ", relay->who, facts);
    tags(tail, sizeof tail, relay);
    size_t frame = strlen(head) + strlen(tail) + 1, words = strlen(relay->words);
    if (frame + words <= cap) {
        desk_say(out, cap, "%s%s%s", head, relay->words, tail);
        return;
    }
    size_t room = cap > frame + 3 ? desk_whole(relay->words, cap - frame - 3) : 0;
    desk_say(out, cap, "%s%.*s...%s", head, (int)room, relay->words, tail);
}

void desk_unreadable(char *out, size_t cap, const char *who, const char *time)
{
    desk_say(out, cap, "%s sent a picture or long message I cannot open%s%s: call.", who,
             time[0] != '\0' ? " at " : "", time);
}

/* --- answers --- */

void desk_sent(char *out, size_t cap, const char *who)
{
    desk_say(out, cap, "Sent to %s", who);
}

void desk_not_sent_stop(char *out, size_t cap, const char *who)
{
    desk_say(out, cap, "Not sent: %s said STOP. Call instead.", who);
}

void desk_not_sent(char *out, size_t cap, const char *who, const char *why)
{
    desk_say(out, cap, "Not sent to %s%s%s. Call them.", who, why[0] != '\0' ? ": " : "", why);
}

void desk_sent_maybe(char *out, size_t cap, const char *who)
{
    desk_say(out, cap, "I cannot tell if your words reached %s. Call them.", who);
}

void desk_too_long(char *out, size_t cap)
{
    desk_say(out, cap,
             "Not sent: too long for one text. Send it in pieces, each with the lead's number first.");
}

void desk_owned(char *out, size_t cap, unsigned n, const char *owner, bool may_take)
{
    if (may_take)
        desk_say(out, cap, "Not sent: %s has lead %u. TAKE %u to make it yours.", owner, n, n);
    else
        desk_say(out, cap, "Not sent: %s has lead %u. Ask %s first.", owner, n, owner);
}

void desk_unreadable_order(char *out, size_t cap)
{
    desk_say(out, cap,
             "I cannot open pictures or very long messages. Nothing was sent. Write it as a short text.");
}

void desk_part_missing(char *out, size_t cap)
{
    desk_say(out, cap, "Not sent: a part of your text did not arrive. Send it again.");
}

void desk_which(char *out, size_t cap, const char *rows, unsigned n)
{
    if (rows[0] == '\0')
        desk_say(out, cap,
                 "Not sent: no lead is open. LIST shows them once somebody calls. HELP lists commands.");
    else
        desk_say(out, cap, "Not sent: for which lead? %s. Put the number first, like: %u your words", rows,
                 n);
}

void desk_like_an_order(char *out, size_t cap, const char *usage, unsigned n, const char *words)
{
    desk_say(out, cap, "Not sent, it looks like an order to me%s%s. HELP lists them. To send it",
             usage[0] != '\0' ? ", written " : "", usage);
    size_t used = strlen(out);
    if (n > 0)
        desk_say(out + used, cap - used, ": %u %.*s", n, (int)desk_whole(words, DESK_LIST_WORDS), words);
    else
        desk_say(out + used, cap - used, ", put a lead's number first.");
}

bool desk_add_row(char *rows, size_t cap, unsigned n, const char *who)
{
    char row[DESK_WHO_MAX + 16];
    size_t used = strlen(rows);

    desk_say(row, sizeof row, "%s%u) %s", used > 0 ? " " : "", n, who);
    if (used + strlen(row) + 1 > cap)
        return false;
    memcpy(rows + used, row, strlen(row) + 1);
    return true;
}

void desk_no_such_lead(char *out, size_t cap, unsigned n)
{
    desk_say(out, cap, "There is no open lead %u. LIST shows them.", n);
}

void desk_no_such_tail(char *out, size_t cap, const char *tail)
{
    desk_say(out, cap, "Which %s? Write the lead's number or the whole phone number. LIST shows open leads.",
             tail);
}

/* On one line, and not too much of them. */
static void few_words(char *out, size_t cap, const char *words)
{
    bool cut = strlen(words) > DESK_LIST_WORDS;

    desk_say(out, cap, "%.*s%s", (int)(cut ? desk_whole(words, DESK_LIST_WORDS) : strlen(words)), words,
             cut ? "..." : "");
    for (char *p = out; *p != '\0'; p++)
        if (*p == '\n' || *p == '\r')
            *p = ' ';
}

void desk_list_row(char *out, size_t cap, const struct desk_row *row)
{
    static const char *const REACH[] = {[DESK_REACHED] = "no reply",
                                        [DESK_HELD] = "not texted yet",
                                        [DESK_NOT_TEXTED] = "not texted",
                                        [DESK_NOT_REACHED] = "not reached"};
    char first[DESK_LIST_WORDS + 8];

    desk_say(out, cap, "%u) %s%s%s", row->n, row->who, row->time[0] != '\0' ? " " : "", row->time);
    if (row->owner[0] != '\0')
        desk_say(out + strlen(out), cap - strlen(out), " (%s)", row->owner);
    few_words(first, sizeof first, row->note[0] != '\0' ? row->note : row->words);
    size_t used = strlen(out);
    if (row->stopped)
        desk_say(out + used, cap - used, " said STOP");
    else if (row->note[0] != '\0')
        desk_say(out + used, cap - used, " note: %s", first);
    else if (row->words[0] != '\0')
        desk_say(out + used, cap - used, " replied: '%s'", first);
    else
        desk_say(out + used, cap - used, " %s", REACH[row->reach]);
}

void desk_list_empty(char *out, size_t cap)
{
    desk_say(out, cap, "No open leads. I will text you when somebody calls.");
}

void desk_done(char *out, size_t cap, const char *who, unsigned n, const char *by)
{
    if (by[0] != '\0')
        desk_say(out, cap, "%s closed lead %u (%s).", by, n, who);
    else
        desk_say(out, cap, "Lead %u (%s) is done.", n, who);
}

void desk_blocked(char *out, size_t cap, const char *who, const char *how_to_undo)
{
    desk_say(out, cap, "Blocked %s: no automatic texts to them. %s undoes it.", who, how_to_undo);
}

void desk_unblocked(char *out, size_t cap, const char *who, bool said_stop)
{
    if (said_stop)
        desk_say(out, cap, "Your block of %s is lifted, but they said STOP: only their START lifts that.",
                 who);
    else
        desk_say(out, cap, "Unblocked %s: if they call, they get your text again.", who);
}

void desk_marked_client(char *out, size_t cap, const char *who)
{
    desk_say(out, cap, "%s is your client now: your client words if they call. SKIP and UNBLOCK change it.",
             who);
}

void desk_marked_skip(char *out, size_t cap, const char *who)
{
    desk_say(out, cap, "%s gets no texts from me any more. UNBLOCK undoes it.", who);
}

void desk_forgotten(char *out, size_t cap, const char *who, bool opted_out)
{
    desk_say(out, cap, "Everything about %s is erased%s.", who,
             opted_out ? ", but not that they want no texts" : "");
}

void desk_noted(char *out, size_t cap, const char *who)
{
    desk_say(out, cap, "Noted for %s. Nothing was sent to them.", who);
}

void desk_took(char *out, size_t cap, const char *who, unsigned n)
{
    desk_say(out, cap, "Lead %u is yours: %s. Answer with: %u your words. DONE %u when called.", n, who, n,
             n);
}

void desk_taken(char *out, size_t cap, const char *who, unsigned n, const char *owner)
{
    desk_say(out, cap, "%s has lead %u (%s).", owner, n, who);
}

void desk_escalate(char *out, size_t cap, const char *who, unsigned n, const char *words)
{
    enum { SHOWN = 2 * DESK_LIST_WORDS };

    if (words[0] == '\0')
        desk_say(out, cap, "Nobody has %s yet. TAKE %u if you can.", who, n);
    else
        desk_say(out, cap, "Nobody has %s yet. TAKE %u if you can. They wrote: %.*s%s", who, n,
                 (int)desk_whole(words, SHOWN), words, strlen(words) > SHOWN ? "..." : "");
}

void desk_nobody_took(char *out, size_t cap, const char *who, unsigned n)
{
    desk_say(out, cap, "Nobody of the team took %s. Call them, then DONE %u.", who, n);
}

void desk_offer(char *out, size_t cap, const char *who, const char *at, unsigned calls, unsigned n)
{
    if (calls > 1)
        desk_say(out, cap, "Lead %u: %s called %u times, urgent? TAKE %u to make it yours.", n, who, calls,
                 n);
    else
        desk_say(out, cap, "Lead %u: %s called%s. TAKE %u to make it yours.", n, who, at, n);
}

/* --- what callers hear --- */

void desk_callback(char *out, size_t cap, const char *callback)
{
    if (callback[0] == '\0')
        desk_say(out, cap, "From now on no call-back time is promised. CALLBACK 15m turns it on again.");
    else
        desk_say(out, cap, "Callers are now promised a call within %s. CALLBACK OFF promises none.",
                 callback);
}

void desk_saying(char *out, size_t cap, const char *message)
{
    if (message[0] == '\0')
        desk_say(out, cap, "Unknown callers get the usual message again.");
    else
        desk_say(out, cap, "Unknown callers now get the message \"%s\". SAY text goes back to the usual one.",
                 message);
}

void desk_no_such_message(char *out, size_t cap, const char *message, const char *known)
{
    desk_say(out, cap, "There is no message \"%s\". There are: %s. For example: SAY seller", message, known);
}

/* --- codes and slips --- */

void desk_code(char *out, size_t cap, const char *code, const char *what)
{
    desk_say(out, cap, "Reply %s within %d minutes to %s. If you did not ask for this, do nothing.", code,
             DESK_CODE_MINUTES, what);
}

void desk_code_voids(char *words, size_t cap, const char *former)
{
    char all[DESK_WORDS_MAX];
    struct sms_plan plan;

    desk_say(all, sizeof all, "%s The code %s before it no longer counts.", words, former);
    if (strlen(all) < cap && sms_plan_text(all, &plan) && plan.parts == 1)
        memcpy(words, all, strlen(all) + 1);
}

void desk_wrong_code(char *out, size_t cap, unsigned tries)
{
    if (tries == 0)
        desk_say(out, cap,
                 "Wrong code, too many tries. Nothing was changed. Send the command again for a new code.");
    else
        desk_say(out, cap, "That is not the code. %u %s left.", tries, tries == 1 ? "try" : "tries");
}

void desk_no_code(char *out, size_t cap)
{
    desk_say(out, cap,
             "I am waiting for no code, or it has run out. Send the command again. Words for a lead: 1 your "
             "words");
}

void desk_bad_command(char *out, size_t cap, enum command_kind meant, enum command_fault fault, unsigned n)
{
    const char *usage = command_words(meant);

    switch (fault) {
    case COMMAND_FINE:
        break;
    case COMMAND_NO_LEAD:
        desk_say(out, cap, "Which lead? For example: %s. LIST shows them. Nothing was sent.", usage);
        return;
    case COMMAND_TWO_LEADS:
        desk_say(out, cap, "One lead at a time please, like: %s. Nothing was sent.", usage);
        return;
    case COMMAND_NO_WORDS:
        desk_say(out, cap, "The words are missing. For example: %s. Nothing was sent.", usage);
        return;
    case COMMAND_NO_NAME:
        desk_say(out, cap, "Which message? For example: SAY seller");
        return;
    case COMMAND_NO_TIME:
        desk_say(out, cap, "In how long? For example: %s", usage);
        return;
    case COMMAND_BAD_TIME:
        desk_say(out, cap, "I cannot read that time. For example: %s, until 5pm, until Mon 8am, until 12/24",
                 usage);
        return;
    case COMMAND_BAD_NUMBER:
        desk_say(out, cap, "I cannot read that number. Write it whole, with area code, like 512-555-0100.");
        return;
    case COMMAND_ORDER:
        desk_say(out, cap, "The command comes first: %.*s %u. Nothing was sent.", (int)strcspn(usage, " "),
                 usage, n);
        return;
    }
    desk_say(out, cap, "I do not understand that. HELP lists commands.");
}

void desk_stop_ordered(char *out, size_t cap)
{
    desk_say(
        out, cap,
        "Not sent. PAUSE 2h stops my texts to callers, RESUME starts them again. [alerts] in textback.ini "
        "says what I tell you.");
}

void desk_commands(char *out, size_t cap)
{
    desk_say(out, cap,
             "1 words=answer. LIST STATUS DONE/TAKE/(UN)BLOCK/CLIENT/SKIP 1 NOTE 1 words FORGET nr PAUSE 2h "
             "RESUME "
             "AWAY 3d BACK CALLBACK 1h SAY name TEST REPORT VOICEMAIL OFF");
}

/* --- the promise --- */

void desk_remind(char *out, size_t cap, enum desk_reminder kind, const char *who, unsigned n, const char *by)
{
    bool timed = by[0] != '\0';

    switch (kind) {
    case DESK_SOON:
        desk_say(out, cap, "%s expects your call%s%s. DONE %u when called.", who, timed ? " by " : " soon",
                 by, n);
        return;
    case DESK_NOW:
        desk_say(out, cap, "%s expects your call now. DONE %u when called.", who, n);
        return;
    case DESK_LATE:
        desk_say(out, cap, "%s still waits for your call%s%s. DONE %u when called.", who,
                 timed ? ", promised by " : "", by, n);
        return;
    }
}

void desk_remind_many(char *out, size_t cap, unsigned count, const char *rows, unsigned n)
{
    desk_say(out, cap, "%u leads wait for your call: %s. DONE %u when called, LIST shows all.", count, rows,
             n);
}

void desk_called_again(char *out, size_t cap, const char *who, unsigned times, unsigned n)
{
    desk_say(out, cap, "%s called %u times, urgent? Call back. (lead %u)", who, times, n);
}

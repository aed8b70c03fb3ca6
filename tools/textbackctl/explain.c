#include "textbackctl/explain.h"

#include "base/check.h"
#include "textbackctl/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct phrase {
    const char *word, *phrase;
};

/* NULL if there is none. */
static const char *phrase_of(const struct phrase *table, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(table[i].word, word) == 0)
            return table[i].phrase;
    }
    return NULL;
}

static const struct phrase outcomes[] = {
    {"missed", "The caller hung up without an answer"},
    {"gave_up", "The box ended the call without an answer, as nobody took it"},
    {"answered", "The call was answered"},
    {"interrupted", "The box lost power or its modem while it rang"},
};

static const struct phrase reasons[] = {
    {"withheld", "the call came without a number"},
    {"short_code", "the number is a service's short code"},
    {"invalid", "no telephone can have this number"},
    {"toll_free", "the number is toll-free: a company, not a person"},
    {"premium", "the number is a premium one, where a text costs money"},
    {"special", "the number belongs to a special service"},
    {"foreign", "the number is of another country"},
    {"own_number", "the number is the box's own"},
    {"agent", "the caller is the agent"},
    {"team", "the caller is of the team"},
    {"skip_list", "the number is on the skip list"},
    {"client", "the caller is a client, who must get a person"},
    {"contact", "the caller is in the contacts"},
    {"opted_out", "this person said STOP"},
    {"undeliverable", "an earlier text to this number failed for good"},
    {"repeat", "this caller had been texted a short while before"},
    {"conversation", "the agent had texted with this caller a short while before"},
    {"cap_hour", "as many texts as an hour may have had been sent"},
    {"cap_day", "as many texts as a day may have had been sent"},
    {"too_old", "the call was too long ago when the box could have texted"},
    {"too_short", "the call rang too short"},
    {"paused", "the box was paused"},
    {"closed", "it was outside of the opening hours"},
    {"holiday", "it was a holiday"},
    {"answered", "the call was answered"},
    {"no_config", "textback.ini lacks what a text needs"},
};

static const struct phrase states[] = {
    {"prepared", "it waits to be sent"},
    {"sending", "it is being sent"},
    {"accepted", "the network took it; no report of its arrival yet"},
    {"delivered", "it has arrived"},
    {"failed", "it failed"},
    {"in_doubt", "whether it left is not known (the box lost power, or its modem did not answer), so it is "
                 "not sent again"},
    {"expired", "its time ran out before it could be sent"},
    {"held", "it waits for the opening hours"},
    {"received", "it is not passed on yet"},
    {"relayed", "it was passed on"},
    {"partial", "parts of it never came"},
};

/* A value as words to print; valid until the fourth next call. */
static const char *word(const json_t *object, const char *key)
{
    static _Thread_local char copies[4][8192];
    static _Thread_local unsigned next;
    char *copy = copies[next++ % 4];
    const char *value = json_string_value(json_object_get(object, key));

    (void)snprintf(copy, sizeof copies[0], "%s", value != NULL ? value : "");
    table_plain(copy);
    return copy;
}

static bool is_null(const json_t *object, const char *key)
{
    return json_is_null(json_object_get(object, key));
}

static void tell_call(FILE *out, const json_t *call)
{
    const char *outcome = phrase_of(outcomes, TB_COUNT(outcomes), word(call, "outcome"));

    (void)fprintf(out, "Call %lld on line %s: %s", (long long)json_integer_value(json_object_get(call, "id")),
                  word(call, "line"),
                  is_null(call, "number") ? "a caller without a number" : word(call, "number"));
    if (!is_null(call, "name"))
        (void)fprintf(out, " (%s)", word(call, "name"));
    if (!is_null(call, "called"))
        (void)fprintf(out, ", calling %s,", word(call, "called"));
    if (is_null(call, "began"))
        (void)fprintf(out, " rang when the box did not know the time.");
    else
        (void)fprintf(out, " rang at %s.", table_time(json_object_get(call, "began")));
    if (outcome == NULL)
        (void)fprintf(out, " It is ringing; what the caller gets is not decided yet.\n");
    else if (is_null(call, "ended"))
        (void)fprintf(out, " %s.\n", outcome);
    else
        (void)fprintf(out, " %s, at %s.\n", outcome, table_time(json_object_get(call, "ended")));
}

static void tell_verdict(FILE *out, const json_t *call)
{
    const char *verdict = word(call, "verdict"), *reason = word(call, "reason");

    if (strcmp(verdict, "text") == 0) {
        (void)fprintf(out, "The box decided to text the caller the message \"%s\".\n",
                      reason + strlen("message:"));
    } else if (strcmp(verdict, "hold") == 0) {
        (void)fprintf(out, "The box decided to text the message \"%s\" when the opening hours begin.\n",
                      reason + strlen("message:"));
    } else if (strcmp(verdict, "skip") == 0) {
        const char *phrase = phrase_of(reasons, TB_COUNT(reasons), reason);
        (void)fprintf(out, "The caller was not texted: %s.\n", phrase != NULL ? phrase : reason);
    } else if (strcmp(word(call, "outcome"), "ringing") != 0) {
        (void)fprintf(out, "Nothing is decided about it yet.\n");
    }
}

static void tell_text(FILE *out, const json_t *text)
{
    const char *state = phrase_of(states, TB_COUNT(states), word(text, "state"));
    bool in = strcmp(word(text, "direction"), "in") == 0;

    (void)fprintf(out, "Text %lld %s %s: \"%s\".", (long long)json_integer_value(json_object_get(text, "id")),
                  in ? "from" : "to", is_null(text, "number") ? "-" : word(text, "number"),
                  word(text, "body"));
    if (!is_null(text, "sent"))
        (void)fprintf(out, " %s at %s;", in ? "Sent" : "Given to the modem",
                      table_time(json_object_get(text, "sent")));
    (void)fprintf(out, " %s", state != NULL ? state : word(text, "state"));
    if (!is_null(text, "error"))
        (void)fprintf(out, " (%s)", word(text, "error"));
    if (!is_null(text, "settled"))
        (void)fprintf(out, ", at %s", table_time(json_object_get(text, "settled")));
    (void)fputs(".\n", out);
}

char *explain_call(const json_t *call, const json_t *texts, bool test)
{
    char *story = NULL;
    size_t length, i;
    json_t *text;
    FILE *out = open_memstream(&story, &length);

    CHECK(out != NULL);
    tell_call(out, call);
    if (test)
        (void)fprintf(out,
                      "It was the call of a TEST that the agent had asked for: no lead, and not counted.\n");
    tell_verdict(out, call);
    json_array_foreach(texts, i, text)
    {
        tell_text(out, text);
    }
    CHECK(fclose(out) == 0);
    return story;
}

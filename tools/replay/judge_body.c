#include "judge.h"

#include "sms/sms_gsm7.h"
#include "sms/sms_utf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char fixed_text[] = "Hi, this is Alex Agent with Example Realty. Sorry I missed your call. "
                                 "What can I help you with?";
#define SORRY    "Sorry I missed your call."
#define SORRY_3  SORRY " " SORRY " " SORRY
#define SORRY_12 SORRY_3 " " SORRY_3 " " SORRY_3 " " SORRY_3

/* What a text to a caller must contain where the case brings its own file: from run_cases.py. */
static const struct {
    const char *id, *words;
} own_words[] = {
    {"cfg-01", "Sorry I missed you, text me here."},
    {"cfg-02", "Sorry I missed you, text me here."},
    {"cfg-04", SORRY_12},
    {"cfg-05", "Missed you ; text me back"},
    {"rep-05", "I will call you back"},
};

/* NULL: any words will do, since the case does not run under the fixed setting. */
static const char *wanted_words(const struct play *play)
{
    for (size_t i = 0; i < TB_COUNT(own_words); i++)
        if (strcmp(own_words[i].id, play->script->id) == 0 && play->box.settings->own_ini)
            return own_words[i].words;
    return play->box.settings->fixed ? fixed_text : NULL;
}

static bool has_placeholder(const char *text)
{
    static const char *const names[] = {"{agent}",    "{broker}", "{phone}",
                                        "{callback}", "{time}",   "{license}"};

    for (size_t i = 0; i < TB_COUNT(names); i++)
        if (strstr(text, names[i]) != NULL)
            return true;
    return strchr(text, '\r') != NULL;
}

static void judge_words(struct judgement *self, const struct play *play, const struct message *message)
{
    const char *words = wanted_words(play);

    if (words != NULL && strstr(message->text, words) == NULL)
        judge_say(self, "text to %s is \"%s\"", message->first->to, message->text);
    else if (has_placeholder(message->text))
        judge_say(self, "text to %s has CR, NUL or a placeholder: \"%s\"", message->first->to, message->text);
}

static bool is_gsm7(const char *text)
{
    uint8_t septets[2];
    uint32_t c;

    while ((c = sms_utf8_next(&text)) != 0)
        if (c == SMS_UTF_BAD || sms_gsm7_encode(c, septets) == 0)
            return false;
    return true;
}

/* To callers the box folds typographic punctuation; the agent gets a lead's words as they are. */
static bool is_needlessly_wide(const struct message *message)
{
    char *folded = bytes_copy(message->text);
    bool wide = message->joined && message->first->decoded && message->first->pdu.body.alphabet == SMS_UCS2;

    if (message->kind != MESSAGE_AGENT &&
        sms_fold(message->text, folded, strlen(message->text) + 1) == SMS_FOLD_FAILED)
        folded[0] = '\xff';
    wide = wide && is_gsm7(folded);
    free(folded);
    return wide;
}

static bool cuts_escape(const struct message *message)
{
    if (message->total < 2 || message->parts != message->total || !message->joined)
        return false;
    for (unsigned i = 1; i <= message->total; i++) {
        const struct sms_body *body = &message->part[i]->pdu.body;
        if (body->alphabet == SMS_GSM7 && body->count > 0 && body->data[body->count - 1] == SMS_GSM7_ESCAPE)
            return true;
    }
    return false;
}

/* +1 and ten digits, the first of which is 2 to 9 */
static bool is_textable(const char *number)
{
    return strlen(number) == 12 && strncmp(number, "+1", 2) == 0 && number[2] >= '2' && number[2] <= '9' &&
           strspn(number + 1, "0123456789") == 11;
}

static bool is_accepted_text_back(const struct messages *messages, const char *number)
{
    for (size_t i = 0; i < messages->count; i++)
        if (messages->at[i].kind == MESSAGE_TEXT_BACK && messages->at[i].accepted &&
            strcmp(messages->at[i].first->to, number) == 0)
            return true;
    return false;
}

static void judge_recipient(struct judgement *self, const json_t *checks, const struct messages *messages,
                            const struct message *message)
{
    const json_t *wanted = json_object_get(checks, "text_back");
    const char *to = message->first->to;

    if (message->kind == MESSAGE_AGENT || is_textable(to) || !json_is_array(wanted) ||
        is_accepted_text_back(messages, to))
        return;
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        const char *number = json_string_value(json_array_get(wanted, i));
        if (number != NULL && strcmp(number, to) == 0)
            return;
    }
    judge_say(self, "submission to %s", to);
}

void judge_bodies(struct judgement *self, const struct play *play, const struct messages *messages)
{
    for (size_t i = 0; i < messages->count; i++) {
        const struct message *message = &messages->at[i];
        if (message->first->bad)
            continue;
        if (is_needlessly_wide(message))
            judge_say(self, "UCS-2 where GSM-7 is possible: \"%.60s\"", message->text);
        if (cuts_escape(message))
            judge_say(self, "an escape pair is cut between two parts");
        judge_recipient(self, play->script->checks, messages, message);
        if (message->kind == MESSAGE_TEXT_BACK && message->accepted)
            judge_words(self, play, message);
    }
}

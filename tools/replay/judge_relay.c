#include "judge.h"

#include "sms/sms_utf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LONG_ENOUGH = 8 /* characters: a shorter text may be part of another by chance */ };

/* Letters and digits, roughly: what would make a found text a piece of a word. */
static bool is_word(uint32_t c)
{
    if (c < 0x80)
        return isalnum((int)c) != 0;
    return (c >= 0xc0 && c <= 0x24f && c != 0xd7 && c != 0xf7) || (c >= 0x370 && c <= 0x5ff);
}

static bool word_before(const char *text, const char *at)
{
    if (at == text)
        return false;
    do
        at--;
    while (at > text && ((unsigned char)*at & 0xc0) == 0x80);
    return is_word(sms_utf8_next(&at));
}

static bool word_after(const char *at)
{
    return *at != '\0' && is_word(sms_utf8_next(&at));
}

/* The next place where `wanted` stands as words of its own. */
static const char *find_words(const char *text, const char *from, const char *wanted)
{
    const char *at = from;

    while ((at = strstr(at, wanted)) != NULL) {
        if (!word_before(text, at) && !word_after(at + strlen(wanted)))
            return at;
        at++;
    }
    return NULL;
}

static size_t characters(const char *text)
{
    size_t n = 0;

    for (; *text != '\0'; text++)
        n += ((unsigned char)*text & 0xc0) != 0x80;
    return n;
}

/* A text without its digits: two relays of one message may differ in a lead number. */
static char *without_digits(const char *text)
{
    char *out = bytes_copy(text), *to = out;

    for (const char *p = text; *p != '\0'; p++)
        if (!isdigit((unsigned char)*p))
            *to++ = *p;
    *to = '\0';
    return out;
}

struct place {
    size_t text;
    const char *end;
};

struct hits {
    size_t count, texts; /* how often, in how many texts */
    bool twins;          /* two of those texts are alike */
    bool next;           /* one lies at or after the place where the last relay ended */
    struct place at;     /* it: its text, and where it ends there */
};

static void same_words(const char **texts, const size_t *holder, size_t count, struct hits *hits)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++) {
            char *a = without_digits(texts[holder[i]]), *b = without_digits(texts[holder[k]]);
            hits->twins = hits->twins || strcmp(a, b) == 0;
            free(a);
            free(b);
        }
}

static struct hits look(const char **texts, size_t count, const char *wanted, const struct place *from)
{
    struct hits hits = {.count = 0};
    size_t *holder = bytes_room(NULL, count, sizeof *holder);

    for (size_t i = 0; i < count; i++) {
        const char *at = texts[i];
        size_t before = hits.count;
        while (wanted[0] != '\0' && (at = find_words(texts[i], at, wanted)) != NULL) {
            hits.count++;
            if (!hits.next &&
                (i > from->text || (i == from->text && (from->end == NULL || at >= from->end)))) {
                hits.next = true;
                hits.at = (struct place){.text = i, .end = at + strlen(wanted)};
            }
            at += strlen(wanted);
        }
        if (hits.count > before)
            holder[hits.texts++] = i;
    }
    same_words(texts, holder, hits.texts, &hits);
    free(holder);
    return hits;
}

static void in_order(struct judgement *self, const json_t *relay, const char *sender, const char **texts,
                     size_t count)
{
    struct place from = {.text = 0};

    for (size_t i = 0; i < json_array_size(relay); i++) {
        const char *wanted = json_string_value(json_array_get(relay, i));
        struct hits hits = look(texts, count, wanted, &from);
        if (hits.count == 0) {
            judge_say(self, "not relayed: \"%s\"", wanted);
            continue;
        }
        if (!hits.next) {
            judge_say(self, "relayed out of order: \"%s\"", wanted);
            continue;
        }
        from = hits.at;
        if ((characters(wanted) >= LONG_ENOUGH && hits.count > 1) || hits.twins)
            judge_say(self, "relayed %zu times: \"%s\"", hits.count, wanted);
        if (sender != NULL && strstr(texts[hits.at.text], sender) == NULL)
            judge_say(self, "relay does not name the sender %s: \"%s\"", sender, texts[hits.at.text]);
    }
}

static bool any_of(const json_t *list, const char **texts, size_t count)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        for (size_t k = 0; k < count; k++)
            if (strstr(texts[k], json_string_value(json_array_get(list, i))) != NULL)
                return true;
    return json_array_size(list) == 0;
}

void judge_relay(struct judgement *self, const json_t *checks, const struct messages *messages)
{
    const json_t *relay = judge_list(self, checks, "relay"), *any = judge_list(self, checks, "relay_any");
    const char *sender = json_string_value(json_object_get(checks, "sender"));
    const char **texts = bytes_room(NULL, messages->count, sizeof *texts);
    size_t count = 0;

    for (size_t i = 0; i < messages->count; i++)
        if (messages->at[i].kind == MESSAGE_AGENT && messages->at[i].accepted)
            texts[count++] = messages->at[i].text;
    in_order(self, relay, sender, texts, count);
    if (!any_of(any, texts, count))
        judge_say(self, "none of `relay_any` was relayed");
    free(texts);
}

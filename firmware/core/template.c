#include "core/template.h"

#include "base/check.h"
#include "core/number.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const char *template_word_name(enum template_word word)
{
    static const char *const names[TEMPLATE_WORDS] = {"agent",   "broker",   "phone",
                                                      "license", "callback", "time"};
    CHECK(word < TEMPLATE_WORDS);
    return names[word];
}

bool template_next(const char **at, const char **begin, enum template_word *word)
{
    *begin = strchr(*at, '{');
    if (*begin == NULL)
        return false;
    const char *inside = *begin + 1;
    size_t length = strcspn(inside, "}");
    for (unsigned i = 0; inside[length] == '}' && i < TEMPLATE_WORDS; i++) {
        const char *name = template_word_name((enum template_word)i);
        if (strlen(name) == length && strncasecmp(inside, name, length) == 0) {
            *word = (enum template_word)i;
            *at = inside + length + 1;
            return true;
        }
    }
    return false;
}

void template_duration_words(int64_t ms, char *out, size_t cap)
{
    int64_t seconds = (ms + 999) / 1000;
    int64_t n;
    const char *unit;
    if (seconds % 86400 == 0 && seconds > 0) {
        n = seconds / 86400;
        unit = "day";
    } else if (seconds % 3600 == 0 && seconds > 0) {
        n = seconds / 3600;
        unit = "hour";
    } else if (seconds % 60 == 0 && seconds > 0) {
        n = seconds / 60;
        unit = "minute";
    } else {
        n = seconds;
        unit = "second";
    }
    (void)snprintf(out, cap, "%" PRId64 " %s%s", n, unit, n == 1 ? "" : "s");
}

struct template_promise template_promise(const struct config *cfg, int64_t callback_ms, struct tb_now now)
{
    struct template_promise promise = {.callback_ms = callback_ms, .time = ""};
    hours_words_at(&cfg->zone, now.wall_ok, now.wall_ms + callback_ms, promise.time);
    return promise;
}

int16_t template_find(const struct config *cfg, const char *name)
{
    for (int16_t i = 0; i < cfg->message_count; i++) {
        if (strcasecmp(cfg->message[i].name, name) == 0)
            return i;
    }
    return -1;
}

/* Text being put together. Once it would not fit, `full` stays set and nothing more is added. */
struct sink {
    char *out;
    size_t used;
    bool full;
};

static void add(struct sink *sink, const char *text, size_t length)
{
    if (sink->full || length >= TB_MESSAGE_MAX - sink->used) {
        sink->full = true;
        return;
    }
    memcpy(sink->out + sink->used, text, length);
    sink->used += length;
}

static void add_word(struct sink *sink, const struct config *cfg, enum template_word word,
                     const struct template_promise *promise)
{
    char words[64] = "";
    const char *text = words;
    switch (word) {
    case TEMPLATE_AGENT:
        text = cfg->agent;
        break;
    case TEMPLATE_BROKER:
        text = cfg->broker;
        break;
    case TEMPLATE_PHONE:
        number_pretty(cfg->phone, cfg->country, words, sizeof(words));
        break;
    case TEMPLATE_LICENSE:
        text = cfg->license;
        break;
    case TEMPLATE_CALLBACK:
        CHECK(promise != NULL); /* else promises_in_vain() */
        template_duration_words(promise->callback_ms > 0 ? promise->callback_ms : cfg->callback_ms, words,
                                sizeof(words));
        break;
    case TEMPLATE_TIME:
        CHECK(promise != NULL);
        text = promise->time;
        break;
    case TEMPLATE_WORDS:
        CHECK(word != TEMPLATE_WORDS);
        break;
    }
    add(sink, text, strlen(text));
}

/* Behind the sentence that begins at s: its stop, closing quotes and brackets, and the blanks that follow. */
static const char *sentence_end(const char *s)
{
    while (*s != '\0') {
        if (strchr(".!?", *s++) == NULL)
            continue;
        while (*s != '\0' && strchr(".!?)]\"'", *s) != NULL)
            s++;
        if (*s == ' ' || *s == '\0')
            break;
    }
    return s + strspn(s, " ");
}

/* Whether the sentence [s, end) holds a promise that cannot be made. */
static bool promises_in_vain(const char *s, const char *end, const struct template_promise *promise)
{
    enum template_word word;
    const char *begin;
    while (template_next(&s, &begin, &word) && begin < end) {
        if ((word == TEMPLATE_CALLBACK || word == TEMPLATE_TIME) && promise == NULL)
            return true;
        if (word == TEMPLATE_TIME && promise->time[0] == '\0')
            return true;
    }
    return false;
}

static void add_sentence(struct sink *sink, const struct config *cfg, const char *s, const char *end,
                         const struct template_promise *promise)
{
    enum template_word word;
    const char *next = s, *begin;
    while (template_next(&next, &begin, &word) && begin < end) {
        add(sink, s, (size_t)(begin - s));
        add_word(sink, cfg, word, promise);
        s = next;
    }
    add(sink, s, (size_t)(end - s));
}

static bool render(const struct config *cfg, const char *text, const struct template_promise *promise,
                   char out[TB_MESSAGE_MAX])
{
    struct sink sink = {.out = out};
    while (*text != '\0') {
        const char *end = sentence_end(text);
        if (!promises_in_vain(text, end, promise))
            add_sentence(&sink, cfg, text, end, promise);
        text = end;
    }
    while (sink.used > 0 && out[sink.used - 1] == ' ')
        sink.used--;
    if (sink.full)
        sink.used = 0;
    out[sink.used] = '\0';
    return !sink.full;
}

bool template_render(const struct config *cfg, int16_t message, const struct template_promise *promise,
                     char out[TB_MESSAGE_MAX])
{
    out[0] = '\0';
    if (message < 0 || message >= cfg->message_count || cfg->message[message].text[0] == '\0')
        return false;
    if (!render(cfg, cfg->message[message].text, promise, out))
        return false;
    int16_t fallback = cfg->after_hours_message;

    CHECK(fallback < cfg->message_count);
    if (out[0] == '\0' && fallback >= 0 && fallback != message &&
        !render(cfg, cfg->message[fallback].text, NULL, out))
        return false;
    return out[0] != '\0';
}

#include "judge.h"

#include "textbackctl/views.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

enum {
    SETTLE_MIN_MS = 6000,
    SETTLE_QUIET_MS = 3000,
    SETTLE_MAX_MS = 40000,
    SETTLE_FREE_MS = 8000,
    ASK_AGAIN_MS = 2000
};

void judge_say(struct judgement *self, const char *format, ...)
{
    va_list arguments;

    if (self->why.length > 0)
        bytes_text(&self->why, "; ");
    va_start(arguments, format);
    bytes_vformat(&self->why, format, arguments);
    va_end(arguments);
}

const json_t *judge_list(struct judgement *self, const json_t *checks, const char *name)
{
    const json_t *list = json_object_get(checks, name);

    if (list == NULL)
        return NULL;
    for (size_t i = 0; json_is_array(list) && i < json_array_size(list); i++)
        if (!json_is_string(json_array_get(list, i)))
            list = NULL;
    if (json_is_array(list))
        return list;
    judge_say(self, "`%s` is no list of strings", name);
    return NULL;
}

/* --- multisets of numbers --- */

static int by_value(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void show(struct bytes *out, const char **list, size_t count)
{
    bytes_text(out, "[");
    for (size_t i = 0; i < count; i++)
        bytes_format(out, "%s%s", i > 0 ? ", " : "", list[i]);
    bytes_text(out, "]");
}

static void compare(struct judgement *self, const char *what, const char **got, size_t count,
                    const json_t *wanted)
{
    size_t n = json_array_size(wanted);
    const char **want = bytes_room(NULL, n, sizeof *want);
    struct bytes words = {.at = NULL};
    bool same = n == count;

    for (size_t i = 0; i < n; i++)
        want[i] = json_string_value(json_array_get(wanted, i));
    qsort(got, count, sizeof *got, by_value);
    qsort(want, n, sizeof *want, by_value);
    for (size_t i = 0; same && i < n; i++)
        same = strcmp(got[i], want[i]) == 0;
    show(&words, got, count);
    bytes_text(&words, ", wanted ");
    show(&words, want, n);
    if (!same)
        judge_say(self, "%s %s", what, words.at);
    bytes_free(&words);
    free(want);
}

static bool is_text_back(const struct message *message, bool any)
{
    return message->kind == MESSAGE_TEXT_BACK && (any || message->accepted);
}

/* any: those that were not accepted too */
static void judge_recipients(struct judgement *self, const json_t *checks, const char *name,
                             const struct messages *messages, bool any)
{
    const json_t *wanted = judge_list(self, checks, name);
    const char **got = bytes_room(NULL, messages->count, sizeof *got);
    size_t count = 0;

    for (size_t i = 0; i < messages->count; i++)
        if (is_text_back(&messages->at[i], any))
            got[count++] = messages->at[i].first->to;
    if (wanted != NULL)
        compare(self, name, got, count, wanted);
    free(got);
}

/* --- numbers --- */

static bool whole_number(struct judgement *self, const json_t *checks, const char *name, json_int_t *out)
{
    const json_t *value = json_object_get(checks, name);

    if (value == NULL)
        return false;
    if (!json_is_integer(value))
        judge_say(self, "`%s` is no number", name);
    *out = json_integer_value(value);
    return json_is_integer(value);
}

static void judge_counts(struct judgement *self, const json_t *checks, const struct play *play,
                         const struct messages *messages)
{
    json_int_t most, attempts = 0, pins = 0, text_backs = 0;
    unsigned parts = 0;
    struct bytes key = {.at = NULL};

    for (size_t i = 0; i < messages->count; i++) {
        const struct message *message = &messages->at[i];
        if (message->kind != MESSAGE_AGENT)
            attempts += 1 + (json_int_t)message->tries;
        if (is_text_back(message, false)) {
            text_backs++;
            parts = message->parts;
        }
    }
    for (size_t i = 0; i < play->modem.command_count; i++) {
        fake_key(play->modem.commands[i], &key);
        pins += strncmp(key.at, "AT+CPIN=", 8) == 0;
    }
    if (whole_number(self, checks, "max_submits", &most) && attempts > most)
        judge_say(self, "%lld submissions to callers, at most %lld wanted", (long long)attempts,
                  (long long)most);
    if (whole_number(self, checks, "max_cpin", &most) && pins > most)
        judge_say(self, "%lld AT+CPIN=, at most %lld wanted", (long long)pins, (long long)most);
    if (whole_number(self, checks, "text_back_parts", &most) && (text_backs != 1 || parts != most))
        judge_say(self, "%lld text-backs, the last with %u parts; wanted one with %lld",
                  (long long)text_backs, parts, (long long)most);
    bytes_free(&key);
}

/* --- the whole --- */

static void judge_faults(struct judgement *self, const struct play *play)
{
    for (size_t i = 0; i < play->modem.fault_count; i++)
        judge_say(self, "%s", play->modem.fault[i]);
    if (play->stuck.length > 0)
        judge_say(self, "script stuck, %s", play->stuck.at);
    else if (play->box.spins)
        judge_say(self, "the core asks to be called again without end");
    if (play->box.disk.refused.length > 0)
        judge_say(self, "the ledger refuses a record: %s", play->box.disk.refused.at);
}

void judge_case(struct judgement *self, const struct play *play)
{
    const json_t *checks = play->script->checks;
    struct messages messages;

    *self = (struct judgement){.people = view_people(play->box.disk.ledger),
                               .texts = view_texts(play->box.disk.ledger)};
    messages_join(&messages, &play->modem);
    judge_faults(self, play);
    judge_recipients(self, checks, "text_back", &messages, false);
    if (play->missed_text && json_object_get(checks, "text_back") == NULL && self->why.length == 0)
        judge_say(self, "a text to a caller that the script waits for never came");
    judge_counts(self, checks, play, &messages);
    judge_recipients(self, checks, "missed_call_texts", &messages, true);
    judge_relay(self, checks, &messages);
    judge_bodies(self, play, &messages);
    judge_log(self, play);
    judge_states(self, checks);
    messages_free(&messages);
}

void judge_free(struct judgement *self)
{
    bytes_free(&self->why);
    json_decref(self->people);
    json_decref(self->texts);
}

/* --- coming to rest --- */

struct rest {
    int64_t begin_ms, asked_ms;
    bool pending;
};

/* Is something that the checks want still to come? */
static bool is_pending(struct play *play)
{
    struct judgement now;
    struct bytes kept = {.at = NULL};

    judge_case(&now, play);
    bytes_add(&kept, bytes_string(&now.why), now.why.length);
    judge_free(&now);
    bool pending = kept.length > 0;
    bytes_free(&kept);
    return pending;
}

static bool is_at_rest(struct play *play, void *arg)
{
    struct rest *rest = arg;
    int64_t now = play->box.now.mono_ms, gone = now - rest->begin_ms;
    int64_t heard = play->modem.heard_ms > rest->begin_ms ? play->modem.heard_ms : rest->begin_ms;

    if (play->script->checks == NULL)
        return gone > SETTLE_FREE_MS;
    if (gone > SETTLE_MAX_MS)
        return true;
    if (gone < SETTLE_MIN_MS || play->modem.in_body || now - heard <= SETTLE_QUIET_MS)
        return false;
    if (rest->asked_ms == 0 || now - rest->asked_ms >= ASK_AGAIN_MS) {
        rest->asked_ms = now;
        rest->pending = is_pending(play);
    }
    return !rest->pending;
}

void judge_settle(struct play *play)
{
    struct rest rest = {.begin_ms = play->box.now.mono_ms};

    (void)play_pump(play, SETTLE_MAX_MS + 5000, NULL, is_at_rest, &rest);
}

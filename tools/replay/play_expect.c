/* The script waits for the host. */
#include "play.h"

#include <string.h>

enum {
    WANTED_MS = 90000,       /* a command that must come */
    WANTED_AGAIN_MS = 15000, /* a text that has left already */
    CEILING_MS = 60000,      /* an optional one, whatever else is said */
    START_MS = 20000,        /* for a host that has not said anything yet */
    STORE_MS = 45000,
    SETTLED_MS = 5000,
    SETTLED_COMMANDS = 2
};

int64_t play_patience(const struct play *self, const char *prefix)
{
    static const struct {
        const char *prefix;
        int64_t ms;
    } list[] = {{"AT+CLCC", 6000},  {"AT+CNMA", 3000}, {"AT+CHUP", 4000},  {"AT+CFUN", 8000},
                {"AT+CREG", 10000}, {"AT+CCLK", 4000}, {"AT+CSCA", 5000},  {"AT+CMGL", 20000},
                {"AT+CMGD", 6000},  {"AT+CMGR", 8000}, {"AT+CMGS", 15000}, {"AT+IPR", 2000},
                {"AT+CPIN", 10000}, {"AT+CMGF", 10000}};
    bool any = strcmp(prefix, "AT") == 0;

    if (self->modem.call && !self->reopened && (any || strcmp(prefix, "AT+CLCC") == 0))
        return 2500;
    if (any && self->modem.silent)
        return 20000;
    for (size_t i = 0; i < TB_COUNT(list); i++)
        if (strncmp(prefix, list[i].prefix, strlen(list[i].prefix)) == 0)
            return list[i].ms;
    return 5000;
}

struct patience {
    int64_t begin_ms, quiet_ms;
};

static bool is_patience_over(struct play *self, void *arg)
{
    const struct patience *patience = arg;
    int64_t now = self->box.now.mono_ms;
    int64_t heard = self->modem.heard_ms > patience->begin_ms ? self->modem.heard_ms : patience->begin_ms;

    if (self->modem.served == 0 && now - patience->begin_ms < START_MS)
        return false;
    return now - heard > patience->quiet_ms || now - patience->begin_ms > CEILING_MS;
}

static enum got play_optional(struct play *self, const char *prefix, const struct want *want)
{
    struct patience patience = {.begin_ms = self->box.now.mono_ms, .quiet_ms = play_patience(self, prefix)};
    return play_pump(self, CEILING_MS + 1000, want, is_patience_over, &patience);
}

/* --- AT+CMGS --- */

static size_t submissions_to_callers(const struct play *self)
{
    size_t count = 0;

    for (size_t i = 0; i < self->modem.submission_count; i++)
        count += strcmp(self->modem.submission[i].to, REPLAY_AGENT) != 0;
    return count;
}

static size_t skip_submission(const struct play *self, size_t at)
{
    size_t i = script_after_answers(self->script, at);

    if (i < self->script->count && step_expects(&self->script->step[i], SCRIPT_BODY))
        i = script_after_answers(self->script, i);
    return i;
}

static size_t expect_submission(struct play *self, size_t at)
{
    const struct step *step = &self->script->step[at];
    const char *prefix = bytes_string(&step->text);
    struct want want = {.kind = WANT_COMMAND, .prefix = prefix};
    size_t done = submissions_to_callers(self), need = 0;

    for (size_t i = 0; i <= at; i++)
        need += step_expects(&self->script->step[i], "AT+CMGS");
    /* A text that left earlier than the script thought is not waited for again. */
    enum got got = step->optional
                       ? play_optional(self, prefix, &want)
                       : play_pump(self, done < need ? WANTED_MS : WANTED_AGAIN_MS, &want, NULL, NULL);
    if (got == GOT_COMMAND)
        return play_submission(self, at, at);
    if (got == GOT_STUCK)
        return PLAY_STUCK;
    if (!step->optional && done < need) {
        play_note(self, "step %zu: no text to a caller came", at);
        self->missed_text = true;
    }
    return skip_submission(self, at);
}

/* --- the message store: served from the shelf, whichever command the host prefers --- */

struct store_wait {
    size_t at;
    unsigned lists;
    bool optional;
    struct patience patience;
};

static bool is_stored_done(struct play *self, const struct store_wait *wait)
{
    const struct step *step = &self->script->step[wait->at];

    if (step_expects(step, "AT+CMGD"))
        return shelf_step_deleted(&self->modem.shelf, wait->at);
    if (step_expects(step, "AT+CMGL") && wait->optional)
        return self->modem.shelf.lists > wait->lists;
    return shelf_step_seen(&self->modem.shelf, wait->at);
}

static bool is_store_over(struct play *self, void *arg)
{
    const struct store_wait *wait = arg;
    int64_t now = self->box.now.mono_ms, begin = wait->patience.begin_ms;
    int64_t heard = self->modem.heard_ms > begin ? self->modem.heard_ms : begin;

    if (is_stored_done(self, wait))
        return true;
    return wait->optional ? now - heard > wait->patience.quiet_ms : now - begin > STORE_MS;
}

size_t play_store(struct play *self, size_t at)
{
    const struct step *step = &self->script->step[at];
    const char *prefix = bytes_string(&step->text);
    struct store_wait wait = {.at = at, .lists = self->modem.shelf.lists, .optional = step->optional};

    if (strncmp(prefix, "AT+CPMS", 7) == 0 || is_stored_done(self, &wait))
        return script_after_answers(self->script, at);
    wait.patience =
        (struct patience){.begin_ms = self->box.now.mono_ms, .quiet_ms = play_patience(self, prefix)};
    if (self->modem.served == 0 && play_pump(self, START_MS, NULL, play_is_served, NULL) == GOT_STUCK)
        return PLAY_STUCK;
    if (play_pump(self, CEILING_MS + 1000, NULL, is_store_over, &wait) == GOT_STUCK)
        return PLAY_STUCK;
    if (!is_stored_done(self, &wait) && !step->optional)
        play_note(self, "step %zu: %s not seen", at, prefix);
    return script_after_answers(self->script, at);
}

/* --- any other command --- */

static bool is_sticky(const char *key)
{
    static const char *const list[] = {"AT+CPIN?",  "AT+CREG?", "AT+CEREG?",
                                       "AT+CGREG?", "AT+CFUN?", "AT+CSCA?"};

    for (size_t i = 0; i < TB_COUNT(list); i++)
        if (strcmp(key, list[i]) == 0)
            return true;
    return false;
}

static void stick(struct fake *modem, const char *key, const char *answer)
{
    struct bytes *to = &fake_sticky(modem, key)->answer;
    bytes_clear(to);
    bytes_text(to, answer);
}

static void take_effect(struct fake *modem, const char *command, bool whole)
{
    struct bytes unheard = {.at = NULL}, key = {.at = NULL};
    size_t count;
    char **parts = fake_split(strlen(command) >= 2 ? command + 2 : "", &count);

    for (size_t i = 0; i < count; i++) {
        fake_key(parts[i], &key);
        bool message = strncmp(key.at, "+CMG", 4) == 0 || strncmp(key.at, "+CPIN", 5) == 0;
        if (whole || !message)
            (void)fake_one(modem, parts[i], &unheard);
    }
    fake_split_free(parts, count);
    bytes_free(&unheard);
    bytes_free(&key);
}

/* What the script says stays true. */
static void learn(struct play *self, size_t at, const char *command)
{
    struct fake *modem = &self->modem;
    struct bytes key = {.at = NULL};
    size_t last = script_after_answers(self->script, at) - 1;
    const struct bytes *answer = &self->script->step[last].text;
    bool error = strstr(bytes_string(answer), "ERROR") != NULL;

    fake_key(command, &key);
    bool final = pattern_find(modem->patterns, PATTERN_FINAL, bytes_string(answer), answer->length, 0, NULL);
    if (is_sticky(key.at) && last == at + 1 && final)
        stick(modem, key.at, bytes_string(answer));
    if (strncmp(key.at, "AT+CMGF=", 8) == 0)
        stick(modem, "AT+CMGF=", error ? bytes_string(answer) : "");
    if (!error)
        take_effect(modem, command,
                    strncmp(key.at, "AT+CPIN=", 8) == 0 || strncmp(key.at, "AT+CFUN=1", 9) == 0);
    bytes_free(&key);
}

static bool is_set_up(struct play *self, void *arg)
{
    const int64_t *begin = arg;
    int64_t heard = self->modem.heard_ms > *begin ? self->modem.heard_ms : *begin;

    return self->modem.served > SETTLED_COMMANDS && self->box.ready &&
           self->box.now.mono_ms - heard > SETTLED_MS;
}

static enum got await(struct play *self, const struct step *step, const struct want *want, bool optional,
                      bool answered)
{
    const char *prefix = bytes_string(&step->text);
    int64_t begin = self->box.now.mono_ms;

    if (optional)
        return play_optional(self, prefix, want);
    if (strcmp(prefix, "AT") == 0 && answered) /* any will do: satisfied too by a set-up just done */
        return play_pump(self, WANTED_MS, want, is_set_up, &begin);
    return play_pump(self, WANTED_MS, want, NULL, NULL);
}

static size_t expect_command(struct play *self, size_t at, bool optional)
{
    const struct step *step = &self->script->step[at];
    bool answered = at + 1 < self->script->count && self->script->step[at + 1].answer;
    size_t early = optional ? play_early(self, at) : PLAY_STUCK;
    struct want want = {
        .kind = WANT_COMMAND, .prefix = bytes_string(&step->text), .or_submission = early != PLAY_STUCK};
    enum got got = await(self, step, &want, optional, answered);

    if (got == GOT_STUCK)
        return PLAY_STUCK;
    if (got != GOT_COMMAND) {
        if (optional || got == GOT_STOPPED)
            return script_after_answers(self->script, at);
        return play_stuck(self, "step %zu: %s never came", at, want.prefix);
    }
    if (!fake_matches(bytes_string(&self->got), want.prefix))
        return play_submission(self, early, at);
    if (!answered)
        self->modem.silent = true;
    else
        learn(self, at, bytes_string(&self->got));
    return at + 1;
}

size_t play_expect(struct play *self, size_t at)
{
    static const char *const store[] = {"AT+CMGL", "AT+CMGR", "AT+CMGD", "AT+CPMS"};
    const struct step *step = &self->script->step[at];

    bytes_clear(&self->tail);
    if (step_expects(step, SCRIPT_BODY)) /* of an optional AT+CMGS that never came */
        return script_after_answers(self->script, at);
    for (size_t i = 0; i < TB_COUNT(store); i++)
        if (step_expects(step, store[i]))
            return play_store(self, at);
    if (step_expects(step, "AT+CMGS"))
        return expect_submission(self, at);
    /* Without phase 2+ no acknowledgement is owed. */
    bool free_of_it = step_expects(step, "AT+CNMA") && self->modem.csms != 1;
    return expect_command(self, at, step->optional || free_of_it);
}

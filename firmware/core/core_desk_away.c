/* PAUSE, AWAY and what ends them: how long the box keeps silent, and who stands in for the agent. */
#include "core/core_desk.h"

#include "base/copy.h"

#include <string.h>

enum {
    MINUTE_MS = 60 * 1000,
    PAUSE_MS = 2 * 60 * MINUTE_MS, /* of a PAUSE without a time */
    PAUSE_FREE_MS = 12 * 60 * MINUTE_MS
};

static void store_until(struct core *self, const char *key, const struct until *until,
                        const struct tb_now *now, struct actions *out)
{
    char value[UNTIL_STORED_MAX];

    until_store(until, now, value);
    core_record_meta(self, out, key, value);
}

static bool read_until(struct turn *turn, const struct command *command, int64_t usual_ms, struct until *out)
{
    if (until_read(&command->when, usual_ms, &turn->core->config->zone, turn->now, out))
        return true;
    desk_no_such_time(turn->words, sizeof turn->words, turn->now->wall_ok);
    desk_answer(turn);
    return false;
}

bool desk_is_long_pause(const struct turn *turn, const struct command *command)
{
    struct until until;

    return command->kind == COMMAND_PAUSE &&
           until_read(&command->when, PAUSE_MS, &turn->core->config->zone, turn->now, &until) &&
           until_left(&until, turn->now) > PAUSE_FREE_MS;
}

void desk_pause(struct turn *turn, const struct command *command)
{
    struct core *core = turn->core;
    char words[UNTIL_WORDS_MAX];

    if (!read_until(turn, command, PAUSE_MS, &core->desk.pause))
        return;
    store_until(core, "desk.pause", &core->desk.pause, turn->now, turn->out);
    until_words(&core->desk.pause, &core->config->zone, turn->now, words);
    desk_paused(turn->words, sizeof turn->words, words);
    desk_answer_and_tell(turn);
}

static void end_pause(struct core *self, const struct tb_now *now, struct actions *out)
{
    self->desk.pause = (struct until){.kind = UNTIL_NOT};
    store_until(self, "desk.pause", &self->desk.pause, now, out);
}

static void end_away(struct core *self, const struct tb_now *now, struct actions *out)
{
    self->desk.away = (struct until){.kind = UNTIL_NOT};
    self->desk.covering[0] = '\0';
    store_until(self, "desk.away", &self->desk.away, now, out);
    core_record_meta(self, out, "desk.covering", "");
}

/* Texts to it would reach nobody, cost money, or come back. */
static bool is_colleague(const struct core *self, const char *number, enum desk_no_cover *why)
{
    enum skip_reason reason = policy_class(self->config, number);

    *why = DESK_COVER_NO_PERSON;
    if (reason == REASON_FOREIGN)
        *why = DESK_COVER_ABROAD;
    else if (reason == REASON_NONE && core_is_own(self, number))
        *why = DESK_COVER_OWN;
    else if (reason == REASON_NONE && number_equal(number, self->config->phone))
        *why = DESK_COVER_AWAY;
    else
        return reason == REASON_NONE;
    return false;
}

bool desk_may_cover(struct turn *turn, const char *number)
{
    enum desk_no_cover why;
    char pretty[TB_NUMBER_MAX];

    if (is_colleague(turn->core, number, &why))
        return true;
    number_pretty(number, turn->core->config->country, pretty, sizeof pretty);
    desk_no_cover(turn->words, sizeof turn->words, why, pretty);
    desk_answer(turn);
    return false;
}

/* Taken by an older textback, or the ini or the SIM is another one since. */
static void drop_unfit(struct core *self, const struct tb_now *now, struct actions *out)
{
    enum desk_no_cover why;
    char words[DESK_WORDS_MAX], until[UNTIL_WORDS_MAX];

    if (self->desk.covering[0] == '\0' || is_colleague(self, self->desk.covering, &why))
        return;
    action_log(out, LOG_PRIORITY_WARNING, "the number that covers cannot: callers are not sent there");
    self->desk.covering[0] = '\0';
    core_record_meta(self, out, "desk.covering", "");
    if (until_left(&self->desk.away, now) == 0)
        return;
    until_words(&self->desk.away, &self->config->zone, now, until);
    desk_away(words, sizeof words, until, "");
    core_tell(self, 0, 0, words, now, out);
}

/* Who stands in hears of it from the box before the first alert comes from an unknown number. */
static void introduce(struct turn *turn, const char *until)
{
    struct core *core = turn->core;

    if (core->desk.covering[0] == '\0' || core_member(core, core->desk.covering) >= 0)
        return;
    desk_introduce(turn->words, sizeof turn->words, core->config->agent, core->config->broker, until);
    (void)core_tell_number(core, core->desk.covering, turn->line, turn->words, turn->now, turn->out);
}

void desk_go_away(struct turn *turn, const struct command *command)
{
    struct core *core = turn->core;
    char words[UNTIL_WORDS_MAX], covering[TB_NUMBER_MAX];

    if ((command->covering[0] != '\0' && !desk_may_cover(turn, command->covering)) ||
        !read_until(turn, command, 0, &core->desk.away))
        return;
    tb_copy(core->desk.covering, sizeof core->desk.covering, command->covering);
    store_until(core, "desk.away", &core->desk.away, turn->now, turn->out);
    core_record_meta(core, turn->out, "desk.covering", core->desk.covering);
    until_words(&core->desk.away, &core->config->zone, turn->now, words);
    number_pretty(command->covering, core->config->country, covering, sizeof covering);
    introduce(turn, words);
    desk_away(turn->words, sizeof turn->words, words, covering);
    desk_answer_and_tell(turn);
}

/* Both mean "as usual again": who mixes them up is not left silent. */
void desk_as_usual(struct turn *turn, enum command_kind kind)
{
    end_pause(turn->core, turn->now, turn->out);
    end_away(turn->core, turn->now, turn->out);
    if (kind == COMMAND_RESUME)
        desk_resumed(turn->words, sizeof turn->words);
    else
        desk_back(turn->words, sizeof turn->words);
    desk_answer_and_tell(turn);
}

void core_desk_tick(struct core *self, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];

    drop_unfit(self, now, out);
    if (until_is_over(&self->desk.pause, now)) {
        end_pause(self, now, out);
        desk_pause_over(words, sizeof words);
        core_tell(self, 0, 0, words, now, out);
    }
    if (until_is_over(&self->desk.away, now)) {
        end_away(self, now, out);
        desk_away_over(words, sizeof words);
        core_tell(self, 0, 0, words, now, out);
    }
}

int64_t core_desk_deadline(const struct core *self, const struct tb_now *now)
{
    int64_t due = tb_earlier(until_deadline(&self->desk.pause, now), until_deadline(&self->desk.away, now));

    return self->desk.trial.expires_ms != 0 ? tb_earlier(due, self->desk.trial.expires_ms) : due;
}

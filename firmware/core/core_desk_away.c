/* PAUSE, AWAY and what ends them: how long the box keeps silent, and who stands in for the agent. */
#include "core/core_desk.h"

#include "base/copy.h"
#include "core/hours.h"

#include <stdio.h>
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

/* --- who stood in --- */

static void store_relief(struct core *self, struct actions *out)
{
    char value[TB_NUMBER_MAX + 4] = "";

    if (self->desk.relieved[0] != '\0')
        (void)snprintf(value, sizeof value, "%d %s", (int)self->desk.relief, self->desk.relieved);
    core_record_meta(self, out, "desk.relieved", value);
}

void desk_restore_relief(struct desk *desk, const char *value)
{
    bool sound = value[0] >= '0' && value[0] <= '0' + RELIEF_NO_MORE && value[1] == ' ';

    tb_copy(desk->relieved, sizeof desk->relieved, sound ? value + 2 : "");
    desk->relief = RELIEF_TOLD;
    if (sound && value[0] != '0')
        desk->relief = value[0] == '0' + RELIEF_BACK ? RELIEF_BACK : RELIEF_NO_MORE;
    desk->relief_ms = 0;
}

void core_desk_forget(struct core *self, const char *number, struct actions *out)
{
    if (number_equal(self->desk.covering, number)) {
        self->desk.covering[0] = '\0';
        core_record_meta(self, out, "desk.covering", "");
    }
    if (!number_equal(self->desk.relieved, number))
        return;
    self->desk.relieved[0] = '\0';
    self->desk.relief = RELIEF_TOLD;
    store_relief(self, out);
}

static void tell_relief(struct core *self, const struct tb_now *now, struct actions *out)
{
    char words[DESK_WORDS_MAX];

    desk_relieved(words, sizeof words, self->config->agent, self->desk.relief == RELIEF_BACK);
    (void)core_tell_number(self, self->desk.relieved, 0, words, now, out);
    self->desk.relief = RELIEF_TOLD;
    store_relief(self, out);
}

bool core_desk_is_relief(const struct core *self, const struct text *text)
{
    char no_more[DESK_WORDS_MAX], back[DESK_WORDS_MAX];

    desk_relieved(no_more, sizeof no_more, self->config->agent, false);
    desk_relieved(back, sizeof back, self->config->agent, true);
    return strcmp(text->body, no_more) == 0 || strcmp(text->body, back) == 0;
}

/* By day; nobody is woken for it. */
static void tick_relief(struct core *self, const struct tb_now *now, struct actions *out)
{
    enum { NIGHT_LOOK_MS = 5 * MINUTE_MS };

    if (self->desk.relief == RELIEF_TOLD || now->mono_ms < self->desk.relief_ms)
        return;
    if (now->wall_ok && hours_quiet(self->config, now->wall_ms / 1000))
        self->desk.relief_ms = now->mono_ms + NIGHT_LOOK_MS;
    else
        tell_relief(self, now, out);
}

/* From now on `next` stands in, "" nobody. by: who says so, a member's number or "". Somebody who has not
 * been told yet is told first, and not that the agent is back if that is no longer so. */
static void relieve(struct core *self, const char *next, bool back, const char *by, const struct tb_now *now,
                    struct actions *out)
{
    struct desk *desk = &self->desk;
    bool over =
        desk->covering[0] != '\0' && !number_equal(desk->covering, next) && !number_equal(desk->covering, by);

    if (number_equal(desk->relieved, next)) {
        desk->relief = RELIEF_TOLD; /* they hear that they stand in */
    } else if (desk->relief == RELIEF_BACK && !back) {
        desk->relief = RELIEF_NO_MORE;
    }
    if (over) {
        if (desk->relief != RELIEF_TOLD)
            tell_relief(self, now, out);
        tb_copy(desk->relieved, sizeof desk->relieved, desk->covering);
        desk->relief = back ? RELIEF_BACK : RELIEF_NO_MORE;
        desk->relief_ms = now->mono_ms;
    }
    if (desk->relieved[0] != '\0')
        store_relief(self, out);
    tick_relief(self, now, out);
    tb_copy(desk->covering, sizeof desk->covering, next);
    core_record_meta(self, out, "desk.covering", desk->covering);
}

/* --- away --- */

/* by: as for relieve(). */
static void end_away(struct core *self, const char *by, const struct tb_now *now, struct actions *out)
{
    self->desk.away = (struct until){.kind = UNTIL_NOT};
    store_until(self, "desk.away", &self->desk.away, now, out);
    relieve(self, "", true, by, now, out);
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

    if (self->desk.covering[0] == '\0' || !self->config->textable || /* no sound ini: nothing is known */
        is_colleague(self, self->desk.covering, &why))
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
    store_until(core, "desk.away", &core->desk.away, turn->now, turn->out);
    relieve(core, command->covering, false, core_member_number(core, turn->member), turn->now, turn->out);
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
    end_away(turn->core, core_member_number(turn->core, turn->member), turn->now, turn->out);
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
        end_away(self, "", now, out);
        desk_away_over(words, sizeof words);
        core_tell(self, 0, 0, words, now, out);
    }
    tick_relief(self, now, out);
}

int64_t core_desk_deadline(const struct core *self, const struct tb_now *now)
{
    int64_t due = tb_earlier(until_deadline(&self->desk.pause, now), until_deadline(&self->desk.away, now));

    if (self->desk.relief != RELIEF_TOLD)
        due = tb_earlier(due, self->desk.relief_ms);
    return self->desk.trial.expires_ms != 0 ? tb_earlier(due, self->desk.trial.expires_ms) : due;
}

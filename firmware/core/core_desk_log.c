/* What the desk ordered, for the log: the order itself, not an example of it. Numbers as the ini wants them
 * in logs, and no words of anybody's. */
#include "core/core_desk.h"
#include "core/desk_say.h"

#include <stdio.h>
#include <string.h>

enum { MINUTE_MS = 60 * 1000 };

/* "TEST BUSY", "CALLBACK": what is in capitals of the example that HELP gives. */
static void put_name(enum command_kind kind, char *out, size_t cap)
{
    const char *usage = command_words(kind);
    size_t length = strspn(usage, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ");

    while (length > 0 && usage[length - 1] == ' ')
        length--;
    desk_say(out, cap, "%.*s", (int)length, usage);
}

static void put_target(const struct core *core, const struct command_target *target, char *out, size_t cap)
{
    char number[TB_NUMBER_MAX];

    switch (target->kind) {
    case COMMAND_TARGET_NONE:
        break;
    case COMMAND_TARGET_LEAD:
        desk_say(out, cap, " %u", target->lead);
        break;
    case COMMAND_TARGET_TAIL:
        desk_say(out, cap, " ...%s", target->number);
        break;
    case COMMAND_TARGET_NUMBER:
        desk_say(out, cap, " %s", core_log_number(core, target->number, number));
        break;
    }
}

static void put_when(const struct turn *turn, const struct command *command, char *out, size_t cap)
{
    const struct cfg_zone *zone = &turn->core->config->zone;
    char words[32] = "";
    struct until until;

    if (command->when.kind == COMMAND_WHEN_FOR && command->when.minutes == 0) {
        desk_say(out, cap, " OFF");
    } else if (command->when.kind == COMMAND_WHEN_FOR) {
        template_duration_words((int64_t)command->when.minutes * MINUTE_MS, words, sizeof words);
        desk_say(out, cap, " %s", words);
    } else if (command->when.kind == COMMAND_WHEN_UNTIL) {
        if (until_read(&command->when, 0, zone, turn->now, &until))
            until_words(&until, zone, turn->now, words);
        desk_say(out, cap, " until %s", words[0] != '\0' ? words : "a time that cannot be told");
    }
}

void desk_log(const struct turn *turn, const char *order)
{
    action_log(turn->out, LOG_PRIORITY_INFO, "%s orders: %s", turn->member == 0 ? "the agent" : "the team",
               order);
}

void desk_log_order(const struct turn *turn, const struct command *command)
{
    char words[128], number[TB_NUMBER_MAX];
    size_t used;

    if (command->kind == COMMAND_TO_LEAD)
        desk_say(words, sizeof words, "words for");
    else
        put_name(command->kind, words, sizeof words);
    used = strlen(words);
    put_target(turn->core, &command->target, words + used, sizeof words - used);
    used = strlen(words);
    put_when(turn, command, words + used, sizeof words - used);
    used = strlen(words);
    if (command->covering[0] != '\0')
        desk_say(words + used, sizeof words - used, " covering %s",
                 core_log_number(turn->core, command->covering, number));
    desk_log(turn, words);
}

/* Who is at the desk: the agent, and the backups of [team] in their order. */
#include "core/core_private.h"
#include "core/hours.h"

#include <string.h>

unsigned core_members(const struct core *self)
{
    return 1U + self->config->backup_count;
}

const char *core_member_number(const struct core *self, unsigned member)
{
    CHECK(member < core_members(self));
    return member == 0 ? self->config->phone : self->config->backup[member - 1].number;
}

const char *core_member_name(const struct core *self, unsigned member)
{
    CHECK(member < core_members(self));
    return member == 0 ? self->config->agent : self->config->backup[member - 1].name;
}

int core_member(const struct core *self, const char *number)
{
    for (unsigned i = 0; i < core_members(self); i++)
        if (number_equal(number, core_member_number(self, i)))
            return (int)i;
    return -1;
}

/* To the number of the ini, never to an address out of a message: who only pretends to be of the desk reads
 * nothing. */
void core_tell(struct core *self, unsigned member, uint8_t line, const char *words, const struct tb_now *now,
               struct actions *out)
{
    const char *number = core_member_number(self, member);

    if (number[0] == '\0')
        return;
    struct text *text = core_text_new(self, TEXT_ALERT, number, line, words, now, out);
    if (text != NULL)
        core_record_text(self, out, &text->record);
}

void core_tell_others(struct core *self, const struct lead *lead, int except, uint8_t line, const char *words,
                      const struct tb_now *now, struct actions *out)
{
    for (unsigned member = 1; member < core_members(self); member++)
        if ((int)member != except && (lead->record.told & (1U << (member - 1))) != 0)
            core_tell(self, member, line, words, now, out);
}

int core_team_next(struct core *self, struct lead *lead, const struct tb_now *now)
{
    for (unsigned i = 0; i < self->config->backup_count; i++) {
        bool knows = (lead->record.told & (1U << i)) != 0;
        if (knows || !hours_on_duty(self->config, &self->config->backup[i], *now))
            continue;
        lead->record.told = (uint8_t)(lead->record.told | (1U << i));
        return (int)i + 1;
    }
    return -1;
}

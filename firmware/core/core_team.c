/* Who is at the desk: the agent, and the backups of [team] in their order. */
#include "base/copy.h"
#include "core/core_private.h"
#include "core/hours.h"

#include <stdio.h>
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

bool core_is_own(const struct core *self, const char *number)
{
    for (unsigned i = 0; i < self->config->line_count; i++)
        if (number_equal(self->config->line[i].number, number))
            return true;
    return core_is_own_sim(self, number);
}

bool core_tell_number(struct core *self, const char *number, uint8_t line, const char *words,
                      const struct tb_now *now, struct actions *out)
{
    struct text *text =
        number[0] != '\0' ? core_text_new(self, TEXT_ALERT, number, line, words, now, out) : NULL;

    if (text != NULL)
        core_record_text(self, out, &text->record);
    return text != NULL;
}

/* To the number of the ini, never to an address out of a message: who only pretends to be of the desk reads
 * nothing. */
void core_tell(struct core *self, unsigned member, uint8_t line, const char *words, const struct tb_now *now,
               struct actions *out)
{
    (void)core_tell_number(self, core_member_number(self, member), line, words, now, out);
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

bool core_concerns(const struct core *self, const struct lead *lead, unsigned member)
{
    if (member == 0)
        return true;
    if (lead->record.owner[0] != '\0')
        return number_equal(lead->record.owner, core_member_number(self, member));
    return (lead->record.told & (1U << (member - 1))) != 0;
}

/* Who is a backup, and in which order: the bits of `told` mean nothing to another team. */
static uint64_t team_mark(const struct core *self)
{
    uint64_t mark = self->config->backup_count;

    for (unsigned i = 0; i < self->config->backup_count; i++)
        mark = mark * 31 + number_pack(self->config->backup[i].number);
    return mark;
}

void core_team_check(struct core *self, struct actions *out)
{
    char value[24];

    (void)snprintf(value, sizeof value, "%016llx", (unsigned long long)team_mark(self));
    if (strcmp(value, self->desk.team) == 0)
        return;
    bool known = self->desk.team[0] != '\0';
    tb_copy(self->desk.team, sizeof self->desk.team, value);
    core_record_meta(self, out, "desk.team", value);
    for (size_t i = 0; known && i < LEADS_MAX; i++) {
        struct lead *lead = &self->leads.lead[i];
        if (!lead->used || lead->record.told == 0)
            continue;
        lead->record.told = 0;
        core_lead_record(self, lead, out);
    }
}

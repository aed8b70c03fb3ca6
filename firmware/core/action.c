#include "core/action.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The largest item of work is a long text's last part: 32 pieces less in the inbox, and five texts of 1.4 KB
 * to each of the nine members of a desk, which is 140 KB with their records. */
enum { LARGEST_ITEM = 160 * 1024, ACTIONS_PER_ITEM = 112 };

void actions_clear(struct actions *self)
{
    self->count = 0;
    self->used = 0;
}

bool actions_room(const struct actions *self)
{
    return self->count + ACTIONS_PER_ITEM < TB_ACTIONS_MAX && self->used + LARGEST_ITEM < sizeof self->arena;
}

static char *reserve(struct actions *self, size_t size)
{
    size_t aligned = (size + _Alignof(max_align_t) - 1) / _Alignof(max_align_t) * _Alignof(max_align_t);

    CHECK(self->used + aligned <= sizeof self->arena);
    char *place = self->arena + self->used;
    self->used += (uint32_t)aligned;
    return place;
}

static struct action *append(struct actions *self, enum action_kind kind)
{
    CHECK(self->count < TB_ACTIONS_MAX);
    struct action *action = &self->list[self->count++];
    *action = (struct action){.kind = kind};
    return action;
}

static const char *keep(struct actions *self, const char *bytes, size_t length)
{
    char *place = reserve(self, length + 1);
    memcpy(place, bytes, length);
    place[length] = '\0';
    return place;
}

void action_send(struct actions *self, uint8_t line, const char *bytes, size_t length)
{
    struct action *action = append(self, ACTION_SEND);
    action->line = line;
    action->bytes = keep(self, bytes, length);
    action->length = length;
}

static const char *keep_string(struct actions *self, const char *text)
{
    return text != NULL ? keep(self, text, strlen(text)) : NULL;
}

void action_record(struct actions *self, uint64_t sequence, const struct record *record)
{
    struct action *action = append(self, ACTION_RECORD);
    struct record *copy = (struct record *)(void *)reserve(self, sizeof *copy);

    *copy = *record;
    if (record->kind == RECORD_TEXT)
        copy->text.body = keep_string(self, record->text.body);
    else if (record->kind == RECORD_WAITING_PART)
        copy->waiting.pdu = keep_string(self, record->waiting.pdu);
    action->sequence = sequence;
    action->record = copy;
}

void action_log(struct actions *self, enum log_priority priority, const char *format, ...)
{
    char text[512];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    struct action *action = append(self, ACTION_LOG);
    action->priority = priority;
    action->bytes = keep(self, text, strlen(text));
}

void action_report(struct actions *self, int64_t from_ms, int64_t to_ms)
{
    struct action *action = append(self, ACTION_REPORT);
    action->from_ms = from_ms;
    action->to_ms = to_ms;
}

void action_level(struct actions *self, uint8_t line, enum modem_control control, bool active)
{
    struct action *action = append(self, ACTION_LEVEL);
    action->line = line;
    action->control = control;
    action->active = active;
}

void action_clock(struct actions *self, int64_t wall_ms, int64_t at_ms)
{
    struct action *action = append(self, ACTION_CLOCK);
    action->wall_ms = wall_ms;
    action->at_ms = at_ms;
}

void action_light(struct actions *self, enum light light)
{
    append(self, ACTION_LIGHT)->light = light;
}

void action_plain(struct actions *self, enum action_kind kind, uint8_t line)
{
    append(self, kind)->line = line;
}

void actions_sends_first(struct actions *self)
{
    uint16_t sends = 0;

    for (uint16_t i = 0; i < self->count; i++) {
        if (self->list[i].kind != ACTION_SEND)
            continue;
        struct action send = self->list[i];
        memmove(&self->list[sends + 1], &self->list[sends], (size_t)(i - sends) * sizeof send);
        self->list[sends++] = send;
    }
}

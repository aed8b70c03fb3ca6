#include "core/leads.h"

#include "base/check.h"
#include "base/copy.h"
#include "core/number.h"
#include "core/people.h"

#include <string.h>

struct lead *leads_find(struct leads *self, const char *number)
{
    for (size_t i = 0; i < LEADS_MAX; i++)
        if (self->lead[i].used && number_equal(self->lead[i].record.number, number))
            return &self->lead[i];
    return NULL;
}

struct lead *leads_numbered(struct leads *self, unsigned n)
{
    for (size_t i = 0; i < LEADS_MAX; i++)
        if (self->lead[i].used && self->lead[i].record.n == n)
            return &self->lead[i];
    return NULL;
}

static const char *tail_of(const char *number)
{
    size_t length = strlen(number);
    return length > LEADS_TAIL_DIGITS ? number + length - LEADS_TAIL_DIGITS : number;
}

struct lead *leads_ending(struct leads *self, const char *tail)
{
    struct lead *match = NULL;

    for (size_t i = 0; i < LEADS_MAX; i++) {
        if (!self->lead[i].used || strcmp(tail_of(self->lead[i].record.number), tail) != 0)
            continue;
        if (match != NULL)
            return NULL;
        match = &self->lead[i];
    }
    return match;
}

bool leads_ends_alike(const struct leads *self, const struct lead *lead)
{
    for (size_t i = 0; i < LEADS_MAX; i++)
        if (self->lead[i].used && &self->lead[i] != lead &&
            strcmp(tail_of(self->lead[i].record.number), tail_of(lead->record.number)) == 0)
            return true;
    return false;
}

static struct lead *free_place(struct leads *self)
{
    for (size_t i = 0; i < LEADS_MAX; i++)
        if (!self->lead[i].used)
            return &self->lead[i];
    return NULL;
}

struct lead *leads_in_the_way(struct leads *self, const struct tb_now *now)
{
    struct lead *found = &self->lead[0];

    if (free_place(self) != NULL)
        return NULL;
    for (size_t i = 1; i < LEADS_MAX; i++) {
        struct lead *lead = &self->lead[i];
        int64_t age = stamp_age(&lead->record.touched, now), oldest = stamp_age(&found->record.touched, now);
        if (age > oldest || (age == oldest && lead->record.id < found->record.id))
            found = lead;
    }
    return found;
}

struct lead *leads_idle(struct leads *self, int64_t idle_ms, const struct tb_now *now)
{
    for (size_t i = 0; i < LEADS_MAX; i++) {
        int64_t age = self->lead[i].used ? stamp_age(&self->lead[i].record.touched, now) : -1;
        if (age >= idle_ms && age != INT64_MAX) /* no clock can tell: it stays */
            return &self->lead[i];
    }
    return NULL;
}

static uint16_t next_number(struct leads *self, int64_t now_ms)
{
    enum { DAY_MS = 24 * 3600 * 1000 };

    if (self->round_ms == 0)
        self->round_ms = now_ms;
    bool again = self->last_n >= LEADS_USUAL_N && now_ms - self->round_ms >= DAY_MS;
    if (again || self->last_n >= LEADS_LARGEST_N) {
        self->last_n = 0;
        self->round_ms = now_ms;
    }
    do {
        self->last_n = (uint16_t)(self->last_n % LEADS_LARGEST_N + 1);
    } while (leads_numbered(self, self->last_n) != NULL);
    return self->last_n;
}

static void begin(struct lead *lead)
{
    *lead = (struct lead){.used = true, .remind_ms = TB_NEVER, .escalate_ms = TB_NEVER};
}

struct lead *leads_open(struct leads *self, const char *number, const struct tb_now *now)
{
    struct lead *lead = free_place(self);

    CHECK(lead != NULL);
    begin(lead);
    lead->record.id = ++self->last_id;
    lead->record.n = next_number(self, now->mono_ms);
    lead->record.state = LEAD_OPEN;
    lead->record.opened = lead->record.touched = stamp_now(now);
    tb_copy(lead->record.number, sizeof lead->record.number, number);
    return lead;
}

void leads_close(struct lead *lead)
{
    lead->used = false;
}

unsigned leads_count(const struct leads *self)
{
    unsigned count = 0;

    for (size_t i = 0; i < LEADS_MAX; i++)
        count += self->lead[i].used;
    return count;
}

struct lead *leads_after(struct leads *self, unsigned n)
{
    struct lead *next = NULL;

    for (size_t i = 0; i < LEADS_MAX; i++) {
        struct lead *lead = &self->lead[i];
        if (lead->used && lead->record.n > n && (next == NULL || lead->record.n < next->record.n))
            next = lead;
    }
    return next;
}

void leads_restore(struct leads *self, const struct lead_record *record)
{
    struct lead *lead = free_place(self);

    if (lead == NULL || record->state == LEAD_DONE || leads_numbered(self, record->n) != NULL)
        return;
    begin(lead);
    lead->record = *record;
    lead->shown = record->calls > 0;
}

int64_t leads_deadline(const struct leads *self)
{
    int64_t due = TB_NEVER;

    for (size_t i = 0; i < LEADS_MAX; i++)
        if (self->lead[i].used)
            due = tb_earlier(due, tb_earlier(self->lead[i].remind_ms, self->lead[i].escalate_ms));
    return due;
}

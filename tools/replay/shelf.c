#include "shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- slots --- */

static bool same(const struct slot *a, const struct slot *b)
{
    return a->index == b->index && strcmp(a->memory, b->memory) == 0;
}

static bool has(const struct slot *list, size_t count, const struct slot *slot)
{
    for (size_t i = 0; i < count; i++)
        if (same(&list[i], slot))
            return true;
    return false;
}

static void put(struct slot **list, size_t *count, const struct slot *slot)
{
    *list = bytes_room(*list, *count + 1, sizeof **list);
    (*list)[(*count)++] = *slot;
}

static void take(struct slot *list, size_t *count, const struct slot *slot)
{
    for (size_t i = 0; i < *count; i++)
        if (same(&list[i], slot))
            list[i--] = list[--*count];
}

static char *copy_range(const char *text, size_t begin, size_t end)
{
    char *out = bytes_room(NULL, end - begin + 1, 1);
    memcpy(out, text + begin, end - begin);
    out[end - begin] = '\0';
    return out;
}

static char *stripped(const char *text)
{
    size_t end;

    text += strspn(text, " \t\r\n");
    end = strlen(text);
    while (end > 0 && strchr(" \t\r\n", text[end - 1]) != NULL)
        end--;
    return copy_range(text, 0, end);
}

/* A scripted answer without its final OK, which the modem adds itself. */
static char *without_ok(const char *text)
{
    static const char ok[] = "\r\n\r\nOK";
    char *out = stripped(text);
    size_t length = strlen(out);

    if (length >= sizeof ok - 1 && strcmp(out + length - (sizeof ok - 1), ok) == 0)
        out[length - (sizeof ok - 1)] = '\0';
    return out;
}

/* --- what the script implies --- */

struct announced {
    struct slot slot;
    size_t from;
};

struct plan {
    const struct script *script;
    const struct patterns *patterns;
    struct announced *announced;
    size_t count, next;
    size_t news;   /* latest step that says messages came, without a slot */
    char *deliver; /* PDU of the latest +CMT */
    struct shelf_step last;
};

static struct shelf_entry *new_entry(struct shelf *self, const struct slot *slot, size_t from)
{
    self->entry = bytes_room(self->entry, self->count + 1, sizeof *self->entry);
    struct shelf_entry *entry = &self->entry[self->count++];
    *entry = (struct shelf_entry){.slot = *slot, .from = from};
    return entry;
}

static void one_slot(struct shelf_step *step, const struct slot *slot)
{
    put(&step->slot, &step->count, slot);
}

static void copy_step(struct shelf_step *to, const struct shelf_step *from)
{
    for (size_t i = 0; i < from->count; i++)
        one_slot(to, &from->slot[i]);
}

static void forget(struct shelf_step *step)
{
    free(step->slot);
    *step = (struct shelf_step){.slot = NULL};
}

static void plan_send(struct plan *plan, size_t i)
{
    const struct bytes *text = &plan->script->step[i].text;
    const char *at = bytes_string(text);
    struct match m;
    size_t from = 0;

    while (pattern_find(plan->patterns, PATTERN_ANNOUNCED, at, text->length, from, &m)) {
        struct announced news = {.slot = {.memory = "SM", .index = atoi(at + m.begin[3])}, .from = i};
        if (m.end[2] > m.begin[2])
            (void)snprintf(news.slot.memory, sizeof news.slot.memory, "%.*s", (int)(m.end[2] - m.begin[2]),
                           at + m.begin[2]);
        from = m.end[0];
        if (news.slot.index < 0)
            continue;
        plan->announced = bytes_room(plan->announced, plan->count + 1, sizeof *plan->announced);
        plan->announced[plan->count++] = news;
    }
    if (pattern_find(plan->patterns, PATTERN_NEWS, at, text->length, 0, NULL))
        plan->news = i;
    if (pattern_find(plan->patterns, PATTERN_DELIVER, at, text->length, 0, &m)) {
        free(plan->deliver);
        plan->deliver = copy_range(at, m.begin[1], m.end[1]);
    }
}

static void plan_read(struct shelf *self, struct plan *plan, size_t i, const struct step *answer)
{
    struct announced news = {.slot = {.memory = "SM", .index = 0}, .from = SHELF_START};
    const struct bytes *shown = answer == NULL         ? NULL
                                : answer->has_pdu_mode ? &answer->pdu_mode
                                                       : &answer->text;
    struct match m;

    if (plan->next < plan->count)
        news = plan->announced[plan->next++];
    struct shelf_entry *entry = new_entry(self, &news.slot, news.from);
    if (answer != NULL && answer->has_pdu_mode)
        entry->text = without_ok(bytes_string(&answer->text));
    if (shown != NULL &&
        pattern_find(plan->patterns, PATTERN_ROW, bytes_string(shown), shown->length, 0, &m)) {
        entry->pdu = copy_range(shown->at, m.begin[3], m.end[3]);
        entry->status = atoi(shown->at + m.begin[2]);
    } else {
        entry->raw = stripped(shown != NULL ? bytes_string(shown) : "");
    }
    forget(&plan->last);
    one_slot(&plan->last, &news.slot);
    copy_step(&self->step[i], &plan->last);
}

static void plan_list(struct shelf *self, struct plan *plan, size_t i, const struct step *answer)
{
    struct match m;
    size_t from = 0;

    forget(&plan->last);
    while (answer != NULL && pattern_find(plan->patterns, PATTERN_ROW, bytes_string(&answer->text),
                                          answer->text.length, from, &m)) {
        const char *header = answer->text.at + m.begin[2];
        const char *comma = memchr(header, ',', m.end[2] - m.begin[2]);
        struct slot slot = {.memory = "SM", .index = atoi(header)};
        struct shelf_entry *entry = new_entry(self, &slot, plan->news);
        entry->status = comma != NULL ? atoi(comma + 1) : 0;
        entry->pdu = copy_range(answer->text.at, m.begin[3], m.end[3]);
        one_slot(&plan->last, &slot);
        from = m.end[0];
    }
    copy_step(&self->step[i], &plan->last);
}

static void plan_delete(struct shelf *self, struct plan *plan, size_t i, const struct step *answer)
{
    struct match m;

    copy_step(&self->step[i], &plan->last);
    if (answer == NULL ||
        !pattern_find(plan->patterns, PATTERN_FINAL, bytes_string(&answer->text), answer->text.length, 0,
                      NULL) ||
        strstr(bytes_string(&answer->text), "ERROR") == NULL)
        return;
    self->delete_error = bytes_room(self->delete_error, self->delete_errors + 1, sizeof *self->delete_error);
    bool numbered = pattern_find(plan->patterns, PATTERN_CMS, answer->text.at, answer->text.length, 0, &m);
    self->delete_error[self->delete_errors++] =
        numbered ? copy_range(answer->text.at, m.begin[0], m.end[0]) : bytes_copy("ERROR");
}

void shelf_init(struct shelf *self, const struct script *script, const struct patterns *patterns)
{
    struct plan plan = {.script = script, .patterns = patterns, .news = SHELF_START};

    *self = (struct shelf){.step_count = script->count};
    self->step = bytes_room(NULL, script->count, sizeof *self->step);
    for (size_t i = 0; i < script->count; i++) {
        const struct step *step = &script->step[i];
        const struct step *next = i + 1 < script->count && step[1].kind == STEP_SEND ? &step[1] : NULL;
        self->step[i] = (struct shelf_step){.slot = NULL};
        if (step->kind == STEP_SEND)
            plan_send(&plan, i);
        else if (step_expects(step, "AT+CMGR"))
            plan_read(self, &plan, i, next);
        else if (step_expects(step, "AT+CMGL"))
            plan_list(self, &plan, i, next);
        else if (step_expects(step, "AT+CMGD"))
            plan_delete(self, &plan, i, next);
    }
    /* Announced and never read in the script: the latest +CMT once more. */
    for (; plan.next < plan.count && plan.deliver != NULL; plan.next++)
        new_entry(self, &plan.announced[plan.next].slot, plan.announced[plan.next].from)->pdu =
            bytes_copy(plan.deliver);
    forget(&plan.last);
    free(plan.announced);
    free(plan.deliver);
    shelf_fill(self, SHELF_START);
}

void shelf_free(struct shelf *self)
{
    for (size_t i = 0; i < self->count; i++) {
        free(self->entry[i].pdu);
        free(self->entry[i].raw);
        free(self->entry[i].text);
    }
    for (size_t i = 0; i < self->step_count; i++)
        free(self->step[i].slot);
    for (size_t i = 0; i < self->delete_errors; i++)
        free(self->delete_error[i]);
    free(self->entry);
    free(self->step);
    free(self->delete_error);
    free(self->shown);
    free(self->deleted);
}

/* --- its life --- */

void shelf_fill(struct shelf *self, size_t step)
{
    for (size_t i = 0; i < self->count; i++) {
        struct shelf_entry *entry = &self->entry[i];
        if (entry->from != step || entry->filed)
            continue;
        entry->filed = true;
        struct shelf_entry *old = shelf_find(self, entry->slot.memory, entry->slot.index);
        if (old != NULL && old->pdu != NULL && entry->pdu != NULL && strcmp(old->pdu, entry->pdu) == 0)
            continue;
        if (old != NULL)
            old->held = false;
        take(self->shown, &self->shown_count, &entry->slot);
        take(self->deleted, &self->deleted_count, &entry->slot);
        entry->held = true;
    }
}

struct shelf_entry *shelf_find(struct shelf *self, const char *memory, int index)
{
    for (size_t i = 0; i < self->count; i++) {
        struct shelf_entry *entry = &self->entry[i];
        if (entry->held && entry->slot.index == index && strcmp(entry->slot.memory, memory) == 0)
            return entry;
    }
    return NULL;
}

unsigned shelf_used(const struct shelf *self, const char *memory)
{
    unsigned used = 0;

    for (size_t i = 0; i < self->count; i++)
        used += self->entry[i].held && self->entry[i].pdu != NULL &&
                strcmp(self->entry[i].slot.memory, memory) == 0;
    return used;
}

struct shelf_entry *shelf_next(struct shelf *self, const char *memory, int index)
{
    struct shelf_entry *best = NULL;

    for (size_t i = 0; i < self->count; i++) {
        struct shelf_entry *entry = &self->entry[i];
        if (entry->held && entry->pdu != NULL && strcmp(entry->slot.memory, memory) == 0 &&
            entry->slot.index > index && (best == NULL || entry->slot.index < best->slot.index))
            best = entry;
    }
    return best;
}

bool shelf_was_shown(const struct shelf *self, const struct slot *slot)
{
    return has(self->shown, self->shown_count, slot);
}

static bool shelf_was_deleted(const struct shelf *self, const struct slot *slot)
{
    return has(self->deleted, self->deleted_count, slot);
}

bool shelf_show(struct shelf *self, const struct slot *slot)
{
    if (shelf_was_shown(self, slot))
        return false;
    put(&self->shown, &self->shown_count, slot);
    return true;
}

void shelf_delete(struct shelf *self, const struct slot *slot)
{
    if (!shelf_was_deleted(self, slot))
        put(&self->deleted, &self->deleted_count, slot);
}

int shelf_tpdu_octets(const char *pdu)
{
    char smsc[3] = "";

    memcpy(smsc, pdu, strnlen(pdu, sizeof smsc - 1));
    return (int)strlen(pdu) / 2 - (int)strtoul(smsc, NULL, 16) - 1;
}

bool shelf_step_deleted(const struct shelf *self, size_t i)
{
    const struct shelf_step *step = &self->step[i];

    for (size_t k = 0; k < step->count; k++)
        if (!shelf_was_deleted(self, &step->slot[k]))
            return false;
    return step->count > 0;
}

bool shelf_step_seen(const struct shelf *self, size_t i)
{
    const struct shelf_step *step = &self->step[i];

    for (size_t k = 0; k < step->count; k++)
        if (!shelf_was_shown(self, &step->slot[k]) && !shelf_was_deleted(self, &step->slot[k]))
            return false;
    return step->count > 0;
}

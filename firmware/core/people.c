#include "core/people.h"

#include "base/copy.h"
#include "core/number.h"

#include <stdio.h>
#include <string.h>

static uint32_t slot_of(uint64_t key)
{
    key *= 0x9e3779b97f4a7c15U; /* Fibonacci hashing: numbers of one town share their front */
    return (uint32_t)(key >> 32) % (TB_PEOPLE_MAX * 2);
}

static uint32_t *probe(struct people *self, uint64_t key)
{
    uint32_t slot = slot_of(key);

    while (self->index[slot] != 0 && self->person[self->index[slot] - 1].key != key)
        slot = (slot + 1) % (TB_PEOPLE_MAX * 2);
    return &self->index[slot];
}

/* Takes an entry out of the index; what was pushed behind it by a collision moves up (Knuth 6.4, algorithm
 * R). */
static void unindex(struct people *self, uint64_t key)
{
    enum { SLOTS = TB_PEOPLE_MAX * 2 };
    uint32_t hole = (uint32_t)(probe(self, key) - self->index);

    for (uint32_t slot = (hole + 1) % SLOTS; self->index[slot] != 0; slot = (slot + 1) % SLOTS) {
        uint32_t home = slot_of(self->person[self->index[slot] - 1].key);
        bool between = hole <= slot ? hole < home && home <= slot : hole < home || home <= slot;
        if (between)
            continue;
        self->index[hole] = self->index[slot];
        hole = slot;
    }
    self->index[hole] = 0;
}

/* Nobody may be texted by mistake because such a one was left out. */
static bool is_kept(const struct person *person)
{
    return people_opted_out(person) || person->doubtful || person->undeliverable || person->mark != MARK_NONE;
}

static bool is_longer_ago(const struct person *person, const struct person *other)
{
    if (person->texted_this_boot != other->texted_this_boot)
        return !person->texted_this_boot;
    return person->texted_this_boot ? person->texted_mono < other->texted_mono
                                    : person->texted_wall < other->texted_wall;
}

static struct person *next_in_turn(struct people *self)
{
    struct person *person = &self->person[self->hand];

    self->hand = (self->hand + 1) % TB_PEOPLE_MAX;
    return person;
}

/* The one of the next few leads whose text is longest ago; whoever may not be forgotten only where there is
 * nobody else. After a look at all in vain it is some time till the next, so that a start with more people
 * than there is room for takes seconds and not minutes. */
static struct person *who_makes_room(struct people *self)
{
    enum { A_FEW = 64, IN_VAIN = 4096 };
    struct person *found = NULL;

    for (uint32_t looks = 0; self->barren == 0 && looks < (found != NULL ? A_FEW : TB_PEOPLE_MAX); looks++) {
        struct person *person = next_in_turn(self);
        if (!is_kept(person) && (found == NULL || is_longer_ago(person, found)))
            found = person;
    }
    if (found != NULL)
        return found;
    self->barren = self->barren == 0 ? IN_VAIN : self->barren - 1;
    return next_in_turn(self);
}

/* A client by the agent's word is texted as anybody is, should memory lose it. */
static void fade(struct people *self, const struct person *person)
{
    if (people_opted_out(person) || person->doubtful || person->undeliverable || person->mark == MARK_SKIP)
        faded_put(&self->faded, person->key, FADED_KEEP_OUT);
    else if (person->texted)
        faded_put(&self->faded, person->key,
                  person->texted_wall_ok ? faded_minute(person->texted_wall) : FADED_UNDATED);
}

/* A new person, or one who comes back. Whose opt-out it was is not known any more: it counts as their own. */
static struct person person_of(const struct people *self, uint64_t key)
{
    uint32_t known = faded_get(&self->faded, key);
    struct person person = {.key = key, .kind = PERSON_LEAD, .stopped = known == FADED_KEEP_OUT};

    if (known != FADED_NOTHING && known != FADED_KEEP_OUT) {
        person.texted = true;
        person.texted_wall_ok = known != FADED_UNDATED;
        person.texted_wall = person.texted_wall_ok ? faded_wall_ms(known) : 0;
    }
    return person;
}

static struct person *add(struct people *self, uint64_t key)
{
    struct person *person;

    if (self->count < TB_PEOPLE_MAX) {
        person = &self->person[self->count++];
    } else {
        person = who_makes_room(self);
        fade(self, person);
        unindex(self, person->key);
    }
    *person = person_of(self, key);
    *probe(self, key) = (uint32_t)(person - self->person) + 1;
    return person;
}

struct person *people_find(struct people *self, const char *number)
{
    uint64_t key = number_pack(number);
    if (key == 0)
        return NULL;
    uint32_t place = *probe(self, key);
    if (place != 0)
        return &self->person[place - 1];
    return faded_get(&self->faded, key) != FADED_NOTHING ? add(self, key) : NULL;
}

struct person *people_get(struct people *self, const char *number)
{
    uint64_t key = number_pack(number);
    if (key == 0)
        return NULL;
    uint32_t place = *probe(self, key);
    return place != 0 ? &self->person[place - 1] : add(self, key);
}

void people_restore(struct people *self, const struct person_record *record)
{
    struct person *person = people_get(self, record->number);
    if (person == NULL)
        return;
    person->kind = record->kind;
    person->blocked = record->blocked;
    person->stopped = record->stopped || (record->opted_out && !record->blocked);
    person->doubtful = record->doubtful;
    person->mark = record->mark;
    person->undeliverable = record->undeliverable;
    person->texted = record->last_texted.set;
    person->texted_this_boot = record->last_texted.this_boot;
    person->texted_mono = record->last_texted.mono_ms;
    person->texted_wall_ok = record->last_texted.wall_ok;
    person->texted_wall = record->last_texted.wall_ms;
    person->typed = record->last_typed;
}

void people_record(const struct person *person, const char *number, const char *name,
                   struct person_record *out)
{
    *out = (struct person_record){.kind = person->kind,
                                  .opted_out = people_opted_out(person),
                                  .stopped = person->stopped,
                                  .blocked = person->blocked,
                                  .doubtful = person->doubtful,
                                  .mark = person->mark,
                                  .undeliverable = person->undeliverable,
                                  .last_typed = person->typed,
                                  .last_texted = {.set = person->texted,
                                                  .wall_ok = person->texted_wall_ok,
                                                  .wall_ms = person->texted_wall,
                                                  .mono_ms = person->texted_mono,
                                                  .this_boot = person->texted_this_boot}};
    tb_copy(out->number, sizeof out->number, number);
    tb_copy(out->name, sizeof out->name, name);
}

bool people_opted_out(const struct person *person)
{
    return person->stopped || person->blocked;
}

void people_forget(struct person *person)
{
    *person = (struct person){.key = person->key,
                              .kind = person->kind,
                              .stopped = person->stopped,
                              .blocked = person->blocked,
                              .doubtful = person->doubtful,
                              .undeliverable = person->undeliverable};
}

void people_texted(struct person *person, const struct tb_now *now, bool typed)
{
    person->texted = true;
    person->texted_this_boot = true;
    person->texted_mono = now->mono_ms;
    person->texted_wall_ok = now->wall_ok;
    person->texted_wall = now->wall_ms;
    person->typed = typed;
}

bool people_within(const struct person *person, int64_t window_ms, const struct tb_now *now)
{
    if (!person->texted)
        return false;
    if (person->texted_this_boot)
        return now->mono_ms - person->texted_mono < window_ms;
    if (!person->texted_wall_ok || !now->wall_ok)
        return true;
    return now->wall_ms - person->texted_wall < window_ms; /* a text "in the future" is inside too */
}

struct stamp stamp_now(const struct tb_now *now)
{
    return (struct stamp){.set = true,
                          .wall_ok = now->wall_ok,
                          .wall_ms = now->wall_ms,
                          .mono_ms = now->mono_ms,
                          .this_boot = true};
}

int64_t stamp_age(const struct stamp *stamp, const struct tb_now *now)
{
    int64_t age;

    if (stamp->set && stamp->this_boot)
        age = now->mono_ms - stamp->mono_ms;
    else if (stamp->set && stamp->wall_ok && now->wall_ok)
        age = now->wall_ms - stamp->wall_ms;
    else
        return INT64_MAX;
    return age > 0 ? age : 0;
}

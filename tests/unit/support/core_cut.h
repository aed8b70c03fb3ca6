/* A power cut: the disk has the records up to some point, and the next life begins with those. */
#ifndef TESTS_SUPPORT_CORE_CUT_H
#define TESTS_SUPPORT_CORE_CUT_H

#include "core_rig.h"

static inline bool same_thing(const struct record *a, const struct record *b)
{
    if (a->kind != b->kind)
        return false;
    if (a->kind == RECORD_CALL)
        return a->call.id == b->call.id;
    if (a->kind == RECORD_TEXT)
        return a->text.id == b->text.id;
    if (a->kind == RECORD_PERSON)
        return strcmp(a->person.number, b->person.number) == 0;
    if (a->kind == RECORD_LEAD)
        return a->lead.id == b->lead.id;
    if (a->kind == RECORD_META)
        return strcmp(a->meta.key, b->meta.key) == 0;
    if (a->kind == RECORD_SEEN)
        return a->seen.fingerprint == b->seen.fingerprint;
    return a->kind == RECORD_PART && a->part.text == b->part.text && a->part.seq == b->part.seq;
}

static inline const char *body_of(const struct rig *rig, const struct record *record)
{
    const char *body = NULL;
    for (unsigned i = 0; i < rig->record_count; i++)
        if (rig->record[i].body != NULL && same_thing(&rig->record[i].record, record))
            body = rig->record[i].body;
    return body;
}

/* Gives `to` what the ledger of `from` holds at `durable`: the last record of each thing, people first, by
 * id. */
static inline void hand_over(const struct rig *from, uint64_t durable, struct rig *to)
{
    static const enum record_kind ORDER[] = {RECORD_META, RECORD_PERSON, RECORD_CALL, RECORD_TEXT,
                                             RECORD_PART, RECORD_LEAD,   RECORD_SEEN};
    for (size_t k = 0; k < TB_COUNT(ORDER); k++)
        for (unsigned i = 0; i < from->record_count; i++) {
            struct record record = from->record[i].record;
            bool last = record.kind == ORDER[k] && from->record[i].sequence <= durable;
            for (unsigned j = i + 1; j < from->record_count && last; j++)
                last = from->record[j].sequence > durable || !same_thing(&from->record[j].record, &record);
            if (!last)
                continue;
            if (record.kind == RECORD_CALL && record.call.alerted && record.call.verdict != VERDICT_HOLD)
                continue; /* settled: the ledger does not hand it over */
            if (record.kind == RECORD_TEXT)
                record.text.body = body_of(from, &record);
            core_restore(to->core, &record, &to->now);
        }
    core_restore_ids(to->core, &from->core->last);
}

/* The life after a cut at this moment, `ms` later, armed again; the former one is freed. cfg becomes its own.
 */
static inline struct rig *rig_cut(struct rig *rig, struct config *cfg, int64_t ms)
{
    struct rig *next = rig_new(cfg);
    next->now = rig->now;
    rig_advance(next, rig->now.mono_ms + ms);
    hand_over(rig, rig->durable, next);
    rig_free(rig);
    rig_start(next);
    for (unsigned i = 0; i < cfg->line_count; i++)
        rig_link(next, i, true);
    rig_run(next, 1000);
    return next;
}

#endif

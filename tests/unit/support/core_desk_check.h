/* What must hold in core_desk_random_test.c: after every event, and in the end. */
#ifndef TESTS_SUPPORT_CORE_DESK_CHECK_H
#define TESTS_SUPPORT_CORE_DESK_CHECK_H

#include "core/hours.h"
#include "core_desk_world.h"

/* --- what is watched after every event --- */

#define FAIL(...)                                                                                            \
    do {                                                                                                     \
        print_error("seed %llu: ", (unsigned long long)w->seed);                                             \
        fail_msg(__VA_ARGS__);                                                                               \
    } while (0)

static inline bool is_stop(const char *text)
{
    return strcmp(text, "STOP") == 0 || strcmp(text, "stop please") == 0 || strcmp(text, "no mas") == 0;
}

/* By their own words, as far as the box has them on its disk or in its memory. */
static inline bool has_stopped(const struct world *w, const char *number)
{
    bool stopped = false;
    for (unsigned i = 0; i < w->messages; i++) {
        const struct message *m = &w->message[i];
        if (m->lost || m->order || strcmp(m->from, number) != 0)
            continue;
        stopped = is_stop(m->text) || (stopped && strcmp(m->text, "START") != 0);
    }
    return stopped;
}

static inline bool is_of_the_desk(const struct world *w, const char *number)
{
    return core_member(w->rig->core, number) >= 0 || strcmp(w->rig->core->desk.covering, number) == 0 ||
           strcmp(w->rig->core->desk.relieved, number) == 0;
}

static inline bool is_desk_kind(enum text_kind kind)
{
    return kind == TEXT_ALERT || kind == TEXT_RELAY;
}

static inline void check_sent(struct world *w, const struct rig_sent *sent)
{
    struct person *person = people_find(&w->rig->core->people, sent->to);
    const struct text *text = outbox_find(&w->rig->core->outbox, sent->id);

    if (sent->kind == TEXT_AUTO && (has_stopped(w, sent->to) || (person != NULL && person->stopped)))
        FAIL("an automatic text to %s, who said STOP", sent->to);
    if (sent->kind == TEXT_AUTO && person != NULL && (person->blocked || person->doubtful))
        FAIL("an automatic text to %s, who is blocked or may have said STOP", sent->to);
    if (sent->kind == TEXT_TYPED && has_stopped(w, sent->to))
        FAIL("typed words to %s, who said STOP", sent->to);
    if (is_desk_kind(sent->kind) && !is_of_the_desk(w, sent->to))
        FAIL("%s is not of the desk and got <%s>", sent->to, sent->text);
    if (sent->kind == TEXT_AUTO && text != NULL && w->rig->now.wall_ok && !w->stepped &&
        hours_quiet(w->rig->cfg, w->rig->now.wall_ms / 1000) &&
        (text->call.verdict == VERDICT_HOLD ||
         stamp_age(&text->call.ended, &w->rig->now) > w->rig->cfg->max_age_ms))
        FAIL("a text to %s at night that answers no call of now", sent->to);
    for (unsigned i = 0; i < w->pasts; i++) {
        const struct rig_sent *before = &w->past[i].sent;
        bool left = before->result != RIG_REFUSED;
        if (left && before->id == sent->id && before->seq == sent->seq && !is_desk_kind(sent->kind) &&
            before->kind == sent->kind)
            FAIL("text %lld to %s leaves again: <%s> and <%s>", (long long)sent->id, sent->to, before->text,
                 sent->text);
        if (left && before->kind == TEXT_AUTO && sent->kind == TEXT_AUTO && before->id != sent->id &&
            strcmp(before->to, sent->to) == 0 && !w->stepped && !w->tested && !w->forgot &&
            w->real_ms - w->past[i].real_ms < w->rig->cfg->repeat_ms)
            FAIL("%s is texted again within repeat", sent->to);
    }
}

static inline bool is_reminder(const char *words)
{
    static const char *const PARTS[] = {"expects your call", "still waits for your call",
                                        "leads wait for your call", "Nobody has", "Nobody of the team"};
    for (size_t i = 0; i < TB_COUNT(PARTS); i++)
        if (strstr(words, PARTS[i]) != NULL)
            return true;
    return false;
}

static inline void check_record(struct world *w, const struct rig_record *kept)
{
    if (kept->record.kind == RECORD_TEXT && kept->record.text.kind == TEXT_ALERT &&
        kept->record.text.state == TEXT_PREPARED && kept->body != NULL && is_reminder(kept->body) &&
        kept->record.text.created.wall_ok &&
        kept->record.text.created.mono_ms == kept->at_ms && /* made now, not restored */
        hours_quiet(w->rig->cfg, kept->record.text.created.wall_ms / 1000))
        FAIL("at night: <%s>", kept->body);
    w->forgot = w->forgot || kept->record.kind == RECORD_FORGET;
}

static inline void check_leads(struct world *w)
{
    struct leads *leads = &w->rig->core->leads;
    for (size_t i = 0; i < LEADS_MAX; i++) {
        struct lead *lead = &leads->lead[i];
        if (!lead->used)
            continue;
        unsigned n = lead->record.n;
        assert_in_range(n, 1, LEADS_LARGEST_N);
        if (leads_numbered(leads, n) != lead || leads_find(leads, lead->record.number) != lead)
            FAIL("two leads are %u, or %s is two", n, lead->record.number);
        if (w->small[n].id == lead->record.id && strcmp(w->small[n].number, lead->record.number) != 0)
            FAIL("lead %u is %s, was %s", n, lead->record.number, w->small[n].number);
        if (w->small[n].number[0] != '\0' && strcmp(w->small[n].number, lead->record.number) != 0 &&
            w->real_ms - w->small[n].open_ms < 24 * HOUR_MS_T && w->people <= LEADS)
            FAIL("lead %u is %s now and was %s within a day", n, lead->record.number, w->small[n].number);
        (void)snprintf(w->small[n].number, sizeof w->small[n].number, "%s", lead->record.number);
        w->small[n].id = lead->record.id;
        w->small[n].open_ms = w->real_ms;
    }
}

static inline void watch(struct world *w)
{
    struct rig *rig = w->rig;
    w->real_ms = w->epoch_ms + rig->now.mono_ms;
    for (; w->seen_sent < rig->sent_count; w->seen_sent++) {
        check_sent(w, &rig->sent[w->seen_sent]);
        w->past[w->pasts++] = (struct past){.sent = rig->sent[w->seen_sent], .real_ms = w->real_ms};
    }
    for (; w->seen_records < rig->record_count; w->seen_records++)
        check_record(w, &rig->record[w->seen_records]);
    check_leads(w);
}

static inline void pass(struct world *w, int64_t ms)
{
    enum { STRIDE = 500 }; /* what leaves is looked at near the moment at which it does */
    for (; ms > 20 * MINUTE_MS; ms -= 10 * MINUTE_MS) {
        rig_run(w->rig, 10 * MINUTE_MS);
        watch(w);
    }
    for (; ms > 0; ms -= STRIDE) {
        rig_run(w->rig, ms < STRIDE ? ms : STRIDE);
        watch(w);
    }
}

/* --- in the end --- */

static inline unsigned count_taken(const struct world *w, const char *token, bool to_desk, bool doubtful)
{
    unsigned count = 0;
    for (unsigned i = 0; i < w->pasts; i++) {
        const struct rig_sent *sent = &w->past[i].sent;
        if (is_desk_kind(sent->kind) == to_desk && strstr(sent->text, token) != NULL &&
            (sent->result == RIG_TAKEN || (doubtful && sent->result == RIG_NO_RESULT)))
            count++;
    }
    return count;
}

/* Every word of a lead has reached the agent; of the desk each has left once, or the desk heard that not. */
static inline void check_words(struct world *w)
{
    unsigned silent = 0, answers = 0;
    for (unsigned i = 0; i < w->messages; i++) {
        const struct message *m = &w->message[i];
        char token[16];
        bool desk = strcmp(m->from, AGENT) == 0 || strcmp(m->from, ISA) == 0 || strcmp(m->from, BO) == 0 ||
                    strcmp(m->from, NEW) == 0;
        if (m->token == 0)
            continue;
        (void)snprintf(token, sizeof token, "%c%04uz", desk ? 't' : 'q', m->token);
        if (!desk && count_taken(w, token, true, false) == 0 && !w->forgot)
            FAIL("the agent never saw <%s> of %s", m->text, m->from);
        if (!desk)
            continue;
        unsigned left = count_taken(w, token, false, true);
        if (left > 1)
            FAIL("<%s> left %u times", m->text, left);
        silent +=
            left == 0 && count_taken(w, token, true, false) == 0; /* else of who is not of the desk now */
    }
    for (unsigned i = 0; i < w->pasts; i++) {
        const struct rig_sent *sent = &w->past[i].sent;
        answers += is_desk_kind(sent->kind) && sent->result == RIG_TAKEN &&
                   (strstr(sent->text, "Not sent") != NULL || strstr(sent->text, "no open lead") != NULL ||
                    strstr(sent->text, "cannot tell if your words") != NULL);
    }
    if (silent > answers)
        FAIL("%u texts of the desk were not sent, and %u answers told so", silent, answers);
}

static inline void check_nothing_is_open(struct world *w)
{
    struct outbox *outbox = &w->rig->core->outbox;
    for (uint16_t i = 0; i < outbox->top; i++) {
        const struct text *text = &outbox->text[i];
        if (text->used && text->record.state != TEXT_HELD && text->retry_ms <= w->rig->now.mono_ms)
            FAIL("text %lld to %s is left %s: <%s>", (long long)text->record.id, text->record.number,
                 text_state_word(text->record.state), text->body);
    }
}

#endif

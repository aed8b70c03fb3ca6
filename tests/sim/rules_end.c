/* When all is quiet: what must be true in the end. */
#include "world.h"

#include "core/core_private.h"
#include "shell/ledger.h"

#include <string.h>

/* The call as it was recorded, NULL if it was not. Who calls again at once, or goes on ringing after a
 * restart, may be one call to the box. */
static const struct call_fact *fact_of(const struct world *w, const struct rung *rung)
{
    enum { AROUND_MS = 120000 };

    for (unsigned i = 1; i <= w->call_top; i++) {
        const struct call_fact *fact = &w->call[i];
        if (fact->kept.id != 0 && fact->first_ms <= rung->last_ms + AROUND_MS &&
            fact->last_ms >= rung->first_ms - AROUND_MS &&
            (rung->withheld || fact->kept.number[0] == '\0' || strcmp(fact->kept.number, rung->number) == 0))
            return fact;
    }
    return NULL;
}

static void judge_calls(struct world *w)
{
    for (unsigned i = 0; i < w->rung_count; i++)
        if (!w->rung[i].excused && !rules_forgot(w, w->rung[i].number) && fact_of(w, &w->rung[i]) == NULL)
            rules_break(w, RULE_CALL_RECORDED, "the call of %s at %lld ms is lost", w->rung[i].number,
                        (long long)w->rung[i].first_ms);
    for (unsigned i = 1; i <= w->call_top; i++) {
        const struct call_record *call = &w->call[i].live;
        if (call->id == 0)
            continue;
        if (call->outcome == CALL_RINGING || call->verdict == VERDICT_NONE)
            rules_break(w, RULE_ONE_VERDICT, "call %u of %s has no verdict", i, call->number);
        if ((call->verdict == VERDICT_SKIP) != (call->reason != REASON_NONE))
            rules_break(w, RULE_ONE_VERDICT, "call %u of %s: %s with reason %s", i, call->number,
                        call_verdict_word(call->verdict), skip_reason_word(call->reason));
        if (!call->alerted && call->verdict == VERDICT_TEXT)
            rules_break(w, RULE_ONE_VERDICT, "the agent was not told of call %u of %s", i, call->number);
    }
}

static bool carries(const struct sent *sent, const char *token, bool desk)
{
    return sent->kind == (desk ? TEXT_RELAY : TEXT_TYPED) && !sent->lost && strstr(sent->text, token) != NULL;
}

/* How often those words came to one phone, at most; of these, marked as perhaps known already. */
static unsigned times_sent(const struct world *w, const char *token, bool desk, unsigned *again)
{
    unsigned most = 0;

    *again = 0;
    for (unsigned i = 0; i < w->sent_count; i++) {
        unsigned count = 0, marked = 0;
        for (unsigned k = 0; k < w->sent_count && carries(&w->sent[i], token, desk); k++) {
            bool same = carries(&w->sent[k], token, desk) && strcmp(w->sent[k].to, w->sent[i].to) == 0;
            count += same;
            marked += same && strstr(w->sent[k].text, "(maybe again)") != NULL;
        }
        if (count - marked > most - *again || most == 0) {
            most = count;
            *again = marked;
        }
    }
    return most;
}

/* What came of a text whose last part never did is shown. */
static void judge_part(struct world *w, const struct written *in)
{
    enum { BEGINNING = 24 };
    bool shown = rules_known(w, in->from)->forgot || rules_known(w, in->from)->blocked;
    char words[BEGINNING + 1];

    (void)snprintf(words, sizeof words, "%.*s", BEGINNING, in->text);
    for (unsigned i = 0; i < w->sent_count; i++)
        shown = shown || (w->sent[i].kind == TEXT_RELAY && w->sent[i].at_ms > in->at_ms &&
                          strstr(w->sent[i].text, words) != NULL);
    if (!shown)
        rules_break(w, RULE_WORDS_ARRIVE, "of <%.40s> of %s a part is missing, and the rest is not shown",
                    in->text, in->from);
}

static void judge_words(struct world *w)
{
    for (unsigned i = 0; i < w->in_count; i++) {
        const struct written *in = &w->in[i];
        unsigned again;
        if (rules_own(w, in->from))
            continue;
        if (in->missing)
            judge_part(w, in);
        if (in->token[0] == '\0' || in->waiting)
            continue;
        unsigned count = times_sent(w, in->token, !in->desk, &again);
        if (in->desk && in->part.is && count > 0)
            rules_break(w, RULE_TYPED_ONCE, "<%s> left, and the other part of it never came", in->text);
        if (in->desk && count > 1)
            rules_break(w, RULE_TYPED_ONCE, "<%s> left %u times", in->text, count);
        if (!in->desk && count == 0 && !rules_known(w, in->from)->forgot &&
            !rules_known(w, in->from)->blocked)
            rules_break(w, RULE_WORDS_ARRIVE, "nobody of the desk saw <%.60s> of %s", in->text, in->from);
        if (!in->desk && count > 1 + again)
            rules_break(w, RULE_WORDS_ARRIVE, "<%.60s> of %s was shown %u times, %u of them marked", in->text,
                        in->from, count, again);
    }
}

/* Whatever it is, the network is rid of it: else nothing behind it comes in. */
static void judge_network(struct world *w)
{
    for (unsigned i = 0; i < w->lines; i++)
        for (unsigned k = 0; k < w->line[i].sim.inbox_count; k++)
            if (!w->line[i].sim.inbox[k].report)
                rules_break(w, RULE_WORDS_ARRIVE, "the network still has a message of %s for line %u",
                            w->line[i].sim.inbox[k].from, i);
}

static bool is_open(const struct text_record *text)
{
    return text->id != 0 && text->direction == TEXT_OUT &&
           (text->state == TEXT_PREPARED || text->state == TEXT_SENDING);
}

bool rules_quiet(const struct world *w)
{
    for (unsigned i = 1; i <= w->text_top; i++)
        if (is_open(&w->text[i].live))
            return false;
    return w->state == BOX_UP && w->disk.count == 0 && core_is_quiet(w->core);
}

static bool was_taken(const struct world *w, int64_t id)
{
    for (unsigned i = 0; i < w->sent_count; i++)
        if (w->sent[i].id == id && !w->sent[i].lost)
            return true;
    return false;
}

/* A report on a text that the ledger never had may be taken for one on the next to the same number. */
static bool has_lost_one(const struct world *w, const char *to)
{
    for (unsigned i = 0; i < w->sent_count; i++)
        if (w->sent[i].lost && strcmp(w->sent[i].to, to) == 0)
            return true;
    return false;
}

/* It counts as arrived, or not, if the network said so. */
static void judge_reports(struct world *w, unsigned id)
{
    const struct text_record *text = &w->text[id].live;
    uint32_t all = text->parts >= 32 ? UINT32_MAX : (UINT32_C(1) << text->parts) - 1;

    if (has_lost_one(w, text->number))
        return;
    if (text->state == TEXT_DELIVERED && (w->text[id].reported & all) != all)
        rules_break(w, RULE_STATE_TRUE,
                    "text %u to %s is delivered, and the network did not say so of each part", id,
                    text->number);
    if (strncmp(text->error, "report", 6) == 0 && !w->text[id].undelivered)
        rules_break(w, RULE_STATE_TRUE, "text %u to %s is %s %s, and the network did not say so", id,
                    text->number, text_state_word(text->state), text->error);
}

static void judge_states(struct world *w)
{
    for (unsigned i = 1; i <= w->text_top; i++) {
        const struct text_record *text = &w->text[i].live;
        bool accepted = text->state == TEXT_ACCEPTED || text->state == TEXT_DELIVERED;
        bool known = accepted || text->state == TEXT_IN_DOUBT || strncmp(text->error, "report", 6) == 0;
        if (text->id == 0 || text->direction != TEXT_OUT)
            continue;
        bool taken = was_taken(w, i);
        if (accepted && !taken && !has_lost_one(w, text->number))
            rules_break(w, RULE_STATE_TRUE, "text %u to %s is %s, and the network never had it", i,
                        text->number, text_state_word(text->state));
        judge_reports(w, i);
        if (taken && !known)
            rules_break(w, RULE_STATE_TRUE, "text %u to %s is %s %s, and the network has it", i, text->number,
                        text_state_word(text->state), text->error);
    }
}

/* Who was to be texted has a text. */
static void judge_verdicts(struct world *w)
{
    for (unsigned i = 1; i <= w->call_top; i++) {
        const struct call_record *call = &w->call[i].live;
        bool found = call->id == 0 || call->verdict != VERDICT_TEXT || rules_forgot(w, call->number);
        for (unsigned k = 1; k <= w->text_top && !found; k++)
            found = w->text[k].live.kind == TEXT_AUTO && w->text[k].live.call == call->id;
        if (!found)
            rules_break(w, RULE_ONE_VERDICT, "call %u of %s has the verdict text, and there is none", i,
                        call->number);
    }
}

static void judge_texts(struct world *w)
{
    for (unsigned i = 1; i <= w->text_top; i++) {
        const struct text_record *text = &w->text[i].live;
        rules_held_waits(w, text);
        if (is_open(text))
            rules_break(w, RULE_NOTHING_LEFT_OPEN, "text %u to %s is left %s", i, text->number,
                        text_state_word(text->state));
    }
    for (unsigned i = 0; i < w->lines; i++)
        if (w->core->line[i].sending != 0)
            rules_break(w, RULE_NOTHING_LEFT_OPEN, "line %u still sends text %lld", i,
                        (long long)w->core->line[i].sending);
    if (w->disk.count > 0)
        rules_break(w, RULE_NOTHING_LEFT_OPEN, "%u records are not on the disk", w->disk.count);
}

void rules_end(struct world *w)
{
    judge_calls(w);
    judge_words(w);
    rules_told(w);
    judge_network(w);
    judge_texts(w);
    judge_states(w);
    judge_verdicts(w);
    if (!ledger_quick_check(w->disk.ledger))
        rules_break(w, RULE_LEDGER_SOUND, "the ledger's check: %s", ledger_why(w->disk.ledger));
}

/* Is it true what a call's record says: the reason why somebody got no text, and that somebody was texted?
 * And is a text that leaves by itself the right one, for the right call, in time? */
#include "world.h"

#include "core/core_private.h"
#include "core/until.h"

#include <string.h>

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

struct known *rules_known(struct world *w, const char *number)
{
    unsigned i = 0;

    while (i < w->known_count && strcmp(w->known[i].number, number) != 0)
        i++;
    if (i == WORLD_KNOWN_MAX)
        return &w->known[WORLD_KNOWN_MAX - 1];
    if (i == w->known_count) {
        w->known[w->known_count++] = (struct known){.forgot = false};
        (void)snprintf(w->known[i].number, sizeof w->known[i].number, "%s", number);
    }
    return &w->known[i];
}

bool rules_forgot(const struct world *w, const char *number)
{
    for (unsigned i = 0; i < w->known_count; i++)
        if (strcmp(w->known[i].number, number) == 0)
            return w->known[i].forgot;
    return false;
}

static void age_call(struct call_record *call)
{
    call->began.this_boot = call->last_ring.this_boot = call->ended.this_boot = false;
}

void rules_booted(struct world *w)
{
    for (unsigned i = 0; i <= w->call_top || i <= w->text_top; i++) {
        age_call(&w->call[i].live);
        age_call(&w->call[i].kept);
        w->text[i].live.sent.this_boot = w->text[i].kept.sent.this_boot = false;
    }
}

/* --- reasons --- */

static bool is_class(const struct world *w, const char *number, enum number_class class)
{
    return number_classify(number, w->config->country) == class;
}

static bool is_listed(const struct world *w, const char *number, enum cfg_rule_kind want)
{
    enum cfg_rule_kind kind;

    return policy_rule(w->config, number, &kind) && kind == want;
}

bool rules_own(const struct world *w, const char *number)
{
    for (unsigned i = 0; i < w->lines; i++)
        if (strcmp(number, w->line[i].sim.own_number) == 0)
            return true;
    return false;
}

/* Texted within repeat, or about to be; or another call of theirs is not decided yet. Typed words that failed
 * count as well if the box died since they began to leave: it does not know any more whether a window was
 * open before them, and errs towards silence (`anew` of core/people.h is of one life). */
static bool is_texted(const struct world *w, const struct call_record *call)
{
    struct tb_now now = world_now(w);

    for (unsigned i = 1; i <= w->text_top; i++) {
        const struct text_record *text = &w->text[i].live;
        bool failed = text->state == TEXT_FAILED || text->state == TEXT_EXPIRED;
        bool counts = !failed || (text->kind == TEXT_TYPED && w->text[i].outlived);
        if (text->id == 0 || (text->kind != TEXT_AUTO && text->kind != TEXT_TYPED) || !counts ||
            strcmp(text->number, call->number) != 0)
            continue;
        int64_t age_ms = stamp_age(&text->sent, &now);
        if (!text->sent.set || age_ms < w->config->repeat_ms || age_ms == INT64_MAX)
            return true;
    }
    for (unsigned i = 1; i <= w->call_top; i++) {
        const struct call_record *other = &w->call[i].live;
        if (other->id != 0 && other->id != call->id && strcmp(other->number, call->number) == 0 &&
            other->verdict != VERDICT_SKIP && w->ms - w->call[i].last_ms < DAY_MS)
            return true;
    }
    return false;
}

/* As many automatic texts as the cap, sent within the window or about to be. */
static bool is_capped(const struct world *w, int64_t window_ms, unsigned cap)
{
    struct tb_now now = world_now(w);
    unsigned within = 0;

    for (unsigned i = 1; i <= w->text_top; i++) {
        const struct text_record *text = &w->text[i].live;
        if (text->id != 0 && text->kind == TEXT_AUTO && text->direction == TEXT_OUT) {
            int64_t age_ms = text->sent.set ? stamp_age(&text->sent, &now) : 0;
            within += age_ms < window_ms || age_ms == INT64_MAX;
        }
    }
    for (unsigned i = 1; i <= w->call_top; i++) /* decided and not yet on its way */
        within += w->call[i].live.verdict == VERDICT_HOLD;
    return within >= cap;
}

/* A pause of the desk's; of who wrote a STOP by half, the rest of which may come yet; or of who may have
 * meant one. */
static bool is_paused(const struct world *w, const struct call_record *call)
{
    if (w->pause_asked)
        return true;
    for (unsigned i = 0; i < w->in_count; i++)
        if (w->in[i].part.is && strcmp(w->in[i].from, call->number) == 0 &&
            strstr(w->in[i].text, "STOP") != NULL)
            return true;
    for (unsigned i = 0; i < w->known_count; i++)
        if (strcmp(w->known[i].number, call->number) == 0)
            return w->known[i].doubtful;
    return false;
}

static bool is_old(const struct world *w, const struct call_record *call)
{
    struct tb_now now = world_now(w);
    const struct stamp *from = call->ended.set       ? &call->ended
                               : call->last_ring.set ? &call->last_ring
                                                     : &call->began;
    const struct stamp *last = call->last_ring.set ? &call->last_ring : &call->began;

    return stamp_age(from, &now) > w->config->max_age_ms || stamp_age(last, &now) > w->config->max_age_ms;
}

static bool is_marked(const struct world *w, const char *number, enum person_mark mark)
{
    for (unsigned i = 0; i < w->known_count; i++)
        if (strcmp(w->known[i].number, number) == 0)
            return w->known[i].mark == mark;
    return false;
}

static bool by_who(const struct world *w, const struct call_record *call, bool *out)
{
    const char *number = call->number;

    switch ((int)call->reason) {
    case REASON_WITHHELD:
        *out = number[0] == '\0';
        return true;
    case REASON_SHORT_CODE:
        *out = is_class(w, number, NUMBER_SHORT_CODE);
        return true;
    case REASON_INVALID:
        *out = is_class(w, number, NUMBER_INVALID);
        return true;
    case REASON_TOLL_FREE:
        *out = is_class(w, number, NUMBER_TOLL_FREE);
        return true;
    case REASON_PREMIUM:
        *out = is_class(w, number, NUMBER_PREMIUM);
        return true;
    case REASON_SPECIAL:
        *out = is_class(w, number, NUMBER_SPECIAL);
        return true;
    case REASON_FOREIGN:
        *out = is_class(w, number, NUMBER_FOREIGN);
        return true;
    case REASON_OWN_NUMBER:
        *out = rules_own(w, number);
        return true;
    case REASON_AGENT:
    case REASON_TEAM:
        *out = world_is_desk(w, number);
        return true;
    case REASON_SKIP_LIST:
        *out = is_listed(w, number, CFG_RULE_SKIP) || is_marked(w, number, MARK_SKIP);
        return true;
    case REASON_CLIENT:
        *out = is_listed(w, number, CFG_RULE_CLIENT) || is_marked(w, number, MARK_CLIENT);
        return true;
    default:
        return false;
    }
}

static bool is_true(const struct world *w, const struct call_record *call)
{
    bool result;

    if (by_who(w, call, &result))
        return result;
    switch ((int)call->reason) {
    case REASON_OPTED_OUT:
        for (unsigned i = 0; i < w->known_count; i++)
            if (strcmp(w->known[i].number, call->number) == 0)
                return w->known[i].blocked || w->known[i].stopped;
        return false;
    case REASON_REPEAT:
    case REASON_CONVERSATION:
        return is_texted(w, call);
    case REASON_CAP_HOUR:
        return is_capped(w, HOUR_MS, w->config->max_per_hour);
    case REASON_CAP_DAY:
        return is_capped(w, DAY_MS, w->config->max_per_day);
    case REASON_TOO_OLD:
        return is_old(w, call);
    case REASON_PAUSED:
        return is_paused(w, call);
    case REASON_CLOSED:
        return rules_door(w, call) == DOOR_CLOSED || rules_door(w, call) == DOOR_UNKNOWN;
    case REASON_HOLIDAY:
        return rules_door(w, call) == DOOR_HOLIDAY || rules_door(w, call) == DOOR_UNKNOWN;
    case REASON_ANSWERED:
        return call->outcome == CALL_ANSWERED;
    case REASON_UNDELIVERABLE:
        return true; /* told by codes and reports, which this does not follow */
    default:
        return false; /* nothing in the plans gives rise to it */
    }
}

void rules_reason(struct world *w, const struct call_record *call)
{
    struct tb_now now = world_now(w);

    if (call->verdict == VERDICT_TEXT && until_left(&w->core->desk.pause, &now) > 0 && !call->test)
        rules_break(w, RULE_REASON_TRUE, "call %lld of %s is texted while the agent wants a pause",
                    (long long)call->id, call->number);
    if (call->verdict == VERDICT_SKIP && !is_true(w, call) && !rules_forgot(w, call->number))
        rules_break(w, RULE_REASON_TRUE, "call %lld of %s is skipped for %s", (long long)call->id,
                    call->number, skip_reason_word(call->reason));
}

/* --- the text --- */

static void judge_hour(struct world *w, const struct text_record *text, const struct call_record *call)
{
    struct tb_now now = world_now(w);
    int64_t age_ms = call->ended.set ? stamp_age(&call->ended, &now) : 0;

    rules_held_leaves(w, &w->call[text->call]);
    if (!w->call[text->call].held && age_ms != INT64_MAX && age_ms > w->config->max_age_ms + 1000)
        rules_break(w, RULE_MAX_AGE, "%s is texted %lld s after the call", text->number,
                    (long long)age_ms / 1000);
}

void rules_right_text(struct world *w, const struct text_record *text)
{
    if (text->call <= 0 || text->call >= WORLD_FACTS_MAX || w->call[text->call].live.id == 0) {
        rules_break(w, RULE_RIGHT_CALL, "%s is texted for no call", text->number);
        return;
    }
    const struct call_record *call = &w->call[text->call].live;
    if (strcmp(call->number, text->number) != 0)
        rules_break(w, RULE_RIGHT_CALL, "%s is texted for the call of %s", text->number, call->number);
    if (call->outcome == CALL_ANSWERED)
        rules_break(w, RULE_RIGHT_CALL, "%s was answered and is texted", text->number);
    if (call->verdict == VERDICT_SKIP)
        rules_break(w, RULE_RIGHT_CALL, "%s is texted, and the verdict was to skip for %s", text->number,
                    skip_reason_word(call->reason));
    judge_hour(w, text, call);
}

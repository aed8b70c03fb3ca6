/* What the box says to the agent and the team, and obeys of what they say: codes, nights, reminders, and that
 * nobody who called goes untold. Told by the words that it puts on record. */
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum {
    CODE_MS = 10 * 60 * 1000,
    CODE_TRIES = 3,
    TAIL = 4,
    LOOK_BACK = 200,
    REMINDERS = 8,
    TOLD_BEFORE_MS = 10 * 60 * 1000
};

static const char SUMMARY[] = " more call" /* or calls */;

static bool begins(const char *words, const char *with)
{
    return strncmp(words, with, strlen(with)) == 0;
}

/* --- codes --- */

static struct desk_said *said_by(struct world *w, const char *number)
{
    for (unsigned i = 0; i < WORLD_DESK_MAX; i++) {
        if (w->said[i].number[0] == '\0')
            (void)snprintf(w->said[i].number, sizeof w->said[i].number, "%s", number);
        if (strcmp(w->said[i].number, number) == 0)
            return &w->said[i];
    }
    return &w->said[WORLD_DESK_MAX - 1];
}

/* "Reply 1234 within 10 minutes to ..." */
static void code_given(struct world *w, const struct text_record *text)
{
    struct desk_said *said = said_by(w, text->number);

    if (!begins(text->body, "Reply ") || strstr(text->body, " within ") == NULL)
        return;
    (void)snprintf(said->code, sizeof said->code, "%.4s", text->body + strlen("Reply "));
    said->life = w->life;
    said->given_ms = w->ms;
    said->tries = CODE_TRIES;
}

/* Somebody of the desk writes: four digits alone are a try. */
static void code_tried(struct world *w, const struct text_record *text)
{
    struct desk_said *said = said_by(w, text->number);
    bool digits = strlen(text->body) == 4 && strspn(text->body, "0123456789") == 4;
    bool waits = said->life == w->life && said->tries > 0 && w->ms - said->given_ms <= CODE_MS;

    if (!digits || !waits)
        return;
    if (strcmp(text->body, said->code) == 0) {
        said->tries = 0;
        w->code_ms = w->ms;
    } else {
        said->tries--;
    }
}

static void judge_dangerous(struct world *w, const char *number, const char *what)
{
    if (w->code_ms != w->ms)
        rules_break(w, RULE_CODES, "%s is %s, and nobody of the desk sent the code for it", number, what);
}

/* --- leads --- */

static struct lead_fact *lead_numbered(struct world *w, unsigned n)
{
    for (unsigned i = w->lead_top; i > 0; i--)
        if (w->lead[i].live.id != 0 && w->lead[i].live.n == n)
            return &w->lead[i];
    return NULL;
}

/* "... DONE 2 when called." */
static unsigned lead_named(const char *words)
{
    const char *at = strstr(words, "DONE ");

    return at != NULL && strstr(at, " when called") != NULL
               ? (unsigned)strtoul(at + strlen("DONE "), NULL, 10)
               : 0;
}

static void judge_reminder(struct world *w, const struct text_record *text)
{
    const struct lead_fact *lead = lead_numbered(w, lead_named(text->body));
    bool now = strstr(text->body, " expects your call now") != NULL;
    bool soon = !now && strstr(text->body, " expects your call") != NULL;
    bool many = strstr(text->body, " wait for your call: ") != NULL; /* these are counted first */

    if (!now && !soon && strstr(text->body, " still waits for your call") == NULL && !many)
        return;
    if (rules_night(w))
        rules_break(w, RULE_NOBODY_WOKEN, "the agent is reminded at night: %s", text->body);
    if (lead == NULL || lead->live.state != LEAD_OPEN || lead->live.answered.set || !lead->live.promised.set)
        rules_break(w, RULE_REMINDERS, "of a lead that is not promised a call, or done with: %s", text->body);
    else if ((soon && lead->live.reminders > 0) || (now && lead->live.reminders > 1) ||
             lead->live.reminders >= REMINDERS + many)
        rules_break(w, RULE_REMINDERS, "of a promise that was reminded of %u times before: %s",
                    lead->live.reminders, text->body);
}

static void judge_night(struct world *w, const struct text_record *text)
{
    bool escalates = begins(text->body, "Nobody has ");
    bool offers = begins(text->body, "Lead ") && strstr(text->body, " called at ") != NULL;

    if (escalates && rules_night(w))
        rules_break(w, RULE_NOBODY_WOKEN, "%s of the team is woken: %.80s", text->number, text->body);
    if ((escalates || offers) && rules_off_duty(w, text->number))
        rules_break(w, RULE_NOBODY_WOKEN, "%s of the team is off duty: %.80s", text->number, text->body);
}

/* --- who called is made known --- */

static const char *tail_of(const char *number)
{
    size_t length = strlen(number);

    return length > TAIL ? number + length - TAIL : number;
}

static void note_named(struct world *w, const struct text_record *text)
{
    unsigned from = w->call_top > LOOK_BACK ? w->call_top - LOOK_BACK : 0;

    for (unsigned i = w->call_top; i > from; i--) {
        struct call_fact *call = &w->call[i];
        if (call->live.id != 0 && call->live.number[0] != '\0' &&
            strstr(text->body, tail_of(call->live.number)) != NULL)
            call->named = text->id;
    }
}

static void note_summary(struct world *w, const struct text_record *text)
{
    const char *at = strstr(text->body, SUMMARY);

    while (at != NULL && at > text->body && at[-1] >= '0' && at[-1] <= '9')
        at--; /* "(maybe again) " may stand before it */
    if (at != NULL)
        w->text[text->id].summed = (unsigned)strtoul(at, NULL, 10);
}

/* Some callers are nobody to call back, and some calls go on where another was told of. */
static bool must_be_told(const struct world *w, const struct call_record *call)
{
    bool own = call->verdict == VERDICT_SKIP &&
               (call->reason == REASON_WITHHELD || call->reason == REASON_AGENT ||
                call->reason == REASON_OWN_NUMBER || call->reason == REASON_ANSWERED);

    return call->id != 0 && call->alerted && !call->test && !own && call->number[0] != '\0' &&
           !rules_forgot(w, call->number);
}

/* One of theirs shortly before or after was told of: a phone that goes on ringing through a restart. */
static bool is_named(const struct world *w, unsigned id)
{
    const struct call_fact *call = &w->call[id];

    for (unsigned i = 1; i <= w->call_top; i++) {
        const struct call_fact *other = &w->call[i];
        bool near = i == id || (strcmp(other->live.number, call->live.number) == 0 &&
                                call->first_ms - other->last_ms < TOLD_BEFORE_MS &&
                                other->first_ms - call->last_ms < TOLD_BEFORE_MS);
        if (near && other->named > 0 && w->text[other->named].live.id == other->named)
            return true;
    }
    return false;
}

void rules_told(struct world *w)
{
    unsigned untold = 0, summed = 0, first = 0;

    for (unsigned i = 1; i <= w->call_top; i++) {
        if (!must_be_told(w, &w->call[i].live) || is_named(w, i))
            continue;
        untold++;
        first = first == 0 ? i : first;
    }
    for (unsigned i = 1; i <= w->text_top; i++)
        summed += w->text[i].live.id == i ? w->text[i].summed : 0;
    if (untold > summed)
        rules_break(w, RULE_CALLERS_TOLD,
                    "%u calls are told to nobody, the first is call %u of %s, and summaries count %u", untold,
                    first, w->call[first].live.number, summed);
}

/* --- whose words they are --- */

static void judge_author(struct world *w, const struct text_record *text)
{
    unsigned from = w->in_count > LOOK_BACK ? w->in_count - LOOK_BACK : 0;

    for (unsigned i = w->in_count; i > from; i--) {
        const struct written *in = &w->in[i - 1];
        if (in->token[0] != '\0' && strstr(text->body, in->token) != NULL &&
            strcmp(in->from, text->number) != 0)
            rules_break(w, RULE_WORDS_ARRIVE, "words of %s count as those of %s: %.100s", in->from,
                        text->number, text->body);
    }
}

/* --- what is recorded --- */

void rules_desk_text(struct world *w, const struct text_record *text)
{
    bool known = w->text[text->id].live.id == text->id;

    if (text->body == NULL || known)
        return;
    if (text->direction == TEXT_IN)
        judge_author(w, text);
    if (text->direction == TEXT_IN && world_is_desk(w, text->number)) {
        code_tried(w, text);
        w->pause_asked =
            w->pause_asked || strstr(text->body, "PAUSE") != NULL || strstr(text->body, "AWAY") != NULL;
    }
    if (text->kind != TEXT_ALERT || text->direction != TEXT_OUT)
        return;
    code_given(w, text);
    judge_reminder(w, text);
    judge_night(w, text);
    if (strcmp(text->number, w->config->phone) == 0)
        note_named(w, text);
}

void rules_desk_noted(struct world *w, const struct text_record *text)
{
    if (text->body != NULL && text->kind == TEXT_ALERT)
        note_summary(w, text);
}

void rules_desk_person(struct world *w, const struct person_record *person, const struct known *known)
{
    if (known->life != w->life) /* what was recorded before may not have been kept */
        return;
    if (person->mark != known->mark)
        judge_dangerous(w, person->number, "marked as another");
    if (known->blocked_now && !person->blocked)
        judge_dangerous(w, person->number, "unblocked");
}

void rules_desk_forgets(struct world *w, const char *number)
{
    judge_dangerous(w, number, "forgotten");
    for (unsigned i = 1; i <= w->lead_top; i++)
        if (strcmp(w->lead[i].live.number, number) == 0)
            w->lead[i].live.state = LEAD_DONE;
}

void rules_desk_forgot(struct world *w, const char *number)
{
    for (unsigned i = 1; i <= w->lead_top; i++)
        if (strcmp(w->lead[i].kept.number, number) == 0)
            w->lead[i].kept.state = LEAD_DONE;
}

void rules_lead(struct world *w, const struct lead_record *lead)
{
    if (lead->id <= 0 || lead->id >= WORLD_LEADS_MAX) {
        rules_break(w, RULE_IDS_RISE, "a lead has the id %lld", (long long)lead->id);
        return;
    }
    w->lead[lead->id].live = *lead;
    w->lead_top = lead->id > w->lead_top ? (unsigned)lead->id : w->lead_top;
}

void rules_lead_kept(struct world *w, const struct lead_record *lead)
{
    if (lead->id > 0 && lead->id < WORLD_LEADS_MAX)
        w->lead[lead->id].kept = *lead;
}

void rules_desk_anew(struct world *w)
{
    for (unsigned i = 1; i <= w->lead_top; i++)
        w->lead[i].live = w->lead[i].kept;
}

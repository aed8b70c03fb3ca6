#include "core/policy.h"

#include "core/hours.h"
#include "core/number.h"
#include "core/template.h"

#include <string.h>

enum { HOUR_MS = 3600 * 1000, DAY_MS = 24 * HOUR_MS };

void caps_add(struct caps *self, const struct stamp *sent)
{
    if (self->count == TB_CAP_MAX) {
        self->count--;
        memmove(&self->sent[0], &self->sent[1], self->count * sizeof self->sent[0]);
    }
    self->sent[self->count++] = *sent;
}

unsigned caps_within(const struct caps *self, int64_t window_ms, const struct tb_now *now)
{
    unsigned within = 0;

    for (uint16_t i = 0; i < self->count; i++) {
        int64_t age_ms = stamp_age(&self->sent[i], now);
        within += age_ms < window_ms || age_ms == INT64_MAX; /* no clock can tell: inside */
    }
    return within;
}

bool policy_rule(const struct config *cfg, const char *number, enum cfg_rule_kind *kind)
{
    size_t longest = 0;
    bool found = false;

    for (uint16_t i = 0; i < cfg->rule_count; i++) {
        const struct cfg_rule *rule = &cfg->rule[i];
        size_t length = strlen(rule->number);
        bool match =
            rule->prefix ? strncmp(number, rule->number, length) == 0 : strcmp(number, rule->number) == 0;
        if (!rule->prefix)
            length++; /* the whole number wins over the same digits with a star */
        if (match && length > longest) {
            longest = length;
            *kind = rule->kind;
            found = true;
        }
    }
    return found;
}

static bool is_team(const struct config *cfg, const char *number)
{
    for (uint8_t i = 0; i < cfg->backup_count; i++)
        if (number_equal(number, cfg->backup[i].number))
            return true;
    return false;
}

static bool is_own(const struct config *cfg, const struct policy_facts *facts)
{
    if (number_equal(facts->number, facts->own_number))
        return true;
    for (uint8_t i = 0; i < cfg->line_count; i++)
        if (number_equal(facts->number, cfg->line[i].number))
            return true;
    return false;
}

/* The lists' word on a number; the ini's before the agent's by text. */
struct standing {
    bool listed;
    enum cfg_rule_kind rule; /* if listed */
};

static struct standing standing_of(const struct config *cfg, const struct person *person, const char *number)
{
    struct standing standing = {.listed = policy_rule(cfg, number, &standing.rule)};

    if (!standing.listed && person != NULL && person->mark != MARK_NONE)
        standing = (struct standing){.listed = true,
                                     .rule = person->mark == MARK_CLIENT ? CFG_RULE_CLIENT : CFG_RULE_SKIP};
    return standing;
}

static bool is_listed(struct standing standing, enum cfg_rule_kind rule)
{
    return standing.listed && standing.rule == rule;
}

enum person_kind policy_kind(const struct config *cfg, const struct person *person, const char *number)
{
    if (number_equal(number, cfg->phone))
        return PERSON_AGENT;
    if (is_team(cfg, number))
        return PERSON_TEAM;
    struct standing standing = standing_of(cfg, person, number);
    if (is_listed(standing, CFG_RULE_CLIENT))
        return PERSON_CLIENT;
    return is_listed(standing, CFG_RULE_SKIP) ? PERSON_SKIP : PERSON_LEAD;
}

/* RULES.md 4.1; `allow` lifts the gates that guard money, not those that guard sense. */
static enum skip_reason class_reason(const struct config *cfg, const char *number, bool allowed)
{
    switch (number_classify(number, cfg->country)) {
    case NUMBER_OK:
        return REASON_NONE;
    case NUMBER_WITHHELD:
        return REASON_WITHHELD;
    case NUMBER_SHORT_CODE:
        return REASON_SHORT_CODE;
    case NUMBER_INVALID:
        return REASON_INVALID;
    case NUMBER_TOLL_FREE:
        return allowed ? REASON_NONE : REASON_TOLL_FREE;
    case NUMBER_PREMIUM:
        return REASON_PREMIUM;
    case NUMBER_SPECIAL:
        return REASON_SPECIAL;
    case NUMBER_FOREIGN:
        return allowed ? REASON_NONE : REASON_FOREIGN;
    }
    return REASON_INVALID;
}

enum skip_reason policy_class(const struct config *cfg, const char *number)
{
    return class_reason(cfg, number, is_listed(standing_of(cfg, NULL, number), CFG_RULE_ALLOW));
}

/* Reasons that lie in who is calling. */
static enum skip_reason person_reason(const struct config *cfg, const struct person *person,
                                      struct standing standing, const struct policy_facts *facts,
                                      const struct tb_now *now)
{
    enum skip_reason reason = class_reason(cfg, facts->number, is_listed(standing, CFG_RULE_ALLOW));

    if (reason != REASON_NONE)
        return reason;
    if (is_own(cfg, facts))
        return REASON_OWN_NUMBER;
    if (number_equal(facts->number, cfg->phone))
        return REASON_AGENT;
    if (is_team(cfg, facts->number))
        return REASON_TEAM;
    if (is_listed(standing, CFG_RULE_SKIP))
        return REASON_SKIP_LIST;
    if (is_listed(standing, CFG_RULE_CLIENT) && cfg->client.kind != CFG_ANSWER_MESSAGE)
        return REASON_CLIENT;
    if (!standing.listed && facts->contact && cfg->contact.kind != CFG_ANSWER_MESSAGE)
        return REASON_CONTACT;
    if (person == NULL)
        return REASON_NONE;
    if (people_opted_out(person))
        return REASON_OPTED_OUT;
    if (person->undeliverable)
        return REASON_UNDELIVERABLE;
    if (!facts->test && people_within(person, cfg->repeat_ms, now))
        return person->typed ? REASON_CONVERSATION : REASON_REPEAT;
    return REASON_NONE;
}

/* Reasons that lie in the moment. */
static enum skip_reason moment_reason(const struct config *cfg, const struct person *person,
                                      const struct caps *caps, const struct policy_facts *facts,
                                      bool late_on_purpose, const struct tb_now *now)
{
    if (caps_within(caps, HOUR_MS, now) + facts->waiting >= cfg->max_per_hour)
        return REASON_CAP_HOUR;
    if (caps_within(caps, DAY_MS, now) + facts->waiting >= cfg->max_per_day)
        return REASON_CAP_DAY;
    if (facts->age_ms > (late_on_purpose ? DAY_MS : cfg->max_age_ms))
        return REASON_TOO_OLD;
    if (facts->rang_ms < cfg->min_ring_ms)
        return REASON_TOO_SHORT;
    if (facts->paused || (person != NULL && person->doubtful))
        return REASON_PAUSED; /* doubtful: they may have meant STOP, and the agent has not decided */
    return REASON_NONE;
}

/* What an unknown caller gets while open: repeat, source, as the agent said by text, line, text. */
static int16_t open_message(const struct config *cfg, const struct person *person,
                            const struct policy_facts *facts)
{
    int16_t said = -1;

    if (facts->say != NULL && facts->say[0] != '\0')
        said = template_find(cfg, facts->say);
    if (person != NULL && person->texted && cfg->repeat_message >= 0)
        return cfg->repeat_message;
    for (uint8_t i = 0; i < cfg->source_count; i++)
        if (number_equal(cfg->source[i].number, facts->called))
            return cfg->source[i].message;
    if (said >= 0)
        return said; /* one that the ini has no more is as if not said */
    if (facts->line < cfg->line_count && cfg->line[facts->line].message >= 0)
        return cfg->line[facts->line].message;
    return 0;
}

static struct policy_verdict skip(enum skip_reason reason)
{
    return (struct policy_verdict){.verdict = VERDICT_SKIP, .reason = reason, .message = -1};
}

static struct policy_verdict answer(const struct cfg_answer *choice, enum skip_reason none, int16_t message)
{
    switch (choice->kind) {
    case CFG_ANSWER_MESSAGE:
        return (struct policy_verdict){.verdict = VERDICT_TEXT, .message = choice->message};
    case CFG_ANSWER_HOLD:
        return (struct policy_verdict){.verdict = VERDICT_HOLD, .message = message};
    case CFG_ANSWER_NONE:
        break;
    }
    return skip(none);
}

/* Known people get their own words at all hours. */
static struct policy_verdict known_person(int16_t message, enum hours_kind hours)
{
    return (struct policy_verdict){.verdict = VERDICT_TEXT,
                                   .message = message,
                                   .promise = hours == HOURS_OPEN || hours == HOURS_SPECIAL};
}

/* While the agent is away whoever would be texted hears so. */
static int16_t away_message(const struct config *cfg, const struct policy_facts *facts)
{
    int16_t own = template_find(cfg, POLICY_COVERED_NAME);

    if (facts->covered)
        return POLICY_MESSAGE_COVERED;
    if (own >= 0)
        return own;
    return cfg->after_hours_message;
}

static struct policy_verdict by_hours(const struct config *cfg, const struct person *person,
                                      const struct policy_facts *facts, struct hours_state hours)
{
    int16_t message = open_message(cfg, person, facts);

    switch (hours.kind) {
    case HOURS_OPEN:
        return (struct policy_verdict){.verdict = VERDICT_TEXT, .message = message, .promise = !facts->held};
    case HOURS_SPECIAL:
        return (struct policy_verdict){.verdict = VERDICT_TEXT,
                                       .message = (int16_t)(hours.message >= 0 ? hours.message : message),
                                       .promise = true};
    case HOURS_CLOSED:
        return answer(&cfg->closed, REASON_CLOSED, message);
    case HOURS_HOLIDAY:
        return answer(&cfg->holiday, REASON_HOLIDAY, message);
    }
    return skip(REASON_CLOSED);
}

static struct policy_verdict choose_message(const struct config *cfg, const struct person *person,
                                            struct standing standing, const struct policy_facts *facts,
                                            const struct tb_now *ended)
{
    struct hours_state hours = {.kind = HOURS_OPEN, .message = -1};
    struct policy_verdict verdict;

    if (!facts->held)
        hours = hours_state(cfg, *ended);
    if (is_listed(standing, CFG_RULE_CLIENT)) {
        verdict = known_person(cfg->client.message, hours.kind);
    } else if (facts->contact && cfg->contact.kind == CFG_ANSWER_MESSAGE) {
        verdict = known_person(cfg->contact.message, hours.kind);
    } else {
        verdict = by_hours(cfg, person, facts, hours);
        if (facts->away && verdict.verdict == VERDICT_TEXT)
            verdict.message = away_message(cfg, facts);
    }
    verdict.promise = verdict.promise && !facts->away && !facts->no_promise;
    return verdict;
}

struct policy_verdict policy_decide(const struct config *cfg, struct people *people, const struct caps *caps,
                                    const struct policy_facts *facts, const struct tb_now *ended,
                                    const struct tb_now *now)
{
    const struct person *person = people_find(people, facts->number);
    struct standing standing = standing_of(cfg, person, facts->number);

    if (facts->answered)
        return skip(REASON_ANSWERED);
    enum skip_reason reason = person_reason(cfg, person, standing, facts, now);
    struct policy_verdict verdict = choose_message(cfg, person, standing, facts, ended);
    if (reason == REASON_NONE)
        reason = moment_reason(cfg, person, caps, facts, verdict.verdict == VERDICT_HOLD || facts->held, now);
    if (reason == REASON_NONE && !cfg->textable)
        reason = REASON_NO_CONFIG;
    if (reason != REASON_NONE)
        return skip(reason);
    return verdict;
}

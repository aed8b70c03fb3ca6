/* Random days: callers, faults, slow disks, restarts of the modem and power cuts in any order. What must hold
 * whatever happens: nobody is texted twice, no body leaves before its record is on the disk, no call is left
 * without a verdict, and an equal sequence of (event, now) gives equal actions, byte for byte. Every failure
 * names its seed. */
#include "support/core_cut.h"

enum { SEEDS = 40, STEPS = 60, CALLERS = 8 };

static void pick_number(uint64_t *state, char out[TB_NUMBER_MAX])
{
    (void)snprintf(out, TB_NUMBER_MAX, "+12025550%03u", 150 + unit_below(state, CALLERS));
}

static void one_event(struct rig *rig, uint64_t *state)
{
    static const char *const FAULTS[] = {"\r\n+CMS ERROR: 41\r\n", "\r\n+CMS ERROR: 500\r\n",
                                         "\r\n+CMS ERROR: 21\r\n", "", "\r\nRDY\r\n"};
    static const char *const LINES[] = {"RDY",     "+CREG: 0",   "+CREG: 1",
                                        "RING",    "NO CARRIER", "+CMTI: \"SM\",1",
                                        "OK",      "ERROR",      "+CCWA: \"2025550157\",129,1",
                                        "garbage", "> ",         "+CMGS: 3"};
    char number[TB_NUMBER_MAX];

    switch (unit_below(state, 12)) {
    case 0:
    case 1:
    case 2:
    case 3:
        pick_number(state, number);
        rig_ring(rig, 0, unit_below(state, 10) == 0 ? "" : number);
        rig_run(rig, 200 + unit_below(state, 8000));
        if (unit_below(state, 4) != 0)
            rig_line(rig, 0, "NO CARRIER");
        break;
    case 4:
        if (rig->rules >= RIG_RULES_MAX - 1)
            rig_forget_rules(rig);
        rig_on(rig,
               unit_below(state, 2) == 0 ? "\x1a" : "AT+CMGS=", FAULTS[unit_below(state, TB_COUNT(FAULTS))],
               1);
        break;
    case 5:
        rig_line(rig, 0, LINES[unit_below(state, TB_COUNT(LINES))]);
        break;
    case 6:
        rig->disk_stalls = !rig->disk_stalls;
        break;
    case 7:
        rig_link(rig, 0, false);
        rig_run(rig, unit_below(state, 20000));
        rig_link(rig, 0, true);
        break;
    case 8:
        rig_run(rig, unit_below(state, 20 * (unsigned)MINUTE_MS));
        break;
    default:
        rig_run(rig, unit_below(state, 20000));
        break;
    }
}

static struct rig *play(uint64_t seed)
{
    struct config *cfg = config_new();
    uint64_t state = seed * 7919 + 1;
    cfg->give_up_ms = 12000;
    cfg->repeat_ms = 1000 * HOUR_MS_T; /* a window that none of these days outlasts */
    cfg->max_per_hour = cfg->max_per_day = 1000;
    struct rig *rig = rig_ready(cfg);
    for (unsigned i = 0; i < STEPS; i++)
        one_event(rig, &state);
    /* the storm is over */
    rig_forget_rules(rig);
    rig->disk_stalls = false;
    rig_link(rig, 0, false);
    rig_link(rig, 0, true);
    rig_run(rig, HOUR_MS_T);
    return rig;
}

/* Every Ctrl-Z to a caller needs a refusal or a lost prompt before it; only one text can have been taken. */
static void check_one_text_each(const struct rig *rig, uint64_t seed)
{
    for (unsigned c = 0; c < CALLERS; c++) {
        char number[TB_NUMBER_MAX];
        unsigned taken = 0;
        (void)snprintf(number, sizeof number, "+12025550%03u", 150 + c);
        for (int64_t id = 1; id <= rig->core->last.text; id++) {
            enum text_state last = TEXT_PREPARED;
            bool auto_text = false;
            for (unsigned i = 0; i < rig->record_count; i++) {
                const struct text_record *text = &rig->record[i].record.text;
                if (rig->record[i].record.kind != RECORD_TEXT || text->id != id || text->kind != TEXT_AUTO ||
                    strcmp(text->number, number) != 0)
                    continue;
                auto_text = true;
                last = text->state;
            }
            if (auto_text && (last == TEXT_PREPARED || last == TEXT_SENDING))
                fail_msg("seed %llu: text %lld is left %s", (unsigned long long)seed, (long long)id,
                         text_state_word(last));
            taken += auto_text && (last == TEXT_ACCEPTED || last == TEXT_DELIVERED || last == TEXT_IN_DOUBT);
        }
        if (taken > 1)
            fail_msg("seed %llu: %s has %u texts", (unsigned long long)seed, number, taken);
    }
}

static void check_calls(const struct rig *rig, uint64_t seed)
{
    for (int64_t id = 1; id <= rig->core->last.call; id++) {
        const struct call_record *call = rig_call_record(rig, id);
        if (call->verdict == VERDICT_NONE || call->outcome == CALL_RINGING || !call->alerted)
            fail_msg("seed %llu: call %lld is %s, verdict %s, alerted %d", (unsigned long long)seed,
                     (long long)id, call_outcome_word(call->outcome), call_verdict_word(call->verdict),
                     call->alerted);
    }
}

/* The record `sending` of a text was on the disk when its Ctrl-Z left. */
static void check_durable(const struct rig *rig, uint64_t seed)
{
    for (unsigned s = 0; s < rig->sent_count; s++) {
        bool durable = false;
        for (unsigned i = 0; i < rig->record_count && !durable; i++) {
            const struct rig_record *kept = &rig->record[i];
            durable = kept->record.kind == RECORD_TEXT && kept->record.text.state == TEXT_SENDING &&
                      strcmp(kept->record.text.number, rig->sent[s].to) == 0 &&
                      kept->at_ms <= rig->sent[s].at_ms && kept->sequence <= rig->sent[s].durable;
        }
        if (!durable)
            fail_msg("seed %llu: a body to %s left before its record", (unsigned long long)seed,
                     rig->sent[s].to);
    }
}

static void test_storms(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        struct rig *rig = play(seed);
        assert_true(core_is_armed(rig->core));
        check_one_text_each(rig, seed);
        check_calls(rig, seed);
        check_durable(rig, seed);
        rig_free(rig);
    }
}

static size_t put_stamp(char *out, size_t cap, const struct stamp *at)
{
    return (size_t)snprintf(out, cap, " %d/%d/%lld/%lld/%d", at->set, at->wall_ok, (long long)at->wall_ms,
                            (long long)at->mono_ms, at->this_boot);
}

/* Every field, so that padding does not count. */
static void describe(const struct record *record, char *out, size_t cap)
{
    const struct call_record *call = &record->call;
    const struct text_record *text = &record->text;
    const struct person_record *person = &record->person;
    size_t n = 0;
    switch (record->kind) {
    case RECORD_CALL:
        n = (size_t)snprintf(out, cap, "call %lld %s %s %s %s %d %d %d %s %d", (long long)call->id,
                             call->line, call->number, call->name, call->called, call->outcome, call->verdict,
                             call->reason, call->message, call->alerted);
        n += put_stamp(out + n, cap - n, &call->began);
        n += put_stamp(out + n, cap - n, &call->last_ring);
        (void)put_stamp(out + n, cap - n, &call->ended);
        break;
    case RECORD_TEXT:
        n = (size_t)snprintf(out, cap, "text %lld %lld %lld %d %d %d %s %s %d %s %s", (long long)text->id,
                             (long long)text->call, (long long)text->relays, text->direction, text->kind,
                             text->state, text->line, text->number, text->parts, text->error,
                             text->body != NULL ? text->body : "-");
        n += put_stamp(out + n, cap - n, &text->created);
        n += put_stamp(out + n, cap - n, &text->sent);
        (void)put_stamp(out + n, cap - n, &text->settled);
        break;
    case RECORD_PART:
        (void)snprintf(out, cap, "part %lld %d %d %d", (long long)record->part.text, record->part.seq,
                       record->part.ref, record->part.status);
        break;
    case RECORD_WAITING_PART:
    case RECORD_WAITING_PART_GONE:
        (void)snprintf(out, cap, "waiting %d %llx %s", record->kind,
                       (unsigned long long)record->waiting.fingerprint,
                       record->kind == RECORD_WAITING_PART ? record->waiting.pdu : "");
        break;
    case RECORD_SEEN:
        n = (size_t)snprintf(out, cap, "seen %llx", (unsigned long long)record->seen.fingerprint);
        (void)put_stamp(out + n, cap - n, &record->seen.at);
        break;
    case RECORD_PERSON:
        n = (size_t)snprintf(out, cap, "person %s %s %d %d %d %d", person->number, person->name, person->kind,
                             person->opted_out, person->undeliverable, person->last_typed);
        (void)put_stamp(out + n, cap - n, &person->last_texted);
        break;
    case RECORD_LEAD:
        n = (size_t)snprintf(out, cap, "lead %lld %u %s %d %s %s", (long long)record->lead.id, record->lead.n,
                             record->lead.number, record->lead.state, record->lead.last_text,
                             record->lead.owner);
        (void)put_stamp(out + n, cap - n, &record->lead.touched);
        break;
    case RECORD_FORGET:
        (void)snprintf(out, cap, "forget %s", record->forget);
        break;
    case RECORD_META:
        (void)snprintf(out, cap, "meta %s %s", record->meta.key, record->meta.value);
        break;
    }
}

static void test_equal_input_gives_equal_output(void **state)
{
    static char x[TB_BODY_MAX + 1000], y[TB_BODY_MAX + 1000];
    (void)state;
    for (uint64_t seed = 1; seed <= 6; seed++) {
        struct rig *a = play(seed), *b = play(seed);
        assert_string_equal(a->wire, b->wire);
        assert_string_equal(a->log, b->log);
        assert_int_equal(a->record_count, b->record_count);
        for (unsigned i = 0; i < a->record_count; i++) {
            describe(&a->record[i].record, x, sizeof x);
            describe(&b->record[i].record, y, sizeof y);
            assert_string_equal(x, y);
            assert_int_equal(a->record[i].sequence, b->record[i].sequence);
            assert_int_equal(a->record[i].wire, b->record[i].wire);
        }
        rig_free(a);
        rig_free(b);
    }
}

/* --- power cuts: the disk has the records up to some point, the next life begins with those --- */

/* One call, with the power cut behind every single record, and the disk behind by any number of them. */
static void test_power_cut_at_every_record(void **state)
{
    (void)state;
    for (unsigned cut = 1;; cut++) {
        struct rig *rig = rig_ready(config_new());
        rig->disk_stalls = true;
        rig_durable(rig, rig->sequence);
        uint64_t first = rig->sequence;
        rig_ring(rig, 0, CALLER_A);
        rig_run(rig, 3000);
        rig_line(rig, 0, "NO CARRIER");
        while (rig->durable < rig->sequence && rig->durable < first + cut) {
            rig_durable(rig, rig->durable + 1);
            rig_settle(rig);
        }
        bool over = rig->durable < first + cut;
        unsigned before = rig_sent_to(rig, CALLER_A);
        struct rig *next = rig_new(config_new());
        next->now = rig->now;
        rig_advance(next, rig->now.mono_ms + 2000);
        hand_over(rig, rig->durable, next);
        rig_start(next);
        rig_link(next, 0, true);
        rig_run(next, 10 * MINUTE_MS);
        unsigned after = rig_sent_to(next, CALLER_A);
        /* never two; and if none left, none is forgotten: a text, or the agent hears of it */
        if (before + after > 1)
            fail_msg("cut behind record %u: %u and %u texts", cut, before, after);
        if (before + after == 0 && rig_sent_to(next, AGENT) == 0)
            fail_msg("cut behind record %u: the call is forgotten", cut);
        rig_free(rig);
        rig_free(next);
        if (over)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_storms),
        cmocka_unit_test(test_equal_input_gives_equal_output),
        cmocka_unit_test(test_power_cut_at_every_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

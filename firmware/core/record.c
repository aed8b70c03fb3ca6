#include "core/record.h"

#include "base/check.h"

#include <stddef.h>

/* Closed switches: a value without a word does not compile, and a value out of range cannot come from us. */

const char *call_outcome_word(enum call_outcome outcome)
{
    switch (outcome) {
    case CALL_RINGING:
        return "ringing";
    case CALL_MISSED:
        return "missed";
    case CALL_GAVE_UP:
        return "gave_up";
    case CALL_ANSWERED:
        return "answered";
    case CALL_INTERRUPTED:
        return "interrupted";
    }
    tb_check_failed("call outcome", __FILE__, __LINE__);
}

const char *call_verdict_word(enum call_verdict verdict)
{
    switch (verdict) {
    case VERDICT_NONE:
        return "";
    case VERDICT_TEXT:
        return "text";
    case VERDICT_HOLD:
        return "hold";
    case VERDICT_SKIP:
        return "skip";
    }
    tb_check_failed("call verdict", __FILE__, __LINE__);
}

const char *skip_reason_word(enum skip_reason reason)
{
    static const char *const words[] = {
        [REASON_NONE] = "",
        [REASON_WITHHELD] = "withheld",
        [REASON_SHORT_CODE] = "short_code",
        [REASON_INVALID] = "invalid",
        [REASON_TOLL_FREE] = "toll_free",
        [REASON_PREMIUM] = "premium",
        [REASON_SPECIAL] = "special",
        [REASON_FOREIGN] = "foreign",
        [REASON_OWN_NUMBER] = "own_number",
        [REASON_AGENT] = "agent",
        [REASON_TEAM] = "team",
        [REASON_SKIP_LIST] = "skip_list",
        [REASON_CLIENT] = "client",
        [REASON_CONTACT] = "contact",
        [REASON_OPTED_OUT] = "opted_out",
        [REASON_UNDELIVERABLE] = "undeliverable",
        [REASON_REPEAT] = "repeat",
        [REASON_CONVERSATION] = "conversation",
        [REASON_CAP_HOUR] = "cap_hour",
        [REASON_CAP_DAY] = "cap_day",
        [REASON_TOO_OLD] = "too_old",
        [REASON_TOO_SHORT] = "too_short",
        [REASON_PAUSED] = "paused",
        [REASON_CLOSED] = "closed",
        [REASON_HOLIDAY] = "holiday",
        [REASON_ANSWERED] = "answered",
        [REASON_NO_CONFIG] = "no_config",
    };
    _Static_assert(TB_COUNT(words) == REASON_COUNT, "every reason has its word");

    CHECK((size_t)reason < TB_COUNT(words));
    return words[reason];
}

const char *text_state_word(enum text_state state)
{
    switch (state) {
    case TEXT_PREPARED:
        return "prepared";
    case TEXT_SENDING:
        return "sending";
    case TEXT_ACCEPTED:
        return "accepted";
    case TEXT_DELIVERED:
        return "delivered";
    case TEXT_FAILED:
        return "failed";
    case TEXT_IN_DOUBT:
        return "in_doubt";
    case TEXT_EXPIRED:
        return "expired";
    case TEXT_HELD:
        return "held";
    case TEXT_STATE_RECEIVED:
        return "received";
    case TEXT_STATE_RELAYED:
        return "relayed";
    case TEXT_STATE_PARTIAL:
        return "partial";
    }
    tb_check_failed("text state", __FILE__, __LINE__);
}

const char *text_kind_word(enum text_kind kind)
{
    switch (kind) {
    case TEXT_AUTO:
        return "auto";
    case TEXT_CONFIRM:
        return "confirm";
    case TEXT_TYPED:
        return "typed";
    case TEXT_RELAY:
        return "relay";
    case TEXT_ALERT:
        return "alert";
    case TEXT_RECEIVED:
        return "received";
    }
    tb_check_failed("text kind", __FILE__, __LINE__);
}

const char *person_kind_word(enum person_kind kind)
{
    switch (kind) {
    case PERSON_LEAD:
        return "lead";
    case PERSON_CLIENT:
        return "client";
    case PERSON_CONTACT:
        return "contact";
    case PERSON_SKIP:
        return "skip";
    case PERSON_AGENT:
        return "agent";
    case PERSON_TEAM:
        return "team";
    }
    tb_check_failed("person kind", __FILE__, __LINE__);
}

const char *person_mark_word(enum person_mark mark)
{
    switch (mark) {
    case MARK_NONE:
        return "";
    case MARK_CLIENT:
        return "client";
    case MARK_SKIP:
        return "skip";
    }
    tb_check_failed("person mark", __FILE__, __LINE__);
}

const char *lead_state_word(enum lead_state state)
{
    switch (state) {
    case LEAD_OPEN:
        return "open";
    case LEAD_TAKEN:
        return "taken";
    case LEAD_DONE:
        return "done";
    }
    tb_check_failed("lead state", __FILE__, __LINE__);
}

#include "core/forwarding.h"

#include <stdio.h>
#include <string.h>

/* In a code, {i} is the whole number ("15125550140", abroad "+442079460018"), {n} its ten digits. */
struct family {
    const char *on, *other_on, *query;
};

struct carrier {
    const char *word;
    const struct family *family;
    const char *remark;
};

/* 22.030: ** registers, ## erases, *# asks; 004 is no reply, busy and not reachable in one. */
static const struct family standard = {.on = "**004*{i}#", .other_on = "", .query = "*#004#"};

/* Guides disagree on AT&T: some give the standard codes, some *92 (no answer) and *90 (busy). */
static const struct family standard_or_star = {
    .on = "**004*{i}#", .other_on = "*92{n}\n*90{n}", .query = "*#004#"};

/* Verizon knows no standard codes; *71 is no answer and busy together. */
static const struct family star = {.on = "*71{n}", .other_on = "", .query = ""};

static const struct carrier carriers[] = {
    {"att", &standard_or_star,
     "Sources disagree on AT&T: use the other codes if your phone refuses the first."},
    {"tmobile", &standard,
     "T-Mobile may report success and leave calls at busy or phone off on its voicemail. The query shows it; "
     "T-Mobile's support can set them."},
    {"verizon", &star, "Some prepaid plans bar it: then ask 611 for No Answer Transfer and Busy Transfer."},
    {"uscellular", &standard,
     "Not confirmed for UScellular. If refused, ask 611 to forward unanswered and busy calls. Not *72: it "
     "forwards every call; *720 ends that."},
    {"visible", &star, "Not confirmed for Visible, which runs on Verizon. Prove it with a test call."},
    {"mint", &standard,
     "Mint runs on T-Mobile. \"MMI code failed\" mostly means that your plan bars forwarding: ask Mint."},
    {"metro", &standard,
     "Metro runs on T-Mobile. \"MMI code failed\" mostly means that your plan bars forwarding: ask Metro."},
    {"cricket", &standard_or_star,
     "Cricket runs on AT&T. If both kinds of code are refused, your plan bars forwarding: ask Cricket."},
    {"googlefi", &standard,
     "Not confirmed for Google Fi. If refused, set busy, unanswered and unreachable in the phone's call "
     "settings."},
};

static const struct carrier fallback = {
    "", &standard,
    "If your phone refuses them, ask your carrier to forward unanswered, busy and unreachable calls."};

static const struct carrier *find(const char *word)
{
    if (strcmp(word, "fi") == 0)
        word = "googlefi";
    for (size_t i = 0; i < TB_COUNT(carriers); i++)
        if (strcmp(carriers[i].word, word) == 0)
            return &carriers[i];
    return &fallback;
}

/* The ten digits of an E.164 number in country code 1, NULL of any other. */
static const char *national(const char *number)
{
    return number[1] == '1' ? number + 2 : NULL;
}

static bool is_e164(const char *number)
{
    size_t digits = number[0] == '+' ? strspn(number + 1, "0123456789") : 0;

    if (digits < 8 || digits > 15 || number[1 + digits] != '\0')
        return false;
    return number[1] != '1' || digits == 11;
}

/* A code with the number in its places. False if it wants ten digits and there are none. */
static bool fill(const char *code, const char *number, char out[FORWARDING_CODES_MAX])
{
    const char *ten = national(number);
    size_t used = 0;

    while (*code != '\0') {
        char letter[2] = {*code, '\0'};
        const char *put = letter;
        if (strncmp(code, "{n}", 3) == 0)
            put = ten;
        else if (strncmp(code, "{i}", 3) == 0)
            put = ten != NULL ? number + 1 : number;
        code += put == letter ? 1 : 3;
        if (put == NULL)
            return false;
        used += (size_t)snprintf(out + used, FORWARDING_CODES_MAX - used, "%s", put);
        CHECK(used < FORWARDING_CODES_MAX);
    }
    out[used] = '\0';
    return true;
}

bool forwarding_codes(const char *carrier, const char *number, struct forwarding *out)
{
    const struct carrier *known = find(carrier);
    const struct family *family = known->family;

    *out = (struct forwarding){.query = "", .remark = ""};
    if (!is_e164(number) || !fill(family->on, number, out->on)) {
        out->on[0] = '\0';
        return false;
    }
    if (!fill(family->other_on, number, out->other_on))
        out->other_on[0] = '\0';
    out->query = family->query;
    out->remark = known->remark;
    return true;
}

/* Our codec against libgammu's, message by message: sms_diff [MESSAGES [FIRST]].
 *
 * Message n is made from the seed n. Random PDUs of every sort are decoded by both and compared field by
 * field; random texts are written as SUBMITs by both and compared octet by octet. Prints the table, and the
 * PDU of the first differences that no clause explains. Ends with 1 if there is one. */
#include "base/check.h"
#include "explain.h"
#include "random_pdu.h"
#include "reading.h"
#include "sms/sms.h"
#include "sms/sms_octets.h"
#include "tally.h"
#include "usage/usage.h"

#include <gammu.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGES = 50000, SHOWN_MAX = 20 };

struct diff {
    struct tally tally;
    unsigned shown;
    uint64_t seed;
};

static void print_plain(const char *text)
{
    for (; *text != '\0'; text++)
        (void)putchar((unsigned char)*text < ' ' ? '.' : *text);
}

static void show(struct diff *self, enum field field, const uint8_t *octets, size_t length, const char *ours,
                 const char *theirs)
{
    if (self->shown++ >= SHOWN_MAX)
        return;
    (void)printf("message %" PRIu64 ", %s: ours ", self->seed, tally_field_name(field));
    print_plain(ours);
    (void)printf(", libgammu's ");
    print_plain(theirs);
    (void)printf("\n  ");
    for (size_t i = 0; i < length; i++)
        (void)printf("%02X", octets[i]);
    (void)printf("\n");
}

static void add(struct diff *self, enum field field, const struct made *made, bool equal, enum why why,
                const char *ours, const char *theirs)
{
    if (!tally_add(&self->tally, field, equal ? WHY_EQUAL : why))
        show(self, field, made->octets, made->length, ours, theirs);
}

static void add_number(struct diff *self, enum field field, const struct made *made, int64_t ours,
                       int64_t theirs, enum why why)
{
    char a[24], b[24];

    (void)snprintf(a, sizeof a, "%" PRId64, ours);
    (void)snprintf(b, sizeof b, "%" PRId64, theirs);
    add(self, field, made, ours == theirs, why, a, b);
}

/* ---- reading ---- */

/* What is no date is one value, whatever else is there. */
static int64_t if_dated(bool dated, int64_t value)
{
    return dated ? value : INT64_MIN;
}

static void compare_stamps(struct diff *self, const struct made *made, const struct reading *a,
                           const struct reading *b)
{
    enum why why = explain_stamp(made, made->stamp, a->dated, a->time_s, b->dated, b->time_s);

    add_number(self, FIELD_TIME, made, if_dated(a->dated, a->time_s), if_dated(b->dated, b->time_s), why);
    add_number(self, FIELD_ZONE, made, if_dated(a->dated, a->zone_s), if_dated(b->dated, b->zone_s),
               a->dated && b->dated ? WHY_UNEXPLAINED : why);
    if (made->kind == PDU_REPORT)
        add_number(self, FIELD_DISCHARGE, made, if_dated(a->discharged, a->discharge_s),
                   if_dated(b->discharged, b->discharge_s),
                   explain_stamp(made, made->discharge, a->discharged, a->discharge_s, b->discharged,
                                 b->discharge_s));
}

static bool same_concat(const struct reading *a, const struct reading *b)
{
    return a->concat == b->concat &&
           (!a->concat || (a->wide == b->wide && a->concat_reference == b->concat_reference &&
                           a->total == b->total && a->seq == b->seq));
}

static void concat_words(const struct reading *reading, char *out, size_t cap)
{
    (void)snprintf(out, cap, "%s %u: %u of %u", reading->concat ? "part" : "none", reading->concat_reference,
                   reading->seq, reading->total);
}

static void compare_texts(struct diff *self, const struct made *made, const struct reading *a,
                          const struct reading *b)
{
    char ours[64], theirs[64];

    concat_words(a, ours, sizeof ours);
    concat_words(b, theirs, sizeof theirs);
    add(self, FIELD_CONCAT, made, same_concat(a, b), explain_concat(made, a, b), ours, theirs);
    add_number(self, FIELD_CLASS, made, a->message_class, b->message_class, explain_class(made, a, b));
    add_number(self, FIELD_ALPHABET, made, a->alphabet, b->alphabet, explain_alphabet(made, a, b));
    if (a->alphabet != b->alphabet)
        return;
    if (a->alphabet == READING_OCTETS)
        add(self, FIELD_OCTETS, made, a->octets == b->octets && memcmp(a->octet, b->octet, a->octets) == 0,
            explain_octets(made, a, b), "octets", "octets");
    else
        add(self, FIELD_TEXT, made, strcmp(a->text, b->text) == 0, explain_text(made, a, b), a->text,
            b->text);
}

static void compare(struct diff *self, const struct made *made)
{
    static struct reading a, b;

    reading_of_ours(made, &a);
    reading_of_gammu(made, made->length, &b);
    add_number(self, FIELD_ACCEPTED, made, a.accepted, b.accepted, explain_accepted(made, &a, &b));
    if (!a.accepted || !b.accepted)
        return;
    add_number(self, FIELD_KIND, made, a.kind, b.kind, WHY_UNEXPLAINED);
    add(self, FIELD_ADDRESS, made, strcmp(a.address, b.address) == 0, explain_address(made, &a, &b),
        a.address, b.address);
    if (made->kind != PDU_DELIVER)
        add_number(self, FIELD_REFERENCE, made, a.reference, b.reference, WHY_UNEXPLAINED);
    if (made->kind == PDU_REPORT)
        add_number(self, FIELD_STATUS, made, a.status, b.status, WHY_UNEXPLAINED);
    if (made->kind == PDU_SUBMIT)
        add_number(self, FIELD_VALIDITY, made, a.validity, b.validity, WHY_UNEXPLAINED);
    else
        compare_stamps(self, made, &a, &b);
    if (made->kind != PDU_REPORT)
        compare_texts(self, made, &a, &b);
}

/* ---- writing ---- */

static void any_number(struct random *random, char *out, size_t cap)
{
    static const char DIGITS[] = "0123456789*#abc";
    unsigned digits = 1 + random_below(random, 15), choice = random_below(random, 10), kinds = 10;

    out[0] = '\0';
    if (choice < 6)
        (void)snprintf(out, cap, "+");
    else if (choice == 6)
        kinds = sizeof DIGITS - 1, digits = 1 + digits % 11; /* libgammu has no room for a longer name */
    for (unsigned i = 0; i < digits; i++)
        (void)snprintf(out + strlen(out), cap - strlen(out), "%c", DIGITS[random_below(random, kinds)]);
}

/* One SUBMIT, both ways, and ours read again by both. */
static void compare_part(struct diff *self, const char *text, const struct sms_plan *plan, unsigned part,
                         struct to_write *message)
{
    char hex[SMS_HEX_MAX];
    uint8_t ours[SMS_HEX_MAX], theirs[400] = {0};
    unsigned tpdu = 0;
    const char *at = text + plan->start[part];
    struct sms_submit submit = {.to = message->number,
                                .text = text,
                                .plan = plan,
                                .part = part,
                                .ref = message->reference,
                                .report = message->report,
                                .reject_duplicates = message->reject_duplicates,
                                .validity = message->validity};
    size_t hex_length = sms_encode_submit(&submit, hex, sizeof hex, &tpdu);
    size_t n = sms_from_hex(hex, hex_length, ours, sizeof ours);

    CHECK(hex_length > 0 && n == tpdu + 1U);
    message->units = 0;
    while (at < text + plan->start[part + 1]) {
        uint32_t c = 0;
        unsigned char first = (unsigned char)*at++;
        unsigned more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : 0;
        c = more == 3 ? first & 7U : more == 2 ? first & 15U : more == 1 ? first & 31U : first;
        for (; more > 0; more--)
            c = c << 6 | ((unsigned char)*at++ & 0x3FU);
        CHECK(message->units + 2 <= TB_COUNT(message->unit));
        if (c > 0xFFFF) {
            message->unit[message->units++] = (uint16_t)(0xD800 + ((c - 0x10000) >> 10));
            c = 0xDC00 + (c & 0x3FF);
        }
        message->unit[message->units++] = (uint16_t)c;
    }
    message->concat = plan->parts > 1;
    message->total = (uint8_t)plan->parts;
    message->seq = (uint8_t)(part + 1);
    size_t m = gammu_submit(message, theirs);
    if (!tally_add(&self->tally, FIELD_SUBMIT,
                   n == m && memcmp(ours, theirs, n) == 0 ? WHY_EQUAL
                                                          : explain_submit(message, ours, n, theirs, m))) {
        show(self, FIELD_SUBMIT, ours, n, message->number, "as below");
        show(self, FIELD_SUBMIT, theirs, m, "as above", message->number);
    }
}

static void compare_written(struct diff *self, struct random *random)
{
    static uint16_t units[500];
    static char text[sizeof units * 3 / 2 + 1];
    struct to_write message = {.reference = (uint8_t)random_below(random, 256),
                               .validity = (uint8_t)random_below(random, 256),
                               .report = random_once_in(random, 2),
                               .reject_duplicates = random_once_in(random, 2)};
    bool gsm7 = random_once_in(random, 2);
    char number[32];
    struct sms_plan plan;
    size_t count =
        made_text(random, gsm7, 1 + random_below(random, random_once_in(random, 3) ? 480 : 80), units);

    any_number(random, number, sizeof number);
    message.number = number;
    reading_utf8(units, count, text, sizeof text);
    CHECK(sms_plan_text(text, &plan));
    message.gsm7 = plan.alphabet == SMS_GSM7;
    for (unsigned part = 0; part < plan.parts; part++)
        compare_part(self, text, &plan, part, &message);
}

static unsigned unexplained(const struct tally *tally)
{
    unsigned sum = 0;

    for (int field = 0; field < FIELD_COUNT; field++)
        sum += tally->by_why[field][WHY_UNEXPLAINED];
    return sum;
}

static const char USAGE[] =
    "usage: sms_diff [MESSAGES [FIRST]]\n"
    "Random messages from seed FIRST on, written and read by our codec and by libgammu.\n";

int main(int argc, char **argv)
{
    static struct diff diff;

    usage_look(argc, argv, USAGE, 0, 2);
    uint64_t messages = usage_number(argc, argv, USAGE, 1, MESSAGES, 1, UINT32_MAX);
    uint64_t first = usage_number(argc, argv, USAGE, 2, 1, 0, UINT32_MAX);

    (void)setenv("TZ", "UTC0", 1);
    for (diff.seed = first; diff.seed < first + messages; diff.seed++) {
        struct random random = {diff.seed};
        struct made made;
        if (random_once_in(&random, 3)) {
            compare_written(&diff, &random);
        } else {
            made_random(&random, &made);
            compare(&diff, &made);
        }
    }
    (void)printf("%" PRIu64 " messages from seed %" PRIu64 ", libgammu %s\n\n", messages, first,
                 GetGammuVersion());
    tally_print(&diff.tally);
    for (int field = 0; field < FIELD_COUNT; field++)
        if (diff.tally.compared[field] == 0)
            return EXIT_FAILURE; /* a field that nothing was compared of is not tested */
    return unexplained(&diff.tally) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

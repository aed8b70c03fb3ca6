#include "core/inbox.h"

#include "core/people.h"
#include "sms/sms_octets.h"

#include <stdio.h>
#include <string.h>

/* FNV-1a, 64 bit: no enemy gains by a collision, he could as well send no message. */
static uint64_t hash(uint64_t sum, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        sum ^= (unsigned char)bytes[i];
        sum *= 0x100000001b3U;
    }
    return sum;
}

enum { HEX_DIGITS_OF_TWO = 4 };
static const uint64_t hash_start = 0xcbf29ce484222325U;

uint64_t inbox_fingerprint(const char *hex, size_t length)
{
    /* Behind the service centre (its length is the first octet) and the first octet of the TPDU, whose
     * more-messages bit may differ between two deliveries of one message. */
    uint8_t centre = 0;
    size_t skip = 0;

    if (length >= 2) {
        (void)sms_from_hex(hex, 2, &centre, 1); /* what is no hex counts as an empty centre */
        skip = 2 * (1 + (size_t)centre) + 2;
    }
    if (skip + HEX_DIGITS_OF_TWO > length)
        skip = 0;
    uint64_t sum = hash(hash_start, hex + skip, length - skip);
    return sum != 0 ? sum : 1;
}

bool inbox_is_seen(const struct inbox *self, uint64_t fingerprint)
{
    for (size_t i = 0; i < TB_SEEN_MAX; i++)
        if (self->seen[i] == fingerprint)
            return true;
    return false;
}

void inbox_restore_seen(struct inbox *self, uint64_t fingerprint)
{
    self->seen[self->seen_next] = fingerprint;
    self->seen_next = (uint16_t)((self->seen_next + 1) % TB_SEEN_MAX);
}

static bool same_message(const struct waiting_part *part, const char *sender, const struct sms_concat *concat)
{
    return part->used && part->concat.ref == concat->ref && part->concat.wide == concat->wide &&
           part->concat.total == concat->total && strcmp(part->sender, sender) == 0;
}

static struct waiting_part *find_part(struct inbox *self, const char *sender, const struct sms_concat *concat,
                                      uint8_t seq)
{
    for (size_t i = 0; i < TB_PARTS_IN_MAX; i++)
        if (same_message(&self->part[i], sender, concat) && self->part[i].concat.seq == seq)
            return &self->part[i];
    return NULL;
}

static bool keep_part(struct inbox *self, const struct sms_pdu *pdu, uint64_t fingerprint, uint8_t line,
                      const struct stamp *received)
{
    for (size_t i = 0; i < TB_PARTS_IN_MAX; i++) {
        struct waiting_part *part = &self->part[i];
        if (part->used)
            continue;
        *part = (struct waiting_part){.used = true,
                                      .fingerprint = fingerprint,
                                      .concat = pdu->concat,
                                      .body = pdu->body,
                                      .received = *received,
                                      .line = line};
        memcpy(part->sender, pdu->address, sizeof part->sender);
        self->waiting++;
        return true;
    }
    return false;
}

void inbox_drop(struct inbox *self, struct waiting_part *part)
{
    self->waiting -= part->used;
    part->used = false;
}

bool inbox_restore_part(struct inbox *self, const struct sms_pdu *pdu, uint64_t fingerprint, uint8_t line,
                        const struct stamp *received)
{
    return keep_part(self, pdu, fingerprint, line, received);
}

enum inbox_result inbox_take(struct inbox *self, const struct sms_pdu *pdu, uint64_t fingerprint,
                             uint8_t line, const struct tb_now *now, char *text, size_t cap,
                             uint64_t gone[SMS_PARTS_MAX], unsigned *gone_count)
{
    const struct sms_body *bodies[SMS_PARTS_MAX] = {NULL};
    struct waiting_part *parts[SMS_PARTS_MAX];
    unsigned total = pdu->concat.present ? pdu->concat.total : 1;

    *gone_count = 0;
    if (inbox_is_seen(self, fingerprint))
        return INBOX_COPY;
    inbox_restore_seen(self, fingerprint);
    if (total == 1) {
        bodies[0] = &pdu->body;
        (void)sms_join(bodies, 1, text, cap);
        return INBOX_COMPLETE;
    }
    if (total > SMS_PARTS_MAX)
        return INBOX_FULL;
    if (find_part(self, pdu->address, &pdu->concat, pdu->concat.seq) != NULL)
        return INBOX_FULL; /* the same place twice with other words: a reference used again too soon */
    for (unsigned i = 0; i < total; i++) {
        parts[i] = find_part(self, pdu->address, &pdu->concat, (uint8_t)(i + 1));
        bodies[i] = i + 1U == pdu->concat.seq ? &pdu->body : parts[i] != NULL ? &parts[i]->body : NULL;
        if (bodies[i] == NULL) {
            struct stamp received = stamp_now(now);
            return keep_part(self, pdu, fingerprint, line, &received) ? INBOX_WAITING : INBOX_FULL;
        }
    }
    (void)sms_join(bodies, total, text, cap);
    for (unsigned i = 0; i < total; i++) {
        if (parts[i] == NULL)
            continue;
        gone[(*gone_count)++] = parts[i]->fingerprint;
        inbox_drop(self, parts[i]);
    }
    return INBOX_COMPLETE;
}

/* By a clock that was wrong when it came, and has been set since. */
static bool is_ahead(const struct stamp *received, const struct tb_now *now)
{
    return !received->this_boot && received->wall_ok && now->wall_ok && received->wall_ms > now->wall_ms;
}

/* Age of a part; one from a former boot without a trusted clock counts as new, so that it is shown late, not
 * never. */
static int64_t waited_ms(const struct waiting_part *part, const struct tb_now *now)
{
    int64_t age = stamp_age(&part->received, now);
    return age == INT64_MAX ? 0 : age;
}

static struct waiting_part *oldest_due(struct inbox *self, const struct tb_now *now)
{
    for (size_t i = 0; i < TB_PARTS_IN_MAX; i++) {
        struct waiting_part *part = &self->part[i];
        if (part->used && (stamp_age(&part->received, now) == INT64_MAX || is_ahead(&part->received, now)))
            part->received = stamp_now(now); /* from now on a clock can tell */
        if (part->used && waited_ms(part, now) >= INBOX_PART_WAIT_MS)
            return part;
    }
    return NULL;
}

/* One sentence for all parts that are missing in a row: twenty would cost the agent six texts. */
static size_t say_missing(char *out, size_t cap, unsigned first, unsigned last, unsigned total)
{
    int n = first == last ? snprintf(out, cap, " [part %u of %u did not arrive] ", first, total)
                          : snprintf(out, cap, " [parts %u to %u of %u did not arrive] ", first, last, total);

    return n > 0 ? (size_t)n : 0;
}

bool inbox_expire(struct inbox *self, const struct tb_now *now, char sender[SMS_ADDRESS_MAX], char *text,
                  size_t cap, uint64_t gone[SMS_PARTS_MAX], unsigned *gone_count, uint8_t *line)
{
    struct waiting_part *due = oldest_due(self, now);
    size_t used = 0;

    *gone_count = 0;
    if (due == NULL)
        return false;
    struct sms_concat concat = due->concat;
    memcpy(sender, due->sender, SMS_ADDRESS_MAX);
    *line = due->line;
    text[0] = '\0';
    for (unsigned seq = 1; seq <= concat.total && used < cap; seq++) {
        struct waiting_part *part = find_part(self, sender, &concat, (uint8_t)seq);
        if (part != NULL) {
            const struct sms_body *body = &part->body;
            used += sms_join(&body, 1, text + used, cap - used);
            gone[(*gone_count)++] = part->fingerprint;
            inbox_drop(self, part);
        } else {
            unsigned first = seq;
            while (seq < concat.total && find_part(self, sender, &concat, (uint8_t)(seq + 1)) == NULL)
                seq++;
            used += say_missing(text + used, cap - used, first, seq, concat.total);
        }
    }
    return true;
}

int64_t inbox_deadline(const struct inbox *self, const struct tb_now *now)
{
    int64_t due = TB_NEVER;

    for (size_t i = 0; i < TB_PARTS_IN_MAX; i++)
        if (self->part[i].used)
            due = tb_earlier(due, now->mono_ms + INBOX_PART_WAIT_MS - waited_ms(&self->part[i], now));
    return due;
}

bool inbox_is_echo(struct inbox *self, const char *sender, const char *text, const struct tb_now *now)
{
    enum { LEAST_LENGTH = 20 }; /* "Yes" twice in ten minutes is a conversation */
    uint64_t key = hash(hash(hash_start, sender, strlen(sender) + 1), text, strlen(text));

    if (strlen(text) < LEAST_LENGTH)
        return false;

    for (size_t i = 0; i < TB_COUNT(self->words); i++) {
        if (self->words[i].key != key || now->mono_ms - self->words[i].at_ms >= INBOX_ECHO_MS)
            continue;
        self->words[i].at_ms = now->mono_ms;
        return true;
    }
    self->words[self->words_next].key = key;
    self->words[self->words_next].at_ms = now->mono_ms;
    self->words_next = (uint8_t)((self->words_next + 1) % TB_COUNT(self->words));
    return false;
}

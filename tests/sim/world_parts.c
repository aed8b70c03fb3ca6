/* Texts that no phone would send: parts with another text's reference, places that do not exist, two for one
 * place, headers of nonsense. 23.040 9.2.2.1 and 9.2.3.24.1. */
#include "world.h"

#include "modemsim/sim_recv.h"
#include "sms/sms_network.h"
#include "sms/sms_octets.h"

#include <string.h>
#include <time.h>

enum { PART_OCTETS = 140, ZONE_QUARTERS = -16, IEI_CONCAT = 0x00, IEI_CONCAT_WIDE = 0x08 };

struct octets {
    uint8_t at[SIM_PDU_MAX];
    size_t count;
};

static void put(struct octets *out, unsigned octet)
{
    if (out->count < sizeof out->at)
        out->at[out->count++] = (uint8_t)octet;
}

/* Semi-octets: the first digit is the low one. */
static void put_digits(struct octets *out, unsigned first, unsigned second)
{
    put(out, second << 4 | first);
}

static void put_sender(struct octets *out, const char *from)
{
    const char *digits = from + (from[0] == '+');
    size_t count = strlen(digits);

    put(out, (unsigned)count);
    put(out, from[0] == '+' ? 0x91 : 0x81);
    for (size_t i = 0; i < count; i += 2)
        put_digits(out, (unsigned)(digits[i] - '0'), i + 1 < count ? (unsigned)(digits[i + 1] - '0') : 0xfU);
}

static void put_two(struct octets *out, int value)
{
    put_digits(out, (unsigned)value / 10 % 10, (unsigned)value % 10);
}

static void put_time(struct octets *out, int64_t wall_ms)
{
    time_t local = (time_t)(wall_ms / 1000 + ZONE_QUARTERS * 900);
    struct tm tm = {.tm_year = 100};

    (void)gmtime_r(&local, &tm);
    put_two(out, tm.tm_year % 100);
    put_two(out, tm.tm_mon + 1);
    put_two(out, tm.tm_mday);
    put_two(out, tm.tm_hour);
    put_two(out, tm.tm_min);
    put_two(out, tm.tm_sec);
    put_digits(out, 8U | -ZONE_QUARTERS / 10, -ZONE_QUARTERS % 10U); /* bit 3: west */
}

static void put_header(struct octets *out, const struct part *part)
{
    bool wide = part->ref > 255;

    put(out, wide ? 6 : 5);
    put(out, wide ? IEI_CONCAT_WIDE : IEI_CONCAT);
    put(out, wide ? 4 : 3);
    if (wide)
        put(out, part->ref >> 8);
    put(out, part->ref & 0xff);
    put(out, part->total);
    put(out, part->seq);
}

/* UCS-2, of plain characters. */
static void put_words(struct octets *out, const char *words)
{
    for (; *words != '\0'; words++) {
        put(out, 0);
        put(out, (unsigned char)*words);
    }
}

/* What stands in the plan as hex. */
static void put_hex(struct octets *out, const char *hex)
{
    unsigned octet;

    for (; hex[0] != '\0' && hex[1] != '\0' && sscanf(hex, "%2x", &octet) == 1; hex += 2)
        put(out, octet);
}

/* Into the network's hands, as tools/modemsim/sim_recv.c does it with what a phone would send. */
static bool bring(struct world *w, uint8_t line, bool report, const char *from, const struct octets *pdu)
{
    enum { SOONEST_MS = 1000, LATEST_MS = 3000 };
    struct sim *sim = &w->line[line].sim;
    struct sim_inbox *message = &sim->inbox[sim->inbox_count];

    sim->now = w->ms;
    if (sim->inbox_count == SIM_INBOX_MAX)
        return false;
    *message = (struct sim_inbox){.report = report, .seq = sim->inbox_seq++};
    (void)snprintf(message->from, sizeof message->from, "%s", from);
    (void)memcpy(message->pdu.octets, pdu->at, pdu->count);
    message->pdu.len = (uint8_t)pdu->count;
    message->pdu.sca_len = (uint8_t)(pdu->at[0] + 1);
    sim->inbox_count++;
    sim_inbox_poke(sim, SOONEST_MS, LATEST_MS);
    sim_inbox_tick(sim);
    return true;
}

bool world_bring(struct world *w, const struct written *in)
{
    struct octets data = {.count = 0}, pdu = {.count = 0};

    if (in->part.garbage) {
        put_hex(&data, in->text);
    } else {
        put_header(&data, &in->part);
        put_words(&data, in->text);
    }
    put(&pdu, 0);    /* no service centre */
    put(&pdu, 0x44); /* DELIVER, a header, no more to come */
    put_sender(&pdu, in->from);
    put(&pdu, 0);
    put(&pdu, 8); /* UCS-2 */
    put_time(&pdu, w->start_wall_ms + w->ms);
    put(&pdu, (unsigned)data.count);
    for (size_t i = 0; i < data.count && i < PART_OCTETS; i++)
        put(&pdu, data.at[i]);
    return bring(w, in->line, false, in->from, &pdu);
}

bool world_reports(struct world *w, uint8_t line, const struct later *later, int64_t age_s)
{
    struct octets pdu;
    char hex[SMS_NETWORK_HEX_MAX];
    int64_t wall_s = (w->start_wall_ms + w->ms) / 1000;
    struct sms_report report = {.smsc = "+12063130004",
                                .to = later->who,
                                .ref = (uint8_t)later->ref,
                                .status = (uint8_t)later->status,
                                .time_s = wall_s - age_s,
                                .discharge_s = wall_s,
                                .tz_quarters = ZONE_QUARTERS};
    size_t length = sms_encode_report(&report, hex, sizeof hex, NULL);

    pdu.count = sms_from_hex(hex, length, pdu.at, sizeof pdu.at);
    return pdu.count > 0 && bring(w, line, true, later->who, &pdu);
}

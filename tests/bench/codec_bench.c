/* Nanoseconds a message, by our codec and by libgammu (the library of gammu-smsd), in one run and turn by
 * turn:
 *
 *   encode   the text to the hex of its SUBMITs, cutting it into parts included
 *   sent     the hex of those SUBMITs to the text
 *   incoming the hex of DELIVERs as the network sends them to the text, the sender and the time
 *   report   the hex of a STATUS-REPORT to number, reference and status
 *
 * Both get the same texts and read the same octets. What each gives is checked before the rounds, and once
 * more behind them: what was timed is the work that was checked. */
#include "sms/sms.h"
#include "usage/usage.h"

#include <gammu.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15, REPEAT = 1000, PARTS = 4, QUARTERS = -16 };

#define CALLER  "+12025550143"
#define CENTRE  "+12025550159"
#define SENT_AT INT64_C(1776276000)

struct sample {
    const char *name, *text;
};

static const struct sample SAMPLES[] = {
    {"1 part, 160 GSM-7",
     "Hi, Alex Agent with Example Realty. Sorry I missed your call! Is it about a property? Text me the "
     "address, or I can call you within 15 minutes. STOP to opt out."},
    {"3 parts, 414 GSM-7",
     "Hi, this is Alex Agent with Example Realty. Sorry I missed your call, I was showing a house! Is it "
     "about "
     "a property? Then text me its address and I'll send you what there is: price, taxes, days on the "
     "market, "
     "what the neighbours' houses sold for. I can call you within 15 minutes, or tell me a time that suits "
     "you "
     "better. If you'd rather not get texts from this number, reply STOP and you won't. Thank you. - Alex."},
    {"1 part, 65 UCS-2", "Perdón, no pude contestar. ¿Es por una casa? Le llamo ahora → Ana"},
    {"3 parts, 183 UCS-2",
     "Hola, habla Ana de Example Realty. Perdón, no pude contestar: estaba mostrando una casa. ¿Busca casa → "
     "o "
     "vende? Escríbame la dirección y la información va enseguida. STOP: no más SMS."},
};

struct message {
    char hex[PARTS][SMS_NETWORK_HEX_MAX];
    size_t length[PARTS];
    unsigned parts;
};

/* What decoding gave. */
struct reading {
    char text[SMS_TEXT_MAX];
    char number[64];
    unsigned status, reference;
    int64_t time_s;    /* ours: UTC */
    GSM_DateTime date; /* libgammu's: local */
};

static long long now_ns(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (long long)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void fail(const char *who, const char *what)
{
    (void)fprintf(stderr, "codec_bench: %s: %s\n", who, what);
    exit(EXIT_FAILURE);
}

/* --- ours --- */

static void our_encode(const char *text, struct message *out)
{
    struct sms_plan plan;
    unsigned octets;

    if (!sms_plan_text(text, &plan) || plan.parts > PARTS)
        fail("ours", "cannot plan");
    out->parts = plan.parts;
    for (unsigned i = 0; i < plan.parts; i++) {
        struct sms_submit submit = {.to = CALLER, .text = text, .plan = &plan, .part = i, .ref = 7};
        out->length[i] = sms_encode_submit(&submit, out->hex[i], sizeof out->hex[i], &octets);
        if (out->length[i] == 0)
            fail("ours", "cannot encode");
    }
}

static void our_decode(const struct message *in, bool network, struct reading *out)
{
    struct sms_pdu pdu[PARTS];
    const struct sms_body *body[PARTS];

    for (unsigned i = 0; i < in->parts; i++) {
        if (!sms_decode(in->hex[i], in->length[i], network, &pdu[i]))
            fail("ours", "cannot decode");
        body[i] = &pdu[i].body;
    }
    (void)sms_join(body, in->parts, out->text, sizeof out->text);
    memcpy(out->number, pdu[0].address, sizeof pdu[0].address);
    out->status = pdu[0].status;
    out->reference = pdu[0].ref;
    out->time_s = pdu[0].time_s;
}

/* --- libgammu, the calls its AT driver and smsd make --- */

static void to_hex(const unsigned char *octets, size_t n, char *hex)
{
    static const char DIGITS[] = "0123456789ABCDEF";

    for (size_t i = 0; i < n; i++) {
        hex[2 * i] = DIGITS[octets[i] >> 4];
        hex[2 * i + 1] = DIGITS[octets[i] & 15];
    }
    hex[2 * n] = '\0';
}

/* libgammu lays a SUBMIT out with gaps; its AT driver puts the pieces together just so. */
static size_t gammu_squeeze(const unsigned char *frame, int length, unsigned char *out)
{
    const GSM_SMSMessageLayout *at = &PHONE_SMSSubmit;
    size_t n = 0, smsc = (size_t)frame[at->SMSCNumber] + 1, to = ((size_t)frame[at->Number] + 1) / 2 + 2;

    memcpy(out + n, frame + at->SMSCNumber, smsc);
    n += smsc;
    out[n++] = frame[at->firstbyte];
    out[n++] = frame[at->TPMR];
    memcpy(out + n, frame + at->Number, to);
    n += to;
    out[n++] = frame[at->TPPID];
    out[n++] = frame[at->TPDCS];
    out[n++] = frame[at->TPVP];
    out[n++] = frame[at->TPUDL];
    size_t text = (size_t)(length - at->Text);
    memcpy(out + n, frame + at->Text, text);
    return n + text;
}

static void gammu_encode(const char *text, bool wide, struct message *out)
{
    static GSM_MultiPartSMSInfo info;
    static GSM_MultiSMSMessage sms;
    static unsigned char words[4096];

    DecodeUTF8(words, text, strlen(text));
    GSM_ClearMultiPartSMSInfo(&info);
    info.EntriesNum = 1;
    info.UnicodeCoding = wide;
    info.Entries[0].ID = SMS_ConcatenatedTextLong;
    info.Entries[0].Buffer = words;
    if (GSM_EncodeMultiPartSMS(NULL, &info, &sms) != ERR_NONE || sms.Number < 1 || sms.Number > PARTS)
        fail("libgammu", "cannot encode");
    out->parts = (unsigned)sms.Number;
    for (int i = 0; i < sms.Number; i++) {
        unsigned char frame[1000] = {0}, octets[400];
        int length = 0;
        EncodeUnicode(sms.SMS[i].Number, CALLER, strlen(CALLER));
        sms.SMS[i].SMSC.Location = 0;
        sms.SMS[i].PDU = SMS_Submit;
        if (GSM_EncodeSMSFrame(NULL, &sms.SMS[i], frame, PHONE_SMSSubmit, &length, TRUE) != ERR_NONE)
            fail("libgammu", "cannot encode a frame");
        size_t n = gammu_squeeze(frame, length, octets);
        to_hex(octets, n, out->hex[i]);
        out->length[i] = 2 * n;
    }
}

/* Its text of a report is a word for the status, which is not asked for. */
static void gammu_decode(const struct message *in, bool has_text, struct reading *out)
{
    static GSM_SMSMessage sms;
    static char part[4096];
    size_t used = 0;

    out->text[0] = '\0';
    for (unsigned i = 0; i < in->parts; i++) {
        unsigned char octets[SMS_NETWORK_HEX_MAX];
        size_t end = 0;
        if (!DecodeHexBin(octets, (const unsigned char *)in->hex[i], in->length[i]) ||
            GSM_DecodePDUFrame(NULL, &sms, octets, in->length[i] / 2, &end, TRUE) != ERR_NONE)
            fail("libgammu", "cannot decode");
        if (!has_text)
            continue;
        (void)EncodeUTF8(part, sms.Text);
        size_t n = strlen(part);
        if (used + n >= sizeof out->text)
            fail("libgammu", "text too long");
        memcpy(out->text + used, part, n + 1);
        used += n;
    }
    (void)EncodeUTF8(out->number, sms.Number);
    out->status = sms.DeliveryStatus;
    out->reference = sms.MessageReference;
    out->date = sms.DateTime;
}

/* --- what is measured --- */

enum work { ENCODE, SENT, INCOMING, REPORT };

struct job {
    enum work work;
    const char *text;
    bool wide;
    struct message input; /* what is decoded */
    struct message ours, theirs;
    struct reading our_reading, their_reading;
};

/* The DELIVERs of a text, or a report, as a service centre sends them. */
static void from_network(struct job *job)
{
    struct sms_report report = {.smsc = CENTRE,
                                .to = CALLER,
                                .ref = 77,
                                .status = 0x30,
                                .time_s = SENT_AT,
                                .discharge_s = SENT_AT + 60,
                                .tz_quarters = QUARTERS};
    struct message *out = &job->input;
    struct sms_plan plan;

    out->parts = 1;
    if (job->work == REPORT) {
        out->length[0] = sms_encode_report(&report, out->hex[0], sizeof out->hex[0], NULL);
        return;
    }
    if (!sms_plan_text(job->text, &plan) || plan.parts > PARTS)
        fail("ours", "cannot plan");
    out->parts = plan.parts;
    for (unsigned i = 0; i < plan.parts; i++) {
        struct sms_deliver deliver = {.smsc = CENTRE,
                                      .from = CALLER,
                                      .text = job->text,
                                      .plan = &plan,
                                      .part = i,
                                      .ref = 7,
                                      .time_s = SENT_AT,
                                      .tz_quarters = QUARTERS};
        out->length[i] = sms_encode_deliver(&deliver, out->hex[i], sizeof out->hex[i], NULL);
    }
}

static void run_ours(struct job *job)
{
    if (job->work == ENCODE)
        our_encode(job->text, &job->ours);
    else
        our_decode(&job->input, job->work != SENT, &job->our_reading);
}

static void run_gammu(struct job *job)
{
    if (job->work == ENCODE)
        gammu_encode(job->text, job->wide, &job->theirs);
    else
        gammu_decode(&job->input, job->work != REPORT, &job->their_reading);
}

static void prepare(struct job *job)
{
    struct sms_plan plan;

    job->wide = job->work != REPORT && sms_plan_text(job->text, &plan) && plan.alphabet == SMS_UCS2;
    if (job->work == SENT)
        our_encode(job->text, &job->input);
    else if (job->work != ENCODE)
        from_network(job);
}

/* --- what is checked --- */

static bool is_sent_at(const struct reading *got)
{
    time_t local_s = SENT_AT + QUARTERS * 900;
    struct tm local;

    if (got->time_s != 0)
        return got->time_s == SENT_AT;
    (void)gmtime_r(&local_s, &local);
    return got->date.Year == local.tm_year + 1900 && got->date.Month == local.tm_mon + 1 &&
           got->date.Day == local.tm_mday && got->date.Hour == local.tm_hour &&
           got->date.Minute == local.tm_min && got->date.Second == local.tm_sec &&
           got->date.Timezone == QUARTERS * 900;
}

static void check_reading(const struct job *job, const char *who, const struct reading *got)
{
    if (strcmp(got->text, job->work == REPORT ? "" : job->text) != 0)
        fail(who, got->text);
    if (strcmp(got->number, CALLER) != 0)
        fail(who, got->number);
    if (job->work != SENT && !is_sent_at(got))
        fail(who, "another time");
    if (job->work == REPORT && (got->status != 0x30 || got->reference != 77))
        fail(who, "another status or reference");
}

/* PDUs that mean the text, in as many parts: read by the other one. */
static void check_encoded(const struct job *job)
{
    static struct reading back;

    if (job->ours.parts != job->theirs.parts)
        fail("libgammu", "another number of parts");
    our_decode(&job->theirs, false, &back);
    if (strcmp(back.text, job->text) != 0 || strcmp(back.number, CALLER) != 0)
        fail("libgammu's PDUs are not the text", back.text);
    gammu_decode(&job->ours, true, &back);
    if (strcmp(back.text, job->text) != 0 || strcmp(back.number, CALLER) != 0)
        fail("our PDUs are not the text", back.text);
}

static void check(struct job *job)
{
    if (job->work == ENCODE) {
        check_encoded(job);
        memset(&job->ours, 0, sizeof job->ours);
        memset(&job->theirs, 0, sizeof job->theirs);
        return;
    }
    check_reading(job, "we read", &job->our_reading);
    check_reading(job, "libgammu reads", &job->their_reading);
    memset(&job->our_reading, 0, sizeof job->our_reading);
    memset(&job->their_reading, 0, sizeof job->their_reading);
}

/* --- the comparison --- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double one_round(void (*run)(struct job *), struct job *job)
{
    long long begin = now_ns();

    for (int i = 0; i < REPEAT; i++)
        run(job);
    return (double)(now_ns() - begin) / REPEAT;
}

/* Medians of the rounds; they take turns, so that a busy moment of the machine meets both. */
static void measure(struct job *job, const char *work, const char *name)
{
    double ours[ROUNDS], theirs[ROUNDS];

    prepare(job);
    run_ours(job);
    run_gammu(job);
    check(job);
    for (int r = 0; r < ROUNDS; r++) {
        ours[r] = one_round(run_ours, job);
        theirs[r] = one_round(run_gammu, job);
    }
    check(job);
    qsort(ours, ROUNDS, sizeof ours[0], ascending);
    qsort(theirs, ROUNDS, sizeof theirs[0], ascending);
    printf("%-9s %-20s %8.0f %9.0f %6.1f\n", work, name, ours[ROUNDS / 2], theirs[ROUNDS / 2],
           theirs[ROUNDS / 2] / ours[ROUNDS / 2]);
}

int main(int argc, char **argv)
{
    static const char *const WORKS[] = {"encode", "sent", "incoming"};
    static struct job job;

    usage_look(argc, argv, "usage: codec_bench\nOur codec of messages beside libgammu's, ns a message.\n", 0,
               0);
    (void)setenv("TZ", "UTC0", 1); /* else libgammu's local time looks at /etc/localtime for each message */
    printf("%-9s %-20s %8s %9s %6s\n", "", "ns a message, median", "ours", "libgammu", "x");
    for (enum work work = ENCODE; work <= INCOMING; work++) {
        for (size_t i = 0; i < sizeof(SAMPLES) / sizeof(SAMPLES[0]); i++) {
            job = (struct job){.work = work, .text = SAMPLES[i].text};
            measure(&job, WORKS[work], SAMPLES[i].name);
        }
    }
    job = (struct job){.work = REPORT};
    measure(&job, "report", "delivered or not");
    return EXIT_SUCCESS;
}

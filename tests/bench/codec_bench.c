/* Nanoseconds to turn a text into the hex of its PDUs and back, by our codec and by libgammu (the library of
 * gammu-smsd), for the same texts. Both decode what our encoder wrote, so that they read the same octets;
 * that both understand it the same way is checked first. Built where pkg-config knows gammu. */
#include "sms/sms.h"

#include <gammu.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15, REPEAT = 2000, PARTS = 4 };

#define CALLER "+12025550143"

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
    char hex[PARTS][SMS_HEX_MAX];
    size_t length[PARTS];
    unsigned parts;
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

static void our_decode(const struct message *in, char *text, size_t cap)
{
    struct sms_pdu pdu[PARTS];
    const struct sms_body *body[PARTS];

    for (unsigned i = 0; i < in->parts; i++) {
        if (!sms_decode(in->hex[i], in->length[i], false, &pdu[i]))
            fail("ours", "cannot decode");
        body[i] = &pdu[i].body;
    }
    (void)sms_join(body, in->parts, text, cap);
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

static void gammu_decode(const struct message *in, char *text, size_t cap)
{
    static GSM_SMSMessage sms;
    static char part[4096];
    size_t used = 0;

    for (unsigned i = 0; i < in->parts; i++) {
        unsigned char octets[SMS_HEX_MAX];
        size_t end = 0;
        if (!DecodeHexBin(octets, (const unsigned char *)in->hex[i], in->length[i]) ||
            GSM_DecodePDUFrame(NULL, &sms, octets, in->length[i] / 2, &end, TRUE) != ERR_NONE)
            fail("libgammu", "cannot decode");
        (void)EncodeUTF8(part, sms.Text);
        size_t n = strlen(part);
        if (used + n >= cap)
            fail("libgammu", "text too long");
        memcpy(text + used, part, n + 1);
        used += n;
    }
}

/* --- the comparison --- */

enum direction { OUR_ENCODE, GAMMU_ENCODE, OUR_DECODE, GAMMU_DECODE, DIRECTIONS };

static void run(enum direction what, const char *text, bool wide, struct message *message, char *back,
                size_t cap)
{
    switch (what) {
    case OUR_ENCODE:
        our_encode(text, message);
        break;
    case GAMMU_ENCODE:
        gammu_encode(text, wide, message);
        break;
    case OUR_DECODE:
        our_decode(message, back, cap);
        break;
    case GAMMU_DECODE:
        gammu_decode(message, back, cap);
        break;
    case DIRECTIONS:
        break;
    }
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Median of the rounds, in nanoseconds a message. */
static double measure(enum direction what, const char *text, bool wide, struct message *message)
{
    static char back[SMS_TEXT_MAX];
    double round[ROUNDS];

    for (int r = 0; r < ROUNDS; r++) {
        long long begin = now_ns();
        for (int i = 0; i < REPEAT; i++)
            run(what, text, wide, message, back, sizeof back);
        round[r] = (double)(now_ns() - begin) / REPEAT;
    }
    qsort(round, ROUNDS, sizeof round[0], ascending);
    return round[ROUNDS / 2];
}

/* Both must write PDUs that mean the text, in as many parts, and read ours as the text. */
static void verify(const char *text, bool wide)
{
    static char back[SMS_TEXT_MAX];
    struct message ours, theirs;

    our_encode(text, &ours);
    gammu_encode(text, wide, &theirs);
    our_decode(&theirs, back, sizeof back);
    if (strcmp(back, text) != 0 || theirs.parts != ours.parts)
        fail("libgammu's PDUs are not the text", back);
    gammu_decode(&ours, back, sizeof back);
    if (strcmp(back, text) != 0)
        fail("libgammu reads ours as", back);
    our_decode(&ours, back, sizeof back);
    if (strcmp(back, text) != 0)
        fail("we read ours as", back);
}

int main(void)
{
    (void)setenv("TZ", "UTC0", 1); /* else libgammu's local time looks at /etc/localtime for each message */
    printf("%-22s %14s %10s %7s %16s %10s %7s\n", "ns a message, median", "encode: ours", "libgammu", "x",
           "decode: ours", "libgammu", "x");
    for (size_t i = 0; i < sizeof(SAMPLES) / sizeof(SAMPLES[0]); i++) {
        struct message message;
        struct sms_plan plan;
        double ns[DIRECTIONS];
        const char *text = SAMPLES[i].text;

        bool wide = sms_plan_text(text, &plan) && plan.alphabet == SMS_UCS2;
        verify(text, wide);
        ns[GAMMU_ENCODE] = measure(GAMMU_ENCODE, text, wide, &message);
        ns[OUR_ENCODE] = measure(OUR_ENCODE, text, wide, &message); /* leaves what both decode */
        ns[OUR_DECODE] = measure(OUR_DECODE, text, wide, &message);
        ns[GAMMU_DECODE] = measure(GAMMU_DECODE, text, wide, &message);
        printf("%-22s %14.0f %10.0f %7.1f %16.0f %10.0f %7.1f\n", SAMPLES[i].name, ns[OUR_ENCODE],
               ns[GAMMU_ENCODE], ns[GAMMU_ENCODE] / ns[OUR_ENCODE], ns[OUR_DECODE], ns[GAMMU_DECODE],
               ns[GAMMU_DECODE] / ns[OUR_DECODE]);
    }
    return EXIT_SUCCESS;
}

/* What the bytes of the script mean for the state of the scripted modem. */
#include "fake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BOOT_AGAIN_MS = 8000, CALL_WAITING_GROUP = 6, UCS2_DIGITS = 4 };

static void happened(struct fake *self, bool is_text, const char *number, const char *words)
{
    self->happening = bytes_room(self->happening, self->happening_count + 1, sizeof *self->happening);
    struct happening *h = &self->happening[self->happening_count++];
    *h = (struct happening){.at_ms = self->now_ms, .is_text = is_text, .words = bytes_copy(words)};
    submission_number(number, -1, h->number);
}

void fake_incoming(struct fake *self, const char *pdu)
{
    struct sms_pdu deliver;
    char *words = bytes_room(NULL, SMS_TEXT_MAX, 1);
    const struct sms_body *body = &deliver.body;

    if (sms_decode(pdu, strlen(pdu), true, &deliver) && deliver.kind == SMS_DELIVER) {
        (void)sms_join(&body, 1, words, SMS_TEXT_MAX);
        happened(self, true, deliver.address, words);
    }
    free(words);
}

static void watch_texts(struct fake *self, const char *text, size_t length)
{
    struct match m;
    size_t from = 0;

    while (pattern_find(self->patterns, PATTERN_DELIVER, text, length, from, &m)) {
        struct bytes pdu = {.at = NULL};
        bytes_add(&pdu, text + m.begin[1], m.end[1] - m.begin[1]);
        fake_incoming(self, bytes_string(&pdu));
        bytes_free(&pdu);
        from = m.end[0];
    }
}

static void ringing(struct fake *self)
{
    if (!self->call) {
        self->call = true;
        self->call_known = false;
    }
    self->call_ms = self->now_ms;
}

/* 002B0031... -> +1...: the character set was left in UCS-2. */
static void plain_number(const struct patterns *patterns, const char *raw, size_t length, char out[PHONE_MAX])
{
    size_t n = 0;

    (void)snprintf(out, PHONE_MAX, "%.*s", (int)(length < PHONE_MAX ? length : PHONE_MAX - 1), raw);
    if (!pattern_find(patterns, PATTERN_UCS2_HEX, raw, length, 0, NULL) || length % UCS2_DIGITS != 0)
        return;
    for (size_t i = 0; i < length && n + 1 < PHONE_MAX; i += UCS2_DIGITS) {
        char unit[3] = {raw[i + 2], raw[i + 3], '\0'};
        out[n++] = (char)strtoul(unit, NULL, 16);
    }
    out[n] = '\0';
}

static void watch_callers(struct fake *self, const char *text, size_t length)
{
    char number[PHONE_MAX];
    struct match m;
    size_t from = 0;

    while (pattern_find(self->patterns, PATTERN_CALLER, text, length, from, &m)) {
        number[0] = '\0';
        for (size_t g = 1; g <= CALL_WAITING_GROUP; g++)
            if (m.set[g] && m.end[g] > m.begin[g]) {
                struct bytes raw = {.at = NULL};
                bytes_add(&raw, text + m.begin[g], m.end[g] - m.begin[g]);
                plain_number(self->patterns, bytes_string(&raw), raw.length, number);
                bytes_free(&raw);
            }
        if (number[0] != '\0')
            happened(self, false, number, "");
        if (!m.set[CALL_WAITING_GROUP]) {
            ringing(self);
            if (number[0] != '\0') {
                self->call_known = true;
                (void)snprintf(self->call_number, sizeof self->call_number, "%s", number);
            }
        }
        from = m.end[0];
    }
}

static void watch_registration(struct fake *self, const char *text, size_t length)
{
    static const char *const names[REGISTRATIONS] = {"CREG", "CEREG", "CGREG"};
    struct match m;
    size_t from = 0;

    while (pattern_find(self->patterns, PATTERN_REGISTERED, text, length, from, &m)) {
        for (size_t i = 0; i < REGISTRATIONS; i++) {
            char key[16];
            if (m.end[2] - m.begin[2] != strlen(names[i]) ||
                strncmp(text + m.begin[2], names[i], strlen(names[i])) != 0)
                continue;
            (void)snprintf(self->registration[i], sizeof self->registration[i], "%.*s",
                           (int)(m.end[3] - m.begin[3]), text + m.begin[3]);
            (void)snprintf(key, sizeof key, "AT+%s?", names[i]);
            bytes_clear(&fake_sticky(self, key)->answer);
        }
        from = m.end[3]; /* what ends this notice may begin the next one's line */
    }
}

static void watch_pin(struct fake *self, const char *text, size_t length)
{
    struct match m;

    if (!pattern_find(self->patterns, PATTERN_PIN, text, length, 0, &m))
        return;
    (void)snprintf(self->pin, sizeof self->pin, "%.*s", (int)(m.end[1] - m.begin[1]), text + m.begin[1]);
    if (strcmp(self->pin, "READY") == 0)
        bytes_clear(&fake_sticky(self, "AT+CPIN?")->answer);
}

static void watch_power(struct fake *self, const char *text, size_t length)
{
    if (pattern_find(self->patterns, PATTERN_BOOT, text, length, 0, NULL)) {
        if (self->served > 0 && self->now_ms - self->boot_ms > BOOT_AGAIN_MS) {
            self->echo = true;
            self->armed = false;
            self->served = 0;
            fake_settings_lost(self);
        }
        self->boot_ms = self->now_ms;
        self->silent = false;
    }
    if (pattern_find(self->patterns, PATTERN_DOWN, text, length, 0, NULL)) {
        self->silent = true;
        self->call = false;
        self->armed = false;
    }
}

void fake_observe(struct fake *self, const char *text, size_t length)
{
    watch_texts(self, text, length);
    if (pattern_find(self->patterns, PATTERN_RING, text, length, 0, NULL))
        ringing(self);
    watch_callers(self, text, length);
    if (pattern_find(self->patterns, PATTERN_CALL_END, text, length, 0, NULL))
        self->call = false;
    watch_pin(self, text, length);
    watch_registration(self, text, length);
    watch_power(self, text, length);
}

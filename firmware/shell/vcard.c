#include "shell/vcard.h"

#include "base/hex.h"
#include "core/number.h"
#include "shell/cp1252.h"
#include "sms/sms_fold.h"
#include "sms/sms_utf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    LINE_MAX_BYTES = 2048,
    TEXT_MAX = 256
}; /* kept of a line, of a name; what is cut is a photo's or a note's */

/* A property: item1.TEL;TYPE=CELL:+1 202 555 0143 */
struct line {
    int number; /* of its first physical line */
    bool quoted_printable;
    char *name; /* without the group */
    char *parameters;
    char *value;
};

struct reader {
    const uint8_t *at, *end;
    int lines; /* physical ones read so far */
    size_t length;
    char text[LINE_MAX_BYTES];
    struct vcard_report *report;
};

struct card {
    bool open;
    int line;
    char full_name[TEXT_MAX], name[TEXT_MAX], company[TEXT_MAX];
    unsigned count;
    char number[VCARD_NUMBERS_MAX][NUMBER_MAX];
};

static void report_add(struct vcard_report *self, int line, const char *format, ...) TB_PRINTF(3, 4);
static void report_add(struct vcard_report *self, int line, const char *format, ...)
{
    va_list arguments;

    if (self->count == VCARD_FINDINGS_MAX) {
        self->more++;
        return;
    }
    struct vcard_finding *finding = &self->finding[self->count++];
    finding->line = line;
    va_start(arguments, format);
    (void)vsnprintf(finding->words, sizeof finding->words, format, arguments);
    va_end(arguments);
}

/* --- lines --- */

/* Appends a physical line; false at the end of the bytes. */
static bool read_physical(struct reader *self)
{
    if (self->at == self->end)
        return false;
    self->lines++;
    for (; self->at < self->end && *self->at != '\n' && *self->at != '\r'; self->at++) {
        if (*self->at != '\0' && self->length < sizeof self->text - 1)
            self->text[self->length++] = (char)*self->at;
    }
    if (self->at < self->end && *self->at++ == '\r' && self->at < self->end && *self->at == '\n')
        self->at++;
    self->text[self->length] = '\0';
    return true;
}

/* Where the value begins: the first colon outside quotation marks. */
static char *find_colon(char *text)
{
    bool quoted = false;
    for (char *p = text; *p != '\0'; p++) {
        if (*p == '"')
            quoted = !quoted;
        if (*p == ':' && !quoted)
            return p;
    }
    return strchr(text, ':'); /* a quotation mark that nobody closed */
}

/* Does a card begin or end with the next physical line? Then no slip in the line before may swallow it. */
static bool at_card_border(const struct reader *self)
{
    size_t left = (size_t)(self->end - self->at);
    const char *at = (const char *)self->at;
    return (left >= 9 && strncasecmp(at, "END:VCARD", 9) == 0) ||
           (left >= 11 && strncasecmp(at, "BEGIN:VCARD", 11) == 0);
}

/* Do the parameters say quoted-printable? colon: where they end, NULL if there are none. */
static bool is_quoted_printable(const char *text, const char *colon)
{
    static const char WORD[] = "QUOTED-PRINTABLE";
    for (const char *p = strchr(text, ';'); colon != NULL && p != NULL && p < colon; p++) {
        if (strncasecmp(p, WORD, sizeof WORD - 1) == 0)
            return true;
    }
    return false;
}

/* A whole property: folded lines (a blank in front) joined, and the soft breaks of quoted-printable ("=" at
 * the end). */
static bool read_line(struct reader *self, struct line *out)
{
    self->length = 0;
    if (!read_physical(self))
        return false;
    *out = (struct line){.number = self->lines};
    char *colon = find_colon(self->text);
    out->quoted_printable = is_quoted_printable(self->text, colon);
    while (out->quoted_printable && self->length > 0 && self->text[self->length - 1] == '=' &&
           !at_card_border(self)) {
        self->length--;
        if (!read_physical(self))
            break;
    }
    while (self->at < self->end && (*self->at == ' ' || *self->at == '\t')) {
        self->at++;
        (void)read_physical(self);
    }
    colon = find_colon(self->text);
    if (colon == NULL)
        return true;
    *colon = '\0';
    out->value = colon + 1;
    out->name = self->text + strspn(self->text, " \t");
    out->parameters = strchr(out->name, ';');
    if (out->parameters != NULL)
        *out->parameters++ = '\0';
    char *dot = strrchr(out->name, '.');
    if (dot != NULL)
        out->name = dot + 1;
    return true;
}

/* --- values --- */

/* "=C3=A9" -> its bytes, in place. */
static void decode_quoted(char *value)
{
    char *to = value;
    for (const char *p = value; *p != '\0';) {
        int high = *p == '=' ? tb_hex_digit(p[1]) : -1;
        int low = high >= 0 ? tb_hex_digit(p[2]) : -1;
        if (low >= 0) {
            if (high * 16 + low != 0)
                *to++ = (char)(high * 16 + low);
            p += 3;
        } else {
            *to++ = *p++;
        }
    }
    *to = '\0';
}

static bool is_utf8(const char *text)
{
    while (*text != '\0') {
        if (sms_utf8_next(&text) == SMS_UTF_BAD)
            return false;
    }
    return true;
}

static uint32_t from_1252(uint8_t byte)
{
    uint32_t c = cp1252_character(byte);

    return c == SMS_UTF_REPLACEMENT ? '?' : c;
}

/* A value as clean UTF-8: escapes and control characters gone, typographic punctuation folded, no blanks at
 * the ends. */
static void clean(const char *value, char out[TEXT_MAX])
{
    char text[TEXT_MAX];
    size_t n = 0;
    bool utf8 = is_utf8(value);

    while (*value != '\0' && n + 4 < sizeof text) {
        if (*value == '\\' && value[1] != '\0') {
            value++;
            text[n++] = (char)(*value == 'n' || *value == 'N' ? ' ' : *value);
            if ((uint8_t)*value < 0x80) {
                value++;
                continue;
            }
            n--; /* a backslash before a letter beyond ASCII is dropped, the letter is read below */
        }
        uint32_t c = utf8 ? sms_utf8_next(&value) : from_1252((uint8_t)*value++);
        if (c < 0x20 || c == 0x7F)
            c = ' ';
        if (c != ' ' || (n > 0 && text[n - 1] != ' '))
            n += sms_utf8_put(c, text + n);
    }
    while (n > 0 && text[n - 1] == ' ')
        n--;
    text[n] = '\0';
    if (sms_fold(text, out, TEXT_MAX) == SMS_FOLD_FAILED)
        out[0] = '\0';
}

/* The next component of "Family;Given;Middle", unescaped; moves *value behind it. */
static void component(char **value, char out[TEXT_MAX])
{
    char *p = *value;
    while (*p != '\0' && *p != ';')
        p += p[0] == '\\' && p[1] != '\0' ? 2 : 1;
    bool more = *p == ';';
    *p = '\0';
    clean(*value, out);
    *value = p + more;
}

static void read_structured_name(char *value, char out[TEXT_MAX])
{
    char family[TEXT_MAX], given[TEXT_MAX];
    component(&value, family);
    component(&value, given);
    size_t n = strlen(given), m = strlen(family);
    if (n + m + 2 > TEXT_MAX)
        m = 0;
    memcpy(out, given, n);
    if (n > 0 && m > 0)
        out[n++] = ' ';
    memcpy(out + n, family, m);
    out[n + m] = '\0';
}

/* "tel:+1-202-555-0143;ext=5", "202-555-0143 x5", "202 555 0143,,5": the number without what is dialled after
 * it. */
static bool read_number(const char *value, const char *country, char out[NUMBER_MAX])
{
    char text[64];
    size_t n = 0;
    const char *p = value + strspn(value, " ");

    if (strncasecmp(p, "tel:", 4) == 0)
        p += 4;
    for (; *p != '\0' && strchr(",;xXpPwW", *p) == NULL && strncasecmp(p, "ext", 3) != 0; p++) {
        if (n == sizeof text - 1)
            return false;
        if (*p != '\\')
            text[n++] = *p;
    }
    text[n] = '\0';
    return number_normalise(text, -1, country, out);
}

/* --- cards --- */

/* Bytes of UTF-8 to show: at most 40, whole characters. */
static int to_show(const char *text)
{
    size_t n = strnlen(text, 40);

    while (n > 0 && ((uint8_t)text[n] & 0xC0) == 0x80)
        n--;
    return (int)n;
}

static void read_telephone(struct card *card, const struct line *line, const char *country,
                           struct vcard_report *report)
{
    char shown[TEXT_MAX];

    if (line->value[strspn(line->value, " ")] == '\0')
        return;
    if (card->count == VCARD_NUMBERS_MAX) {
        report_add(report, line->number, "more than %d numbers for one name; the rest is left out",
                   VCARD_NUMBERS_MAX);
    } else if (read_number(line->value, country, card->number[card->count])) {
        card->count++;
    } else {
        clean(line->value, shown);
        report_add(report, line->number, "\"%.*s\" is no number I can read (area code?); left out",
                   to_show(shown), shown);
    }
}

static void read_property(struct card *card, struct line *line, const char *country,
                          struct vcard_report *report)
{
    if (line->quoted_printable)
        decode_quoted(line->value);
    if (strcasecmp(line->name, "FN") == 0 && card->full_name[0] == '\0')
        clean(line->value, card->full_name);
    else if (strcasecmp(line->name, "N") == 0 && card->name[0] == '\0')
        read_structured_name(line->value, card->name);
    else if (strcasecmp(line->name, "ORG") == 0 && card->company[0] == '\0')
        component(&line->value, card->company);
    else if (strcasecmp(line->name, "TEL") == 0)
        read_telephone(card, line, country, report);
}

static void end_card(struct card *card, struct contacts *out, struct vcard_report *report, bool *full)
{
    const char *name = card->full_name[0] != '\0' ? card->full_name
                       : card->name[0] != '\0'    ? card->name
                                                  : card->company;

    report->cards++;
    report->without_number += card->count == 0;
    for (unsigned i = 0; i < card->count; i++) {
        enum contacts_result result = contacts_add(out, card->number[i], name);
        report->numbers += result == CONTACTS_ADDED;
        if (result == CONTACTS_FULL && !*full) {
            report_add(report, card->line, "more than %d numbers; those from here on are left out",
                       CONTACTS_MAX);
            *full = true;
        }
    }
    *card = (struct card){.open = false};
}

static void read_cards(struct reader *reader, const char *country, struct contacts *out)
{
    struct card card = {.open = false};
    struct line line;
    bool full = false;

    while (read_line(reader, &line)) {
        if (line.value == NULL)
            continue; /* blank, or base64 of a photo that was not indented */
        bool ours = strncasecmp(line.value + strspn(line.value, " "), "VCARD", 5) == 0;
        if (ours && strcasecmp(line.name, "BEGIN") == 0) {
            if (card.open) {
                report_add(reader->report, card.line, "this card has no END:VCARD; taken as it is");
                end_card(&card, out, reader->report, &full);
            }
            card.open = true;
            card.line = line.number;
        } else if (ours && strcasecmp(line.name, "END") == 0) {
            if (card.open)
                end_card(&card, out, reader->report, &full);
        } else if (card.open) {
            read_property(&card, &line, country, reader->report);
        }
    }
    if (card.open) {
        report_add(reader->report, card.line, "the file ends in the middle of this card; copy it again");
        end_card(&card, out, reader->report, &full);
    }
}

/* --- the file --- */

/* UTF-16 with its mark -> UTF-8 in memory to be freed; NULL if it is none or there is no memory. */
static uint8_t *from_utf16(const uint8_t *bytes, size_t length, size_t *out_length)
{
    if (length < 2 || (bytes[0] ^ bytes[1]) != (0xFE ^ 0xFF) || (bytes[0] != 0xFE && bytes[0] != 0xFF))
        return NULL;
    size_t little = bytes[0] == 0xFF, n = 0;
    uint8_t *out = malloc(length * 2); /* a unit of 2 bytes becomes 3 at most */
    for (size_t i = 2; out != NULL && i + 1 < length; i += 2) {
        uint32_t c = (uint32_t)bytes[i + little] << 8 | bytes[i + 1 - little];
        if (c >= 0xD800 && c <= 0xDBFF && i + 3 < length) {
            uint32_t low = (uint32_t)bytes[i + 2 + little] << 8 | bytes[i + 3 - little];
            if (low >= 0xDC00 && low <= 0xDFFF) {
                c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
                i += 2;
            }
        }
        if (c >= 0xD800 && c <= 0xDFFF)
            c = SMS_UTF_REPLACEMENT;
        char character[4];
        size_t size = sms_utf8_put(c, character);
        memcpy(out + n, character, size);
        n += size;
    }
    *out_length = n;
    return out;
}

bool vcard_read(const uint8_t *bytes, size_t length, const char *country, struct contacts *out,
                struct vcard_report *report)
{
    struct reader reader = {.report = report};

    memset(report, 0, sizeof *report);
    contacts_clear(out);
    if (length > VCARD_BYTES_MAX) {
        report_add(report, 0, "larger than %d MB; the rest is not read. Export without photos",
                   VCARD_BYTES_MAX / (1024 * 1024));
        length = VCARD_BYTES_MAX;
    }
    uint8_t *decoded = from_utf16(bytes, length, &length);
    reader.at = decoded != NULL ? decoded : bytes;
    reader.end = length > 0 ? reader.at + length : reader.at;
    if (length >= 3 && memcmp(reader.at, "\xEF\xBB\xBF", 3) == 0)
        reader.at += 3;
    read_cards(&reader, country, out);
    free(decoded);
    contacts_sort(out);
    if (report->cards == 0)
        report_add(report, 0, "no contacts in it; export them as vCard (.vcf)");
    return report->cards > 0;
}

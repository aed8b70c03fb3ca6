#include "explain.h"

#include "base/check.h"

#include <string.h>

enum { UNITS_CAP = 400 };

/* 23.038 clause 6.2.1 and 6.2.1.1, written down once more: nothing of drivers/sms is used here. libgammu
 * shows the escape by itself as a superscript one. */
static const uint16_t PLAIN[128 + 1] = u"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ¹ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
                                       u"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

static uint16_t extended(uint16_t septet)
{
    static const char SEPTETS[] = "\x0A\x14\x28\x29\x2F\x3C\x3D\x3E\x40\x65";
    static const uint16_t SIGNS[] = u"\f^{}\\[~]|€";
    const char *found = septet != 0 ? strchr(SEPTETS, (char)septet) : NULL;

    return found != NULL ? SIGNS[found - SEPTETS] : 0;
}

void explain_gsm7(const uint16_t *septets, size_t count, char *out, size_t cap)
{
    uint16_t units[UNITS_CAP];
    size_t n = 0;

    for (size_t i = 0; i < count && n < UNITS_CAP; i++) {
        if (septets[i] != 0x1B) {
            units[n++] = PLAIN[septets[i]];
        } else if (i + 1 == count || septets[i + 1] == 0x1B) {
            units[n++] = ' ';
            i++;
        } else {
            uint16_t sign = extended(septets[++i]);
            units[n++] = sign != 0 ? sign : PLAIN[septets[i]];
        }
    }
    reading_utf8(units, n, out, cap);
}

/* An escape that leads to no sign of the extension table is a character to libgammu, and so is what follows.
 */
static void foretell_gsm7(const uint16_t *septets, size_t count, char *out, size_t cap)
{
    uint16_t units[UNITS_CAP];
    size_t n = 0;

    for (size_t i = 0; i < count && n < UNITS_CAP; i++) {
        uint16_t sign = septets[i] == 0x1B && i + 1 < count ? extended(septets[i + 1]) : 0;
        units[n++] = sign != 0 ? sign : PLAIN[septets[i]];
        i += sign != 0;
    }
    reading_utf8(units, n, out, cap);
}

static bool names_a_language(const struct made *made)
{
    return made->header > 2 && (made->octets[made->udl + 2] == 0x24 || made->octets[made->udl + 2] == 0x25);
}

static enum why explain_septets(const struct made *made, const struct reading *ours,
                                const struct reading *theirs)
{
    static char by_clause[READING_TEXT_MAX], foretold[READING_TEXT_MAX];
    uint16_t septets[200];
    size_t count = made_units(made, septets, TB_COUNT(septets));

    explain_gsm7(septets, count, by_clause, sizeof by_clause);
    foretell_gsm7(septets, count, foretold, sizeof foretold);
    if (strcmp(theirs->text, foretold) != 0)
        return WHY_UNEXPLAINED;
    if (names_a_language(made))
        return WHY_NATIONAL_TABLE; /* ours: tests/unit/sms_vectors_test.c, table by table */
    return strcmp(ours->text, by_clause) == 0 ? WHY_ESCAPE : WHY_UNEXPLAINED;
}

static enum why explain_units(const struct made *made, const struct reading *ours,
                              const struct reading *theirs)
{
    static char by_clause[READING_TEXT_MAX], foretold[READING_TEXT_MAX];
    uint16_t units[100], blinking[200];
    size_t count = made_units(made, units, TB_COUNT(units)), n = 0;
    bool marked = count > 0 && (units[0] == 0xFEFF || units[0] == 0xFFFE), nul = false, blinks = false;

    for (size_t i = 0; i < count && !nul; i++) {
        nul = units[i] == 0;
        blinks = blinks || units[i] == 1 || units[i] == '~';
        if (units[i] == '~')
            blinking[n++] = '~';
        blinking[n++] = units[i] == 1 ? '~' : units[i];
    }
    reading_utf8(blinking, nul ? n - 1 : n, foretold, sizeof foretold);
    if (marked && units[0] == 0xFFFE) {
        for (size_t i = 0; i < count; i++)
            units[i] = (uint16_t)(units[i] << 8 | units[i] >> 8);
    }
    reading_utf8(units + marked, count - marked, by_clause, sizeof by_clause);
    if (strcmp(ours->text, by_clause) != 0 || strcmp(theirs->text, foretold) != 0)
        return WHY_UNEXPLAINED;
    return marked ? WHY_BYTE_ORDER : nul ? WHY_NUL : blinks ? WHY_BLINK : WHY_UNEXPLAINED;
}

enum why explain_text(const struct made *made, const struct reading *ours, const struct reading *theirs)
{
    return ours->alphabet == READING_GSM7 ? explain_septets(made, ours, theirs)
                                          : explain_units(made, ours, theirs);
}

/* ---- writing ---- */

/* libgammu's address of a number that it takes for another kind. Returns the octets, 0: as ours. */
static size_t foretell_address(const char *number, uint8_t *out)
{
    size_t length = strlen(number), n = 2;

    if (strpbrk(number, "abc") != NULL) { /* a name, of ASCII */
        unsigned bits = 0, held = 0;
        for (size_t i = 0; i < length; i++) {
            bits |= (unsigned)(number[i] & 0x7F) << held;
            for (held += 7; held >= 8; held -= 8, bits >>= 8)
                out[n++] = (uint8_t)bits;
        }
        if (held > 0)
            out[n++] = (uint8_t)bits;
        out[0] = (uint8_t)((n - 2) * 2 - (length == 7));
        out[1] = 0xD0;
        return n;
    }
    bool abroad = strncmp(number, "00", 2) == 0 && number[2] != '0';
    if (!abroad && strpbrk(number, "*#") == NULL)
        return 0;
    number += abroad ? 2 : 0;
    length -= abroad ? 2 : 0;
    out[0] = (uint8_t)length;
    out[1] = abroad ? 0x91 : 0x81;
    for (size_t i = 0; i < length;
         i += 2) { /* a sign's code less that of 0 is negative and fills the octet */
        int low = number[i] - '0', high = i + 1 < length ? number[i + 1] - '0' : 15;
        out[n++] = (uint8_t)(low | high * 16);
    }
    return n;
}

/* A tilde becomes U+0001, two become one. */
static size_t foretell_blinking(const uint8_t *ud, size_t length, size_t header, uint8_t *out)
{
    size_t n = header;

    memcpy(out, ud, header);
    for (size_t i = header; i + 1 < length; i += 2) {
        bool tilde = ud[i] == 0 && ud[i + 1] == '~';
        bool twice = tilde && i + 3 < length && ud[i + 2] == 0 && ud[i + 3] == '~';
        out[n++] = ud[i];
        out[n++] = tilde && !twice ? 1 : ud[i + 1];
        i += twice ? 2 : 0;
    }
    return n;
}

enum why explain_submit(const struct to_write *message, const uint8_t *ours, size_t our_length,
                        const uint8_t *theirs, size_t their_length)
{
    uint8_t foretold[400];
    size_t address = (ours[3] + 1U) / 2 + 2, udl = 3 + address + 3;
    size_t n = 3, their_address = foretell_address(message->number, foretold + 3);
    bool blinks = false;

    memcpy(foretold, ours, 3);
    if (their_address == 0)
        memcpy(foretold + 3, ours + 3, address);
    n += their_address != 0 ? their_address : address;
    memcpy(foretold + n, ours + 3 + address, our_length - 3 - address);
    if (!message->gsm7) {
        size_t ud = foretell_blinking(ours + udl + 1, our_length - udl - 1, message->concat ? 6 : 0,
                                      foretold + n + 4);
        blinks = ud != our_length - udl - 1 || memcmp(ours + udl + 1, foretold + n + 4, ud) != 0;
        foretold[n + 3] = (uint8_t)ud;
        n += 4 + ud;
    } else {
        n += our_length - 3 - address;
    }
    if (n != their_length || memcmp(foretold, theirs, n) != 0)
        return WHY_UNEXPLAINED;
    if (strpbrk(message->number, "abc") != NULL)
        return WHY_NUMBER_LETTER;
    if (their_address != 0)
        return strpbrk(message->number, "*#") != NULL ? WHY_NUMBER_SIGN : WHY_NUMBER_00;
    return blinks ? WHY_BLINK : WHY_UNEXPLAINED;
}

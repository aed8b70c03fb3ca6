/* Fuzzes contacts.vcf: any bytes give a table that is sorted, bounded and all valid UTF-8, and a report that
 * adds up. The same cards twice, or with their lines ended otherwise, give the same table.
 *
 * The first byte chooses the country. */
#include "base/check.h"
#include "core/number.h"
#include "fuzz_main.h"
#include "shell/vcard.h"
#include "sms/sms_utf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_utf8(const char *text)
{
    uint32_t c;

    do
        c = sms_utf8_next(&text);
    while (c != 0 && c != SMS_UTF_BAD);
    return c == 0;
}

static void check_table(const struct contacts *table)
{
    CHECK(table->count <= CONTACTS_MAX);
    for (uint32_t i = 0; i < table->count; i++) {
        const struct contact *contact = &table->contact[i];
        char number[32];
        CHECK(contact->key != 0 && (i == 0 || contact[-1].key < contact->key));
        CHECK(memchr(contact->name, '\0', sizeof contact->name) != NULL && is_utf8(contact->name));
        CHECK(strpbrk(contact->name, "\r\n") == NULL); /* it goes into a text and into a line of a file */
        /* number_pack's spelling, the other way */
        uint64_t key = contact->key, mark = 1;
        while (mark <= key / 10)
            mark *= 10;
        (void)snprintf(number, sizeof number, "%s%.15s", key / mark == 1 ? "+" : "", "");
        CHECK(key / mark == 1 || key / mark == 2);
        (void)snprintf(number + strlen(number), sizeof number - strlen(number), "%llu",
                       (unsigned long long)(key % mark));
        if (number_pack(number) == key) /* else it has leading zeros */
            CHECK(contacts_find(table, number) == contact);
    }
}

static void check_report(const struct vcard_report *report, const struct contacts *table)
{
    CHECK(report->without_number <= report->cards);
    CHECK(table->count <= report->numbers && report->numbers <= report->cards * VCARD_NUMBERS_MAX);
    CHECK(report->count <= VCARD_FINDINGS_MAX && (report->more == 0 || report->count == VCARD_FINDINGS_MAX));
    for (unsigned i = 0; i < report->count; i++) {
        const struct vcard_finding *finding = &report->finding[i];
        CHECK(finding->line >= 0 && memchr(finding->words, '\0', sizeof finding->words) != NULL);
        CHECK(finding->words[0] != '\0' && is_utf8(finding->words));
    }
}

static bool same_table(const struct contacts *a, const struct contacts *b)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (a->contact[i].key != b->contact[i].key || strcmp(a->contact[i].name, b->contact[i].name) != 0)
            return false;
    return true;
}

/* Only where an octet is a character, and no CR is there that would become one of two. */
static bool plain(const uint8_t *data, size_t size)
{
    return memchr(data, 0, size) == NULL && memchr(data, '\r', size) == NULL &&
           (size < 2 || (data[0] != 0xFF && data[0] != 0xFE));
}

static void check_line_ends(const uint8_t *data, size_t size, const char *country,
                            const struct contacts *table)
{
    static struct contacts other;
    struct vcard_report report;
    uint8_t *wide = malloc(2 * size);
    size_t n = 0;

    CHECK(wide != NULL);
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '\n')
            wide[n++] = '\r';
        wide[n++] = data[i];
    }
    CHECK(vcard_read(wide, n, country, &other, &report) == (report.cards > 0) && same_table(table, &other));
    free(wide);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const COUNTRIES[] = {"US", "GB", "DE", "CA"};
    static struct contacts table, again;
    struct vcard_report report, second;

    if (size < 2)
        return 0;
    const char *country = COUNTRIES[data[0] % TB_COUNT(COUNTRIES)];
    data++;
    size--;
    bool any = vcard_read(data, size, country, &table, &report);
    CHECK(any == (report.cards > 0) && (any || table.count == 0));
    check_table(&table);
    check_report(&report, &table);
    CHECK(vcard_read(data, size, country, &again, &second) == any && same_table(&table, &again));
    if (plain(data, size))
        check_line_ends(data, size, country, &table);
    return 0;
}

/* contacts.vcf as phones and mail programs export it: vCard 2.1, 3.0 and 4.0 in one file, any line ends.
 *
 * Read are FN (else N, else ORG) and every TEL; folded lines, quoted-printable with soft breaks, groups
 * (item1.TEL), tel: addresses, charsets (UTF-8, Windows-1252, ISO-8859-1; UTF-16 with its mark) and escapes
 * are understood; photos and all else are passed over. What cannot be read is reported and left out; it never
 * spoils the rest. */
#ifndef SHELL_VCARD_H
#define SHELL_VCARD_H

#include "base/check.h"
#include "core/contacts.h"

#include <stddef.h>
#include <stdint.h>

enum {
    VCARD_BYTES_MAX = 4 * 1024 * 1024, /* beyond it nothing is read: photos left out, 10 000 cards have two */
    VCARD_FINDINGS_MAX = 16,
    VCARD_WORDS_MAX = 120,
    VCARD_NUMBERS_MAX = 20 /* of one card */
};

struct vcard_finding {
    int line; /* from 1; 0: the whole file */
    char words[VCARD_WORDS_MAX];
};

struct vcard_report {
    unsigned cards, numbers; /* read; numbers before doubles are dropped */
    unsigned without_number; /* cards with none: no error, not worth a finding */
    unsigned count;          /* of finding[] */
    unsigned more;           /* findings that had no room */
    struct vcard_finding finding[VCARD_FINDINGS_MAX];
};

/* Replaces *out by what the bytes hold, ready for contacts_find. country: how numbers are read. False if no
 * card was found at all; out is empty then. */
TB_MUST_CHECK bool vcard_read(const uint8_t *bytes, size_t length, const char *country, struct contacts *out,
                              struct vcard_report *report);

#endif

/* Typographic punctuation -> what GSM-7 has. */
#ifndef SMS_FOLD_H
#define SMS_FOLD_H

#include "base/check.h"

#include <stddef.h>
#include <stdint.h>

#define SMS_FOLD_FAILED SIZE_MAX

/* Writes utf8 to out with the punctuation replaced that text editors and phones put in by themselves (curly
 * quotes, dashes, ellipsis, no-break and other blanks, bullets, backtick, tab ...): one of them would turn a
 * text of 160 characters into parts of 67. Soft hyphens and zero-width blanks go. Joiners, direction marks
 * and variation selectors, which mean something beside an emoji or in Hebrew, go only if the whole text is
 * then GSM-7. Letters and their accents are never touched. Idempotent; the result is never longer than utf8,
 * so a cap of strlen(utf8) + 1 always does. Returns the length, or SMS_FOLD_FAILED if utf8 is not valid UTF-8
 * or out too small; out is "" then (if cap > 0). */
TB_MUST_CHECK size_t sms_fold(const char *utf8, char *out, size_t cap);

#endif

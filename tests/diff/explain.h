/* Why ours and libgammu's reading of one field differ. Each reason is recognised from the octets of the PDU,
 * and only if libgammu's value is what that reason makes of them: anything else stays unexplained. */
#ifndef TESTS_DIFF_EXPLAIN_H
#define TESTS_DIFF_EXPLAIN_H

#include "random_pdu.h"
#include "reading.h"
#include "tally.h"

enum why explain_accepted(const struct made *made, const struct reading *ours, const struct reading *theirs);
enum why explain_address(const struct made *made, const struct reading *ours, const struct reading *theirs);
enum why explain_class(const struct made *made, const struct reading *ours, const struct reading *theirs);
/* at: where the stamp is; what was read of it by each. */
enum why explain_stamp(const struct made *made, size_t at, bool our_dated, int64_t ours, bool their_dated,
                       int64_t theirs);
enum why explain_concat(const struct made *made, const struct reading *ours, const struct reading *theirs);
enum why explain_alphabet(const struct made *made, const struct reading *ours, const struct reading *theirs);
enum why explain_text(const struct made *made, const struct reading *ours, const struct reading *theirs);
enum why explain_octets(const struct made *made, const struct reading *ours, const struct reading *theirs);

/* Septets by the default alphabet and its extension, as UTF-8. */
void explain_gsm7(const uint16_t *septets, size_t count, char *out, size_t cap);

/* Of two SUBMITs that should be the same octets. */
enum why explain_submit(const struct to_write *message, const uint8_t *ours, size_t our_length,
                        const uint8_t *theirs, size_t their_length);

#endif

/* SQL that those who read a ledger share. */
#ifndef SHELL_LEDGER_SQL_H
#define SHELL_LEDGER_SQL_H

#include "core/record.h"

/* Ms between two instants (names of columns without their ends): by the monotonic clock within a boot, else
 * by the wall clock, else NULL. */
#define LEDGER_MS(from, to)                                                                                  \
    "CASE WHEN " from "_boot=" to "_boot THEN " to "_mono-" from "_mono"                                     \
    " ELSE " to "_wall-" from "_wall END"

/* An automatic text that left the box, or may have. */
#define LEDGER_LEFT "('sending','accepted','delivered','in_doubt')"

/* The number of a text as it is shown: NULL for one that waits for the agent's, which a sender may call
 * itself. */
#define LEDGER_TEXT_NUMBER "CASE WHEN direction='in' OR number<>'" AGENT_UNKNOWN "' THEN number END"

/* Highest ids that a file set aside had used: kept in meta, not handed to the core. Of rows up to there
 * only what was saved is known. */
#define LEDGER_META_MAX_CALL ".max_call"
#define LEDGER_META_MAX_TEXT ".max_text"
#define LEDGER_META_MAX_LEAD ".max_lead"

#endif

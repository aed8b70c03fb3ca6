/* What the box tells the agent by itself: of calls, and of what goes wrong. GSM-7, one part where it can be,
 * and each says what to do next; answers and everything about leads are in desk_words.h. Pure. Each writes at
 * most cap bytes incl. NUL; DESK_WORDS_MAX always does. */
#ifndef CORE_ALERT_WORDS_H
#define CORE_ALERT_WORDS_H

#include "core/record.h"

#include <stdbool.h>
#include <stddef.h>

/* What follows "Missed NUMBER at TIME:" for a call that got no text; NULL where the agent need not hear of
 * it, or hears of it in other words. */
const char *alert_skipped(enum skip_reason reason);

/* The same for a call whose text is in that state. */
const char *alert_text(enum text_state state);

/* "Missed 512-555-0172 at 2:14p: texted. Call back. (lead 2)". at: " at 2:14p", "" where no clock can tell;
 * n: of the lead, 0 if it is none. */
void alert_missed(char *out, size_t cap, const char *who, const char *at, const char *rest, unsigned n);

/* What follows there for a call whose text promised one back. by: "2:29 pm", "" where no clock can tell. */
void alert_promised(char *out, size_t cap, const char *by);
/* Likewise for a client, whose text leaves behind the alert. */
void alert_client_promised(char *out, size_t cap, const char *by);

/* Of a call of TEST: why it got no text ("No text: a toll-free number, not texted."), or what became of the
 * text that has not left. error: "CMS 50" or "". */
void alert_trial_skipped(char *out, size_t cap, enum skip_reason reason);
void alert_trial_stuck(char *out, size_t cap, enum text_state state, const char *error);

/* It may have hidden its number, or rung before the modem was told to show numbers. */
void alert_withheld(char *out, size_t cap, const char *at);

/* The caller's number was the agent's own (own) or the box's. */
void alert_hidden(char *out, size_t cap, const char *at, bool own);

/* Those that were not told one by one. */
void alert_summary(char *out, size_t cap, unsigned count);

/* Behind the last alert that goes by itself. */
void alert_last(char *out, size_t cap);

/* What follows "Missed NUMBER" for one whom the agent has blocked. */
const char *alert_blocked(void);
/* The same for one whose words may mean STOP, till the rest has come, or the agent has decided. */
const char *alert_maybe_out(void);

/* The disk takes no records. */
void alert_card(char *out, size_t cap);

/* The contract of the SIM does not allow texts. error: "CMS 50". */
void alert_account(char *out, size_t cap, const char *error);

/* A delivery report says no. */
void alert_not_reached(char *out, size_t cap, const char *who, bool typed, bool landline);

void alert_damaged(char *out, size_t cap);

/* Behind the first text of all, where no time zone was written. */
void alert_clock(char *out, size_t cap, const char *time);

#endif

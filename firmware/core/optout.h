/* What a caller's text asks of us: STOP and its kin (RULES.md 1.3). Pure.
 *
 * The text is read as plain words: case, accents, punctuation, blanks, emoji and invisible characters do not
 * count, nor do a trailing name or "Sent from my iPhone", nor words quoted by a phone's reaction (Liked "...
 * Reply STOP").
 *
 * OPTOUT_STOP   a keyword (stop, quit, end, revoke, opt out, cancel, unsubscribe; common slips; other
 * languages) that is the whole text, or beside nothing but small words ("ok stop please", "i said stop");
 *               stop and its like also as a clause of its own with no question behind ("We bought one.
 * Stop."); or a phrase that can only be meant for us ("stop texting me", "take me off", "no more texts").
 * OPTOUT_MAYBE  an English keyword in any longer text ("can we cancel the 5 pm?", "I'll stop by"), end and
 * cancel beside more than politeness ("yes cancel it"), a phrase that is limited or not clearly for us
 * ("don't text me until 5", "I don't text"), "wrong number", "not interested" and no more, "don't call me".
 *               Automatic texts pause and the agent is asked, so it errs towards asking.
 * OPTOUT_START  start, unstop, opt in, resubscribe ... beside nothing but polite words. A bare "yes" is none.
 * OPTOUT_HELP   help or ayuda beside nothing but polite words; info only alone ("info please" is a lead's
 * request). OPTOUT_NONE   everything else. */
#ifndef CORE_OPTOUT_H
#define CORE_OPTOUT_H

enum optout_word { OPTOUT_NONE, OPTOUT_STOP, OPTOUT_MAYBE, OPTOUT_START, OPTOUT_HELP };

/* Any bytes; what is not UTF-8 counts as a blank. Words beyond the first 2048 are not read. */
enum optout_word optout_classify(const char *utf8);

#endif

/* Every bound of the system, with its reason. At a limit the oldest unimportant thing yields and it is
 * logged; opt-outs are never forgotten. */
#ifndef TB_BASE_LIMITS_H
#define TB_BASE_LIMITS_H

/* Lines and radio */
#define TB_LINES_MAX     64 /* modems on one box: the `lines` bench goal */
#define TB_LINE_NAME_MAX 24 /* bytes incl. NUL of a [line NAME] */
#define TB_NUMBER_MAX    24 /* E.164 is 15 digits and '+'; alphanumeric senders are at most 11 characters */
#define TB_NAME_MAX                                                                                          \
    64 /* bytes incl. NUL of a person's or +CNAP name (27.007 allows 80, longer ones are cut) */
#define TB_AT_LINE_MAX                                                                                       \
    1024 /* longest AT line kept: a +CMT PDU is 2 * (12 + 164) hex digits, URCs far less                     \
          */
#define TB_AT_COMMAND_MAX 160 /* longest command we send, without the PDU */
#define TB_AT_QUEUE_MAX                                                                                      \
    24 /* commands waiting on one line: a read, a delete and an ack per stored message come one by one */

/* Messages */
#define TB_MESSAGE_MAX 1600 /* bytes incl. NUL of a configured message: ten GSM-7 parts */
#define TB_BODY_MAX                                                                                          \
    6656 /* bytes incl. NUL of any text: 32 UCS-2 parts of 67 units, 3 octets each, and a heading */
#define TB_PARTS_IN_MAX 96  /* parts of incoming long messages waiting for their kin, all senders together */
#define TB_OUTBOX_MAX   256 /* texts not yet settled by the modem: a day of calls with the network down */
#define TB_REPORTS_MAX  512 /* accepted parts that a delivery report may still settle */
#define TB_SEEN_MAX     512 /* fingerprints of incoming messages, so that a copy is known as one */

/* People and calls */
#define TB_PEOPLE_MAX                                                                                        \
    131072 /* persons remembered: 100 000 callers and room; 40 octets each, touched when used */
#define TB_CALLS_OPEN_MAX 32   /* calls of one line whose verdict is not yet due */
#define TB_CAP_MAX        1000 /* largest max_per_day: one time stamp each */

/* Milliseconds of a card that are believed, either way from a clock's zero: 31 000 years. More is damage, and
 * sums with it would overflow. */
#define TB_MS_BELIEVED INT64_C(1000000000000000)

/* Configuration */
#define TB_MESSAGES_MAX 32   /* named messages */
#define TB_RULES_MAX    1024 /* numbers in clients, skip and allow together */
#define TB_SOURCES_MAX  32   /* [sources] entries */
#define TB_BACKUPS_MAX  8    /* team members */
#define TB_SPANS_MAX    8    /* opening spans a weekday */
#define TB_DAYS_MAX     64   /* holidays; special openings */
#define TB_ZONE_MAX     48   /* zone transitions handed in: ten years have about 20 */
#define TB_INIT_MAX     8    /* extra AT commands of a line */

/* Actions of one step */
#define TB_ACTIONS_MAX 256 /* one AT line or one due deadline at a time, so a step stays small */

#endif

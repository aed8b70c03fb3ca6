/* A virtual modem with its SIM, its network and its callers. Pure: bytes and time in, bytes and events out;
 * no clock, descriptor or allocation, so that one model serves a PTY, a unit test and a simulated year.
 *
 * Time is int64_t milliseconds of a monotonic clock and never goes back. The loop of every user is the same:
 *   do what is wanted (sim_host_bytes, sim_call, ...); sim_tick(now); sim_read until it returns 0,
 * sim_next_event until it returns false; sleep until sim_deadline or until the host writes. The fields of
 * struct sim are for tools/modemsim alone. */
#ifndef TB_MODEMSIM_SIMMODEM_H
#define TB_MODEMSIM_SIMMODEM_H

#include "base/limits.h"
#include "base/now.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_LINE_MAX 1024 /* longest command line taken; a longer one is answered with ERROR */
#define SIM_BODY_MAX 1400 /* characters between prompt and Ctrl-Z */
#define SIM_INPUT_MAX                                                                                        \
    4096 /* bytes the host may send ahead while a command runs; more are lost, as on a UART */
#define SIM_PDU_MAX    180 /* octets: service centre (12) and a TPDU of 164, rounded */
#define SIM_SLOTS_MAX  50  /* messages a store can hold */
#define SIM_INBOX_MAX  64  /* messages the network holds for us */
#define SIM_CALLS_MAX  2   /* one rings or is up, one waits: what a network allows */
#define SIM_CHUNKS_MAX 160 /* pieces of output not yet read: a full +CMGL and some lines beside it */
#define SIM_CHUNK_MAX  900 /* octets: two lines, the second a text of 160 characters as UCS-2 in hex */
#define SIM_EVENTS_MAX 32  /* events not yet fetched; beyond that the oldest is lost and counted */
#define SIM_JOIN_MAX   16  /* long messages whose parts are still leaving */
#define SIM_PARTS_MAX  32  /* parts of one long message that are put together again */
#define SIM_SUBMITS_MAX                                                                                      \
    4                     /* answers to AT+CMGS still owed; more than one only with the fault `late-result`  \
                           */
#define SIM_FAULTS_MAX 64 /* names in the fault table */
#define SIM_FORWARDS   4  /* reasons to forward a call: always, busy, no reply, not reachable */

enum sim_latency {
    SIM_LATENCY_NONE,      /* everything is answered in the millisecond it is asked */
    SIM_LATENCY_REALISTIC, /* serial pacing at 115200 8N1 and the delays of sim_tx.h */
};

enum sim_event_kind {
    SIM_EV_COMMAND,  /* text = the command line, taken when its CR was read */
    SIM_EV_PROMPT,   /* the prompt for a message body has been read by the host's side */
    SIM_EV_RING,     /* number; once per RING, and once for a caller that is put on waiting */
    SIM_EV_CALL_END, /* number, by_host; by the caller: when the first end-of-call line has been read */
    SIM_EV_SMS_OUT,  /* number, text = whole text, total = parts, ref = TP-MR of the part that completed it */
    SIM_EV_SMS_PART, /* number, text = PDU as hex, ref = TP-MR, seq, total */
    SIM_EV_SMS_REFUSED, /* number, text = PDU as hex, error = CMS code: the network did not take it */
    SIM_EV_SMS_IN,      /* number, acked: the network's copy was acknowledged, or the time for that ran out */
};

struct sim_event {
    enum sim_event_kind kind;
    char number[TB_NUMBER_MAX]; /* E.164 where it is a phone number that the network can complete */
    bool by_host, acked;
    unsigned ref, seq, total, error;
    char text[TB_BODY_MAX];
};

struct sim_profile;

/* What a restart wipes. Numbers index struct sim.set. */
enum sim_setting {
    SET_ECHO,
    SET_VERBOSE,
    SET_QUIET,
    SET_AUTO_ANSWER,
    SET_CMEE,
    SET_CMGF,
    SET_CLIP,
    SET_CRC,
    SET_CCWA,
    SET_CLCC,
    SET_CNAP,
    SET_COLP,
    SET_CDIP,
    SET_CREG,
    SET_CGREG,
    SET_CEREG,
    SET_CSDH,
    SET_CSMS,
    SET_CTZU,
    SET_CTZR,
    SET_CGSMS,
    SET_CMMS,
    SET_CVHU,
    SET_CMGF_FO,
    SET_CMGF_VP,
    SET_CMGF_PID,
    SET_CMGF_DCS,
    SET_CNMI_MODE,
    SET_CNMI_MT,
    SET_CNMI_BM,
    SET_CNMI_DS,
    SET_CNMI_BFR,
    SET_COPS_FORMAT,
    SET_CCINFO,
    SET_DSCI,
    SET_UCALLSTAT,
    SET_COUNT
};

enum sim_charset { CHARSET_GSM, CHARSET_IRA, CHARSET_UCS2, CHARSET_UTF8 };
enum sim_store { STORE_SM, STORE_ME, STORE_SR, STORE_MT, STORE_COUNT };
enum sim_stat { STAT_UNREAD, STAT_READ, STAT_UNSENT, STAT_SENT, STAT_EMPTY };
enum sim_power { POWER_OFF, POWER_BOOTING, POWER_ON };
enum sim_card { CARD_READY, CARD_PIN, CARD_PUK, CARD_ABSENT };

struct sim_pdu {
    uint8_t octets[SIM_PDU_MAX];
    uint8_t len, sca_len; /* octets in all; of these, the service centre address in front */
};

struct sim_slot {
    enum sim_stat stat;
    struct sim_pdu pdu;
};

/* One message the network holds for this modem. */
struct sim_inbox {
    bool report, given, copy; /* given: shown by +CMT/+CDS and not acknowledged; copy: made by a fault */
    uint32_t seq;
    char from[TB_NUMBER_MAX];
    struct sim_pdu pdu;
};

enum sim_call_state {
    SIM_CALL_NONE,
    SIM_CALL_RINGING,
    SIM_CALL_WAITING,
    SIM_CALL_ACTIVE,
    SIM_CALL_DIALLED /* placed by the host; it rings over there */
};

struct sim_call {
    enum sim_call_state state;
    char number[TB_NUMBER_MAX];
    bool withheld;
    bool refused; /* dialled, and the far end will not have it */
    int64_t interval, next_ring, gives_up, clip_at;
    unsigned rung, id;
};

/* Where the network sends calls of one kind: 27.007 7.11. */
struct sim_forward {
    bool active;
    char number[TB_NUMBER_MAX]; /* "" if none is registered */
};

/* A piece of output. It leaves not before `due`, in order of (due, seq), and is never mixed with another. */
struct sim_chunk {
    int64_t due;
    uint32_t seq;
    uint16_t len, sent;
    bool used, marked; /* marked: `kind` and `number` become an event once the last octet has been read */
    enum sim_event_kind kind;
    char number[TB_NUMBER_MAX];
    char data[SIM_CHUNK_MAX];
};

struct sim_tx {
    struct sim_chunk chunk[SIM_CHUNKS_MAX];
    unsigned count;
    int current;        /* chunk under way, or -1 */
    uint32_t seq;       /* orders chunks of equal due */
    int64_t free_us;    /* when the line to the host is free again */
    int64_t start_us;   /* when the chunk under way began */
    unsigned long lost; /* chunks that found no room */
};

/* A long message of which some parts have left. */
struct sim_joiner {
    bool used;
    uint32_t seq;
    char number[TB_NUMBER_MAX];
    bool wide;
    unsigned ref, total, have;
    struct sim_pdu part[SIM_PARTS_MAX];
};

enum sim_body_use { BODY_NONE, BODY_SEND, BODY_WRITE };

struct sim_body {
    enum sim_body_use use;
    unsigned length;            /* AT+CMGS=<length> in PDU mode */
    char number[TB_NUMBER_MAX]; /* text mode */
    unsigned toa;
    enum sim_stat stat; /* AT+CMGW */
    size_t len;
    bool overflow;
    char data[SIM_BODY_MAX];
};

/* The answer to AT+CMGS that the network still owes us. */
struct sim_submit {
    bool pending, blocks; /* blocks: input waits until it is answered */
    int64_t due;
    unsigned error, ref;
    bool no_ref; /* OK alone */
};

struct sim_sent_ref {
    bool used, report;
    char number[TB_NUMBER_MAX];
    unsigned toa;
    int64_t at;
};

struct sim {
    const struct sim_profile *profile;
    enum sim_latency latency;
    uint64_t rng;
    int64_t now;
    int64_t wall_offset; /* wall ms = now + wall_offset */
    int zone_quarters;   /* of the network's clock */

    enum sim_power power;
    unsigned boot_step;
    int64_t boot_began, restart_at; /* restart_at: AT+CFUN=1,1 was taken */
    bool sms_ready, mute_boot;
    int cfun, reg, reg_said;

    enum sim_card card;
    unsigned pin_tries, puk_tries;
    char pin[9], iccid[21], own_number[TB_NUMBER_MAX], smsc[TB_NUMBER_MAX];
    bool pin_enabled;

    int set[SET_COUNT];
    enum sim_charset charset;
    enum sim_store mem[3];
    struct sim_slot slot[STORE_MT][SIM_SLOTS_MAX];
    bool full_said;

    size_t line_len;
    bool line_over;
    char line[SIM_LINE_MAX];
    size_t input_len;
    char input[SIM_INPUT_MAX];
    int64_t rx_free_us; /* when the octets the host has sent would have arrived at 115200 */
    int64_t busy_until; /* the command under way answers then */
    int64_t answer_due;
    bool answer_lost; /* the answer under way does not leave */
    struct sim_body body;
    struct sim_submit submit[SIM_SUBMITS_MAX];
    unsigned ref;
    struct sim_sent_ref sent[256];

    struct sim_call call[SIM_CALLS_MAX];
    bool dial_waits; /* ATD is answered when its call ends, and any octet ends it */
    int64_t dialled_at;
    struct sim_forward forward[SIM_FORWARDS]; /* by reason */

    struct sim_inbox inbox[SIM_INBOX_MAX];
    unsigned inbox_count;
    uint32_t inbox_seq;
    int64_t inbox_at; /* when the network tries next */
    int64_t ack_by;   /* TB_NEVER unless a +CMT/+CDS waits for AT+CNMA */
    uint8_t concat_ref;

    struct sim_joiner join[SIM_JOIN_MAX];
    uint32_t join_seq;

    unsigned fault[SIM_FAULTS_MAX]; /* uses left; SIM_FAULT_ENDLESS until `clear` */
    unsigned cms_fault, cms_fault_left;

    struct sim_tx tx;
    struct sim_event event[SIM_EVENTS_MAX];
    unsigned event_first, event_count;
    unsigned long events_lost;
};

/* A modem that is switched on, registered and idle, at time 0. Everything random comes from `seed`. */
void sim_init(struct sim *sim, const struct sim_profile *profile, uint64_t seed, enum sim_latency latency);

/* The wall clock of the network: it is `wall_ms` (ms since 1970 UTC) at `now`; zone in quarters of an hour
 * east of UTC. Without this call the network's time is 2026-04-15 18:00 UTC at 0 and its zone New York's in
 * summer. */
void sim_set_clock(struct sim *sim, int64_t wall_ms, int zone_quarters, int64_t now);

/* Octets the host has written. */
void sim_host_bytes(struct sim *sim, const char *bytes, size_t len, int64_t now);

/* Octets that are due to the host by now, at most cap; 0 if none. Stops behind a line whose leaving is an
 * event, so call it until it returns 0. */
size_t sim_read(struct sim *sim, char *buf, size_t cap, int64_t now);

/* The next instant at which sim_tick or sim_read have something to do; TB_NEVER if only the host or a command
 * of the user can change anything. */
int64_t sim_deadline(const struct sim *sim);

/* Lets everything happen that is due by now. */
void sim_tick(struct sim *sim, int64_t now);

/* Somebody calls. rings 0: until sim_hangup; else the caller gives up rings * interval_ms after the start.
 * false if the number is not one. A caller who finds the line busy or the modem not reachable gives up at
 * once. */
bool sim_call(struct sim *sim, const char *number, unsigned rings, int64_t interval_ms, bool withheld,
              int64_t now);

/* The caller `number` gives up; NULL: the one who rings or is connected. Whom the host has dialled, by number
 * or if there is no caller, refuses the call. false if there is none. */
bool sim_hangup(struct sim *sim, const char *number, int64_t now);

/* Somebody sends this modem a text (UTF-8, as many parts as it takes). false if it cannot be sent. */
bool sim_sms(struct sim *sim, const char *number, const char *text, int64_t now);

/* The network reports on the part it took under TP-MR `ref`. false if none such asked for a report. */
bool sim_report(struct sim *sim, unsigned ref, unsigned status, int64_t now);

/* Switches a fault: "NAME" until clear, "NAME-once" or "NAME N" for N uses, "clear" for none. false if
 * unknown. */
bool sim_fault(struct sim *sim, const char *spec, int64_t now);

/* Name and one-line help of the n-th fault; false past the last. */
bool sim_fault_list(unsigned n, const char **name, const char **help);

/* Off: silent, calls are cut, settings are forgotten, stored messages stay. On: boots with its boot lines. */
void sim_power(struct sim *sim, bool on, int64_t now);

/* The oldest event not yet fetched; false if there is none. */
bool sim_next_event(struct sim *sim, struct sim_event *out);

/* A profile by name ("generic", "sim7600", ...), or NULL. */
const struct sim_profile *sim_profile_by_name(const char *name);

/* The n-th profile's name, or NULL past the last. */
const char *sim_profile_name(unsigned n);

#endif

/* The scripted modem: what run_cases.py answers, without a clock or a port of its own. Bytes come in with
 * fake_host(), one line at a time is served with fake_serve(), answers wait in `out` until they are due.
 * The player sets now_ms and moves the bytes. */
#ifndef REPLAY_FAKE_H
#define REPLAY_FAKE_H

#include "script.h"
#include "shelf.h"
#include "submission.h"

#define REPLAY_AGENT "+12025550100" /* fixed setting of the cases: LOG.md */
#define REPLAY_BOX   "+12025550101"

enum fake_owner { OWNER_DEFAULT, OWNER_PROMISED, OWNER_SCRIPT };
enum { REGISTRATIONS = 3 }; /* CREG, CEREG, CGREG */

/* Bytes to the host. */
struct said {
    int64_t due_ms;
    struct bytes text;
};

/* What the script said last about something that it will not say again: it stays true. */
struct sticky {
    char *key;
    struct bytes answer; /* length 0: nothing sticks (any more) */
};

/* Something a person did, for telling what a text to them answers. */
struct happening {
    int64_t at_ms;
    bool is_text;
    char number[PHONE_MAX];
    char *words;
};

struct maker {
    const char *token, *maker, *model, *revision;
};

struct fake {
    const struct patterns *patterns;
    const struct script *script;
    const struct maker *maker;
    struct shelf shelf;
    int64_t now_ms, begin_ms;

    /* the line */
    struct bytes in, line, body;
    struct said *out;
    size_t out_count, out_first;
    uint64_t seed; /* of the latencies */
    bool echo, silent, in_body;
    enum fake_owner owner;
    bool has_command;
    struct bytes command; /* the latest AT+CMGS */
    bool body_done, body_escaped;
    struct bytes body_text; /* of a body that the script is to answer */

    /* settings and state */
    int cmgf, clip, csms, cfun, registration_mode[REGISTRATIONS];
    char registration[REGISTRATIONS][4];
    char memory[8], pin[32], news[32];
    bool call, call_known;
    char call_number[PHONE_MAX];
    int64_t call_ms, boot_ms;
    struct sticky *sticky;
    size_t sticky_count;
    struct sticky *refusal; /* key: recipient */
    size_t refusal_count;
    unsigned reference;
    bool reserved[256];

    /* seen */
    bool armed;       /* the gate has been passed */
    unsigned served;  /* commands since the start or the (re)opening of the port */
    int64_t heard_ms; /* when the host last wrote */
    char **commands;
    size_t command_count;
    struct submission *submission;
    size_t submission_count;
    struct happening *happening;
    size_t happening_count;
    struct bytes transcript; /* for people */
    char **fault;            /* structural faults of the host */
    size_t fault_count;
};

void fake_init(struct fake *self, const struct patterns *patterns, const struct script *script,
               int64_t now_ms);
void fake_free(struct fake *self);
/* The port is opened (again). */
void fake_port_reset(struct fake *self);
void fake_settings_lost(struct fake *self);
/* A line of the transcript: who is ">>" for the host, "<<" for the modem, "--" for what happens. */
void fake_log(struct fake *self, const char *who, const char *text, size_t length);
void fake_fault(struct fake *self, const char *format, ...) TB_PRINTF(2, 3);

/* --- fake_line.c: bytes --- */
void fake_host(struct fake *self, const char *bytes, size_t length);
/* The modem says this after delay_ms, and the model learns what it means. */
void fake_say(struct fake *self, const char *text, size_t length, int64_t delay_ms);
void fake_answer(struct fake *self, const char *text); /* after the usual latency */
int64_t fake_deadline(const struct fake *self);

/* What the player waits for. */
struct want {
    enum { WANT_NONE, WANT_BODY, WANT_COMMAND } kind;
    const char *prefix;
    bool or_submission; /* or an AT+CMGS */
};
enum got { GOT_NOTHING, GOT_COMMAND, GOT_BODY, GOT_ESCAPE, GOT_STOPPED, GOT_STUCK };
/* Serves what the host wrote until it is something wanted: text is the command, or the body. */
enum got fake_serve(struct fake *self, const struct want *want, struct bytes *text);
/* One command taken apart: +CREG, "=", 2. */
struct command {
    char name[32];
    char kind[3]; /* "", "?", "=" or "=?" */
    char value[128];
};

/* --- fake_answer.c: commands --- */
void fake_default(struct fake *self, const char *command);
/* One command without AT, such as +CREG?: its lines go to out as they would be sent; NULL, or the error. */
const char *fake_one(struct fake *self, const char *part, struct bytes *out);
struct sticky *fake_sticky(struct fake *self, const char *key);
void fake_row(struct bytes *out, const char *format, ...) TB_PRINTF(2, 3);
bool fake_sets(const struct command *command);

/* --- fake_match.c: command lines as text --- */
/* The parts of a command line, without the leading AT. fake_split_free() them. */
char **fake_split(const char *line, size_t *count);
void fake_split_free(char **parts, size_t count);
/* Upper case, no blanks. */
void fake_key(const char *command, struct bytes *out);
/* Does this command satisfy an expect? */
bool fake_matches(const char *command, const char *prefix);

/* --- fake_store.c: stored messages --- */
void fake_preferred_store(struct fake *self, const struct command *command, const char *part,
                          struct bytes *out);
const char *fake_storage(struct fake *self, const struct command *command, struct bytes *out);

/* --- fake_fact.c: identity and fixed answers --- */
const struct maker *fake_maker(const char *modem);
bool fake_identity(const struct fake *self, const char *name, struct bytes *out);
const char *fake_test_answer(const char *name);
const char *fake_fixed_answer(const char *name, const char *kind);

/* --- fake_send.c: submissions --- */
struct submission *fake_record(struct fake *self, const char *body, size_t length);
void fake_settle(struct fake *self, struct submission *submission);

/* --- fake_watch.c --- */
void fake_observe(struct fake *self, const char *text, size_t length);
void fake_incoming(struct fake *self, const char *pdu);

#endif

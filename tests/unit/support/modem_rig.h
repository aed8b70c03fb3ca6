/* One modem under virtual time against answers by rule, without a core. */
#ifndef TESTS_SUPPORT_MODEM_RIG_H
#define TESTS_SUPPORT_MODEM_RIG_H

#include "base/now.h"
#include "modem/modem.h"
#include "unit.h"

enum { MRIG_RULES_MAX = 24, MRIG_WIRE = 1 << 16 };

struct mrig_rule {
    const char *prefix, *reply; /* reply "" : silence */
    int times;                  /* < 0: for ever */
};

struct mrig {
    struct modem modem;
    int64_t now;
    struct mrig_rule rule[MRIG_RULES_MAX];
    unsigned rules;
    char wire[MRIG_WIRE]; /* host lines, each ended by '|'; "^[" ESC, "^Z" a body, "^M" an empty line */
    size_t wire_length;
    char input[512];
    size_t input_length;
    char output[8192]; /* not yet fed */
    size_t output_length;
    unsigned events[MODEM_EVENT_NOISE + 1];
    struct modem_event last[MODEM_EVENT_NOISE + 1];
    bool body, muted;      /* muted: the test itself answers */
    bool echo;             /* commands come back first */
    const char *cut_reply; /* to a bare CR; NULL: it is an empty line, and passed over */
    const char *tell_pin;  /* entered when MODEM_EVENT_PIN comes */
    void (*watch)(void *arg, const struct modem_event *event); /* sees each event, or NULL */
    void *watch_arg;
};

static inline const char *mrig_reply(struct mrig *rig, const char *command)
{
    static const struct mrig_rule DEFAULTS[] = {
        {"AT+CPIN?", "\r\n+CPIN: READY\r\n\r\nOK\r\n", -1},
        {"AT+CREG?", "\r\n+CREG: 0,1\r\n\r\nOK\r\n", -1},
        {"AT+CEREG?", "\r\n+CEREG: 0,1\r\n\r\nOK\r\n", -1},
        {"AT+CSQ", "\r\n+CSQ: 20,99\r\n\r\nOK\r\n", -1},
        {"AT+CFUN?", "\r\n+CFUN: 1\r\n\r\nOK\r\n", -1},
        {"AT+CGMM", "\r\nTESTMODEM\r\n\r\nOK\r\n", -1},
        {"AT+CSMS=1", "\r\n+CSMS: 1,1,1\r\n\r\nOK\r\n", -1},
        {"AT+CPMS", "\r\n+CPMS: 0,10,0,10,0,10\r\n\r\nOK\r\n", -1},
        {"AT+COPS?", "\r\n+COPS: 0,0,\"Test\",7\r\n\r\nOK\r\n", -1},
        {"AT+CSCA?", "\r\n+CSCA: \"+12025550159\",145\r\n\r\nOK\r\n", -1},
        {"AT+CNUM", "\r\n+CNUM: \"\",\"+12025550101\",145\r\n\r\nOK\r\n", -1},
        {"AT+CMGS=", "\r\n> ", -1},
        {"\x1a", "\r\n+CMGS: 12\r\n\r\nOK\r\n", -1},
        {"", "\r\nOK\r\n", -1},
    };
    for (unsigned i = 0; i < rig->rules; i++) {
        struct mrig_rule *rule = &rig->rule[i];
        if (rule->times == 0 || strncmp(command, rule->prefix, strlen(rule->prefix)) != 0)
            continue;
        if (rule->times > 0)
            rule->times--;
        return rule->reply;
    }
    for (unsigned i = 0;; i++)
        if (strncmp(command, DEFAULTS[i].prefix, strlen(DEFAULTS[i].prefix)) == 0)
            return DEFAULTS[i].reply;
}

static inline void mrig_on(struct mrig *rig, const char *prefix, const char *reply, int times)
{
    assert_true(rig->rules < MRIG_RULES_MAX);
    rig->rule[rig->rules++] = (struct mrig_rule){.prefix = prefix, .reply = reply, .times = times};
}

static inline void mrig_say(struct mrig *rig, const char *bytes)
{
    size_t length = strlen(bytes);
    assert_true(rig->output_length + length < sizeof rig->output);
    memcpy(rig->output + rig->output_length, bytes, length);
    rig->output_length += length;
}

static inline void mrig_echo(struct mrig *rig, const char *command)
{
    mrig_say(rig, command);
    mrig_say(rig, "\r");
}

static inline void mrig_host(struct mrig *rig, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        const char *command = rig->input;
        if (bytes[i] == 0x1b) {
            rig->wire_length += (size_t)snprintf(rig->wire + rig->wire_length, 8, "^[|");
            rig->input_length = 0;
            rig->body = false;
            continue;
        }
        if (bytes[i] != (rig->body ? 0x1a : '\r')) {
            assert_true(rig->input_length + 1 < sizeof rig->input);
            rig->input[rig->input_length++] = bytes[i];
            continue;
        }
        rig->input[rig->input_length] = '\0';
        rig->input_length = 0;
        rig->wire_length +=
            (size_t)snprintf(rig->wire + rig->wire_length, MRIG_WIRE - rig->wire_length, "%s|",
                             rig->body            ? "^Z"
                             : command[0] == '\0' ? "^M"
                                                  : command);
        assert_true(rig->wire_length < MRIG_WIRE);
        if (!rig->body && command[0] == '\0') {
            mrig_say(rig, rig->cut_reply != NULL ? rig->cut_reply : "");
            continue;
        }
        if (rig->echo && !rig->body)
            mrig_echo(rig, command);
        if (rig->body)
            command = "\x1a";
        rig->body = strncmp(command, "AT+CMGS=", 8) == 0;
        if (!rig->muted)
            mrig_say(rig, mrig_reply(rig, command));
    }
}

static inline void mrig_event(struct mrig *rig, const struct modem_event *event)
{
    rig->events[event->kind]++;
    rig->last[event->kind] = *event;
    if (rig->watch != NULL)
        rig->watch(rig->watch_arg, event);
    if (event->kind == MODEM_EVENT_PIN) {
        if (rig->tell_pin != NULL)
            assert_true(modem_enter_pin(&rig->modem, rig->tell_pin));
        else
            modem_refuse_pin(&rig->modem, MODEM_WHY_PIN_WANTED);
    }
}

/* Everything that follows at this instant. */
static inline void mrig_settle(struct mrig *rig)
{
    char out[TB_AT_COMMAND_MAX + 2];
    struct modem_event event;
    for (unsigned guard = 0, busy = 1; busy; guard++) {
        size_t n;
        busy = 0;
        assert_true(guard < 10000);
        while (modem_next(&rig->modem, rig->now, &event)) {
            mrig_event(rig, &event);
            busy = 1;
        }
        while ((n = modem_pump(&rig->modem, rig->now, out, sizeof out)) > 0) {
            mrig_host(rig, out, n);
            busy = 1;
        }
        if (rig->output_length > 0) {
            char bytes[sizeof rig->output];
            size_t length = rig->output_length, done = 0;
            memcpy(bytes, rig->output, length);
            rig->output_length = 0;
            while (done < length) {
                done +=
                    modem_feed(&rig->modem, (const uint8_t *)bytes + done, length - done, rig->now, &event);
                mrig_event(rig, &event);
                while (modem_next(&rig->modem, rig->now, &event))
                    mrig_event(rig, &event);
                while ((n = modem_pump(&rig->modem, rig->now, out, sizeof out)) > 0)
                    mrig_host(rig, out, n);
            }
            busy = 1;
        }
    }
}

static inline void mrig_run(struct mrig *rig, int64_t ms)
{
    int64_t end = rig->now + ms;
    mrig_settle(rig);
    for (unsigned guard = 0; modem_deadline(&rig->modem) <= end; guard++) {
        assert_true(guard < 100000);
        int64_t due = modem_deadline(&rig->modem);
        rig->now = due > rig->now ? due : rig->now;
        mrig_settle(rig);
        assert_true(modem_deadline(&rig->modem) > rig->now);
    }
    rig->now = end;
    mrig_settle(rig);
}

static inline void mrig_line(struct mrig *rig, const char *line)
{
    char bytes[1200];
    (void)snprintf(bytes, sizeof bytes, "\r\n%s\r\n", line);
    mrig_say(rig, bytes);
    mrig_settle(rig);
}

static inline struct mrig *mrig_new(const struct modem_setup *setup)
{
    static const struct modem_setup NONE = {.profile = "auto", .smsc = ""};
    struct mrig *rig = calloc(1, sizeof *rig);
    assert_non_null(rig);
    rig->now = 5000;
    modem_init(&rig->modem, setup != NULL ? setup : &NONE);
    return rig;
}

static inline struct mrig *mrig_ready(const struct modem_setup *setup)
{
    struct mrig *rig = mrig_new(setup);
    modem_link_up(&rig->modem, rig->now);
    mrig_run(rig, 2000);
    assert_true(modem_is_armed(&rig->modem));
    return rig;
}

static inline unsigned mrig_count(const struct mrig *rig, size_t since, const char *words)
{
    unsigned count = 0;
    for (const char *p = rig->wire + since; (p = strstr(p, words)) != NULL; p += strlen(words))
        count++;
    return count;
}

#endif

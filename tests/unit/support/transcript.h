/* Plays a transcript of tests/vectors/at against one modem: whole, byte by byte, or until the link is lost
 * behind the n-th byte of the modem's. */
#ifndef TESTS_SUPPORT_TRANSCRIPT_H
#define TESTS_SUPPORT_TRANSCRIPT_H

#include "modem_rig.h"

enum { PLAY_WHOLE = -1, PLAY_BYTES = -2 }; /* else: the link is lost behind so many bytes */

struct play {
    struct mrig *rig;
    const char *path;
    long mode, said;          /* bytes of the modem's so far */
    size_t wire;              /* of the rig's, that were compared */
    unsigned asked, finished; /* verbs with a completion of their own */
    char got[4096], want[4096];
    bool lost;
};

static inline void play_note(char *to, const char *kind, const char *words)
{
    size_t used = strlen(to);
    int n = snprintf(to + used, 4096 - used, "%s%s\n", kind, words);
    assert_true(n > 0 && used + (size_t)n < 4096);
}

/* "sent ok 7", "hung_up ok", "in 4 +12025550143" ... */
static inline void play_watch(void *arg, const struct modem_event *event)
{
    static const char *const DONE[MODEM_EVENT_NOISE + 1] = {
        [MODEM_EVENT_SENT] = "sent ",
        [MODEM_EVENT_HUNG_UP] = "hung_up ",
        [MODEM_EVENT_READ] = "read ",
        [MODEM_EVENT_DELETED] = "deleted ",
    };
    static const char *const URCS[URC_FORWARD + 1] = {
        [URC_RING] = "ring",
        [URC_CALLER] = "caller ",
        [URC_WAITING] = "waiting ",
        [URC_CALL_END] = "end",
        [URC_CALL_ANSWERED] = "answered",
        [URC_MISSED] = "missed ",
        [URC_DELIVER] = "deliver",
        [URC_REPORT] = "report",
        [URC_STORED] = "stored ",
        [URC_REPORT_STORED] = "report_stored ",
        [URC_STORE_FULL] = "full",
        [URC_STORED_ONE] = "one",
    };
    struct play *play = arg;
    const struct urc *urc = &event->urc;
    char words[160];

    if (DONE[event->kind] != NULL) {
        const char *result = event->result == AT_RESULT_OK    ? "ok"
                             : event->result == AT_RESULT_CMS ? "cms"
                                                              : "lost";
        play->finished++;
        (void)snprintf(words, sizeof words, "%s %d", result, event->reference);
        play_note(play->got, DONE[event->kind], event->kind == MODEM_EVENT_SENT ? words : result);
    } else if (event->kind == MODEM_EVENT_PROMPT) {
        play_note(play->got, "prompt", "");
    } else if (event->kind == MODEM_EVENT_URC && urc->kind == URC_CALL_STATE) {
        (void)snprintf(words, sizeof words, "%d %s", (int)urc->call, urc->number);
        play_note(play->got, urc->incoming ? "in " : "out ", words);
    } else if (event->kind == MODEM_EVENT_URC) {
        bool slot = urc->kind == URC_STORED || urc->kind == URC_REPORT_STORED;
        (void)snprintf(words, sizeof words, "%s %d", urc->store, (int)urc->index);
        if ((size_t)urc->kind >= TB_COUNT(URCS) || URCS[urc->kind] == NULL)
            fail_msg("%s: an event of kind %d", play->path, (int)urc->kind);
        play_note(play->got, URCS[urc->kind], slot ? words : urc->number);
    } else if (event->kind != MODEM_EVENT_NONE && event->kind != MODEM_EVENT_STATE &&
               event->kind != MODEM_EVENT_HEALTHY && !play->lost) {
        fail_msg("%s: event %d", play->path, (int)event->kind);
    }
}

/* The modem's bytes, as the mode has it. False: the link is lost by now. */
static inline bool play_say(struct play *play, const char *bytes)
{
    for (const char *at = bytes; *at != '\0' && play->mode != PLAY_WHOLE; at++) {
        char one[2] = {*at, '\0'};
        if (play->mode == play->said)
            return false;
        play->said++;
        mrig_say(play->rig, one);
        mrig_settle(play->rig);
    }
    if (play->mode == PLAY_WHOLE) {
        play->said += (long)strlen(bytes);
        mrig_say(play->rig, bytes);
        mrig_settle(play->rig);
    }
    return play->mode != play->said;
}

/* "\r\n> " as it stands in the file */
static inline void play_unescape(const char *from, char *to, size_t cap)
{
    size_t n = 0;
    for (; *from != '\0' && n + 1 < cap; from++) {
        bool escaped = from[0] == '\\' && (from[1] == 'r' || from[1] == 'n');
        to[n++] = (char)(!escaped ? *from : *++from == 'r' ? '\r' : '\n');
    }
    to[n] = '\0';
}

static inline void play_verb(struct play *play, const char *verb)
{
    struct modem *modem = &play->rig->modem;
    char out[600], word[16] = "";
    int number = 0;

    (void)sscanf(verb, "%15s %d", word, &number);
    bool counts = true;
    if (strcmp(word, "hang_up") == 0) {
        assert_true(modem_hang_up(modem));
    } else if (strcmp(word, "send") == 0) {
        assert_true(modem_send(modem, (unsigned)number, 1, AT_PRIORITY_TEXT));
    } else if (strcmp(word, "read") == 0) {
        assert_true(modem_read(modem, "", number));
    } else if (strcmp(word, "delete") == 0) {
        assert_true(modem_delete(modem, "", number));
    } else {
        counts = false;
        if (strcmp(word, "ack") == 0)
            assert_true(modem_acknowledge(modem));
        else if (strcmp(word, "body") == 0)
            mrig_host(play->rig, out, modem_body(modem, verb + 5, play->rig->now, out, sizeof out));
        else
            fail_msg("%s: what is ! %s", play->path, verb);
    }
    play->asked += counts;
    mrig_settle(play->rig);
}

static inline void play_expect(struct play *play, const char *command)
{
    size_t n = strlen(command);

    mrig_run(play->rig, 200); /* the gap between a result and the next command */
    const char *sent = play->rig->wire + play->wire;
    if (strncmp(sent, command, n) != 0 || sent[n] != '|')
        fail_msg("%s: wanted %s, sent %s", play->path, command, sent);
    play->wire += n + 1;
}

/* One row; false: the link is lost. */
static inline bool play_row(struct play *play, const char *row)
{
    char bytes[1200];

    if (strncmp(row, "<< ", 3) == 0) {
        play_unescape(row + 3, bytes, sizeof bytes);
        return play_say(play, bytes);
    }
    if (row[0] == '<') {
        (void)snprintf(bytes, sizeof bytes, "%s\r\n", row[1] == ' ' ? row + 2 : "");
        return play_say(play, bytes);
    }
    if (row[0] == '>')
        play_expect(play, row + 2);
    else if (row[0] == '!')
        play_verb(play, row + 2);
    else if (row[0] == '=')
        play_note(play->want, row + 2, "");
    return true;
}

/* Plays all rows, from play->wire on. Returns how many bytes the modem said. */
static inline long play_transcript(struct play *play, const char *text)
{
    char *copy = strdup(text), *save = NULL;

    assert_non_null(copy);
    play->rig->muted = true;
    play->rig->watch = play_watch;
    play->rig->watch_arg = play;
    for (char *row = strtok_r(copy, "\n", &save); row != NULL; row = strtok_r(NULL, "\n", &save)) {
        if (!play_row(play, row)) {
            play->lost = true;
            break;
        }
    }
    free(copy);
    return play->said;
}

#endif

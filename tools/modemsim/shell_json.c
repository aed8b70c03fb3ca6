#include "modemsim/shell_json.h"

#include <jansson.h>
#include <limits.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LAST_WAIT_MS 1000

int64_t json_clock_ns(void)
{
    struct timespec ts;

    (void)clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

/* A JSON string; octets that are no UTF-8 (a host may write anything) are taken for Latin-1. */
static json_t *text(const char *s)
{
    json_t *plain = json_string(s);
    char wide[2 * SIM_LINE_MAX + 1];
    size_t n = 0;

    if (plain != NULL)
        return plain;
    for (; *s != '\0' && n + 3 < sizeof(wide); s++) {
        unsigned char c = (unsigned char)*s;
        if (c >= 0x80)
            wide[n++] = (char)(0xC0 | c >> 6);
        wide[n++] = (char)(c >= 0x80 ? 0x80 | (c & 0x3F) : c);
    }
    wide[n] = '\0';
    return json_string(wide);
}

/* Appends one object as a line and lets go of it. */
static void append(struct json_out *out, json_t *object)
{
    char *line = json_dumps(object, JSON_COMPACT);
    size_t len = line == NULL ? 0 : strlen(line);

    json_decref(object);
    if (line == NULL || out->broken || out->len + len + 1 > JSON_BACKLOG_MAX) {
        free(line);
        return;
    }
    if (out->len + len + 1 > out->cap) {
        size_t cap = (out->len + len + 1) * 2;
        char *more = realloc(out->data, cap);
        if (more == NULL) {
            free(line);
            return;
        }
        out->data = more;
        out->cap = cap;
    }
    memcpy(out->data + out->len, line, len);
    out->data[out->len + len] = '\n';
    out->len += len + 1;
    free(line);
}

static json_t *object_of(const char *kind, int64_t t_ns)
{
    json_t *o = json_object();

    (void)json_object_set_new(o, "event", json_string(kind));
    (void)json_object_set_new(o, "t_ns", json_integer(t_ns));
    return o;
}

static void put_text(json_t *o, const char *name, const char *value)
{
    (void)json_object_set_new(o, name, text(value));
}

static void put_int(json_t *o, const char *name, unsigned value)
{
    (void)json_object_set_new(o, name, json_integer((json_int_t)value));
}

static void put_fields(json_t *o, const struct sim_event *e)
{
    switch (e->kind) {
    case SIM_EV_COMMAND:
        put_text(o, "line", e->text);
        break;
    case SIM_EV_PROMPT:
        break;
    case SIM_EV_RING:
        put_text(o, "number", e->number);
        break;
    case SIM_EV_CALL_END:
        put_text(o, "number", e->number);
        put_text(o, "by", e->by_host ? "host" : "caller");
        break;
    case SIM_EV_SMS_OUT:
        put_text(o, "to", e->number);
        put_text(o, "text", e->text);
        put_int(o, "parts", e->total);
        put_int(o, "ref", e->ref);
        break;
    case SIM_EV_SMS_PART:
        put_text(o, "to", e->number);
        put_int(o, "ref", e->ref);
        put_int(o, "seq", e->seq);
        put_int(o, "total", e->total);
        put_text(o, "pdu", e->text);
        break;
    case SIM_EV_SMS_REFUSED:
        put_text(o, "to", e->number);
        put_int(o, "cms", e->error);
        put_text(o, "pdu", e->text);
        break;
    case SIM_EV_SMS_IN:
        put_text(o, "from", e->number);
        (void)json_object_set_new(o, "acked", json_boolean(e->acked));
        break;
    }
}

void json_event(struct json_out *out, const struct sim_event *event, int64_t t_ns)
{
    static const char *const KIND[] = {"command", "prompt",   "ring",        "call_end",
                                       "sms_out", "sms_part", "sms_refused", "sms_in"};
    json_t *o = object_of(KIND[event->kind], t_ns);

    put_fields(o, event);
    append(out, o);
}

void json_say(struct json_out *out, const char *kind, const char *name, const char *value, const char *name2,
              const char *value2)
{
    json_t *o = object_of(kind, json_clock_ns());

    if (name != NULL)
        put_text(o, name, value);
    if (name != NULL && name2 != NULL)
        put_text(o, name2, value2);
    append(out, o);
}

void json_flush(struct json_out *out, bool wait)
{
    int64_t until = json_clock_ns() + LAST_WAIT_MS * INT64_C(1000000);
    size_t done = 0;

    while (done < out->len && !out->broken) {
        struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
        int n = poll(&p, 1, wait ? 50 : 0);
        if (n == 0 && (!wait || json_clock_ns() > until))
            break;
        if (n <= 0)
            continue;
        size_t piece = out->len - done;
        if (piece > PIPE_BUF)
            piece = PIPE_BUF; /* that much fits a pipe which is writable, so the write does not block */
        ssize_t wrote = write(STDOUT_FILENO, out->data + done, piece);
        if (wrote > 0)
            done += (size_t)wrote;
        else
            out->broken = true;
    }
    if (done > 0)
        memmove(out->data, out->data + done, out->len - done);
    out->len = out->broken ? 0 : out->len - done;
}

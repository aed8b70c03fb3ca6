#include "script.h"

#include "sms/sms_utf.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define WAIT_MAX_MS                                                                                          \
    INT64_C(31622400000) /* a leap year: no case needs more, and a slip must not run for ever */

bool step_expects(const struct step *step, const char *prefix)
{
    return step->kind == STEP_EXPECT && strncmp(bytes_string(&step->text), prefix, strlen(prefix)) == 0;
}

size_t script_after_answers(const struct script *self, size_t i)
{
    i++;
    while (i < self->count && self->step[i].answer)
        i++;
    return i;
}

/* Each character U+0000 to U+00FF is one byte. */
static bool latin1(const json_t *value, struct bytes *out)
{
    const char *at = json_string_value(value), *end = at + json_string_length(value);

    bytes_add(out, "", 0);
    while (at < end) {
        if (*at == '\0') {
            bytes_add(out, at++, 1);
            continue;
        }
        uint32_t c = sms_utf8_next(&at);
        if (c > 0xff)
            return false;
        char byte = (char)c;
        bytes_add(out, &byte, 1);
    }
    return true;
}

static bool hex(const json_t *value, struct bytes *out)
{
    const char *at = json_string_value(value);

    bytes_add(out, "", 0);
    if (at == NULL || strlen(at) % 2 != 0)
        return false;
    for (; *at != '\0'; at += 2) {
        if (!isxdigit((unsigned char)at[0]) || !isxdigit((unsigned char)at[1]))
            return false;
        char pair[3] = {at[0], at[1], '\0'}, byte = (char)strtoul(pair, NULL, 16);
        bytes_add(out, &byte, 1);
    }
    return true;
}

static bool number(const json_t *value, int64_t low, int64_t high, int64_t *out)
{
    if (!json_is_number(value))
        return false;
    double real = json_number_value(value);
    if (!(real >= (double)low && real <= (double)high))
        return false;
    *out = (int64_t)real;
    return true;
}

static bool parse_file(const json_t *json, struct step *step)
{
    const char *name = json_string_value(json_object_get(json, "file"));

    if (name == NULL || !hex(json_object_get(json, "hex"), &step->text))
        return false;
    const char *slash = strrchr(name, '/'); /* a script must not write beside its own folder */
    name = slash != NULL ? slash + 1 : name;
    step->file = bytes_copy(name);
    step->kind = STEP_FILE;
    return name[0] != '\0' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 && strlen(name) < 200;
}

/* The kind of a step is its one telling key; where there are two, the order is that of run_cases.py. */
static bool parse_step(const json_t *json, struct step *step)
{
    const json_t *value;

    step->optional = json_is_true(json_object_get(json, "optional"));
    step->noted = json_object_get(json, "note") != NULL;
    if (json_object_get(json, "file") != NULL)
        return parse_file(json, step);
    if (step->noted && json_object_size(json) == 1) {
        step->kind = STEP_NOTE;
    } else if ((value = json_object_get(json, "clock_step_s")) != NULL) {
        step->kind = STEP_CLOCK;
        return number(value, -WAIT_MAX_MS, WAIT_MAX_MS, &step->number);
    } else if ((value = json_object_get(json, "wait_ms")) != NULL) {
        step->kind = STEP_WAIT;
        return number(value, 0, WAIT_MAX_MS, &step->number);
    } else if (json_object_get(json, "close_port") != NULL) {
        step->kind = STEP_CLOSE_PORT;
    } else if (json_object_get(json, "open_port") != NULL) {
        step->kind = STEP_OPEN_PORT;
    } else if (json_object_get(json, "kill_daemon") != NULL) {
        step->kind = STEP_KILL;
    } else if (json_object_get(json, "start_daemon") != NULL) {
        step->kind = STEP_START;
    } else if ((value = json_object_get(json, "send")) != NULL) {
        step->kind = STEP_SEND;
        if (!json_is_string(value) || !latin1(value, &step->text))
            return false;
        value = json_object_get(json, "alt_send_pdu_mode");
        step->has_pdu_mode = value != NULL;
        return value == NULL || (json_is_string(value) && latin1(value, &step->pdu_mode));
    } else {
        value = json_object_get(json, "expect");
        step->kind = STEP_EXPECT;
        return json_is_string(value) && latin1(value, &step->text);
    }
    return true;
}

/* Which sends are the answer to an expect: up to a final result or a prompt. */
static void plan_answers(struct script *self, const struct patterns *patterns)
{
    struct bytes said = {.at = NULL};
    bool chain = false;

    for (size_t i = 0; i < self->count; i++) {
        struct step *step = &self->step[i];
        if (step->kind == STEP_EXPECT) {
            chain = true;
            bytes_clear(&said);
        } else if (step->kind == STEP_SEND && chain) {
            step->answer = true;
            bytes_add(&said, bytes_string(&step->text), step->text.length);
            const char *at = bytes_string(&said);
            size_t end = said.length;
            while (end > 0 && isspace((unsigned char)at[end - 1]))
                end--;
            bool prompt = at[strspn(at, " \t\r\n\v\f")] == '>' || (end > 0 && at[end - 1] == '>') ||
                          strstr(at, "\r\n> ") != NULL;
            chain = !prompt && !pattern_find(patterns, PATTERN_FINAL, at, said.length, 0, NULL);
        } else if (step->kind != STEP_SEND) {
            chain = false;
        }
    }
    bytes_free(&said);
}

static bool parse_steps(struct script *self, const json_t *list, struct bytes *why)
{
    self->step = bytes_room(NULL, json_array_size(list), sizeof *self->step);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *json = json_array_get(list, i);
        struct step *step = &self->step[self->count++];
        *step = (struct step){.kind = STEP_NOTE};
        if (!json_is_object(json) || !parse_step(json, step)) {
            char *text = json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT);
            bytes_format(why, "step %zu is of no known kind or has a bad value: %.120s", i,
                         text != NULL ? text : "?");
            free(text);
            return false;
        }
        self->two_ports = self->two_ports || json_object_get(json, "port") != NULL;
    }
    return true;
}

static const char *string_or(const json_t *json, const char *key, const char *otherwise)
{
    const char *value = json_string_value(json_object_get(json, key));
    return value != NULL ? value : otherwise;
}

bool script_parse(const struct patterns *patterns, const char *line, size_t length, struct script *out,
                  struct bytes *why)
{
    json_error_t error;
    json_t *json = json_loadb(line, length, JSON_ALLOW_NUL, &error);
    bool ok = false;

    *out = (struct script){.id = NULL};
    if (json == NULL) {
        bytes_format(why, "not JSON: %s", error.text);
        return false;
    }
    const json_t *steps = json_object_get(json, "bytes");
    json_t *checks = json_object_get(json, "checks");
    const char *id = json_string_value(json_object_get(json, "id"));
    if (id != NULL)
        out->id = bytes_copy(id);
    out->modem = bytes_copy(string_or(json, "modem", ""));
    if (id == NULL)
        bytes_text(why, "a case needs an `id`");
    else if (!json_is_array(steps))
        bytes_text(why, "a case needs `bytes`, a list of steps");
    else if (checks != NULL && !json_is_object(checks) && !json_is_null(checks))
        bytes_text(why, "`checks` is no object");
    else
        ok = parse_steps(out, steps, why);
    if (ok && json_object_size(checks) > 0)
        out->checks = json_incref(checks);
    if (ok)
        plan_answers(out, patterns);
    json_decref(json);
    return ok;
}

void script_free(struct script *self)
{
    for (size_t i = 0; i < self->count; i++) {
        bytes_free(&self->step[i].text);
        bytes_free(&self->step[i].pdu_mode);
        free(self->step[i].file);
    }
    free(self->step);
    free(self->id);
    free(self->modem);
    json_decref(self->checks);
    *self = (struct script){.id = NULL};
}

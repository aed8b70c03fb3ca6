/* The scripted modem's default answers: every command that the script does not answer itself. */
#include "fake.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALL_GONE_MS = 7000 };

void fake_row(struct bytes *out, const char *format, ...)
{
    va_list arguments;

    bytes_text(out, "\r\n");
    va_start(arguments, format);
    bytes_vformat(out, format, arguments);
    va_end(arguments);
    bytes_text(out, "\r\n");
}

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

struct sticky *fake_sticky(struct fake *self, const char *key)
{
    for (size_t i = 0; i < self->sticky_count; i++)
        if (strcmp(self->sticky[i].key, key) == 0)
            return &self->sticky[i];
    self->sticky = bytes_room(self->sticky, self->sticky_count + 1, sizeof *self->sticky);
    self->sticky[self->sticky_count] = (struct sticky){.key = bytes_copy(key)};
    return &self->sticky[self->sticky_count++];
}

static void unstick(struct fake *self, const char *key)
{
    bytes_clear(&fake_sticky(self, key)->answer);
}

/* --- commands --- */

static const char *basic(struct fake *self, const char *part, struct bytes *out)
{
    char c = (char)toupper((unsigned char)part[0]);

    if (c == 'E')
        self->echo = part[1] == '1';
    else if (c == 'I')
        (void)fake_identity(self, "I", out);
    else if (c == 'S' && strcmp(part + 1, "0?") == 0)
        fake_row(out, "000");
    else if (c == 'H')
        self->call = false;
    else if (c == 'Z' || (c == '&' && toupper((unsigned char)part[1]) == 'F'))
        self->echo = true;
    else if (c == 'D')
        return "ERROR";
    return NULL;
}

bool fake_sets(const struct command *c)
{
    return strcmp(c->kind, "=") == 0;
}

static bool asks(const struct command *c)
{
    return strcmp(c->kind, "?") == 0;
}

static int whole_number(const char *text)
{
    return text[0] != '\0' && text[strspn(text, "0123456789")] == '\0' ? atoi(text) : 0;
}

static bool registration(struct fake *self, const struct command *c, struct bytes *out)
{
    static const char *const names[REGISTRATIONS] = {"+CREG", "+CEREG", "+CGREG"};

    for (size_t i = 0; i < REGISTRATIONS; i++) {
        if (strcmp(c->name, names[i]) != 0)
            continue;
        if (fake_sets(c))
            self->registration_mode[i] = whole_number(c->value);
        else
            fake_row(out, "%s: %d,%s", names[i], self->registration_mode[i], self->registration[i]);
        return true;
    }
    return false;
}

static const char *pin(struct fake *self, const struct command *c, struct bytes *out)
{
    if (!asks(c))
        (void)snprintf(self->pin, sizeof self->pin, "READY");
    else if (self->pin[0] == '\0')
        return "+CME ERROR: 14";
    else
        fake_row(out, "+CPIN: %s", self->pin);
    return NULL;
}

static void radio(struct fake *self, const struct command *c, struct bytes *out)
{
    if (asks(c)) {
        fake_row(out, "+CFUN: %d", self->cfun);
        return;
    }
    self->cfun = c->value[0] != '\0' ? atoi(c->value) : 1;
    if (self->cfun == 1)
        unstick(self, "AT+CFUN?");
}

static void centre(struct fake *self, const struct command *c, struct bytes *out)
{
    if (asks(c)) {
        fake_row(out, "+CSCA: \"+12025550195\",145");
        return;
    }
    unstick(self, "AT+CSCA?");
    for (size_t i = 0; i < self->refusal_count; i++) {
        struct bytes *answer = &self->refusal[i].answer;
        if (answer->length >= 3 && strcmp(answer->at + answer->length - 3, "330") == 0)
            bytes_clear(answer);
    }
}

/* The plain settings: set, or shown. */
static bool setting(struct fake *self, const struct command *c, struct bytes *out)
{
    if (strcmp(c->name, "+CMGF") == 0) {
        if (fake_sets(c))
            self->cmgf = whole_number(c->value);
        else
            fake_row(out, "+CMGF: %d", self->cmgf);
    } else if (strcmp(c->name, "+CSMS") == 0) {
        if (fake_sets(c)) {
            self->csms = whole_number(c->value);
            fake_row(out, "+CSMS: 1,1,1");
        } else {
            fake_row(out, "+CSMS: %d,1,1,1", self->csms);
        }
    } else if (strcmp(c->name, "+CNMI") == 0) {
        if (fake_sets(c))
            (void)snprintf(self->news, sizeof self->news, "%.31s", c->value);
        else
            fake_row(out, "+CNMI: %s", self->news);
    } else if (strcmp(c->name, "+CLIP") == 0) {
        if (fake_sets(c))
            self->clip = atoi(c->value);
        else
            fake_row(out, "+CLIP: %d,1", self->clip);
    } else {
        return false;
    }
    return true;
}

static void call_list(struct fake *self, const struct command *c, struct bytes *out)
{
    if (self->call && self->now_ms - self->call_ms > CALL_GONE_MS)
        self->call = false;
    if (!self->call || fake_sets(c))
        return;
    if (self->call_known)
        fake_row(out, "+CLCC: 1,1,4,0,0,\"%s\",%d", self->call_number,
                 self->call_number[0] == '+' ? 145 : 129);
    else
        fake_row(out, "+CLCC: 1,1,4,0,0");
}

/* +CREG=2 -> name, kind, value in upper case. False: no extended command. */
static bool take_apart(const char *part, struct command *out)
{
    size_t n = 1;

    *out = (struct command){.value = ""};
    while (isalnum((unsigned char)part[n]) && n + 1 < sizeof out->name)
        n++;
    if (n < 2)
        return false;
    for (size_t i = 0; i < n; i++)
        out->name[i] = (char)toupper((unsigned char)part[i]);
    const char *rest = part + n;
    const char *kind = begins(rest, "=?") ? "=?" : rest[0] == '?' ? "?" : rest[0] == '=' ? "=" : "";
    (void)snprintf(out->kind, sizeof out->kind, "%s", kind);
    (void)snprintf(out->value, sizeof out->value, "%s", rest + strlen(kind));
    for (char *p = out->value; *p != '\0'; p++)
        *p = (char)toupper((unsigned char)*p);
    return true;
}

static void other(struct fake *self, const struct command *c, struct bytes *out)
{
    const char *condition = strchr(c->value, ','); /* AT+CCFC=3,2 asks; others set */
    bool query = condition != NULL && condition[1] == '2' && (condition[2] == ',' || condition[2] == '\0');

    if (fake_identity(self, c->name, out))
        return;
    if (strcmp(c->name, "+CPAS") == 0) {
        fake_row(out, "+CPAS: %d", self->call ? 3 : 0);
        return;
    }
    if ((strcmp(c->name, "+CCFC") == 0 || strcmp(c->name, "+CLCK") == 0) && fake_sets(c) && !query)
        return;
    if (strcmp(c->name, "+QCFG") == 0 && condition != NULL)
        return;
    const char *fixed = fake_fixed_answer(c->name, c->kind);
    if (fixed != NULL)
        fake_row(out, "%s", fixed);
}

const char *fake_one(struct fake *self, const char *part, struct bytes *out)
{
    struct command c;

    if (strchr("+^*#$", part[0]) == NULL || part[0] == '\0')
        return basic(self, part, out);
    if (!take_apart(part, &c))
        return "ERROR";
    if (strcmp(c.kind, "=?") == 0) {
        const char *known = fake_test_answer(c.name);
        if (known != NULL)
            fake_row(out, "%s", known);
    } else if (strcmp(c.name, "+CPIN") == 0) {
        return pin(self, &c, out);
    } else if (strcmp(c.name, "+CFUN") == 0) {
        radio(self, &c, out);
    } else if (strcmp(c.name, "+CSCA") == 0) {
        centre(self, &c, out);
    } else if (strcmp(c.name, "+CLCC") == 0) {
        call_list(self, &c, out);
    } else if (strcmp(c.name, "+CHUP") == 0 || strcmp(c.name, "+CHLD") == 0) {
        self->call = false;
    } else if (strcmp(c.name, "+CPMS") == 0) {
        fake_preferred_store(self, &c, part, out);
    } else if (strcmp(c.name, "+CMGL") == 0 || strcmp(c.name, "+CMGR") == 0 || strcmp(c.name, "+CMGD") == 0) {
        return fake_storage(self, &c, out);
    } else if (!registration(self, &c, out) && !setting(self, &c, out)) {
        other(self, &c, out);
    }
    return NULL;
}

static void all_parts(struct fake *self, const char *command, struct bytes *out)
{
    size_t count;
    char **parts = fake_split(command + 2, &count);
    const char *error = NULL;

    for (size_t i = 0; i < count && error == NULL; i++)
        error = fake_one(self, parts[i], out);
    fake_row(out, "%s", error != NULL ? error : "OK");
    fake_split_free(parts, count);
}

void fake_default(struct fake *self, const char *command)
{
    struct bytes key = {.at = NULL}, out = {.at = NULL};

    fake_key(command, &key);
    const char *name = begins(bytes_string(&key), "AT+CMGF=") ? "AT+CMGF=" : bytes_string(&key);
    const struct bytes *stuck = &fake_sticky(self, name)->answer;
    if (stuck->length == 0)
        stuck = &fake_sticky(self, bytes_string(&key))->answer;
    if (stuck->length > 0) {
        bytes_text(&out, bytes_string(stuck));
    } else if (!begins(bytes_string(&key), "AT")) {
        fake_row(&out, "ERROR");
    } else if (begins(bytes_string(&key), "AT+CMGS=")) {
        bytes_clear(&self->command);
        bytes_text(&self->command, command);
        self->has_command = true;
        self->owner = OWNER_DEFAULT;
        self->in_body = true;
        bytes_clear(&self->body);
        bytes_text(&out, "\r\n> ");
    } else {
        all_parts(self, command, &out);
    }
    fake_answer(self, bytes_string(&out));
    bytes_free(&key);
    bytes_free(&out);
}

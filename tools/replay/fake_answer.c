/* The scripted modem's default answers: every command that the script does not answer itself. */
#include "fake.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALL_GONE_MS = 7000, STORE_SLOTS = 20, VALUE_MAX = 128 };

static void line(struct bytes *out, const char *format, ...) TB_PRINTF(2, 3);
static void line(struct bytes *out, const char *format, ...)
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

/* --- the parts of a command line --- */

static void add_part(char ***parts, size_t *count, const char *at, size_t length)
{
    while (length > 0 && isspace((unsigned char)at[0])) {
        at++;
        length--;
    }
    while (length > 0 && isspace((unsigned char)at[length - 1]))
        length--;
    if (length == 0)
        return;
    char *part = bytes_room(NULL, length + 1, 1);
    memcpy(part, at, length);
    part[length] = '\0';
    *parts = bytes_room(*parts, *count + 1, sizeof **parts);
    (*parts)[(*count)++] = part;
}

/* A basic command such as E0, S0=0, &F, V1 at p; its length, 0 if there is none. */
static size_t basic_command(const char *p)
{
    size_t n = *p == '&' ? 1 : 0;

    if (!isalpha((unsigned char)p[n]) || (n == 0 && (p[0] == 'D' || p[0] == 'd')))
        return 0;
    n++;
    while (isdigit((unsigned char)p[n]))
        n++;
    if (p[n] == '=') {
        n++;
        while (isdigit((unsigned char)p[n]))
            n++;
    }
    n += p[n] == '?';
    unsigned char next = (unsigned char)p[n];
    return next == '\0' || strchr(";+^*#$&", next) != NULL || isalpha(next) || isspace(next) ? n : 0;
}

char **fake_split(const char *text, size_t *count)
{
    char **parts = NULL;
    const char *p = text;
    bool quoted = false;
    size_t n;

    *count = 0;
    for (;;) { /* basic commands stand in front, with nothing between them */
        const char *q = p + strspn(p, " \t");
        q += *q == ';';
        q += strspn(q, " \t");
        n = basic_command(q);
        if (n == 0)
            break;
        add_part(&parts, count, q, n);
        p = q + n;
    }
    const char *begin = p;
    for (; *p != '\0'; p++) {
        quoted = quoted != (*p == '"');
        if (*p != ';' || quoted)
            continue;
        add_part(&parts, count, begin, (size_t)(p - begin));
        begin = p + 1;
    }
    add_part(&parts, count, begin, (size_t)(p - begin));
    return parts;
}

void fake_split_free(char **parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(parts[i]);
    free(parts);
}

/* --- commands --- */

/* One command taken apart: +CREG, "=", 2. */
struct command {
    char name[32];
    char kind[3]; /* "", "?", "=" or "=?" */
    char value[VALUE_MAX];
};

static const char *basic(struct fake *self, const char *part, struct bytes *out)
{
    char c = (char)toupper((unsigned char)part[0]);

    if (c == 'E')
        self->echo = part[1] == '1';
    else if (c == 'I')
        (void)fake_identity(self, "I", out);
    else if (c == 'S' && strcmp(part + 1, "0?") == 0)
        line(out, "000");
    else if (c == 'H')
        self->call = false;
    else if (c == 'Z' || (c == '&' && toupper((unsigned char)part[1]) == 'F'))
        self->echo = true;
    else if (c == 'D')
        return "ERROR";
    return NULL;
}

static bool sets(const struct command *c)
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
        if (sets(c))
            self->registration_mode[i] = whole_number(c->value);
        else
            line(out, "%s: %d,%s", names[i], self->registration_mode[i], self->registration[i]);
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
        line(out, "+CPIN: %s", self->pin);
    return NULL;
}

static void radio(struct fake *self, const struct command *c, struct bytes *out)
{
    if (asks(c)) {
        line(out, "+CFUN: %d", self->cfun);
        return;
    }
    self->cfun = c->value[0] != '\0' ? atoi(c->value) : 1;
    if (self->cfun == 1)
        unstick(self, "AT+CFUN?");
}

static void centre(struct fake *self, const struct command *c, struct bytes *out)
{
    if (asks(c)) {
        line(out, "+CSCA: \"+12025550195\",145");
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
        if (sets(c))
            self->cmgf = whole_number(c->value);
        else
            line(out, "+CMGF: %d", self->cmgf);
    } else if (strcmp(c->name, "+CSMS") == 0) {
        if (sets(c)) {
            self->csms = whole_number(c->value);
            line(out, "+CSMS: 1,1,1");
        } else {
            line(out, "+CSMS: %d,1,1,1", self->csms);
        }
    } else if (strcmp(c->name, "+CNMI") == 0) {
        if (sets(c))
            (void)snprintf(self->news, sizeof self->news, "%.31s", c->value);
        else
            line(out, "+CNMI: %s", self->news);
    } else if (strcmp(c->name, "+CLIP") == 0) {
        if (sets(c))
            self->clip = atoi(c->value);
        else
            line(out, "+CLIP: %d,1", self->clip);
    } else {
        return false;
    }
    return true;
}

static void call_list(struct fake *self, const struct command *c, struct bytes *out)
{
    if (self->call && self->now_ms - self->call_ms > CALL_GONE_MS)
        self->call = false;
    if (!self->call || sets(c))
        return;
    if (self->call_known)
        line(out, "+CLCC: 1,1,4,0,0,\"%s\",%d", self->call_number, self->call_number[0] == '+' ? 145 : 129);
    else
        line(out, "+CLCC: 1,1,4,0,0");
}

/* --- the message store --- */

static void preferred_store(struct fake *self, const struct command *c, const char *raw, struct bytes *out)
{
    char memory[3][sizeof self->memory] = {"", "", ""};
    size_t count = 0;

    for (const char *p = strchr(raw, '"'); p != NULL && count < 3; p = strchr(p + 1, '"')) {
        size_t n = strcspn(p + 1, "\"");
        if (p[1 + n] == '\0')
            break;
        (void)snprintf(memory[count++], sizeof memory[0], "%.*s", (int)n, p + 1);
        p += n + 1;
    }
    if (!sets(c) || count == 0) {
        unsigned used = shelf_used(&self->shelf, self->memory);
        line(out, "+CPMS: \"%s\",%u,%d,\"%s\",%u,%d,\"%s\",%u,%d", self->memory, used, STORE_SLOTS,
             self->memory, used, STORE_SLOTS, self->memory, used, STORE_SLOTS);
        return;
    }
    (void)snprintf(self->memory, sizeof self->memory, "%s", memory[0]);
    for (; count < 3; count++)
        memcpy(memory[count], memory[0], sizeof memory[0]);
    line(out, "+CPMS: %u,%d,%u,%d,%u,%d", shelf_used(&self->shelf, memory[0]), STORE_SLOTS,
         shelf_used(&self->shelf, memory[1]), STORE_SLOTS, shelf_used(&self->shelf, memory[2]), STORE_SLOTS);
}

static void reveal(struct fake *self, struct shelf_entry *entry)
{
    if (shelf_show(&self->shelf, &entry->slot))
        fake_incoming(self, entry->pdu);
}

static void list_store(struct fake *self, const char *memory, const char *value, struct bytes *out)
{
    bool unread = value[0] == '\0' || strcmp(value, "0") == 0 || strcmp(value, "\"REC UNREAD\"") == 0;
    bool read = strcmp(value, "1") == 0 || strcmp(value, "\"REC READ\"") == 0;
    bool sent = strcmp(value, "2") == 0 || strcmp(value, "3") == 0;

    self->shelf.lists++;
    for (struct shelf_entry *e = shelf_next(&self->shelf, memory, -1); e != NULL;
         e = shelf_next(&self->shelf, memory, e->slot.index)) {
        if ((unread && e->status != 0) || (read && e->status != 1) || sent)
            continue;
        line(out, "+CMGL: %d,%d,,%d\r\n%s", e->slot.index, e->status, shelf_tpdu_octets(e->pdu), e->pdu);
        e->status = 1;
        reveal(self, e);
    }
}

static bool is_error(const char *text)
{
    return begins(text, "ERROR") || begins(text, "+CME") || begins(text, "+CMS");
}

static const char *read_slot(struct fake *self, const struct slot *slot, struct bytes *out)
{
    struct shelf_entry *e = shelf_find(&self->shelf, slot->memory, slot->index);

    if (e == NULL)
        return "+CMS ERROR: 321";
    if (e->raw != NULL) {
        (void)shelf_show(&self->shelf, slot);
        if (is_error(e->raw))
            return e->raw;
        if (e->raw[0] != '\0' && strcmp(e->raw, "OK") != 0)
            line(out, "%s", e->raw);
        return NULL;
    }
    int status = e->status;
    reveal(self, e);
    if (self->cmgf == 1 && e->text != NULL) {
        line(out, "%s", e->text);
        return NULL;
    }
    e->status = 1;
    line(out, "+CMGR: %d,,%d\r\n%s", status, shelf_tpdu_octets(e->pdu), e->pdu);
    return NULL;
}

static void delete_one(struct fake *self, struct shelf_entry *e)
{
    if (!shelf_was_shown(&self->shelf, &e->slot) && e->pdu != NULL)
        fake_fault(self, "deleted slot %s,%d unread", e->slot.memory, e->slot.index);
    e->held = false;
}

/* flag 0: this slot; 4: all; 1 to 3: those that were read. A delete that the script refuses removes nothing.
 */
static const char *delete_slots(struct fake *self, const struct slot *slot, int flag)
{
    struct shelf *shelf = &self->shelf;
    bool refused = shelf->delete_next < shelf->delete_errors;

    if (flag == 0) {
        shelf_delete(shelf, slot);
        struct shelf_entry *e = shelf_find(shelf, slot->memory, slot->index);
        if (e != NULL && !refused)
            delete_one(self, e);
    }
    for (struct shelf_entry *e = flag != 0 ? shelf_next(shelf, slot->memory, -1) : NULL; e != NULL;
         e = shelf_next(shelf, slot->memory, e->slot.index)) {
        if (flag != 4 && e->status != 1)
            continue;
        shelf_delete(shelf, &e->slot);
        if (!refused)
            delete_one(self, e);
    }
    return refused ? shelf->delete_error[shelf->delete_next++] : NULL;
}

static const char *storage(struct fake *self, const struct command *c, struct bytes *out)
{
    struct slot slot = {.index = 0};
    const char *comma = strchr(c->value, ',');

    (void)snprintf(slot.memory, sizeof slot.memory, "%s",
                   strcmp(self->memory, "MT") == 0 ? "SM" : self->memory);
    if (strcmp(c->name, "+CMGL") == 0) {
        list_store(self, slot.memory, c->value, out);
        return NULL;
    }
    const char *digits = c->value + strspn(c->value, " -");
    if (!isdigit((unsigned char)digits[0]))
        return "+CMS ERROR: 321";
    slot.index = atoi(c->value);
    if (strcmp(c->name, "+CMGR") == 0)
        return read_slot(self, &slot, out);
    return delete_slots(self, &slot, comma != NULL ? atoi(comma + 1) : 0);
}

/* --- all of it --- */

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
        line(out, "+CPAS: %d", self->call ? 3 : 0);
        return;
    }
    if ((strcmp(c->name, "+CCFC") == 0 || strcmp(c->name, "+CLCK") == 0) && sets(c) && !query)
        return;
    if (strcmp(c->name, "+QCFG") == 0 && condition != NULL)
        return;
    const char *fixed = fake_fixed_answer(c->name, c->kind);
    if (fixed != NULL)
        line(out, "%s", fixed);
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
            line(out, "%s", known);
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
        preferred_store(self, &c, part, out);
    } else if (strcmp(c.name, "+CMGL") == 0 || strcmp(c.name, "+CMGR") == 0 || strcmp(c.name, "+CMGD") == 0) {
        return storage(self, &c, out);
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
    line(out, "%s", error != NULL ? error : "OK");
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
        line(&out, "ERROR");
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

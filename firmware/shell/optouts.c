#include "shell/optouts.h"

#include "base/limits.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* "2026-04-15T18:31:02Z + " + number + " 9ae0daaf\n" */
#define LINE_MAX_BYTES (24 + TB_NUMBER_MAX + 16)

struct entry {
    char number[TB_NUMBER_MAX]; /* "" = empty slot */
    bool said;                  /* out, as the file says */
    bool out;                   /* out, with what is noted */
};

/* Open addressing; never more than half full; nothing is ever removed. */
struct optouts {
    char *path;
    char *dir;
    bool named; /* the file's name is durable, as far as this one knows */
    size_t used, slots;
    struct entry *entry;
    struct optouts_damage damage;
    bool sound; /* one of its lines is */
};

/* ---- a line ---- */

/* Bitwise, since nothing else here is linked with zlib, and a change of mind is a line a month. */
static uint32_t crc32_of(const char *bytes, size_t length)
{
    uint32_t crc = 0xffffffffU;

    for (size_t i = 0; i < length; i++) {
        crc ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = (crc >> 1) ^ (0xedb88320U & (0U - (crc & 1U)));
    }
    return crc ^ 0xffffffffU;
}

static size_t line_write(char *out, size_t cap, bool wall_ok, int64_t wall_ms, bool is_out,
                         const char *number)
{
    char when[24] = "-";
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm utc;

    if (wall_ok && gmtime_r(&seconds, &utc) != NULL)
        (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &utc);
    int n = snprintf(out, cap, "%s %c %s", when, is_out ? '+' : '-', number);
    n += snprintf(out + n, cap - (size_t)n, " %08" PRIx32 "\n", crc32_of(out, (size_t)n));
    return (size_t)n;
}

struct change {
    char number[TB_NUMBER_MAX];
    bool out;
    bool wall_ok;
    int64_t wall_ms;
};

/* Takes a whole line apart, in place; end is its line feed, or the CR that an editor has put before it.
 * False: it does not fit its sum, or is none of ours. */
static bool line_read(char *line, char *end, struct change *change)
{
    struct tm utc = {0};
    char *sum = strrchr(line, ' ');
    char *sign = strchr(line, ' ');

    if (sum == NULL || sum - sign < 3 || end - sum != 9)
        return false;
    *end = '\0';
    char *past;
    unsigned long told = strtoul(sum + 1, &past, 16);
    if (past != end || told != crc32_of(line, (size_t)(sum - line)))
        return false;
    *sum = '\0';
    const char *number = sign + 3;
    if ((sign[1] != '+' && sign[1] != '-') || sign[2] != ' ' || *number == '\0' ||
        strlen(number) >= sizeof change->number)
        return false;
    (void)memcpy(change->number, number, strlen(number) + 1);
    change->out = sign[1] == '+';
    *sign = '\0';
    char *read = strptime(line, "%Y-%m-%dT%H:%M:%SZ", &utc);
    change->wall_ok = read != NULL && *read == '\0';
    change->wall_ms = change->wall_ok ? (int64_t)timegm(&utc) * 1000 : 0;
    return true;
}

/* Where a file is read: line numbers count from 1. */
struct reader {
    FILE *file;
    unsigned line;
    size_t length; /* of the line, without its end; what does not fit into bytes is not kept */
    bool ended;    /* by a line feed, not by the end of the file */
    char bytes[LINE_MAX_BYTES * 2];
};

/* False: there is no further one. */
static bool next_line(struct reader *self)
{
    int c;

    self->line++;
    self->length = 0;
    self->ended = false;
    while (!self->ended && (c = getc_unlocked(self->file)) != EOF) {
        self->ended = c == '\n';
        if (!self->ended && self->length++ < sizeof self->bytes - 1)
            self->bytes[self->length - 1] = (char)c;
    }
    if (self->ended && self->length > 0 && self->length < sizeof self->bytes &&
        self->bytes[self->length - 1] == '\r')
        self->length--;
    self->bytes[self->length < sizeof self->bytes ? self->length : 0] = '\0';
    return self->ended || self->length > 0;
}

/* A blank line says nothing, and hides nothing. */
static bool is_sound(struct reader *self, struct change *change)
{
    return self->ended && self->length < sizeof self->bytes && strlen(self->bytes) == self->length &&
           line_read(self->bytes, self->bytes + self->length, change);
}

/* What to do with a file's lines; each returns false to stop. */
struct visitor {
    bool (*sound)(void *arg, const struct change *change);
    void (*bad)(void *arg, const struct reader *at); /* may be NULL */
    void *arg;
};

/* Returns false, with errno, if the file is there but cannot be read, or the visitor stopped. */
static bool read_lines(const char *path, const struct visitor *visitor)
{
    struct reader reader = {.file = fopen(path, "re")};
    struct change change;
    bool going_on = true;

    if (reader.file == NULL)
        return errno == ENOENT;
    while (going_on && next_line(&reader)) {
        if (is_sound(&reader, &change))
            going_on = visitor->sound(visitor->arg, &change);
        else if (reader.length > 0 && visitor->bad != NULL)
            visitor->bad(visitor->arg, &reader);
    }
    int error = ferror(reader.file) ? errno : 0;
    (void)fclose(reader.file);
    if (error != 0)
        errno = error;
    return going_on && error == 0;
}

/* ---- the table ---- */

/* Where number is in a table, or would be; slots is a power of two and one is empty. */
static size_t slot_of(const struct entry *entry, size_t slots, const char *number)
{
    uint64_t hash = 0xcbf29ce484222325U; /* FNV-1a */

    for (const char *c = number; *c != '\0'; c++)
        hash = (hash ^ (unsigned char)*c) * 0x100000001b3U;
    size_t slot = (size_t)(hash ^ (hash >> 32)) & (slots - 1);
    while (entry[slot].number[0] != '\0' && strcmp(entry[slot].number, number) != 0)
        slot = (slot + 1) & (slots - 1);
    return slot;
}

static bool grow(struct optouts *self)
{
    size_t slots = self->slots == 0 ? 64 : self->slots * 2;
    struct entry *wider = calloc(slots, sizeof *wider), *old = self->entry;

    if (wider == NULL)
        return false;
    for (size_t i = 0; i < self->slots; i++) {
        if (old[i].number[0] != '\0')
            wider[slot_of(wider, slots, old[i].number)] = old[i];
    }
    self->entry = wider;
    self->slots = slots;
    free(old);
    return true;
}

/* Finds or adds; NULL if there is no memory. */
static struct entry *entry_of(struct optouts *self, const char *number)
{
    if (self->used * 2 >= self->slots && !grow(self))
        return NULL;
    struct entry *entry = &self->entry[slot_of(self->entry, self->slots, number)];
    if (entry->number[0] == '\0') {
        (void)snprintf(entry->number, sizeof entry->number, "%s", number);
        self->used++;
    }
    return entry;
}

static bool take_change(void *arg, const struct change *change)
{
    struct optouts *self = arg;
    struct entry *entry = entry_of(self, change->number);

    if (entry == NULL) {
        errno = ENOMEM;
        return false;
    }
    entry->said = entry->out = change->out;
    self->sound = true;
    return true;
}

static void count_bad(void *arg, const struct reader *at)
{
    struct optouts_damage *damage = &((struct optouts *)arg)->damage;

    if (damage->lines++ == 0)
        damage->first = at->line;
    /* A power cut alone may leave a first line that is torn off. */
    damage->whole = damage->lines > 1 || at->ended || at->length >= sizeof at->bytes;
}

/* ---- the whole ---- */

struct optouts *optouts_open(const char *state_dir, char *why, size_t cap)
{
    struct optouts *self = calloc(1, sizeof *self);

    if (self != NULL && (self->dir = strdup(state_dir)) != NULL &&
        asprintf(&self->path, "%s/" OPTOUTS_FILE, state_dir) >= 0 && grow(self) &&
        read_lines(self->path, &(struct visitor){take_change, count_bad, self})) {
        self->damage.whole = self->damage.whole && !self->sound;
        return self;
    }
    (void)snprintf(why, cap, OPTOUTS_FILE " cannot be read: %s", strerror(errno));
    optouts_close(self);
    return NULL;
}

void optouts_close(struct optouts *self)
{
    if (self == NULL)
        return;
    free(self->entry);
    free(self->path);
    free(self->dir);
    free(self);
}

struct optouts_damage optouts_damage(const struct optouts *self)
{
    return self->damage;
}

bool optouts_has(const struct optouts *self, const char *number)
{
    return self->entry[slot_of(self->entry, self->slots, number)].out;
}

bool optouts_each(const struct optouts *self, bool (*each)(void *arg, const char *number), void *arg)
{
    for (size_t i = 0; i < self->slots; i++) {
        if (self->entry[i].out && !each(arg, self->entry[i].number))
            return false;
    }
    return true;
}

bool optouts_note(struct optouts *self, const char *number, bool out)
{
    if (number[0] == '\0' || strchr(number, '\n') != NULL || strlen(number) >= TB_NUMBER_MAX)
        return true; /* nobody */
    if (!out && !optouts_has(self, number))
        return true; /* most persons: never out, not worth an entry */
    struct entry *entry = entry_of(self, number);
    if (entry != NULL)
        entry->out = out;
    return entry != NULL;
}

void optouts_drop(struct optouts *self)
{
    for (size_t i = 0; i < self->slots; i++)
        self->entry[i].out = self->entry[i].said;
}

static size_t changes(const struct optouts *self)
{
    size_t n = 0;

    for (size_t i = 0; i < self->slots; i++)
        n += self->entry[i].out != self->entry[i].said;
    return n;
}

static bool sync_folder(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return false;
    bool ok = fsync(fd) == 0;
    int error = errno;
    (void)close(fd);
    errno = error;
    return ok;
}

/* All bytes and a sync, or the file as it was. */
static bool append(int fd, const char *bytes, size_t length)
{
    struct stat before;

    if (fstat(fd, &before) != 0)
        return false;
    ssize_t n = write(fd, bytes, length);
    if (n == (ssize_t)length && fsync(fd) == 0)
        return true;
    int error = n >= 0 && n < (ssize_t)length ? ENOSPC : errno;
    if (ftruncate(fd, before.st_size) != 0)
        error = errno; /* a torn line stays behind: it fails its sum, and the next append begins a new line */
    errno = error;
    return false;
}

static bool append_to(struct optouts *self, const char *bytes, size_t length)
{
    struct stat st;
    char last = '\n';

    int fd = open(self->path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool ok = fstat(fd, &st) == 0 && (st.st_size == 0 || pread(fd, &last, 1, st.st_size - 1) == 1);
    /* bytes begins with a line feed for the case that a torn line came before */
    /* Whoever made the file may have been killed before its name was durable. */
    ok = ok && append(fd, bytes + (last == '\n'), length - (last == '\n')) &&
         (self->named || sync_folder(self->dir));
    self->named = self->named || ok;
    int error = errno;
    (void)close(fd);
    errno = error;
    return ok;
}

bool optouts_flush(struct optouts *self, bool wall_ok, int64_t wall_ms)
{
    size_t n = changes(self), length = 1;

    if (n == 0)
        return true;
    char *bytes = malloc(1 + n * LINE_MAX_BYTES);
    if (bytes == NULL)
        return false;
    bytes[0] = '\n';
    for (size_t i = 0; i < self->slots; i++) {
        const struct entry *entry = &self->entry[i];
        if (entry->out != entry->said)
            length += line_write(bytes + length, LINE_MAX_BYTES, wall_ok, wall_ms, entry->out, entry->number);
    }
    bool ok = append_to(self, bytes, length);
    free(bytes);
    for (size_t i = 0; ok && i < self->slots; i++)
        self->entry[i].said = self->entry[i].out;
    return ok;
}

/* ---- the report ---- */

struct between {
    int64_t from_ms, to_ms, count;
};

static bool count_change(void *arg, const struct change *change)
{
    struct between *between = arg;

    if (change->out && change->wall_ok && change->wall_ms >= between->from_ms &&
        change->wall_ms < between->to_ms)
        between->count++;
    return true;
}

int64_t optouts_between(const char *state_dir, int64_t from_ms, int64_t to_ms)
{
    struct between between = {.from_ms = from_ms, .to_ms = to_ms};
    char *path;

    if (asprintf(&path, "%s/" OPTOUTS_FILE, state_dir) < 0)
        return -1;
    bool ok = read_lines(path, &(struct visitor){count_change, NULL, &between});
    free(path);
    return ok ? between.count : -1;
}

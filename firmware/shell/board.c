#include "shell/board.h"

#include "base/copy.h"
#include "shell/config_near.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    WIRES = MODEM_CONTROLS + 3, /* status, button and light besides */
    SECTION_BOARD = WIRES,
    SECTION_PULSE,
    LINE_MAX_BYTES = 190, /* below the 200 of inih's line (INI_MAX_LINE), with its end */
    LABEL_CHARACTERS = GPIO_NAME_MAX - 1,
    OFFSET_MAX = 1023,   /* no chip of a board has so many lines */
    PULSE_MAX_MS = 60000 /* a modem wants 33 s at most (SIM800), and on_ms has 16 bits */
};

static const char SUFFIX[] = ".ini";

struct reading {
    struct board *board;
    FILE *file;
    const char *path;
    int line;
    bool long_line; /* the line in hand has no end yet */
    char *why;      /* "" while all is well */
    size_t cap;
    char chips[GPIO_LABELS_MAX][GPIO_NAME_MAX];
    int seen_line[WIRES]; /* where each wire's section was read last, 0 never */
};

static const char *const SECTIONS[] = {"key",    "reset", "switch", "status",
                                       "button", "light", "board",  "pulse"};
_Static_assert(MODEM_CONTROL_KEY == 0 && MODEM_CONTROL_RESET == 1 && MODEM_CONTROL_SWITCH == 2,
               "the order of SECTIONS");

static void flaw(struct reading *self, int line, const char *format, ...) TB_PRINTF(3, 4);
static void flaw(struct reading *self, int line, const char *format, ...)
{
    va_list arguments;

    if (self->why[0] != '\0')
        return; /* the first one is told */
    int used = snprintf(self->why, self->cap, "%s:%d: ", self->path, line);
    if (used < 0 || (size_t)used >= self->cap)
        return;
    va_start(arguments, format);
    (void)vsnprintf(self->why + used, self->cap - (size_t)used, format, arguments);
    va_end(arguments);
}

static struct board_wire *wire_at(struct board *board, int index)
{
    struct board_wire *const others[] = {&board->status, &board->button, &board->light};

    return index < MODEM_CONTROLS ? &board->control[index] : others[index - MODEM_CONTROLS];
}

/* --- values --- */

static bool read_number(const char *value, long most, long *number)
{
    char *end = NULL;

    *number = strtol(value, &end, 10);
    return value[0] >= '0' && value[0] <= '9' && *end == '\0' && *number <= most;
}

/* "a, b" into rows of size bytes each. False if there are more, or one is too long or empty. */
static bool read_list(const char *value, char *rows, size_t size, int most)
{
    for (int i = 0;; i++) {
        size_t length = strcspn(value, ",");
        size_t kept = length;
        while (kept > 0 && value[kept - 1] == ' ')
            kept--;
        if (i == most || kept == 0 || kept >= size)
            return false;
        memcpy(rows + (size_t)i * size, value, kept);
        rows[(size_t)i * size + kept] = '\0';
        if (value[length] == '\0')
            return true;
        value += length + 1;
        value += strspn(value, " ");
    }
}

static bool read_word(const char *value, const char *const *words, unsigned count, unsigned *index)
{
    for (*index = 0; *index < count; ++*index)
        if (strcasecmp(value, words[*index]) == 0)
            return true;
    return false;
}

static void set_led(struct reading *self, const char *value)
{
    struct board *board = self->board;

    if (!read_list(value, board->led[0], sizeof board->led[0], BOARD_LEDS_MAX) || strchr(value, '/') != NULL)
        flaw(self, self->line, "[light] led: write at most %d names of /sys/class/leds, like ACT",
             (int)BOARD_LEDS_MAX);
}

static void set_wire(struct reading *self, int index, const char *key, const char *value)
{
    static const char *const LEVELS[] = {"high", "low"}, *const PULLS[] = {"as-is", "up", "down", "none"};
    static const char *const KEYS[] = {"gpio", "offset", "active", "pull", "led"};
    struct board_wire *wire = wire_at(self->board, index);
    bool is_light = wire == &self->board->light;
    unsigned word = 0, which = 0;
    long number = 0;

    if (self->seen_line[index] == 0)
        wire->where.offset = -1;
    self->seen_line[index] = self->line;
    if (!read_word(key, KEYS, is_light ? 5 : 4, &which)) {
        flaw(self, self->line, "[%s] %s: unknown key: write gpio, offset, active or pull%s", SECTIONS[index],
             key, is_light ? ", or led" : "");
    } else if (which == 0) {
        tb_copy(wire->where.name, sizeof wire->where.name, value);
        if (value[0] == '\0' || strlen(value) > LABEL_CHARACTERS)
            flaw(self, self->line, "[%s] gpio: write the kernel's name of the line, like GPIO6",
                 SECTIONS[index]);
    } else if (which == 1) {
        if (!read_number(value, OFFSET_MAX, &number))
            flaw(self, self->line, "[%s] offset: write a number from 0 to %d", SECTIONS[index],
                 (int)OFFSET_MAX);
        wire->where.offset = (int)number;
    } else if (which == 2) {
        if (!read_word(value, LEVELS, 2, &word))
            flaw(self, self->line, "[%s] active: write high or low", SECTIONS[index]);
        wire->where.active_low = word == 1;
    } else if (which == 3) {
        if (!read_word(value, PULLS, 4, &word))
            flaw(self, self->line, "[%s] pull: write up, down, none or as-is", SECTIONS[index]);
        else
            wire->where.pull = (enum gpio_pull)word;
    } else {
        set_led(self, value);
    }
}

static void set_board(struct reading *self, const char *key, const char *value)
{
    struct board *board = self->board;

    if (strcasecmp(key, "title") == 0) {
        tb_copy(board->title, sizeof board->title, value);
    } else if (strcasecmp(key, "line") == 0) {
        tb_copy(board->line, sizeof board->line, value);
    } else if (strcasecmp(key, "chips") == 0) {
        if (!read_list(value, self->chips[0], sizeof self->chips[0], GPIO_LABELS_MAX))
            flaw(self, self->line, "[board] chips: write at most %d labels, like pinctrl-bcm2711",
                 (int)GPIO_LABELS_MAX);
    } else {
        flaw(self, self->line, "[board] %s: unknown key: write title, chips or line", key);
    }
}

static void set_pulse(struct reading *self, const char *key, const char *value)
{
    struct modem_power *power = &self->board->power;
    long number = 0;

    if (!read_number(value, PULSE_MAX_MS, &number)) {
        flaw(self, self->line, "[pulse] %s: write milliseconds from 0 to %d", key, (int)PULSE_MAX_MS);
        return;
    }
    if (strcasecmp(key, "on_ms") == 0)
        power->on_ms = (uint16_t)number;
    else if (strcasecmp(key, "off_ms") == 0)
        power->off_ms = (uint16_t)number;
    else if (strcasecmp(key, "reset_ms") == 0)
        power->reset_ms = (uint16_t)number;
    else if (strcasecmp(key, "boot_ms") == 0)
        power->boot_ms = (uint32_t)number;
    else
        flaw(self, self->line, "[pulse] %s: unknown key: write on_ms, off_ms, reset_ms or boot_ms", key);
}

/* --- the file --- */

static int on_entry(void *user, const char *section, const char *key, const char *value)
{
    struct reading *self = user;
    struct config_nearest best = {NULL, CONFIG_FAR};
    unsigned index = 0;

    if (!read_word(section, SECTIONS, TB_COUNT(SECTIONS), &index)) {
        for (size_t i = 0; i < TB_COUNT(SECTIONS); i++)
            config_nearest_try(&best, section, SECTIONS[i]);
        flaw(self, self->line, "[%s] is no section of a board%s%s", section,
             best.word != NULL ? ": write " : "", best.word != NULL ? best.word : "");
    } else if (index == SECTION_BOARD) {
        set_board(self, key, value);
    } else if (index == SECTION_PULSE) {
        set_pulse(self, key, value);
    } else {
        set_wire(self, (int)index, key, value);
    }
    return 1;
}

/* inih cuts what is longer than its line; nothing in these files is. */
static char *next_line(char *line, int size, void *user)
{
    struct reading *self = user;
    char *got = fgets(line, size, self->file);

    if (got == NULL)
        return NULL;
    if (!self->long_line)
        self->line++;
    self->long_line = strchr(line, '\n') == NULL && !feof(self->file);
    if (strlen(line) > LINE_MAX_BYTES)
        flaw(self, self->line, "the line is too long: use at most %d letters", (int)LINE_MAX_BYTES);
    return got;
}

static void check_wires(struct reading *self)
{
    struct board *board = self->board;

    for (int i = 0; i < WIRES; i++) {
        struct board_wire *wire = wire_at(board, i);
        bool is_led = wire == &board->light && board->led[0][0] != '\0';
        if (self->seen_line[i] == 0)
            continue;
        memcpy(wire->where.label, self->chips, sizeof self->chips);
        wire->used = wire->where.name[0] != '\0' || wire->where.offset >= 0;
        if (wire->used && is_led)
            flaw(self, self->seen_line[i], "[light] has both gpio and led: leave one out");
        else if (!wire->used && !is_led)
            flaw(self, self->seen_line[i], "[%s] leads nowhere: add gpio = GPIO6, or another line's name",
                 SECTIONS[i]);
        else if (wire->used && wire->where.offset >= 0 && self->chips[0][0] == '\0')
            flaw(self, self->seen_line[i],
                 "[%s] offset: an offset is on a chip: add chips = its label to [board]", SECTIONS[i]);
    }
}

const char *board_folder(void)
{
    const char *folder = getenv("TEXTBACK_BOARDS");

    return folder != NULL && folder[0] != '\0' ? folder : TB_BOARDS_DIR;
}

bool board_name_is_sound(const char *name)
{
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    return length > 0 && name[length] == '\0' && length < BOARD_NAME_MAX;
}

/* NULL with errno set. A folder would read as a board without wires, and a pipe for ever. */
static FILE *open_file(const char *path)
{
    struct stat state;
    FILE *file = NULL;

    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0)
        return NULL;
    if (fstat(fd, &state) == 0 && S_ISREG(state.st_mode))
        file = fdopen(fd, "r");
    else
        errno = EINVAL;
    if (file == NULL)
        (void)close(fd);
    return file;
}

bool board_read(const char *folder, const char *name, struct board *out, char *why, size_t cap)
{
    char path[512];
    struct reading reading = {.board = out, .path = path, .why = why, .cap = cap};

    memset(out, 0, sizeof *out);
    why[0] = '\0';
    tb_copy(out->name, sizeof out->name, name);
    (void)snprintf(path, sizeof path, "%s/%s%s", folder, name, SUFFIX);
    errno = ENOENT;
    reading.file = board_name_is_sound(name) ? open_file(path) : NULL;
    if (reading.file == NULL && errno != EINVAL) {
        (void)snprintf(why, cap, "%s is not there", path);
        errno = ENOENT;
    } else if (reading.file == NULL) {
        (void)snprintf(why, cap, "%s: no file", path);
        errno = EINVAL;
    }
    if (reading.file == NULL)
        return false;
    int bad = ini_parse_stream(next_line, &reading, on_entry, &reading);
    if (bad != 0)
        flaw(&reading, bad > 0 ? bad : 1, "that is no line of a board: write [section], or key = value");
    check_wires(&reading);
    (void)fclose(reading.file);
    errno = EINVAL;
    return why[0] == '\0';
}

/* --- which there are --- */

static int is_board(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name), end = sizeof SUFFIX - 1;

    return length > end && length < BOARD_NAME_MAX + end && strcmp(entry->d_name + length - end, SUFFIX) == 0;
}

void board_names(const char *folder, char *out, size_t cap)
{
    struct dirent **found = NULL;
    int count = scandir(folder, &found, is_board, alphasort);
    size_t used = 0;

    out[0] = '\0';
    for (int i = 0; i < count; i++) {
        int length = (int)(strlen(found[i]->d_name) - (sizeof SUFFIX - 1));
        if (used + (size_t)length + 3 <= cap)
            used += (size_t)snprintf(out + used, cap - used, "%s%.*s", used > 0 ? ", " : "", length,
                                     found[i]->d_name);
        free(found[i]);
    }
    free(found);
}

/* The shell's state, shared by box.c (loop), box_ledger.c (the former life), box_line.c (open ports),
 * box_port.c (finding them), box_board.c and box_light.c (wires), box_clock.c (the wall clock),
 * box_contacts.c (the card's contacts), box_runtime.c (the folder for requests), box_records.c (reports and
 * the months on the card) and box_status.c (what others see). */
#ifndef SHELL_BOX_PRIVATE_H
#define SHELL_BOX_PRIVATE_H

#include "core/core.h"
#include "modem/port_choice.h"
#include "port/discover.h"
#include "port/serial.h"
#include "shell/box.h"
#include "shell/clock.h"
#include "shell/config.h"
#include "shell/progress.h"
#include "shell/wires.h"

#include <systemd/sd-event.h>

struct box;
struct ledger;
struct records;
struct writer;
struct writer_state;

enum { BOX_PENDING_MAX = 2048 };

struct box_line {
    struct box *box;
    uint8_t index;
    struct serial *serial; /* NULL while closed */
    sd_event_source *source;
    struct port_line *port;        /* which one to open: box.port[index] */
    int64_t open_ms;               /* monotonic: when to try to open it */
    uint32_t failures;             /* to open it or to hear from it, in a row */
    char path[256];                /* as opened last, "" never */
    char missing[200];             /* why none is open, "" there is nothing to say */
    char pending[BOX_PENDING_MAX]; /* bytes the port had no room for */
    size_t pending_length;
    bool reopen; /* the core wants the port closed and opened */
};

struct box {
    struct box_options options;
    sd_event *loop;
    sd_event_source *timer;
    struct clock_source clock;
    int clock_fd;    /* a timer that goes off when the system's clock is set */
    bool clock_told; /* the network has told the time before */
    struct core *core;
    struct config *config, *spare; /* in force; the other one is read into on SIGHUP */
    struct config_report *report;
    bool settings_sound;       /* those in force have no error */
    bool card_away;            /* the ini cannot be read: so the contacts cannot either */
    struct contacts *contacts; /* NULL: none */
    struct ledger *ledger;
    struct writer *writer;
    struct records *records;
    uint64_t durable;
    bool ledger_failing;
    bool forgetting; /* somebody is still being erased from the ledger */
    uint32_t set_aside, put_back;
    sd_event_source *ledger_watch; /* NULL: none; then a commit finds out */
    bool gone_told;                /* that the ledger was deleted */
    bool blind; /* it cannot be read who said STOP: callers get no text, the agent is told */
    int lock_fd;
    bool ready_told, stopping, status_due;
    struct progress progress;
    int64_t feed_ms;  /* monotonic: when systemd is due to hear from us */
    int64_t prune_ms; /* monotonic: when old records are next deleted */
    bool files_told;  /* that status files cannot be written */
    int64_t stop_ms;  /* monotonic: SIGTERM waits no longer */
    struct tb_now armed_since;
    bool was_armed;
    char state_words[360];
    struct wires wires;
    uint8_t board_line; /* whose modem they lead to */
    sd_event_source *status_source, *button_source;
    struct {
        const struct light_pattern *pattern; /* NULL: there is no light */
        uint8_t step;
        int64_t due_ms; /* of the next one */
    } light;
    bool power_off; /* at the end */
    struct actions actions;
    struct discover_watch *watch; /* NULL: no word of ports that come and go */
    unsigned line_count;
    struct box_line line[TB_LINES_MAX];
    struct port_line port[TB_LINES_MAX];
};

/* --- box.c --- */
/* One event through the core, its actions performed. Returns the bytes used. */
size_t box_step(struct box *self, const struct event *event);
void box_notice(struct box *self, const char *words);
/* Sets the one timer to the next deadline. */
void box_set_timer(struct box *self);

/* --- box_runtime.c --- */
/* Path of a file in the folder through which the daemon asks others for what it may not do itself. False: it
 * has none, since it does not run as textbackd.service; or the path has no room in out. */
TB_MUST_CHECK bool box_runtime_path(const char *name, char *out, size_t cap);

/* --- box_clock.c --- */
/* False: there is no descriptor. */
bool box_clock_begin(struct box *self);
void box_clock_end(struct box *self);
/* ACTION_CLOCK: counts where the machine has nothing better, and is handed to who may set the system's clock.
 */
void box_clock_told(struct box *self, int64_t wall_ms, int64_t at_ms);

/* --- box_board.c --- */
/* Opens what the ini's board names, and tells the core. A board that is named anew counts at the next start.
 */
void box_board_begin(struct box *self);
/* ACTION_LEVEL. */
void box_board_level(struct box *self, unsigned line, enum modem_control control, bool active);
/* Inputs that have settled become events; at box_board_deadline(), monotonic ms, TB_NEVER if none has
 * changed. */
void box_board_tick(struct box *self, int64_t now_ms);
int64_t box_board_deadline(const struct box *self);
/* Everything is on the disk: asks systemd to turn the machine off if that was wanted, and turns off the
 * light.
 */
void box_board_end(struct box *self);

/* --- box_light.c --- */
/* ACTION_LIGHT: its pattern, from its beginning. */
void box_light_show(struct box *self, enum light light, int64_t now_ms);
/* The pattern's next step, if it is due; box_light_deadline() is monotonic ms, TB_NEVER for a steady light.
 */
void box_light_tick(struct box *self, int64_t now_ms);
int64_t box_light_deadline(const struct box *self);

/* --- box_contacts.c --- */
/* Reads the card's contacts and hands them to the core. */
void box_contacts_read(struct box *self);

/* --- box_ledger.c --- */
/* To the agent, at the start or later on. */
#define BOX_LEDGER_ANEW                                                                                      \
    "The box's memory of past calls was damaged. It began a new one; who said STOP is kept."
/* Opens the ledger and reads the former life back. notice: the words of what went wrong, or "". False: it
 * cannot even be kept in memory. */
bool box_ledger_open(struct box *self, char *notice, size_t cap);
/* False: not to be kept, for the ledger may know better (RECORD_PERSON of a box that is blind). */
bool box_ledger_wants(const struct box *self, const struct record *record);
/* What may be done with settings that were just read: a blind box texts no caller. */
void box_ledger_limit(const struct box *self, struct config *config);
/* From now on a ledger that is deleted is noticed at once. */
void box_ledger_watch(struct box *self);
/* It was deleted, and the writer has made it again: whatever else was in that folder, and the words of it. */
void box_ledger_put_back(struct box *self);
/* It was damaged, and the writer has begun a fresh one. */
void box_ledger_set_aside(struct box *self, const char *why);

/* --- box_line.c --- */
void box_lines_init(struct box *self);
/* Opens what is due to be opened, after closing what has been silent for too long. */
void box_lines_open(struct box *self, int64_t now_ms);
int64_t box_lines_deadline(const struct box *self);
void box_line_send(struct box_line *line, const char *bytes, size_t length);
/* lost: the other side has gone. */
void box_line_close(struct box_line *line, bool lost, int64_t now_ms);
void box_lines_close(struct box *self);

/* --- box_port.c --- */
/* Where every line's modem was, and word of ports from now on. */
void box_ports_init(struct box *self, int64_t now_ms);
void box_ports_end(struct box *self);
/* What the box has, read at most once for all lines that are opened together. */
struct box_ports {
    struct port_info *list; /* NULL: not read; to be freed */
    size_t count;
};
/* What the ini says and where its links lead now, for all lines. */
void box_ports_wishes(struct box *self);
/* The path that the line is to open, "" if there is none for it. NULL if the ini names it, else the port of
 * ports->list behind it. */
const struct port_info *box_port_choose(struct box_line *line, struct box_ports *ports, int64_t now_ms,
                                        char *path, size_t cap);

/* --- box_records.c --- */
/* False: there is no memory or descriptor. */
bool box_records_begin(struct box *self);
/* SIGTERM: the clerk breaks off; the next life writes what it did not. */
void box_records_stop(struct box *self);
void box_records_end(struct box *self);
/* ACTION_REPORT; an EVENT_REPORT will answer it. */
void box_records_asked(struct box *self, int64_t from_ms, int64_t to_ms);
/* A record is on its way to the ledger. */
void box_records_put(struct box *self, const struct record *record, uint64_t sequence);
/* How far the ledger is with erasing somebody; that it cannot is said once. */
void box_records_forgetting(struct box *self, const struct writer_state *state);
/* Sends the clerk if something is due. */
void box_records_pump(struct box *self);
int64_t box_records_deadline(const struct box *self);

/* --- box_status.c --- */
/* Tells systemd, the status file and the card what the core's status is now. */
void box_status_changed(struct box *self);
/* The last word: the daemon ends. */
void box_status_stopped(struct box *self);

#endif

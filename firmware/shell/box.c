#include "shell/box_private.h"

#include "core/template.h"
#include "shell/ledger.h"
#include "shell/log.h"
#include "shell/notify.h"
#include "shell/statusfile.h"
#include "shell/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

enum {
    STOP_MS = 5000,  /* SIGTERM: the text in flight gets so long to settle */
    ACCURACY_US = 1, /* sd-event's default of 250 ms would be added to every deadline */
    US_PER_MS = 1000,
    DAY_MS = 24 * 3600 * 1000,
    FEED_MS = 80000, /* WatchdogSec is 180; the health check of an idle modem comes once a minute anyway */
    PATIENCE_MS = 30000, /* until armed; systemd waits START_TIMEOUT_US from each */
    START_TIMEOUT_US = 90 * 1000000
};

/* --- the core's actions --- */

static void perform_one(struct box *self, const struct action *action)
{
    switch (action->kind) {
    case ACTION_SEND:
        box_line_send(&self->line[action->line], action->bytes, action->length);
        break;
    case ACTION_RECORD:
        if (box_ledger_wants(self, action->record) &&
            !writer_put(self->writer, action->sequence, action->record))
            log_line(LOG_PRIORITY_ERROR, "the disk has been failing for so long that a record was dropped");
        box_records_put(self, action->record, action->sequence);
        break;
    case ACTION_REPORT:
        box_records_asked(self, action->from_ms, action->to_ms);
        break;
    case ACTION_LOG:
        log_line(action->priority, "%s", action->bytes);
        break;
    case ACTION_REOPEN:
        self->line[action->line].reopen =
            true; /* closing is an event of its own: not inside another's actions */
        break;
    case ACTION_LEVEL:
        box_board_level(self, action->line, action->control, action->active);
        break;
    case ACTION_LIGHT:
        box_light_show(self, action->light, clock_now(&self->clock).mono_ms);
        break;
    case ACTION_POWER_OFF:
        self->power_off = true;
        break;
    case ACTION_CLOCK:
        box_clock_told(self, action->wall_ms, action->at_ms);
        break;
    case ACTION_STATUS:
        self->status_due = true;
        break;
    case ACTION_ALIVE:
        (void)notify("WATCHDOG=1");
        break;
    }
}

static void perform(struct box *self)
{
    bool held = false;

    for (uint16_t i = 0; i < self->actions.count; i++) {
        if (self->actions.list[i].kind == ACTION_RECORD && !held) {
            held = true;
            writer_hold(self->writer);
        }
        perform_one(self, &self->actions.list[i]);
    }
    if (held)
        writer_go(self->writer);
}

size_t box_step(struct box *self, const struct event *event)
{
    struct tb_now now = clock_now(&self->clock);
    size_t used = core_step(self->core, event, &now, &self->actions);

    perform(self);
    if (core_has_more(self->core)) {
        struct event more = {.kind = EVENT_PAPERS};
        (void)core_step(self->core, &more, &now, &self->actions);
        perform(self);
    }
    return used;
}

void box_notice(struct box *self, const char *words)
{
    struct event event = {.kind = EVENT_NOTICE, .bytes = (const uint8_t *)words, .length = strlen(words)};
    (void)box_step(self, &event);
}

/* Told once, however often the box starts with it; "" when there is nothing wrong any more. */
static void box_notice_once(struct box *self, const char *words)
{
    struct event event = {
        .kind = EVENT_NOTICE, .bytes = (const uint8_t *)words, .length = strlen(words), .once = true};
    (void)box_step(self, &event);
}

/* SIGTERM, or the button: nothing new begins, and the loop ends when all is settled. */
static void begin_stop(struct box *self)
{
    struct event event = {.kind = EVENT_STOP};

    if (!self->stopping)
        self->stop_ms = clock_now(&self->clock).mono_ms + STOP_MS;
    (void)notify("STOPPING=1");
    self->stopping = true;
    box_records_stop(self);
    (void)box_step(self, &event);
}

/* What must not happen inside a step. */
static void after_step(struct box *self)
{
    int64_t now_ms = clock_now(&self->clock).mono_ms;

    if (self->power_off && !self->stopping)
        begin_stop(self);

    for (unsigned i = 0; i < self->line_count; i++) {
        if (!self->line[i].reopen)
            continue;
        self->line[i].reopen = false;
        log_line(LOG_PRIORITY_WARNING, "line %s: no answer, the port is opened again",
                 self->config->line[i].name);
        box_line_close(&self->line[i], false, now_ms);
    }
    if (self->status_due) {
        self->status_due = false;
        box_status_changed(self);
    }
}

/* --- time --- */

/* Once a day, when calls are answered and the date is known: what is older than `keep` goes. */
static void prune(struct box *self, int64_t now_ms)
{
    struct tb_now now = clock_now(&self->clock);

    if (!self->ready_told || !now.wall_ok || now_ms < self->prune_ms || !clock_is_sure(&self->clock, now_ms))
        return;
    self->prune_ms = now_ms + DAY_MS;
    writer_prune(self->writer, &(struct ledger_keep){.keep_ms = self->config->keep_ms,
                                                     .repeat_ms = self->config->repeat_ms,
                                                     .now_wall_ms = now.wall_ms});
}

/* While the core makes progress it is well, whatever the modem does: systemd hears so at every turn that
 * comes FEED_MS after the last, and there is one at least that often. Until armed it is asked for patience
 * instead: a box without SIM or signal is not restarted for that. A core that is stuck is fed neither way. */
static int64_t feed(struct box *self, int64_t core_due_ms, int64_t now_ms)
{
    bool well = progress_made(&self->progress, core_due_ms, now_ms);

    if (well && now_ms >= self->feed_ms) {
        self->feed_ms = now_ms + (self->ready_told ? FEED_MS : PATIENCE_MS);
        prune(self, now_ms);
        if (self->ready_told)
            (void)notify("WATCHDOG=1");
        else
            (void)notify("EXTEND_TIMEOUT_USEC=%d", START_TIMEOUT_US);
        if (!self->ready_told && core_is_armed(self->core))
            self->status_due = true; /* READY=1 found no room */
    }
    return self->feed_ms;
}

void box_set_timer(struct box *self)
{
    after_step(self);
    box_records_pump(self);
    struct tb_now now = clock_now(&self->clock);
    int64_t core_due = core_deadline(self->core, &now);
    int64_t due = tb_earlier(core_due, box_lines_deadline(self));

    due = tb_earlier(due, feed(self, core_due, now.mono_ms));
    due = tb_earlier(due, box_records_deadline(self));
    due = tb_earlier(due, box_board_deadline(self));
    due = tb_earlier(due, box_light_deadline(self));
    if (self->stopping) {
        due = tb_earlier(due, self->stop_ms);
        if (core_is_quiet(self->core) || now.mono_ms >= self->stop_ms)
            (void)sd_event_exit(self->loop, 0);
    }
    if (due == TB_NEVER) {
        (void)sd_event_source_set_enabled(self->timer, SD_EVENT_OFF);
        return;
    }
    (void)sd_event_source_set_time(self->timer, due > 0 ? (uint64_t)due * US_PER_MS : 0);
    (void)sd_event_source_set_enabled(self->timer, SD_EVENT_ONESHOT);
}

static int on_timer(sd_event_source *source, uint64_t usec, void *userdata)
{
    struct box *self = userdata;
    struct event event = {.kind = EVENT_TICK};
    int64_t now_ms = clock_now(&self->clock).mono_ms;

    (void)source;
    (void)usec;
    box_board_tick(self, now_ms);
    box_light_tick(self, now_ms);
    box_lines_open(self, now_ms);
    (void)box_step(self, &event);
    box_set_timer(self);
    return 0;
}

/* --- the ledger --- */

static int on_writer(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
    struct box *self = userdata;
    struct writer_state state;

    (void)source;
    (void)fd;
    (void)revents;
    writer_state(self->writer, &state);
    box_records_forgetting(self, &state);
    if (state.durable > self->durable) {
        struct event event = {.kind = EVENT_DURABLE, .sequence = state.durable};
        self->durable = state.durable;
        (void)box_step(self, &event);
    }
    if (state.files_failed > 0 && !self->files_told) {
        self->files_told = true;
        log_line(LOG_PRIORITY_WARNING, "status files cannot be written to %s or %s", self->options.state,
                 self->options.card);
    }
    if (state.failing != self->ledger_failing) {
        struct event event = {.kind = EVENT_LEDGER, .failing = state.failing};
        self->ledger_failing = state.failing;
        self->status_due = true;
        box_ledger_watch(self);
        log_line(state.failing ? LOG_PRIORITY_ERROR : LOG_PRIORITY_NOTICE, "the ledger %s%s",
                 state.failing ? "cannot be written: " : "is written again", state.failing ? state.why : "");
        (void)box_step(self, &event);
        if (!state.failing && self->blind) { /* systemd starts it again */
            log_line(LOG_PRIORITY_NOTICE, "the memory can be read again: beginning anew, with it");
            begin_stop(self);
        }
    }
    if (state.put_back > self->put_back) {
        self->put_back = state.put_back;
        box_ledger_put_back(self);
    }
    if (state.set_aside > self->set_aside) {
        self->set_aside = state.set_aside;
        box_ledger_set_aside(self, state.why);
    }
    box_set_timer(self);
    return 0;
}

/* --- signals --- */

static int on_stop(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata)
{
    struct box *self = userdata;

    (void)source;
    (void)info;
    begin_stop(self);
    box_set_timer(self);
    return 0;
}

static void log_report(const struct config_report *report)
{
    for (unsigned i = 0; i < report->count; i++) {
        const struct config_finding *finding = &report->finding[i];
        if (finding->severity != CONFIG_NOTE)
            log_line(finding->severity == CONFIG_ERROR ? LOG_PRIORITY_ERROR : LOG_PRIORITY_WARNING,
                     "%s:%d: %s: %s", report->file, finding->line,
                     finding->severity == CONFIG_ERROR ? "error" : "warning", finding->text);
    }
}

/* The modems of a running box stay as they are: a changed [line] takes effect at the next start. */
static bool keep_lines(const struct box *self, struct config *fresh)
{
    bool same = fresh->line_count == self->config->line_count;

    for (uint8_t i = 0; same && i < fresh->line_count; i++)
        same = strcmp(fresh->line[i].name, self->config->line[i].name) == 0;
    if (same)
        return true;
    fresh->line_count = self->config->line_count;
    memcpy(fresh->line, self->config->line, sizeof fresh->line);
    for (uint8_t i = 0; i < fresh->line_count; i++) {
        /* an index: the fresh file may number its messages anew */
        int16_t old = self->config->line[i].message;
        if (old >= 0)
            fresh->line[i].message = template_find(fresh, self->config->message[old].name);
    }
    return false;
}

/* What was read comes into force, unless it is worse than what is: the last good settings may be in memory
 * alone, when the folder that keeps a copy of them has gone. */
static void take_settings(struct box *self, enum config_status status, bool *last_good)
{
    struct config *fresh = self->spare;

    self->card_away = status == CONFIG_UNREADABLE;
    if (status != CONFIG_SOUND && !*last_good && self->settings_sound) {
        *last_good = true;
        return;
    }
    self->settings_sound = status == CONFIG_SOUND || *last_good;
    if (!keep_lines(self, fresh))
        log_line(LOG_PRIORITY_WARNING, "changed [line] sections take effect at the next start");
    if (strcmp(fresh->board, self->config->board) != 0)
        log_line(LOG_PRIORITY_WARNING, "another board takes effect at the next start");
    box_ledger_limit(self, fresh);
    self->spare = self->config;
    self->config = fresh;
}

static int on_reload(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata)
{
    struct box *self = userdata;
    struct event event = {.kind = EVENT_CONFIG};
    bool last_good = false;
    char notice[600];

    (void)source;
    (void)info;
    enum config_status status = config_load_effective(self->options.config, self->options.state, self->spare,
                                                      self->report, &last_good);
    log_report(self->report);
    take_settings(self, status, &last_good);
    event.config = self->config;
    (void)box_step(self, &event);
    box_contacts_read(self);
    config_report_notice(self->report, status == CONFIG_UNREADABLE, last_good, notice, sizeof notice);
    box_notice_once(self, notice);
    log_line(LOG_PRIORITY_NOTICE, "configuration read again%s",
             last_good ? ": it has errors, the last good one stays in force" : "");
    self->status_due = true;
    box_set_timer(self);
    return 0;
}

/* --- beginning and end --- */

static bool make_loop(struct box *self)
{
    sigset_t set;

    (void)sigemptyset(&set);
    (void)sigaddset(&set, SIGTERM);
    (void)sigaddset(&set, SIGINT);
    (void)sigaddset(&set, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &set, NULL) < 0 || sd_event_new(&self->loop) < 0)
        return false;
    return sd_event_add_time(self->loop, &self->timer, CLOCK_MONOTONIC, 0, ACCURACY_US, on_timer, self) >=
               0 &&
           sd_event_add_signal(self->loop, NULL, SIGTERM, on_stop, self) >= 0 &&
           sd_event_add_signal(self->loop, NULL, SIGINT, on_stop, self) >= 0 &&
           sd_event_add_signal(self->loop, NULL, SIGHUP, on_reload, self) >= 0;
}

static bool load_config(struct box *self, char *notice, size_t cap)
{
    bool last_good = false;

    self->config = calloc(1, sizeof *self->config);
    self->spare = calloc(1, sizeof *self->spare);
    self->report = calloc(1, sizeof *self->report);
    if (self->config == NULL || self->spare == NULL || self->report == NULL)
        return false;
    enum config_status status = config_load_effective(self->options.config, self->options.state, self->config,
                                                      self->report, &last_good);
    self->card_away = status == CONFIG_UNREADABLE;
    self->settings_sound = status == CONFIG_SOUND || last_good;
    log_report(self->report);
    config_report_notice(self->report, status == CONFIG_UNREADABLE, last_good, notice, cap);
    return true;
}

static bool make_core(struct box *self)
{
    uint64_t seed = 0;

    self->line_count = self->config->line_count;
    self->core = calloc(1, core_size(self->line_count));
    if (self->core == NULL || getrandom(&seed, sizeof seed, 0) != sizeof seed)
        return false;
    core_init(self->core, self->config, seed);
    box_lines_init(self);
    return true;
}

/* False if another daemon has this state; a folder that cannot be written is no reason to be mute. */
static bool lock_state(struct box *self)
{
    char why[200];

    self->lock_fd = statusfile_lock(self->options.state, why, sizeof why);
    if (self->lock_fd >= 0)
        return true;
    bool taken = errno == EWOULDBLOCK;
    log_line(LOG_PRIORITY_ERROR, "%s", why);
    return !taken;
}

static bool begin(struct box *self)
{
    char config_words[600] = "", ledger_words[200] = "", why[200] = "";
    struct tb_now now;

    clock_init(&self->clock);
    progress_init(&self->progress);
    if (!lock_state(self))
        return false; /* before anything is written there, the last good settings too */
    if (!load_config(self, config_words, sizeof config_words) || !make_core(self) || !make_loop(self) ||
        !box_clock_begin(self)) {
        log_line(LOG_PRIORITY_ERROR, "cannot begin: %s", strerror(errno));
        return false;
    }
    if (!box_ledger_open(self, ledger_words, sizeof ledger_words))
        return false;
    self->writer = writer_start(self->ledger, why, sizeof why);
    if (self->writer == NULL ||
        sd_event_add_io(self->loop, NULL, writer_fd(self->writer), EPOLLIN, on_writer, self) < 0) {
        log_line(LOG_PRIORITY_ERROR, "the ledger's writer cannot begin: %s", why);
        return false;
    }
    if (!box_records_begin(self))
        return false;
    now = clock_now(&self->clock);
    core_start(self->core, &now, &self->actions);
    perform(self);
    box_board_begin(self);
    if (self->ledger_failing) {
        struct event failing = {.kind = EVENT_LEDGER, .failing = true};
        (void)box_step(self, &failing);
    }
    box_notice_once(self, config_words);
    if (ledger_words[0] != '\0')
        box_notice(self, ledger_words);
    box_contacts_read(self);
    box_ledger_watch(self);
    box_ports_init(self, now.mono_ms);
    box_lines_open(self, now.mono_ms);
    self->status_due = true;
    box_set_timer(self);
    (void)malloc_trim(0); /* what reading the ini and the ledger took */
    return true;
}

static void end(struct box *self)
{
    box_lines_close(self);
    box_ports_end(self);
    if (self->writer != NULL) {
        box_status_stopped(self);
        if (!writer_stop(self->writer))
            log_line(LOG_PRIORITY_ERROR, "not everything could be written at the end");
    }
    box_records_end(self); /* after what must not be lost: it waits for the card */
    ledger_close(self->ledger);
    box_board_end(self);
    self->ledger_watch = sd_event_source_disable_unref(self->ledger_watch);
    self->timer = sd_event_source_unref(self->timer);
    self->loop = sd_event_unref(self->loop);
    box_clock_end(self);
    if (self->lock_fd >= 0)
        (void)close(self->lock_fd);
    free(self->core);
    free(self->config);
    free(self->spare);
    free(self->report);
    free(self->contacts);
}

int box_run(const struct box_options *options)
{
    struct box *self = calloc(1, sizeof *self);
    int status = EXIT_FAILURE;

    if (self == NULL)
        return status;
    (void)mallopt(M_ARENA_MAX, 1); /* a heap of its own for each thread would be a tenth of our memory */
    self->options = *options;
    self->lock_fd = self->clock_fd = -1;
    if (begin(self))
        status = sd_event_loop(self->loop) < 0 ? EXIT_FAILURE : EXIT_SUCCESS;
    end(self);
    free(self);
    return status;
}

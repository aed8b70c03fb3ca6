#include "vbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    BOOTED_MS = 60000, /* the box has been up for a minute */
    REOPEN_MS = 500,   /* as in firmware/shell/box_line.c */
    REOPEN_SLOW_MS = 2000,
    FAST_FAILURES = 20,
    SPINS = 20000 /* steps at one instant: no honest work takes so many */
};

#define WALL_START_MS INT64_C(1776276000000) /* 2026-04-15 18:00 UTC = 14:00 in New York */
#define BOOT_ID       "00000000-0000-4000-8000-000000000001"
#define CORE_SEED     UINT64_C(1)

static void set_clocks(struct vbox *self, int64_t mono_ms)
{
    self->now.mono_ms = mono_ms;
    self->now.wall_ms = WALL_START_MS + mono_ms - BOOTED_MS + self->shift_ms;
    self->now.wall_ok = self->now.wall_ms >= TB_OLDEST_WALL_MS;
    if (!self->now.wall_ok && self->told) {
        self->now.wall_ms = mono_ms + self->told_offset_ms;
        self->now.wall_ok = true;
    }
}

bool vbox_init(struct vbox *self, const struct settings *settings, struct bytes *why)
{
    *self = (struct vbox){.settings = settings,
                          .disk = {.due_ms = TB_NEVER, .seed = 0x2545f4914f6cdd1d},
                          .node = true,
                          .open_ms = TB_NEVER};
    set_clocks(self, BOOTED_MS);
    self->actions = bytes_room(NULL, 1, sizeof *self->actions);
    self->disk.ledger = settings_ledger(settings, BOOT_ID, self->notice, sizeof self->notice);
    if (self->disk.ledger == NULL)
        bytes_text(why, "no ledger");
    return self->disk.ledger != NULL;
}

void vbox_free(struct vbox *self)
{
    free(self->core);
    free(self->actions);
    disk_free(&self->disk);
    bytes_free(&self->log);
    bytes_free(&self->to_modem);
    bytes_free(&self->from_modem);
}

/* --- the core's actions --- */

static void perform(struct vbox *self, const struct action *action)
{
    switch (action->kind) {
    case ACTION_SEND:
        if (self->link && action->line == 0)
            bytes_add(&self->to_modem, action->bytes, action->length);
        break;
    case ACTION_RECORD:
        disk_put(&self->disk, action->sequence, action->record);
        break;
    case ACTION_LOG:
        bytes_format(&self->log, "<%d>%s\n", (int)action->priority, action->bytes);
        break;
    case ACTION_REOPEN:
        self->reopen = self->reopen || action->line == 0;
        break;
    case ACTION_REPORT:
        CHECK(self->asked_count < REPORTS_ASKED_MAX);
        self->asked[self->asked_count++] =
            (struct report_period){.from_ms = action->from_ms, .to_ms = action->to_ms};
        break;
    case ACTION_CLOCK:
        self->told = self->told || !self->now.wall_ok;
        if (self->told) {
            self->told_offset_ms = action->wall_ms - action->at_ms;
            set_clocks(self, self->now.mono_ms);
        }
        break;
    case ACTION_STATUS:
    case ACTION_LEVEL:
    case ACTION_LIGHT:
    case ACTION_POWER_OFF:
    case ACTION_ALIVE:
        break;
    }
}

static void perform_all(struct vbox *self)
{
    for (uint16_t i = 0; i < self->actions->count; i++)
        perform(self, &self->actions->list[i]);
    disk_go(&self->disk, self->now.mono_ms);
}

static size_t step(struct vbox *self, const struct event *event)
{
    size_t used = core_step(self->core, event, &self->now, self->actions);

    perform_all(self);
    if (core_has_more(self->core)) {
        struct event more = {.kind = EVENT_PAPERS};
        (void)core_step(self->core, &more, &self->now, self->actions);
        perform_all(self);
    }
    self->ready = self->ready || core_is_armed(self->core);
    if (++self->steps > SPINS && !self->spins) {
        self->spins = true;
        bytes_format(&self->log, "the core spins at %" PRId64 " ms\n", self->now.mono_ms);
    }
    return used;
}

/* once: told once, however often the box starts with it; "" when nothing is wrong any more. */
static void notice(struct vbox *self, const char *words, bool once)
{
    struct event event = {
        .kind = EVENT_NOTICE, .bytes = (const uint8_t *)words, .length = strlen(words), .once = once};

    if (once || words[0] != '\0')
        (void)step(self, &event);
}

/* --- the port --- */

static void feed(struct vbox *self, const char *bytes, size_t length)
{
    struct event event = {.kind = EVENT_BYTES};

    while (length > 0 && !self->spins) {
        event.bytes = (const uint8_t *)bytes;
        event.length = length;
        size_t used = step(self, &event);
        CHECK(used > 0 && used <= length);
        bytes += used;
        length -= used;
    }
}

static void link_down(struct vbox *self)
{
    struct event event = {.kind = EVENT_LINK_DOWN};

    if (!self->link)
        return;
    self->link = false;
    self->failures = 0;
    self->open_ms = self->now.mono_ms + REOPEN_MS;
    bytes_clear(&self->to_modem);
    (void)step(self, &event);
}

static void try_open(struct vbox *self)
{
    struct event event = {.kind = EVENT_LINK_UP};
    struct bytes waiting = self->from_modem;

    if (!self->node) {
        self->failures++;
        self->open_ms = self->now.mono_ms + (self->failures < FAST_FAILURES ? REOPEN_MS : REOPEN_SLOW_MS);
        return;
    }
    self->link = true;
    self->open_ms = TB_NEVER;
    self->from_modem = (struct bytes){.at = NULL};
    (void)step(self, &event);
    feed(self, bytes_string(&waiting), waiting.length); /* what a tty keeps until somebody reads */
    bytes_free(&waiting);
}

void vbox_receive(struct vbox *self, const char *bytes, size_t length)
{
    if (!self->node)
        return;
    if (self->link && self->core != NULL)
        feed(self, bytes, length);
    else
        bytes_add(&self->from_modem, bytes, length);
}

void vbox_port(struct vbox *self, bool there)
{
    self->node = there;
    if (there)
        return;
    bytes_clear(&self->from_modem);
    bytes_clear(&self->to_modem);
    if (self->core != NULL)
        link_down(self);
}

/* --- life and death --- */

static void restore_record(void *arg, const struct record *record)
{
    struct vbox *self = arg;
    core_restore(self->core, record, &self->now);
}

static void restore(struct vbox *self)
{
    struct ledger_sink sink = {.record = restore_record};
    struct ledger_window window = ledger_window_at(self->now.wall_ok, self->now.wall_ms);
    struct last_ids ids = {0};

    if (!ledger_restore(self->disk.ledger, &sink, self, &window) || !ledger_max_ids(self->disk.ledger, &ids))
        bytes_format(&self->log, "not all of the ledger could be read: %s\n", ledger_why(self->disk.ledger));
    core_restore_ids(self->core, &ids);
}

void vbox_start(struct vbox *self)
{
    struct event contacts = {.kind = EVENT_CONTACTS};

    if (self->core != NULL)
        return;
    self->core = calloc(1, core_size(self->settings->config->line_count));
    CHECK(self->core != NULL);
    self->ready = false;
    self->link = false;
    self->failures = 0;
    settings_log(self->settings, &self->log);
    core_init(self->core, self->settings->config, CORE_SEED);
    restore(self);
    core_start(self->core, &self->now, self->actions);
    perform_all(self);
    notice(self, self->settings->notice, true);
    notice(self, self->notice, false);
    self->notice[0] = '\0'; /* the ledger is set aside once */
    contacts.contacts = self->settings->contacts;
    (void)step(self, &contacts);
    try_open(self);
}

void vbox_kill(struct vbox *self)
{
    free(self->core);
    self->core = NULL;
    self->asked_count = 0;
    self->link = false;
    self->reopen = false;
    self->open_ms = TB_NEVER;
    bytes_clear(&self->to_modem);
    disk_lose(&self->disk);
}

/* --- time --- */

void vbox_step_clock(struct vbox *self, int64_t seconds)
{
    self->shift_ms += seconds * 1000;
    set_clocks(self, self->now.mono_ms);
}

int64_t vbox_deadline(const struct vbox *self)
{
    int64_t due = self->disk.due_ms;

    if (self->core == NULL || self->spins)
        return due;
    if (self->asked_count > 0)
        return self->now.mono_ms;
    due = tb_earlier(due, self->open_ms);
    return tb_earlier(due, core_deadline(self->core, &self->now));
}

/* From what is on the disk, as the clerk's thread reads it. */
static void report(struct vbox *self)
{
    struct report_figures figures;
    struct event event = {.kind = EVENT_REPORT};

    while (self->asked_count > 0 && self->core != NULL) {
        struct report_period period = self->asked[0];
        memmove(&self->asked[0], &self->asked[1], --self->asked_count * sizeof period);
        event.figures = report_read(self->disk.ledger, &period, &figures, NULL, NULL) ? &figures : NULL;
        (void)step(self, &event);
    }
}

static void after_step(struct vbox *self)
{
    report(self);
    if (!self->reopen)
        return;
    self->reopen = false;
    bytes_text(&self->log, "no answer, the port is opened again\n");
    link_down(self);
}

void vbox_advance(struct vbox *self, int64_t mono_ms)
{
    struct event tick = {.kind = EVENT_TICK};

    if (mono_ms > self->now.mono_ms) {
        set_clocks(self, mono_ms);
        self->steps = 0;
    }
    if (self->disk.due_ms <= self->now.mono_ms) {
        struct event durable = {.kind = EVENT_DURABLE,
                                .sequence = disk_commit(&self->disk, self->now.mono_ms, &self->log)};
        if (self->core != NULL && !self->spins)
            (void)step(self, &durable);
    }
    if (self->core == NULL || self->spins)
        return;
    if (self->open_ms <= self->now.mono_ms)
        try_open(self);
    if (core_deadline(self->core, &self->now) <= self->now.mono_ms)
        (void)step(self, &tick);
    after_step(self);
}

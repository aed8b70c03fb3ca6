/* The ledger at the beginning: opened, and read back into the core. And its place later on. */
#include "shell/box_private.h"

#include "shell/ledger.h"
#include "shell/log.h"
#include "shell/optouts.h"
#include "shell/statusfile.h"
#include "shell/writer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <time.h>
#include <unistd.h>

enum { OPEN_TRIES = 3, OPEN_PAUSE_S = 1 };

static void restore_record(void *arg, const struct record *record)
{
    struct box *self = arg;
    struct tb_now now = clock_now(&self->clock);

    core_restore(self->core, record, &now);
}

static bool read_boot_id(char *out, size_t cap)
{
    FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");
    bool ok = file != NULL && fgets(out, (int)cap, file) != NULL;

    if (file != NULL)
        (void)fclose(file);
    out[strcspn(out, "\n")] = '\0';
    return ok;
}

/* Opens it; should its memory be unreadable, a few times, since that may be a loose plug. */
static enum ledger_open_result open_patiently(struct box *self, const char *boot_id, char *why, size_t cap)
{
    const struct timespec pause = {.tv_sec = OPEN_PAUSE_S};

    for (unsigned tries = 1;; tries++) {
        self->blind = false;
        enum ledger_open_result result = ledger_open(self->options.state, boot_id, &self->ledger, why, cap);
        if (result != LEDGER_FAILED)
            return result;
        self->ledger = ledger_open_fallback(self->options.state, boot_id, &self->blind);
        if (!self->blind || tries == OPEN_TRIES)
            return result;
        ledger_close(self->ledger);
        (void)nanosleep(&pause, NULL);
    }
}

static void words_of_failure(const struct box *self, char *notice, size_t cap)
{
    (void)snprintf(notice, cap, "%s",
                   self->blind ? "The box cannot read its memory card, so it does not know who said STOP. It "
                                 "tells you of calls and texts nobody. Replace the card."
                               : "The box cannot write to its memory card. It answers calls, but forgets "
                                 "them at a power cut. Replace the card.");
}

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* No id may be given twice, not even those that cannot be read: a box that counts from 1 never comes so far
 * as the milliseconds of the wall clock, and one that has begun there once does not catch up with them. A
 * clock that nobody has set yet may stand at 1970. */
static void number_anew(const struct tb_now *now, struct last_ids *ids)
{
    int64_t from = larger(now->wall_ms, TB_OLDEST_WALL_MS);

    ids->call = larger(ids->call, from);
    ids->text = larger(ids->text, from);
    ids->lead = larger(ids->lead, from);
}

/* What could be read is in the core; the writer gets a ledger that waits for the disk. */
static bool open_later(struct box *self, const char *boot_id)
{
    ledger_close(self->ledger);
    self->ledger = ledger_open_later(self->options.state, boot_id);
    return self->ledger != NULL;
}

/* There is nothing that a further try would be made with. */
static bool is_damaged(const struct ledger *ledger)
{
    return ledger_dir(ledger)[0] != '\0' &&
           (ledger_fault(ledger) == LEDGER_FAULT_DAMAGED || ledger_unreadable(ledger));
}

/* A line of the second record of STOPs: what is lost with it, if anything, is for people to say. */
static void tell_bad_stops(const struct box *self, bool anew, char *notice, size_t cap)
{
    unsigned first, lines = ledger_bad_stops(self->ledger, &first);

    if (lines == 0)
        return;
    log_line(LOG_PRIORITY_WARNING,
             "%s/" OPTOUTS_FILE
             ":%u: a damaged line%s: %s. If you know who said STOP, text BLOCK and the number; "
             "delete such lines to be rid of these words",
             self->options.state, first, lines > 1 ? ", and more behind it" : "",
             anew ? "who stands in it is not known" : "whoever the ledger knows in it stays out");
    if (anew)
        (void)snprintf(
            notice, cap,
            "The box's memory was damaged, and %u lines of who said STOP too. If you know one, text "
            "BLOCK and the number.",
            lines);
}

bool box_ledger_wants(const struct box *self, const struct record *record)
{
    return !self->blind || record->kind != RECORD_PERSON || record->person.opted_out;
}

void box_ledger_limit(const struct box *self, struct config *config)
{
    config->textable = config->textable && !self->blind;
}

bool box_ledger_open(struct box *self, char *notice, size_t cap)
{
    char boot_id[64] = "", why[256] = "";
    struct last_ids ids = {0};
    struct ledger_sink sink = {.record = restore_record};
    struct tb_now now = clock_now(&self->clock);
    struct ledger_window window = ledger_window_at(now.wall_ok, now.wall_ms);

    if (!read_boot_id(boot_id, sizeof boot_id))
        (void)snprintf(boot_id, sizeof boot_id, "unknown-%lld", (long long)now.wall_ms);
    enum ledger_open_result opened = open_patiently(self, boot_id, why, sizeof why);
    switch (opened) {
    case LEDGER_OK:
    case LEDGER_FRESH:
        break;
    case LEDGER_SET_ASIDE:
        log_line(LOG_PRIORITY_ERROR, "the ledger could not be used (%s) and was set aside", why);
        (void)snprintf(notice, cap, "%s", BOX_LEDGER_ANEW);
        break;
    case LEDGER_FAILED:
        log_line(LOG_PRIORITY_ERROR, "%s: %s; its records are kept in memory until it can be written",
                 self->options.state, why);
        words_of_failure(self, notice, cap);
        self->ledger_failing = true;
        break;
    }
    if (self->ledger == NULL)
        return false;
    tell_bad_stops(self, opened != LEDGER_OK, notice, cap);
    bool ok = ledger_restore(self->ledger, &sink, self, &window);
    if (!ok && is_damaged(self->ledger) && ledger_set_aside(self->ledger)) {
        log_line(LOG_PRIORITY_ERROR, "the ledger was damaged and set aside; what could be read was kept");
        ok = ledger_restore(self->ledger, &sink, self, &window);
    }
    if (!ok || !ledger_max_ids(self->ledger, &ids)) {
        log_line(LOG_PRIORITY_ERROR, "not all of the ledger could be read: %s", ledger_why(self->ledger));
        self->blind = self->ledger_failing = true;
    }
    if (self->blind)
        number_anew(&now, &ids);
    box_ledger_limit(self, self->config);
    core_restore_ids(self->core, &ids);
    if (self->ledger_failing && !open_later(self, boot_id))
        return false;
    self->forgetting = ledger_forgetting(self->ledger);
    return true;
}

/* ---- its place ---- */

static int on_touched(sd_event_source *source, const struct inotify_event *event, void *userdata)
{
    struct box *self = userdata;

    (void)source;
    (void)event;
    writer_look(self->writer);
    return 0;
}

/* Unlinking a file that is open changes its count of names, which is an attribute. */
void box_ledger_watch(struct box *self)
{
    char path[4096];

    self->ledger_watch = sd_event_source_disable_unref(self->ledger_watch);
    if (self->ledger_failing)
        return; /* it is tried again and again anyway */
    (void)snprintf(path, sizeof path, "%s/ledger.db", self->options.state);
    int result = sd_event_add_inotify(self->loop, &self->ledger_watch, path,
                                      IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF, on_touched, self);
    if (result == -ENOENT)
        writer_look(self->writer); /* deleted once more */
}

/* The other folder has no lock yet, and no last good settings. */
static void lock_again(struct box *self)
{
    char why[200];
    int fd = statusfile_lock(self->options.state, why, sizeof why);

    if (fd < 0) {
        log_line(LOG_PRIORITY_ERROR, "%s", why);
        return;
    }
    if (self->lock_fd >= 0)
        (void)close(self->lock_fd);
    self->lock_fd = fd;
}

static void keep_settings_again(struct box *self)
{
    struct config_report *report = calloc(1, sizeof *report);
    bool last_good;

    if (report != NULL)
        (void)config_load_effective(self->options.config, self->options.state, self->spare, report,
                                    &last_good);
    free(report);
    box_contacts_read(self);
}

void box_ledger_put_back(struct box *self)
{
    log_line(LOG_PRIORITY_ERROR,
             "%s: the ledger was deleted while in use; it was made again, with all it had",
             self->options.state);
    lock_again(self);
    keep_settings_again(self);
    box_ledger_watch(self);
    self->status_due = true;
    if (!self->gone_told)
        box_notice(self, "Somebody deleted the box's memory of past calls, or pulled its card. It wrote it "
                         "again from what it knew: nobody is forgotten.");
    self->gone_told = true;
}

void box_ledger_set_aside(struct box *self, const char *why)
{
    box_ledger_watch(self);
    log_line(LOG_PRIORITY_ERROR, "the ledger was damaged (%s) and set aside", why);
    box_notice(self, BOX_LEDGER_ANEW);
}

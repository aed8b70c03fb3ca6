/* The ledger at the beginning: opened, and read back into the core. */
#include "shell/box_private.h"

#include "shell/ledger.h"
#include "shell/log.h"

#include <stdio.h>
#include <string.h>

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

bool box_ledger_open(struct box *self, char *notice, size_t cap)
{
    char boot_id[64] = "", why[256] = "";
    struct last_ids ids = {0};
    struct ledger_sink sink = {.record = restore_record};
    struct tb_now now = clock_now(&self->clock);
    struct ledger_window window = ledger_window_at(now.wall_ok, now.wall_ms);

    if (!read_boot_id(boot_id, sizeof boot_id))
        (void)snprintf(boot_id, sizeof boot_id, "unknown-%lld", (long long)now.wall_ms);
    switch (ledger_open(self->options.state, boot_id, &self->ledger, why, sizeof why)) {
    case LEDGER_OK:
    case LEDGER_FRESH:
        break;
    case LEDGER_SET_ASIDE:
        log_line(LOG_PRIORITY_ERROR, "the ledger could not be used (%s) and was set aside", why);
        (void)snprintf(notice, cap,
                       "The box's memory of past calls was damaged. It began a new one; who said STOP "
                       "is kept.");
        break;
    case LEDGER_FAILED:
        log_line(LOG_PRIORITY_ERROR, "%s: %s; this run keeps its memory in RAM only", self->options.state,
                 why);
        (void)snprintf(notice, cap,
                       "The box cannot write to its memory card. It answers calls, but forgets them at "
                       "a power cut. Replace the card.");
        self->ledger = ledger_open_fallback(self->options.state, boot_id);
        self->ledger_volatile = true;
        break;
    }
    if (self->ledger == NULL)
        return false;
    bool ok = ledger_restore(self->ledger, &sink, self, &window);
    if (!ok && ledger_fault(self->ledger) == LEDGER_FAULT_DAMAGED && ledger_set_aside(self->ledger)) {
        log_line(LOG_PRIORITY_ERROR, "the ledger was damaged and set aside; what could be read was kept");
        ok = ledger_restore(self->ledger, &sink, self, &window);
    }
    if (!ok || !ledger_max_ids(self->ledger, &ids))
        log_line(LOG_PRIORITY_ERROR, "not all of the ledger could be read: %s", ledger_why(self->ledger));
    core_restore_ids(self->core, &ids);
    return true;
}

/* The box as a thing: its ports, its power, its clock and its disk. */
#include "world.h"

#include <string.h>

enum { REOPEN_MS = 500 /* as firmware/shell/box_line.c */ };

static void close_port(struct world *w, unsigned i)
{
    struct world_line *line = &w->line[i];

    line->reopen = false;
    if (!line->up)
        return;
    line->up = false;
    line->open_ms = w->ms + REOPEN_MS;
    world_step(w, &(struct event){.kind = EVENT_LINK_DOWN, .line = (uint8_t)i});
}

bool world_port_moves(struct world *w, unsigned i)
{
    struct world_line *line = &w->line[i];
    bool busy = false;

    if (line->off && w->state != BOX_OFF && w->ms >= line->on_ms) {
        line->off = false;
        sim_power(&line->sim, true, w->ms);
        busy = true;
    }
    if (w->state != BOX_UP)
        return busy;
    if (line->up && (line->reopen || !line->plugged)) {
        close_port(w, i);
        busy = true;
    }
    if (line->up || w->ms < line->open_ms)
        return busy;
    line->open_ms = w->ms + REOPEN_MS;
    if (!line->plugged)
        return busy;
    line->up = true;
    world_step(w, &(struct event){.kind = EVENT_LINK_UP, .line = (uint8_t)i});
    return true;
}

void world_boot(struct world *w)
{
    w->boot++;
    rules_booted(w);
    w->boot_ms = w->ms - 15000; /* systemd took that long */
    w->wall_ok = false;         /* no battery keeps the time */
    if (w->wall_error_ms == 0)
        w->wall_error_ms = -60000;
    w->learn_ms = w->plan->ntp_ms > 0 ? w->ms + w->plan->ntp_ms : TB_NEVER;
    for (unsigned i = 0; i < w->lines; i++)
        if (!w->line[i].off)
            sim_power(&w->line[i].sim, true, w->ms);
}

bool world_box_lives(struct world *w)
{
    if (w->dying != DEATH_NONE) {
        world_die(w);
        return true;
    }
    if (w->state != BOX_UP && w->ms >= w->up_ms) {
        if (w->state == BOX_OFF)
            world_boot(w);
        world_start(w);
        return true;
    }
    if (w->state != BOX_UP || !w->stopping ||
        (w->ms < w->stop_ms && !(core_is_quiet(w->core) && w->disk.count == 0)))
        return false;
    w->dying = DEATH_KILL;
    return true;
}

bool world_clock_is_told(struct world *w)
{
    if (w->ms < w->learn_ms)
        return false;
    w->learn_ms = TB_NEVER;
    w->wall_error_ms = 0;
    w->wall_ok = true;
    world_step(w, &(struct event){.kind = EVENT_TICK});
    return true;
}

static void durable(struct world *w, unsigned taken)
{
    struct event well = {.kind = EVENT_LEDGER, .failing = false};
    struct event event = {.kind = EVENT_DURABLE, .sequence = w->disk.durable};

    for (unsigned i = 0; i < taken; i++)
        rules_durable(w, &w->disk.item[i].record);
    disk_drop(&w->disk, taken);
    if (w->disk.failing) {
        w->disk.failing = false;
        world_step(w, &well);
    }
    world_step(w, &event);
}

bool world_disk_moves(struct world *w)
{
    struct event failing = {.kind = EVENT_LEDGER, .failing = true};
    int64_t due = disk_deadline(&w->disk);
    char why[300];
    unsigned taken;

    if (w->state != BOX_UP || w->dying != DEATH_NONE || due > w->ms)
        return false;
    switch (disk_step(&w->disk, w->ms, &taken, why, sizeof why)) {
    case DISK_NOTHING:
        break;
    case DISK_DURABLE:
        durable(w, taken);
        break;
    case DISK_FAILS:
        world_step(w, &failing);
        break;
    case DISK_DAMAGED:
        rules_break(w, RULE_LEDGER_SOUND, "%s", why);
        break;
    }
    return true;
}

bool world_reports_come(struct world *w)
{
    if (w->state != BOX_UP || w->reports == 0)
        return false;
    struct report_figures figures = w->report[0];
    struct event event = {.kind = EVENT_REPORT, .figures = &figures};
    memmove(&w->report[0], &w->report[1], --w->reports * sizeof w->report[0]);
    world_step(w, &event);
    return true;
}

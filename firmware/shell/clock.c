#include "shell/clock.h"

#include <stdio.h>
#include <sys/timex.h>
#include <time.h>
#include <unistd.h>

enum {
    MS_PER_S = 1000,
    NS_PER_MS = 1000000,
    LOOK_EVERY_MS = 1000,
    SAME_MS = 3600 * 1000,
    SURE_AFTER_MS = 24 * 3600 * 1000
};

/* A Pi 5 has a clock chip whether or not there is a battery on it: one that forgot shows a year before this
 * software. */
static bool has_battery(void)
{
    long long epoch_s = 0;

    if (access("/proc/device-tree", F_OK) != 0)
        return true;
    FILE *file = fopen("/sys/class/rtc/rtc0/since_epoch", "re");
    bool told = file != NULL && fscanf(file, "%lld", &epoch_s) == 1;
    if (file != NULL)
        (void)fclose(file);
    return told && epoch_s >= TB_OLDEST_WALL_MS / MS_PER_S;
}

bool clock_is_synchronised(void)
{
    struct timex state = {.modes = 0};

    if (access("/run/systemd/timesync/synchronized", F_OK) == 0)
        return true;
    return adjtimex(&state) >= 0 && (state.status & STA_UNSYNC) == 0;
}

void clock_init(struct clock_source *self)
{
    *self = (struct clock_source){.trusted = has_battery()};
}

struct tb_now clock_now(struct clock_source *self)
{
    struct timespec mono, wall;

    (void)clock_gettime(CLOCK_MONOTONIC, &mono);
    (void)clock_gettime(CLOCK_REALTIME, &wall);
    struct tb_now now = {.mono_ms = (int64_t)mono.tv_sec * MS_PER_S + mono.tv_nsec / NS_PER_MS,
                         .wall_ms = (int64_t)wall.tv_sec * MS_PER_S + wall.tv_nsec / NS_PER_MS};
    if (!self->trusted && now.mono_ms >= self->look_ms) {
        self->look_ms = now.mono_ms + LOOK_EVERY_MS;
        self->trusted = clock_is_synchronised();
    }
    now.wall_ok = self->trusted && now.wall_ms >= TB_OLDEST_WALL_MS;
    if (!now.wall_ok && self->told) {
        now.wall_ms = self->told_zero_ms + now.mono_ms;
        now.wall_ok = true;
    }
    return now;
}

bool clock_tell(struct clock_source *self, int64_t wall_ms, int64_t at_ms)
{
    struct clock_source own = {.trusted = self->trusted, .look_ms = self->look_ms};

    if (clock_now(&own).wall_ok || wall_ms < TB_OLDEST_WALL_MS)
        return false;
    int64_t zero_ms = wall_ms - at_ms, off_ms = zero_ms - self->told_zero_ms;
    if (!self->told || off_ms > SAME_MS || off_ms < -SAME_MS)
        self->told_since_ms = at_ms;
    self->told = true;
    self->told_zero_ms = zero_ms;
    return true;
}

bool clock_is_sure(const struct clock_source *self, int64_t mono_ms)
{
    return self->trusted || (self->told && mono_ms - self->told_since_ms >= SURE_AFTER_MS);
}

#include "shell/zone.h"

#include "shell/config_near.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define ZONE_FOLDER "/usr/share/zoneinfo"

enum { PROBE_S = 7 * 86400 }; /* no zone goes back and forth within a week */
#define REACH_S ((int64_t)30 * 366 * 86400)

static bool plausible(const char *name)
{
    size_t length = strlen(name);
    if (length >= ZONE_NAME_MAX || name[0] == '/' || strstr(name, "..") != NULL)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              strchr("_+-/", c)))
            return false;
    }
    return strcmp(name, "UTC") == 0 || strchr(name, '/') != NULL;
}

static bool in_database(const char *name)
{
    char path[sizeof(ZONE_FOLDER) + 1 + ZONE_NAME_MAX], magic[4];
    (void)snprintf(path, sizeof(path), ZONE_FOLDER "/%s", name);
    FILE *file = fopen(path, "re");
    if (file == NULL)
        return false;
    bool found = fread(magic, 1, sizeof(magic), file) == sizeof(magic) && memcmp(magic, "TZif", 4) == 0;
    (void)fclose(file);
    return found;
}

/* Seconds east of UTC at t, by the zone in TZ. */
static int32_t offset_at(int64_t t)
{
    time_t instant = (time_t)t;
    struct tm tm = {0};
    CHECK(localtime_r(&instant, &tm) != NULL);
    return (int32_t)tm.tm_gmtoff;
}

/* The first second in (low, high] at which the offset is no longer that of low. */
static int64_t change_between(int64_t low, int64_t high)
{
    int32_t before = offset_at(low);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (offset_at(middle) == before)
            low = middle;
        else
            high = middle;
    }
    return high;
}

static void find_transitions(int64_t from_s, struct cfg_zone *out)
{
    int32_t offset = offset_at(from_s);
    out->count = 1;
    out->transition[0] = (struct cfg_transition){.at_s = INT64_MIN, .offset_s = offset};
    for (int64_t t = from_s; t < from_s + REACH_S && out->count < TB_ZONE_MAX; t += PROBE_S) {
        if (offset_at(t + PROBE_S) == offset)
            continue;
        int64_t at = change_between(t, t + PROBE_S);
        offset = offset_at(at);
        out->transition[out->count++] = (struct cfg_transition){.at_s = at, .offset_s = offset};
    }
}

bool zone_fill(const char *name, int64_t from_s, struct cfg_zone *out)
{
    if (!plausible(name) || !in_database(name))
        return false;
    const char *present = getenv("TZ");
    char *before = present != NULL ? strdup(present) : NULL;
    CHECK(present == NULL || before != NULL);
    CHECK(setenv("TZ", name, 1) == 0);
    tzset();
    memset(out, 0, sizeof(*out));
    find_transitions(from_s, out);
    CHECK((before != NULL ? setenv("TZ", before, 1) : unsetenv("TZ")) == 0);
    tzset();
    free(before);
    (void)snprintf(out->name, sizeof(out->name), "%s", name);
    return true;
}

/* What people in the United States call their zone. */
static const char *by_habit(const char *name)
{
    static const struct {
        const char *habit, *zone;
    } names[] = {
        {"E", "America/New_York"},      {"Eastern", "America/New_York"},
        {"C", "America/Chicago"},       {"Central", "America/Chicago"},
        {"M", "America/Denver"},        {"Mountain", "America/Denver"},
        {"P", "America/Los_Angeles"},   {"Pacific", "America/Los_Angeles"},
        {"AK", "America/Anchorage"},    {"Alaska", "America/Anchorage"},
        {"H", "Pacific/Honolulu"},      {"Hawaii", "Pacific/Honolulu"},
        {"Arizona", "America/Phoenix"}, {"GM", "UTC"},
    };
    static const char *const tails[] = {"", "T", "ST", "DT", " time", " standard time", " daylight time"};
    if (strncasecmp(name, "US/", 3) == 0)
        name += 3;
    for (size_t i = 0; i < TB_COUNT(names); i++) {
        size_t length = strlen(names[i].habit);
        for (size_t k = 0; strncasecmp(name, names[i].habit, length) == 0 && k < TB_COUNT(tails); k++) {
            if (strcasecmp(name + length, tails[k]) == 0 && strlen(name) > 1)
                return names[i].zone;
        }
    }
    return NULL;
}

/* Distance of the written name from a zone, by the whole name or its last part: "new york" is
 * America/New_York. */
static unsigned distance(const char *written, const char *zone)
{
    char name[ZONE_NAME_MAX];
    (void)snprintf(name, sizeof(name), "%s", written);
    for (char *p = strchr(name, ' '); p != NULL; p = strchr(p, ' '))
        *p = '_';
    const char *city = strrchr(zone, '/');
    unsigned whole = config_distance(name, zone);
    unsigned part = city != NULL ? config_distance(name, city + 1) : whole;
    return part < whole ? part : whole;
}

bool zone_nearest(const char *name, char out[ZONE_NAME_MAX])
{
    const char *habit = by_habit(name);
    if (habit != NULL) {
        (void)snprintf(out, ZONE_NAME_MAX, "%s", habit);
        return true;
    }
    FILE *table = fopen(ZONE_FOLDER "/zone1970.tab", "re");
    if (table == NULL)
        return false;
    unsigned best = strlen(name) < 6 ? 1 : 3;
    bool found = false;
    char line[512], zone[ZONE_NAME_MAX];
    while (fgets(line, sizeof(line), table) != NULL) {
        /* codes, coordinates, zone, remarks: separated by tabs */
        if (line[0] == '#' || sscanf(line, "%*s %*s %63s", zone) != 1)
            continue;
        unsigned far = distance(name, zone);
        if (far < best || (far == best && !found)) {
            best = far;
            found = true;
            memcpy(out, zone, sizeof(zone));
        }
    }
    (void)fclose(table);
    return found;
}

#include "judge.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { UTC_SLACK_S = 120 };

/* cfg-05: the log or the card names the line that was wrong. */
static void judge_line(struct judgement *self, const char *log)
{
    bool named = false;

    for (const char *at = strchr(log, '8'); at != NULL; at = strchr(at + 1, '8')) {
        bool colon = at > log && at[-1] == ':', line = at - log >= 5 && strncmp(at - 5, "line ", 5) == 0;
        named = named || ((colon || line) && !isalnum((unsigned char)at[1]));
    }
    if (!named)
        judge_say(self, "not so: log or card names line 8");
}

static bool read_time(const char *at, int64_t *out)
{
    struct tm tm = {.tm_sec = 0};

    if (sscanf(at, "%4d-%2d-%2d%*1[T ]%2d:%2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
               &tm.tm_min, &tm.tm_sec) != 6)
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    *out = timegm(&tm);
    return true;
}

/* An instant of the modem's clock, if the log gives any. The box's own clock is virtual and right, so its
 * times are no answer; the log carries none. */
static void judge_utc(struct judgement *self, const char *wanted, const char *log)
{
    int64_t want, seen;
    bool any = false, right = false;

    if (!read_time(wanted, &want)) {
        judge_say(self, "`utc` is no time");
        return;
    }
    for (const char *at = strstr(log, "2026-04-1"); at != NULL; at = strstr(at + 1, "2026-04-1"))
        if (read_time(at, &seen)) {
            any = true;
            right = right || (seen - want <= UTC_SLACK_S && want - seen <= UTC_SLACK_S);
        }
    if (any && !right)
        judge_say(self, "utc: shows another time than %s", wanted);
}

void judge_log(struct judgement *self, const struct play *play)
{
    const char *log = bytes_string(&play->box.log);
    const char *utc = json_string_value(json_object_get(play->script->checks, "utc"));

    if (strcmp(play->script->id, "cfg-05") == 0)
        judge_line(self, log);
    if (utc != NULL)
        judge_utc(self, utc, log);
}

#include "clock/setting.h"

#include "shell/clock_line.h"

#include <string.h>

/* Decimal digits, no sign, at most 15 of them: far below what an int64_t holds. Moves *at behind them. */
static bool read_ms(const char **at, const char *end, int64_t *out)
{
    const char *begin = *at;

    *out = 0;
    while (*at < end && **at >= '0' && **at <= '9' && *at - begin < 15)
        *out = *out * 10 + (*(*at)++ - '0');
    return *at > begin;
}

bool setting_read(const char *bytes, size_t length, struct setting *out)
{
    static const char MAGIC[] = CLOCK_LINE_MARK;
    const char *at = bytes + sizeof MAGIC - 1, *end = bytes + length;

    if (length < sizeof MAGIC || length > CLOCK_LINE_MAX || memcmp(bytes, MAGIC, sizeof MAGIC - 1) != 0)
        return false;
    if (!read_ms(&at, end, &out->wall_ms) || at == end || *at++ != ' ')
        return false;
    return read_ms(&at, end, &out->at_ms) && end - at == 1 && *at == '\n';
}

enum setting_verdict setting_decide(const struct setting *said, int64_t wall_ms, int64_t mono_ms, bool better,
                                    int64_t *offset_ms)
{
    int64_t age_ms = mono_ms - said->at_ms;

    *offset_ms = 0;
    if (better)
        return SETTING_BETTER;
    if (said->wall_ms < TB_OLDEST_WALL_MS || said->wall_ms >= SETTING_NEWEST_MS)
        return SETTING_NONSENSE;
    if (age_ms < 0 || age_ms > SETTING_OLD_MS)
        return SETTING_STALE;
    *offset_ms = said->wall_ms + age_ms - wall_ms;
    int64_t off_ms = *offset_ms < 0 ? -*offset_ms : *offset_ms;
    if (off_ms < SETTING_CLOSE_MS)
        return SETTING_LEAVE;
    return off_ms < SETTING_SLEW_MS ? SETTING_SLEW : SETTING_STEP;
}

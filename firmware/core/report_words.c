#include "core/report_words.h"

#include "base/check.h"
#include "core/hours.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PERIOD_MAX = 32 };

static const char *month_word(uint8_t month)
{
    static const char *const words[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    return words[(month - 1U) % TB_COUNT(words)];
}

/* "Oct", "Nov 16-22", "Nov 30-Dec 6", "Nov 1". */
static void period_words(const struct report_figures *figures, const struct cfg_zone *zone,
                         char out[PERIOD_MAX])
{
    struct hours_clock from, last, after;

    hours_local(zone, figures->from_ms / 1000, &from);
    hours_local(zone, (figures->to_ms > figures->from_ms ? figures->to_ms - 1 : figures->from_ms) / 1000,
                &last);
    hours_local(zone, figures->to_ms / 1000, &after);
    bool whole = from.mday == 1 && after.mday == 1 && after.minute == 0 && from.month == last.month &&
                 from.year == last.year && after.month != from.month;
    if (whole)
        (void)snprintf(out, PERIOD_MAX, "%s", month_word(from.month));
    else if (from.day == last.day)
        (void)snprintf(out, PERIOD_MAX, "%s %u", month_word(from.month), (unsigned)from.mday);
    else if (from.month == last.month && from.year == last.year)
        (void)snprintf(out, PERIOD_MAX, "%s %u-%u", month_word(from.month), (unsigned)from.mday,
                       (unsigned)last.mday);
    else
        (void)snprintf(out, PERIOD_MAX, "%s %u-%s %u", month_word(from.month), (unsigned)from.mday,
                       month_word(last.month), (unsigned)last.mday);
}

/* The box's own texts leave within a second, which is not "0 s" to anybody. */
static void median_words(int64_t ms, char *out, size_t cap)
{
    int64_t seconds = (ms + 500) / 1000;

    if (ms < 1000)
        (void)snprintf(out, cap, "under 1 s");
    else if (seconds < 120)
        (void)snprintf(out, cap, "%" PRId64 " s", seconds);
    else
        (void)snprintf(out, cap, "%" PRId64 " min", (seconds + 30) / 60);
}

void report_line(char *out, size_t cap, const struct report_figures *figures, const struct cfg_zone *zone)
{
    char period[PERIOD_MAX], opted_out[40] = "", median[48] = "";
    int64_t missed = figures->calls - figures->answered;

    period_words(figures, zone, period);
    if (missed == 0) {
        (void)snprintf(out, cap, "%s: no missed calls.", period);
        return;
    }
    if (figures->opted_out > 0)
        (void)snprintf(opted_out, sizeof opted_out, ", %" PRId64 " opted out", figures->opted_out);
    if (figures->to_text.known) {
        (void)snprintf(median, sizeof median, ", median ");
        median_words(figures->to_text.ms, median + strlen(median), sizeof median - strlen(median));
    }
    (void)snprintf(out, cap, "%s: %" PRId64 " missed, %" PRId64 " texted, %" PRId64 " replied%s%s.", period,
                   missed, figures->texted, figures->replied, opted_out, median);
}

/* "2,520" */
static void dollars(int64_t amount, char *out, size_t cap)
{
    char digits[24];
    size_t count = (size_t)snprintf(digits, sizeof digits, "%" PRId64, amount), used = 0;

    for (size_t i = 0; i < count && used + 2 < cap; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            out[used++] = ',';
        out[used++] = digits[i];
    }
    out[used] = '\0';
}

void report_worth(char *line, size_t cap, int64_t replied, double commission, double close_rate)
{
    static const double MOST = 1e12; /* above that somebody has slipped */
    char amount[32], words[128];
    double worth = (double)replied * close_rate * commission;

    if (!(worth >= 0.5 && worth < MOST))
        return;
    dollars((int64_t)(worth + 0.5), amount, sizeof amount);
    (void)snprintf(words, sizeof words, " About $%s if %.3g%% of those who replied close.", amount,
                   close_rate * 100);
    if (strlen(line) + strlen(words) < cap)
        memcpy(line + strlen(line), words, strlen(words) + 1);
}

void report_no_date(char *out, size_t cap)
{
    (void)snprintf(out, cap, "I do not know the date yet. Ask again later.");
}

void report_unreadable(char *out, size_t cap)
{
    (void)snprintf(out, cap, "I cannot read my records now. Ask again later.");
}

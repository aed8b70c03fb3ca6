/* The figures of a period as the Contract's object. */
#include "shell/report.h"
#include "textbackctl/views.h"

static json_t *seconds(const struct report_median *median)
{
    return median->known ? json_real((double)median->ms / 1000) : json_null();
}

static void add_reason(void *arg, const char *reason, int64_t calls)
{
    (void)json_object_set_new(arg, reason, json_integer(calls));
}

json_t *view_report(struct ledger *ledger, const struct report_period *period)
{
    struct report_figures figures;
    json_t *reasons = json_object();

    if (!report_read(ledger, period, &figures, add_reason, reasons)) {
        json_decref(reasons);
        return NULL;
    }
    return json_pack("{s:o, s:o, s:I, s:I, s:I, s:o, s:o, s:I, s:o}", "from",
                     figures.dated ? view_time(figures.from_ms) : json_null(), "to", view_time(figures.to_ms),
                     "calls", (json_int_t)figures.calls, "texted", (json_int_t)figures.texted, "replied",
                     (json_int_t)figures.replied, "median_text_s", seconds(&figures.to_text),
                     "median_human_s", seconds(&figures.to_human), "opted_out", (json_int_t)figures.opted_out,
                     "reasons", reasons);
}

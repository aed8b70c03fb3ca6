/* What others may see: systemd, textbackctl's status file, and a page on the card. */
#include "shell/box_private.h"

#include "core/hours.h"
#include "shell/notify.h"
#include "shell/statusfile.h"
#include "shell/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 27.007 8.5: 0 is -113 dBm or less, each step 2 dB, 99 unknown. */
static int16_t signal_dbm(int rssi)
{
    return (int16_t)(rssi >= 0 && rssi <= 31 ? -113 + 2 * rssi : STATUS_NO_SIGNAL);
}

static void append(char *to, size_t cap, const char *separator, const char *words)
{
    size_t used = strlen(to);

    if (words[0] != '\0' && used + 1 < cap)
        (void)snprintf(to + used, cap - used, "%s%s", used > 0 ? separator : "", words);
}

/* What keeps the line from its calls: of a port that is not there the shell knows more. */
static const char *why_words(const struct box_line *line, const char *why, char *words, size_t cap)
{
    if (line->serial != NULL || line->missing[0] == '\0' || why[0] == '\0')
        return why;
    (void)snprintf(words, cap, "no modem: %s", line->missing);
    return words;
}

static void fill_lines(const struct box *self, struct status *status)
{
    struct core_line_status line;
    char missing[240], why[240];

    status->line_count = (uint8_t)self->line_count;
    for (unsigned i = 0; i < self->line_count; i++) {
        struct status_line *to = &status->line[i];
        core_line_status(self->core, i, &line);
        line.why = why_words(&self->line[i], line.why, why, sizeof why);
        (void)snprintf(to->name, sizeof to->name, "%s", line.name);
        (void)snprintf(to->modem, sizeof to->modem, "%s", line.modem);
        (void)snprintf(to->profile, sizeof to->profile, "%s", line.profile);
        (void)snprintf(to->operator_name, sizeof to->operator_name, "%s", line.operator_name);
        (void)snprintf(to->number, sizeof to->number, "%.*s", TB_NUMBER_MAX - 1, line.number);
        to->signal = signal_dbm(line.signal);
        core_missing_words(line.missing, missing, sizeof missing);
        memcpy(to->missing, missing, sizeof to->missing);
        if (self->line_count > 1 && (line.why[0] != '\0' || to->missing[0] != '\0')) {
            append(status->why, sizeof status->why, "; ", "line ");
            append(status->why, sizeof status->why, "", line.name);
            append(status->why, sizeof status->why, "", ": ");
        }
        append(status->why, sizeof status->why, self->line_count > 1 ? "" : "; ", line.why);
        if (line.pin_tries >= 0) {
            (void)snprintf(missing, sizeof missing, "%d tries left", line.pin_tries);
            append(status->why, sizeof status->why, ", ", missing);
        }
        append(status->why, sizeof status->why, line.why[0] != '\0' || self->line_count == 1 ? "; " : "",
               to->missing);
    }
}

static void fill(struct box *self, struct status *status)
{
    bool armed = core_is_armed(self->core);

    memset(status, 0, sizeof *status);
    if (armed != self->was_armed || self->armed_since.mono_ms == 0)
        self->armed_since = clock_now(&self->clock);
    self->was_armed = armed;
    status->armed = armed;
    status->since_ok = self->armed_since.wall_ok;
    status->since_ms = self->armed_since.wall_ms;
    (void)snprintf(status->state, sizeof status->state, "%s", armed ? "armed" : "not armed");
    fill_lines(self, status);
    if (self->blind)
        append(status->why, sizeof status->why, "; ",
               "callers get no text: who said STOP cannot be read from the memory card");
    else if (!self->config->textable)
        append(status->why, sizeof status->why, "; ",
               "callers get no text until name, broker, phone and text in textback.ini are right");
    else if (self->report->errors > 0)
        append(status->why, sizeof status->why, "; ", "textback.ini has errors");
    if (self->ledger_failing)
        append(status->why, sizeof status->why, "; ", "the memory card cannot be written");
}

static void tell_systemd(struct box *self, const struct status *status)
{
    const char *colon = status->why[0] != '\0' ? ": " : "";

    if (status->armed && !self->ready_told) {
        self->ready_told = notify("READY=1\nSTATUS=armed%s%s", colon, status->why);
        if (self->ready_told)
            writer_check(
                self->writer); /* the whole ledger is looked through only now that calls are answered */
        return;
    }
    (void)notify("STATUS=%s%s%s", status->state, colon, status->why);
}

/* ", as of 2026-11-25 2:14 pm": the page stays on the card when the plug is pulled. */
static void date_words(struct box *self, char *out, size_t cap)
{
    struct tb_now now = clock_now(&self->clock);
    struct hours_clock local;
    char words[HOURS_WORDS_MAX];

    out[0] = '\0';
    if (!now.wall_ok)
        return;
    hours_local(&self->config->zone, now.wall_ms / 1000, &local);
    hours_words(local.minute, words);
    (void)snprintf(out, cap, ", as of %04d-%02u-%02u %s", local.year, (unsigned)local.month,
                   (unsigned)local.mday, words);
}

/* A page for whoever puts the card into a laptop. Windows editors want CR LF. */
static void write_card(struct box *self, const struct status *status)
{
    char page[4096], when[48];

    date_words(self, when, sizeof when);
    int used = snprintf(page, sizeof page, "textback%s: %s%s%s\r\n\r\n", when, status->state,
                        status->why[0] != '\0' ? ": " : "", status->why);

    for (unsigned i = 0; i < self->report->count && used > 0 && (size_t)used < sizeof page; i++) {
        const struct config_finding *finding = &self->report->finding[i];
        if (finding->severity == CONFIG_NOTE)
            continue;
        used +=
            snprintf(page + used, sizeof page - (size_t)used, "textback.ini line %d: %s: %s\r\n",
                     finding->line, finding->severity == CONFIG_ERROR ? "error" : "warning", finding->text);
    }
    size_t length = used > 0 && (size_t)used < sizeof page ? (size_t)used : strlen(page);
    if (!writer_put_file(self->writer, self->options.card, "textback-status.txt", page, length, false))
        return; /* disposable: the next change writes it again */
}

static void write_state(struct box *self, const struct status *status)
{
    char *json = malloc(STATUSFILE_MAX);

    if (json == NULL)
        return;
    size_t length = statusfile_json(status, json, STATUSFILE_MAX);
    (void)!writer_put_file(self->writer, self->options.state, STATUSFILE_NAME, json, length, false);
    free(json);
}

static void publish(struct box *self, const struct status *status)
{
    char words[sizeof self->state_words];

    write_state(self, status);
    (void)snprintf(words, sizeof words, "%d %s %u", (int)status->armed, status->why, self->report->errors);
    if (strcmp(words, self->state_words) == 0)
        return; /* the card wears out; only what a person would read anew is written there */
    memcpy(self->state_words, words, sizeof words);
    write_card(self, status);
}

void box_status_changed(struct box *self)
{
    struct status *status = malloc(sizeof *status);

    if (status == NULL)
        return;
    fill(self, status);
    tell_systemd(self, status);
    publish(self, status);
    free(status);
}

void box_status_stopped(struct box *self)
{
    struct status *status = malloc(sizeof *status);

    if (status == NULL)
        return;
    fill(self, status);
    status->armed = false;
    (void)snprintf(status->state, sizeof status->state, "stopped");
    (void)snprintf(status->why, sizeof status->why, "textbackd was ended");
    publish(self, status);
    free(status);
}

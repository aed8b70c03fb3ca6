/* What the configuration tests share: a whole file around a few lines, and looking things up in the report.
 */
#ifndef TESTS_CONFIG_FIXTURE_H
#define TESTS_CONFIG_FIXTURE_H

#include "base/check.h"
#include "shell/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Eight lines without an error or warning; what a test adds begins on line 9, in [message]. */
#define SOUND_HEAD                                                                                           \
    "[agent]\n"                                                                                              \
    "name = Alex Agent\n"                                                                                    \
    "broker = Example Realty\n"                                                                              \
    "phone = 202-555-0100\n"                                                                                 \
    "timezone = America/New_York\n"                                                                          \
    "[message]\n"                                                                                            \
    "text = Hi, {agent} with {broker}. I can call within {callback}.\n"                                      \
    "  Reply STOP to opt out.\n"
#define SOUND_LINES 8

struct parsed {
    struct config cfg;
    struct config_report report;
    enum config_status status;
};

static inline struct parsed *parse_bytes(const void *bytes, size_t length)
{
    struct parsed *p = malloc(sizeof(*p));
    assert_non_null(p);
    p->status = config_parse("textback.ini", bytes, length, &p->cfg, &p->report);
    assert_true((p->status == CONFIG_SOUND) == (p->report.errors == 0));
    return p;
}

static inline struct parsed *parse_text(const char *text)
{
    return parse_bytes(text, strlen(text));
}

/* SOUND_HEAD and then `more`. */
static inline struct parsed *parse_more(const char *more)
{
    char *text = malloc(sizeof(SOUND_HEAD) + strlen(more));
    assert_non_null(text);
    memcpy(text, SOUND_HEAD, sizeof(SOUND_HEAD));
    strcat(text, more);
    struct parsed *p = parse_text(text);
    free(text);
    return p;
}

static inline void show(const struct parsed *p)
{
    config_report_print(&p->report, stderr);
}

/* Fails, with the report on stderr, unless it holds exactly these counts. */
static inline void expect_counts(const struct parsed *p, unsigned errors, unsigned warnings)
{
    if (p->report.errors != errors || p->report.warnings != warnings)
        show(p);
    assert_int_equal(p->report.errors, errors);
    assert_int_equal(p->report.warnings, warnings);
}

/* The first finding of a kind on a line; NULL if there is none. */
static inline const struct config_finding *finding_on(const struct parsed *p, enum config_severity severity,
                                                      int line)
{
    for (unsigned i = 0; i < p->report.count; i++) {
        if (p->report.finding[i].severity == severity && p->report.finding[i].line == line)
            return &p->report.finding[i];
    }
    return NULL;
}

/* Fails unless a finding stands on that line and holds those words. */
static inline void expect_finding(const struct parsed *p, enum config_severity severity, int line,
                                  const char *words)
{
    const struct config_finding *f = finding_on(p, severity, line);
    if (f == NULL || strstr(f->text, words) == NULL) {
        (void)fprintf(stderr, "expected on line %d: %s\n", line, words);
        show(p);
    }
    assert_non_null(f);
    assert_non_null(strstr(f->text, words));
}

/* Reads tests/vectors/ini/<name>. */
static inline uint8_t *read_vector(const char *name, size_t *length)
{
    char path[512];
    (void)snprintf(path, sizeof(path), TB_SOURCE_DIR "/tests/vectors/ini/%s", name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    uint8_t *bytes = malloc(CONFIG_FILE_MAX);
    assert_non_null(bytes);
    *length = fread(bytes, 1, CONFIG_FILE_MAX, file);
    (void)fclose(file);
    return bytes;
}

#endif

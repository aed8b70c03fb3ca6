#include "report.h"

#include "textbackctl/views.h"

#include <stdio.h>
#include <stdlib.h>

static json_t *submissions(const struct fake *modem)
{
    json_t *list = json_array();

    for (size_t i = 0; i < modem->submission_count; i++) {
        const struct submission *s = &modem->submission[i];
        json_t *row = json_object();
        (void)json_object_set_new(row, "to", view_string(s->to));
        (void)json_object_set_new(row, "pdu", view_string(s->body));
        (void)json_object_set_new(row, "accepted", json_boolean(s->outcome == OUTCOME_ACCEPTED));
        (void)json_array_append_new(list, row);
    }
    return list;
}

static json_t *commands(const struct fake *modem)
{
    json_t *list = json_array();

    for (size_t i = 0; i < modem->command_count; i++)
        (void)json_array_append_new(list, view_string(modem->commands[i]));
    return list;
}

static void print_json(enum result result, const char *id, const char *why, const struct play *play,
                       const struct judgement *judgement)
{
    json_t *row = json_object(),
           *pass = result == RESULT_OPEN ? json_null() : json_boolean(result == RESULT_PASS);

    (void)json_object_set_new(row, "id", id != NULL ? view_string(id) : json_null());
    (void)json_object_set_new(row, "pass", pass);
    (void)json_object_set_new(row, "why", view_string(why));
    (void)json_object_set_new(row, "submitted", play != NULL ? submissions(&play->modem) : json_array());
    (void)json_object_set_new(row, "commands", play != NULL ? commands(&play->modem) : json_array());
    (void)json_object_set(row, "people", judgement != NULL ? judgement->people : NULL);
    (void)json_object_set(row, "texts", judgement != NULL ? judgement->texts : NULL);
    if (json_object_get(row, "people") == NULL)
        (void)json_object_set_new(row, "people", json_array());
    if (json_object_get(row, "texts") == NULL)
        (void)json_object_set_new(row, "texts", json_array());
    char *text = json_dumps(row, JSON_COMPACT);
    CHECK(text != NULL);
    (void)puts(text);
    free(text);
    json_decref(row);
}

static void print_row(enum result result, const char *id, const char *why)
{
    static const char *const words[] = {[RESULT_PASS] = "pass", [RESULT_FAIL] = "FAIL", [RESULT_OPEN] = "-"};

    (void)printf("%-12s %-4s %s\n", id != NULL ? id : "?", words[result], why);
}

/* Each line of text behind a bar. */
static void print_block(const struct bytes *text)
{
    const char *at = bytes_string(text);

    while (*at != '\0') {
        const char *end = at;
        while (*end != '\0' && *end != '\n')
            end++;
        (void)printf("    | %.*s\n", (int)(end - at), at);
        at = *end == '\n' ? end + 1 : end;
    }
}

void report_case(enum report_form form, enum result result, const struct play *play,
                 const struct judgement *judgement)
{
    const char *why = bytes_string(&judgement->why);

    if (form == REPORT_JSON) {
        print_json(result, play->script->id, why, play, judgement);
        return;
    }
    print_row(result, play->script->id, why);
    if (result != RESULT_FAIL && form != REPORT_TRANSCRIPTS)
        return;
    print_block(&play->modem.transcript);
    print_block(&play->box.log);
}

void report_words(enum report_form form, enum result result, const char *id, const char *why)
{
    if (form == REPORT_JSON)
        print_json(result, id, why, NULL, NULL);
    else
        print_row(result, id, why);
}

void report_totals(const struct totals *totals)
{
    (void)printf("\n%u cases: %u pass, %u fail, %u not judged\n", totals->pass + totals->fail + totals->open,
                 totals->pass, totals->fail, totals->open);
}

/* textbackctl: looks at what the box has done. It only reads; the daemon may be alive or dead. */
#include "shell/ledger.h"
#include "shell/report.h"
#include "textbackctl/explain.h"
#include "textbackctl/request.h"
#include "textbackctl/table.h"
#include "textbackctl/views.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EXIT_UNREADABLE = 1, EXIT_USAGE = 64 /* sysexits(3) */ };

/* ---- printing ---- */

static bool print_json(void *arg, json_t *row)
{
    (void)arg;
    return json_dumpf(row, stdout, JSON_COMPACT | JSON_ENSURE_ASCII) == 0 && putchar('\n') != EOF;
}

/* Prints one object, or what of it people want, and gives it back. */
static bool print_one(const struct request *request, json_t *object, void (*table)(const json_t *))
{
    bool ok = object != NULL;

    if (ok && request->json)
        ok = print_json(NULL, object);
    else if (ok)
        table(object);
    json_decref(object);
    return ok;
}

static bool print_view(struct ledger *ledger, const struct request *request, enum view view)
{
    return request->json ? view_each(ledger, view, print_json, NULL) : table_print(ledger, view);
}

/* ---- commands; NULL, or what went wrong ---- */

static const char unreadable[] = "the ledger cannot be read to its end";
static const char no_such_call[] = "no such call";

static int status(const struct request *request)
{
    char why[4200];
    json_t *object = view_status(request->state_dir, request->json, why, sizeof why);

    if (object == NULL) {
        (void)fprintf(stderr, "textbackctl: %s\n", why);
        return EXIT_UNREADABLE;
    }
    return print_one(request, object, table_status) ? EXIT_SUCCESS : EXIT_UNREADABLE;
}

static const char *calls(struct ledger *ledger, const struct request *request)
{
    return print_view(ledger, request, VIEW_CALLS) ? NULL : unreadable;
}

static const char *texts(struct ledger *ledger, const struct request *request)
{
    return print_view(ledger, request, VIEW_TEXTS) ? NULL : unreadable;
}

static const char *people(struct ledger *ledger, const struct request *request)
{
    return print_view(ledger, request, VIEW_PEOPLE) ? NULL : unreadable;
}

static const char *leads(struct ledger *ledger, const struct request *request)
{
    return print_view(ledger, request, request->json ? VIEW_LEADS : VIEW_LEADS_WHOLE) ? NULL : unreadable;
}

static const char *report(struct ledger *ledger, const struct request *request)
{
    return print_one(request, view_report(ledger, &request->period), table_report) ? NULL : unreadable;
}

static const char *explain(struct ledger *ledger, const struct request *request)
{
    json_t *call = view_call(ledger, request->call);

    if (call == NULL)
        return no_such_call;
    json_t *with = view_texts_of_call(ledger, request->call);
    char *story = explain_call(call, with, view_is_test(ledger, request->call));
    bool ok = true;
    if (request->json) {
        json_t *object = json_pack("{s:o, s:o, s:s}", "call", call, "texts", with, "story", story);
        ok = object != NULL && print_json(NULL, object);
        json_decref(object);
    } else {
        (void)fputs(story, stdout);
        json_decref(call);
        json_decref(with);
    }
    free(story);
    return ok ? NULL : unreadable;
}

static const struct command {
    const char *name;
    const char *(*run)(struct ledger *ledger, const struct request *request); /* NULL: needs no ledger */
} commands[] = {
    {"status", NULL}, {"calls", calls},   {"texts", texts},     {"people", people},
    {"leads", leads}, {"report", report}, {"explain", explain},
};

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < TB_COUNT(commands); i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

static int run(const struct command *command, const struct request *request)
{
    char why[4200];

    if (command->run == NULL)
        return status(request);
    struct ledger *ledger = ledger_open_reader(request->state_dir, why, sizeof why);
    if (ledger == NULL) {
        (void)fprintf(stderr, "textbackctl: %s\n", why);
        return EXIT_UNREADABLE;
    }
    const char *wrong = command->run(ledger, request);
    ledger_close(ledger);
    if (wrong == no_such_call)
        (void)fprintf(stderr, "textbackctl: there is no call %lld; `textbackctl calls` lists them\n",
                      (long long)request->call);
    else if (wrong != NULL)
        (void)fprintf(stderr, "textbackctl: %s: %s\n", request->state_dir, wrong);
    return wrong == NULL ? EXIT_SUCCESS : EXIT_UNREADABLE;
}

/* The command that the words behind the options name, with what belongs to it; NULL: refused, and said why.
 */
static const struct command *read_command(int count, char **words, struct request *request)
{
    const struct command *command = find(words[0]);
    bool takes_call = command != NULL && command->run == explain;

    if (command == NULL)
        (void)request_refuse(
            words[0], "no such command; they are status, calls, texts, people, leads, report, explain");
    else if (takes_call && count < 2)
        (void)request_refuse("explain", "which call? Write its number, as in: explain 1");
    else if (takes_call && !request_read_call(words[1], &request->call))
        (void)request_refuse(words[1], "no number of a call; write it as in: explain 1");
    else if (count > 1 + takes_call)
        (void)request_refuse(words[1 + takes_call],
                             takes_call ? "one word too many; write one call, as in: explain 1"
                                        : "one word too many; the command stands alone");
    else if (command->run != report && !request->period.all)
        (void)request_refuse(words[0], "--from and --to belong to report only");
    else
        return command;
    return NULL;
}

int main(int argc, char **argv)
{
    struct request request;

    tzset();
    if (!request_read(argc, argv, &request))
        return EXIT_USAGE;
    if (request.about != NULL) {
        (void)fputs(request.about, stdout);
        return EXIT_SUCCESS;
    }
    if (optind == argc) {
        (void)fputs(request_usage, stderr);
        return EXIT_USAGE;
    }
    const struct command *command = read_command(argc - optind, argv + optind, &request);
    return command != NULL ? run(command, &request) : EXIT_USAGE;
}

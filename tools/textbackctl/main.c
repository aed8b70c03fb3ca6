/* textbackctl: looks at what the box has done. It only reads; the daemon may be alive or dead. */
#include "shell/ledger.h"
#include "shell/report.h"
#include "textbackctl/explain.h"
#include "textbackctl/table.h"
#include "textbackctl/views.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { EXIT_UNREADABLE = 1, EXIT_USAGE = 64 /* sysexits(3) */ };

static const char usage[] =
    "usage: textbackctl [--state DIR] COMMAND [--json]\n"
    "  status        is the box armed, and why not\n"
    "  calls         every call and what was decided\n"
    "  texts         every text, out and in\n"
    "  people        who called or wrote, who said STOP\n"
    "  leads         whom to call back, then whom you are done with\n"
    "  report        figures; --from DATE and --to DATE (2026-04-15) choose the days\n"
    "  explain CALL  the story of one call\n"
    "  --state DIR   the box's memory (default /var/lib/textback)\n"
    "  --json        one JSON object a line\n"
    "  --help        this\n"
    "  --version     which release it is\n";

struct request {
    const char *state_dir;
    const char *about; /* --help, --version: what is to be printed, NULL nothing */
    int64_t call;
    bool json;
    struct report_period period;
};

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

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

/* ---- arguments ---- */

/* The first instant of a day, or of the day after it, by the machine's time zone. */
static bool read_date(const char *date, int days_on, int64_t *ms)
{
    struct tm day = {.tm_isdst = -1};
    const char *past = strptime(date, "%Y-%m-%d", &day);

    if (past == NULL || *past != '\0')
        return false;
    day.tm_mday += days_on;
    day.tm_isdst = -1;
    *ms = (int64_t)mktime(&day) * 1000;
    return true;
}

static bool read_call(const char *number, int64_t *call)
{
    char *past;

    *call = strtoll(number, &past, 10);
    return *past == '\0' && *call > 0;
}

/* One line that says what is wrong and how it is written. */
static bool refuse(const char *word, const char *how)
{
    (void)fprintf(stderr, "textbackctl: %s: %s\n", word, how);
    return false;
}

static bool refuse_option(const char *word)
{
    const char letter[] = {'-', (char)optopt,
                           '\0'}; /* of several in one word it may not be done with the word */

    return refuse(strncmp(word, "--", 2) == 0 ? word : letter, "no such option; --help lists them");
}

/* False: refused, and said why. */
static bool take_option(int option, char **argv, struct request *request)
{
    static const char no_date[] = "no date; write it as 2026-04-15";

    switch (option) {
    case 's':
        request->state_dir = optarg;
        return true;
    case 'j':
        request->json = true;
        return true;
    case 'f':
        request->period.all = false;
        return read_date(optarg, 0, &request->period.from_ms) || refuse(optarg, no_date);
    case 't':
        request->period.all = false;
        return read_date(optarg, 1, &request->period.to_ms) || refuse(optarg, no_date);
    case 'h':
        request->about = usage;
        return true;
    case 'v':
        request->about = "textbackctl " TB_VERSION "\n";
        return true;
    case ':':
        return refuse(argv[optind - 1], "what belongs to it is missing; --help says how it is written");
    default:
        return refuse_option(argv[optind - 1]);
    }
}

static bool read_options(int argc, char **argv, struct request *request)
{
    static const struct option options[] = {{"state", required_argument, NULL, 's'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"from", required_argument, NULL, 'f'},
                                            {"to", required_argument, NULL, 't'},
                                            {"help", no_argument, NULL, 'h'},
                                            {"version", no_argument, NULL, 'v'},
                                            {NULL, 0, NULL, 0}};
    int option;

    request->period = (struct report_period){.all = true, .to_ms = now_ms()};
    while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (!take_option(option, argv, request))
            return false;
    }
    return true;
}

/* The command that the words behind the options name, with what belongs to it; NULL: refused, and said why.
 */
static const struct command *read_command(int count, char **words, struct request *request)
{
    const struct command *command = find(words[0]);
    bool takes_call = command != NULL && command->run == explain;

    if (command == NULL)
        (void)refuse(words[0],
                     "no such command; they are status, calls, texts, people, leads, report, explain");
    else if (takes_call && count < 2)
        (void)refuse("explain", "which call? Write its number, as in: explain 1");
    else if (takes_call && !read_call(words[1], &request->call))
        (void)refuse(words[1], "no number of a call; write it as in: explain 1");
    else if (count > 1 + takes_call)
        (void)refuse(words[1 + takes_call], takes_call ? "one word too many; write one call, as in: explain 1"
                                                       : "one word too many; the command stands alone");
    else if (command->run != report && !request->period.all)
        (void)refuse(words[0], "--from and --to belong to report only");
    else
        return command;
    return NULL;
}

int main(int argc, char **argv)
{
    struct request request = {.state_dir = "/var/lib/textback"};

    tzset();
    if (!read_options(argc, argv, &request))
        return EXIT_USAGE;
    if (request.about != NULL) {
        (void)fputs(request.about, stdout);
        return EXIT_SUCCESS;
    }
    if (optind == argc) {
        (void)fputs(usage, stderr);
        return EXIT_USAGE;
    }
    const struct command *command = read_command(argc - optind, argv + optind, &request);
    return command != NULL ? run(command, &request) : EXIT_USAGE;
}

#include "textbackctl/request.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

const char request_usage[] =
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

static int64_t now_ms(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

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

bool request_read_call(const char *number, int64_t *call)
{
    char *past;

    *call = strtoll(number, &past, 10);
    return *past == '\0' && *call > 0;
}

bool request_refuse(const char *word, const char *how)
{
    (void)fprintf(stderr, "textbackctl: %s: %s\n", word, how);
    return false;
}

/* option as getopt gives it: ':' lacks what belongs to it, '?' is unknown. */
static bool refuse_option(int option, const char *word)
{
    if (option == ':')
        return request_refuse(word, "what belongs to it is missing; --help says how it is written");
    const char letter[] = {'-', (char)optopt,
                           '\0'}; /* of several in one word it may not be done with the word */

    return request_refuse(strncmp(word, "--", 2) == 0 ? word : letter, "no such option; --help lists them");
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
        return read_date(optarg, 0, &request->period.from_ms) || request_refuse(optarg, no_date);
    case 't':
        request->period.all = false;
        return read_date(optarg, 1, &request->period.to_ms) || request_refuse(optarg, no_date);
    case 'h':
        request->about = request_usage;
        return true;
    case 'v':
        request->about = "textbackctl " TB_VERSION "\n";
        return true;
    default:
        return refuse_option(option, argv[optind - 1]);
    }
}

bool request_read(int argc, char **argv, struct request *request)
{
    static const struct option options[] = {{"state", required_argument, NULL, 's'},
                                            {"json", no_argument, NULL, 'j'},
                                            {"from", required_argument, NULL, 'f'},
                                            {"to", required_argument, NULL, 't'},
                                            {"help", no_argument, NULL, 'h'},
                                            {"version", no_argument, NULL, 'v'},
                                            {NULL, 0, NULL, 0}};
    int option;

    *request = (struct request){.state_dir = "/var/lib/textback", .period = {.all = true, .to_ms = now_ms()}};
    while ((option = getopt_long(argc, argv, ":", options, NULL)) != -1) {
        if (!take_option(option, argv, request))
            return false;
    }
    return true;
}

/* The tables of the matrix: a phase of a call each, rows are what goes wrong, columns are modem families.
 * They are printed; what fails is listed by name. */
#ifndef TESTS_SUPPORT_CORE_MATRIX_TABLE_H
#define TESTS_SUPPORT_CORE_MATRIX_TABLE_H

#include "core_matrix.h"

enum { TROUBLES_MAX = 128, PROFILES_MAX = 32 };

static const char *const PHASE_WORDS[PHASES] = {"idle", "ringing", "as the box gives the call up",
                                                "between AT+CMGS and its prompt", "after Ctrl-Z"};

/* Beside those that modemsim lists. */
static const struct trouble OUTSIDE[] = {
    {"cms-21", "cms-21", OUTSIDE_NOT, 0},
    {"cms-38", "cms-38", OUTSIDE_NOT, 0},
    {"cms-41", "cms-41", OUTSIDE_NOT, 0},
    {"cms-330", "cms-330", OUTSIDE_NOT, 0},
    {"cms-500", "cms-500", OUTSIDE_NOT, 0},
    {"cms-500 once", "cms-500-once", OUTSIDE_NOT, 0},
    {"hangs for 10 min", "silent", OUTSIDE_NOT, 10 * MINUTE_MS},
    {"unplugged for 2 s", NULL, OUTSIDE_UNPLUG, 2000},
    {"unplugged for 10 min", NULL, OUTSIDE_UNPLUG, 10 * MINUTE_MS},
    {"pulled, no power", NULL, OUTSIDE_PULL, 30000},
    {"power off for 30 s", NULL, OUTSIDE_POWER, 30000},
    {"power off for 10 min", NULL, OUTSIDE_POWER, 10 * MINUTE_MS},
};

static inline unsigned troubles(struct trouble list[TROUBLES_MAX])
{
    unsigned count = 0;
    const char *name, *help;

    for (unsigned i = 0; sim_fault_list(i, &name, &help); i++) {
        if (strcmp(name, "cms-CODE") == 0 || strcmp(name, "clear") == 0)
            continue; /* some codes are below */
        assert_true(count < TROUBLES_MAX);
        list[count++] = (struct trouble){.name = name, .sim = name};
    }
    for (unsigned i = 0; i < TB_COUNT(OUTSIDE); i++) {
        assert_true(count < TROUBLES_MAX);
        list[count++] = OUTSIDE[i];
    }
    return count;
}

static inline void print_head(enum phase phase)
{
    printf("\n%s: %s\n%-22s", PHASE_WORDS[phase], core_matrix_legend, "");
    for (unsigned p = 0; sim_profile_name(p) != NULL; p++)
        printf("%9.8s", sim_profile_name(p));
    printf("\n");
}

struct tally {
    unsigned cells, calls, bad;
    int worst_s;
    size_t used;
    char failed[16384];
};

/* One cell of the table: the trouble at each moment, lasting and, where it can, once. */
static inline void fill(struct tally *tally, const char *profile, const struct trouble *trouble,
                        enum phase phase)
{
    char marks[8] = "";
    int worst_s = NO_VOICE;
    bool bad = false;

    for (unsigned i = 0; i < 2 * TB_COUNT(MOMENTS_MS); i++) {
        struct cell cell;
        bool once = i % 2 != 0;
        if (!cell_run(profile, trouble, phase, i / 2, once, &cell) || cell.armed_s == NO_VOICE)
            continue;
        tally->calls++;
        worst_s = cell.armed_s > worst_s ? cell.armed_s : worst_s;
        if (strchr(marks, cell.mark) == NULL && strlen(marks) + 1 < sizeof marks)
            (void)snprintf(marks + strlen(marks), 2, "%c", cell.mark);
        if (cell.why[0] == '\0')
            continue;
        bad = true;
        tally->used +=
            (size_t)snprintf(tally->failed + tally->used, sizeof tally->failed - tally->used,
                             "%s, %s%s, %s, after %d ms: %s\n", profile, trouble->name, once ? " once" : "",
                             PHASE_WORDS[phase], (int)MOMENTS_MS[i / 2], cell.why);
        if (tally->used >= sizeof tally->failed)
            tally->used = sizeof tally->failed - 1;
    }
    tally->cells += worst_s != NO_VOICE;
    tally->bad += bad;
    tally->worst_s = worst_s > tally->worst_s ? worst_s : tally->worst_s;
    if (worst_s == NO_VOICE)
        printf("%9s", "v");
    else
        printf("%4d%c%4s", worst_s, bad ? '!' : ' ', marks);
}

static inline void table(enum phase phase)
{
    static struct trouble list[TROUBLES_MAX];
    static struct tally tally;
    unsigned count = troubles(list);

    memset(&tally, 0, sizeof tally);
    print_head(phase);
    for (unsigned t = 0; t < count; t++) {
        printf("%-22s", list[t].name);
        for (unsigned p = 0; sim_profile_name(p) != NULL; p++)
            fill(&tally, sim_profile_name(p), &list[t], phase);
        printf("\n");
    }
    printf("%u cells, %u calls, %u cells failed, armed again within %d s\n", tally.cells, tally.calls,
           tally.bad, tally.worst_s);
    (void)fflush(stdout);
    if (tally.bad > 0)
        fail_msg("%u of %u cells:\n%s", tally.bad, tally.cells, tally.failed);
    assert_true(tally.cells >= 3 * count); /* most families ring */
}

#endif

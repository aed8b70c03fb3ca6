/* Fuzzes optouts.txt: whatever is in the file, what can be read of it is bounded, and what is noted from then
 * on holds, across a new start: nobody who was out is forgotten, not even when the file ends in the middle of
 * a line. */
#include "base/check.h"
#include "base/limits.h"
#include "fuzz_folder.h"
#include "fuzz_main.h"
#include "shell/optouts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEPT = 256 };

struct kept {
    unsigned count;
    char number[KEPT][TB_NUMBER_MAX];
};

static bool keep(void *arg, const char *number)
{
    struct kept *kept = arg;

    CHECK(number[0] != '\0' && strlen(number) < TB_NUMBER_MAX);
    if (kept->count < KEPT)
        memcpy(kept->number[kept->count++], number, strlen(number) + 1);
    return true;
}

static struct optouts *open_file(const char *dir)
{
    char why[160];
    struct optouts *self = optouts_open(dir, why, sizeof why);

    CHECK(self != NULL);
    return self;
}

/* Those who were out still are; so is the one added, and the one who left is not any more. */
static void reopen(const char *dir, const struct kept *kept, const char *added, const char *left)
{
    struct optouts *self = open_file(dir);

    CHECK(optouts_has(self, added) && !optouts_has(self, left));
    for (unsigned i = 0; i < kept->count; i++)
        CHECK(optouts_has(self, kept->number[i]) || strcmp(kept->number[i], left) == 0);
    optouts_close(self);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct kept kept;
    static const char added[] = "+12025550199", left[] = "+12025550143";

    const char *dir = fuzz_folder();
    const char *path = sample_path(dir, OPTOUTS_FILE);
    sample_write(path, (const char *)data, size);
    kept.count = 0;
    struct optouts *self = open_file(dir);
    CHECK(optouts_each(self, keep, &kept));
    CHECK(optouts_between(dir, INT64_MIN, INT64_MAX) >= 0);
    for (unsigned i = 0; i < kept.count; i++)
        CHECK(optouts_has(self, kept.number[i]));
    CHECK(optouts_note(self, added, true) && optouts_note(self, left, true));
    CHECK(optouts_flush(self, true, INT64_C(1776276000000)));
    CHECK(optouts_note(self, left, false) && optouts_flush(self, false, 0));
    CHECK(optouts_note(self, "+12025550198", true));
    optouts_drop(self); /* never written: gone */
    optouts_close(self);
    reopen(dir, &kept, added, left);
    CHECK(unlink(path) == 0);
    return 0;
}

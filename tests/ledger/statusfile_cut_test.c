/* Whole files that are put in another's place: after a power cut the old one or the new one is there, whole.
 */
#include "ledger/cutvfs.h"
#include "ledger/sample.h"
#include "unit/support/unit.h"

#include "shell/statusfile.h"

#include <stdlib.h>
#include <string.h>

#define LENGTH 3000

struct page {
    struct cutvfs *disk;
    char before, after; /* of what bytes the two consist */
    unsigned old, fresh;
};

static char kind_of(const struct cutvfs *disk)
{
    char *got = sample_read(sample_path(cutvfs_dir(disk), "page"));
    char kind = got[0];

    if (strlen(got) != LENGTH || strspn(got, (char[]){kind, '\0'}) != LENGTH)
        kind = '?';
    free(got);
    return kind;
}

static void cut(void *arg)
{
    struct page *self = arg;

    for (uint64_t seed = 0; seed < 40; seed++) {
        struct cutvfs *fork = cutvfs_fork(self->disk, CUT_ANY, seed);
        char kind = kind_of(fork);
        assert_true(kind == self->before || kind == self->after);
        self->old += kind == self->before;
        self->fresh += kind == self->after;
        cutvfs_free(fork);
    }
}

static void it_is_whole(void **state)
{
    (void)state;
    char bytes[LENGTH];
    struct page page = {.disk = cutvfs_new(), .before = 'a', .after = 'b'};

    (void)memset(bytes, page.before, sizeof bytes);
    cutvfs_put(page.disk, "page", bytes, sizeof bytes);
    (void)memset(bytes, page.after, sizeof bytes);
    cutvfs_watch(page.disk, cut, &page);
    assert_true(statusfile_replace(cutvfs_dir(page.disk), "page", bytes, sizeof bytes, true));
    assert_int_equal(kind_of(page.disk), page.after);
    assert_true(page.old > 0 && page.fresh > 0);
    cutvfs_free(page.disk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Tests that each have a folder of their own, under the name dir. */
#ifndef TESTS_LEDGER_IN_FOLDER_H
#define TESTS_LEDGER_IN_FOLDER_H

#include "ledger/sample.h"
#include "unit/support/unit.h"

static char dir[64];

static inline int make_folder(void **state)
{
    (void)state;
    sample_folder(dir, sizeof dir);
    return 0;
}

static inline int make_folder_in_memory(void **state)
{
    (void)state;
    sample_folder_in_memory(dir, sizeof dir);
    return 0;
}

static inline int remove_folder(void **state)
{
    (void)state;
    sample_folder_remove(dir);
    return 0;
}

/* The ledger of that folder, whatever state it is in. */
static inline struct ledger *opened(void)
{
    struct ledger *ledger;
    char why[256];

    if (ledger_open(dir, SAMPLE_BOOT, &ledger, why, sizeof why) == LEDGER_FAILED)
        fail_msg("%s", why);
    return ledger;
}

static inline void keep(struct ledger *ledger, struct record record)
{
    sample_store(ledger, &record, 1);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)
/* ... where a sync costs nothing. */
#define IN_MEMORY(test) cmocka_unit_test_setup_teardown(test, make_folder_in_memory, remove_folder)

#endif

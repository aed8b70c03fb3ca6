/* A folder for targets that read files: one for the whole run, where a sync costs nothing, gone at the end.
 */
#ifndef TESTS_FUZZ_FUZZ_FOLDER_H
#define TESTS_FUZZ_FUZZ_FOLDER_H

#include "ledger/sample.h"

#include <stdlib.h>

static char fuzz_dir[64];

static inline void fuzz_folder_end(void)
{
    sample_folder_remove(fuzz_dir);
}

static inline const char *fuzz_folder(void)
{
    if (fuzz_dir[0] == '\0') {
        sample_folder_in_memory(fuzz_dir, sizeof fuzz_dir);
        CHECK(atexit(fuzz_folder_end) == 0);
    }
    return fuzz_dir;
}

#endif

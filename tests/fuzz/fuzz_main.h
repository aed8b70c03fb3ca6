/* With FUZZ_MAIN a fuzz target is a plain program that plays the files given as arguments, so that a finding
 * becomes a test. */
#ifndef TESTS_FUZZ_FUZZ_MAIN_H
#define TESTS_FUZZ_FUZZ_MAIN_H

#include "usage/usage.h"

#include <limits.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Bytes of the largest file that is played; a target that reads larger ones says so before it includes this.
 */
#ifndef FUZZ_INPUT_MAX
#define FUZZ_INPUT_MAX (1 << 16)
#endif

#ifdef FUZZ_MAIN
int main(int argc, char **argv)
{
    char usage[200];
    const char *name = strrchr(argv[0], '/');

    (void)snprintf(
        usage, sizeof usage,
        "usage: %.60s FILE...\nPlays each as what a fuzzer might find; tools/fuzz is the fuzzer.\n",
        name != NULL ? name + 1 : argv[0]);
    usage_look(argc, argv, usage, 0, INT_MAX);
    for (int i = 1; i < argc; i++) {
        static uint8_t data[FUZZ_INPUT_MAX];
        FILE *file = fopen(argv[i], "rb");
        if (file == NULL) {
            perror(argv[i]);
            return EXIT_FAILURE;
        }
        size_t n = fread(data, 1, sizeof data, file);
        (void)fclose(file);
        (void)LLVMFuzzerTestOneInput(data, n);
    }
    (void)printf("%d inputs\n", argc - 1);
    return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE; /* a test that plays nothing tests nothing */
}
#endif

#endif

#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

void tb_check_failed(const char *expr, const char *file, int line)
{
    (void)fprintf(stderr, "<0>textback: impossible: %s (%s:%d)\n", expr, file, line);
    abort();
}

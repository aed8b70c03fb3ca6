#include "inis.h"

#include "base/check.h"
#include "shell/config.h"

#include <stdlib.h>
#include <string.h>

static struct config *load(const char *name)
{
    struct config *config = calloc(1, sizeof *config);
    struct config_report *report = calloc(1, sizeof *report);
    char path[256];

    CHECK(config != NULL && report != NULL);
    (void)snprintf(path, sizeof path, "%s/tests/sim/ini/%s.ini", TB_SOURCE_DIR, name);
    if (config_load(path, config, report) != CONFIG_SOUND) {
        config_report_print(report, stderr);
        free(config);
        config = NULL;
    }
    free(report);
    return config;
}

const struct config *inis_named(void *arg, const char *name)
{
    struct inis *self = arg;

    for (unsigned i = 0; i < self->count; i++)
        if (strcmp(self->ini[i].name, name) == 0)
            return self->ini[i].config;
    CHECK(self->count < INIS_MAX);
    struct config *config = load(name);
    if (config == NULL)
        return NULL;
    (void)snprintf(self->ini[self->count].name, sizeof self->ini[0].name, "%s", name);
    self->ini[self->count++].config = config;
    return config;
}

void inis_free(struct inis *self)
{
    for (unsigned i = 0; i < self->count; i++)
        free(self->ini[i].config);
    self->count = 0;
}

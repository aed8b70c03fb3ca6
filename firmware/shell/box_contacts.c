/* The agent's address book on the card: read at the start and with the ini. */
#include "shell/box_private.h"

#include "shell/log.h"
#include "shell/vcard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX_BYTES = 4 * 1024 * 1024 };

static uint8_t *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "re");
    uint8_t *bytes = file != NULL ? malloc(FILE_MAX_BYTES) : NULL;

    *length = bytes != NULL ? fread(bytes, 1, FILE_MAX_BYTES, file) : 0;
    if (file != NULL)
        (void)fclose(file);
    return bytes;
}

static void log_findings(const char *path, const struct vcard_report *report, bool any)
{
    for (unsigned i = 0; i < report->count; i++)
        log_line(LOG_PRIORITY_WARNING, "%s:%d: warning: %s", path, report->finding[i].line,
                 report->finding[i].words);
    log_line(any ? LOG_PRIORITY_INFO : LOG_PRIORITY_WARNING, "%s: %u contacts, %u numbers", path,
             report->cards, report->numbers);
}

/* NULL if there is no such file, or nothing in it. */
static struct contacts *load(const char *path, const char *country)
{
    struct vcard_report *report = calloc(1, sizeof *report);
    struct contacts *contacts = calloc(1, sizeof *contacts);
    size_t length = 0;
    uint8_t *bytes = report != NULL && contacts != NULL ? read_file(path, &length) : NULL;
    bool any = bytes != NULL && vcard_read(bytes, length, country, contacts, report);

    if (bytes != NULL)
        log_findings(path, report, any);
    if (!any) {
        free(contacts);
        contacts = NULL;
    }
    free(bytes);
    free(report);
    return contacts;
}

void box_contacts_read(struct box *self)
{
    char path[1024];
    struct contacts *former = self->contacts;
    struct event event = {.kind = EVENT_CONTACTS};

    (void)snprintf(path, sizeof path, "%s/%s", self->options.card, self->config->contacts);
    self->contacts = load(path, self->config->country);
    event.contacts = self->contacts;
    (void)box_step(self, &event);
    free(former);
}

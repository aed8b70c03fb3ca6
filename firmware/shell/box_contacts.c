/* The agent's address book on the card: read at the start and with the ini. A copy is kept beside the last
 * good settings, for as long as the card is away. */
#include "shell/box_private.h"

#include "shell/keep.h"
#include "shell/log.h"
#include "shell/vcard.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MAX_BYTES = 4 * 1024 * 1024 };

#define LAST_GOOD_CONTACTS "last_good.vcf"

/* NULL, with errno, if there is none or it cannot be read to its end. */
static uint8_t *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "re");
    uint8_t *bytes = file != NULL ? malloc(FILE_MAX_BYTES) : NULL;

    *length = bytes != NULL ? fread(bytes, 1, FILE_MAX_BYTES, file) : 0;
    if (bytes != NULL && ferror(file)) {
        free(bytes);
        bytes = NULL;
        errno = EIO;
    }
    int error = errno;
    if (file != NULL)
        (void)fclose(file);
    errno = error;
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

/* NULL if there is nothing in it. */
static struct contacts *parse(const char *path, const uint8_t *bytes, size_t length, const char *country)
{
    struct vcard_report *report = calloc(1, sizeof *report);
    struct contacts *contacts = calloc(1, sizeof *contacts);
    bool any = report != NULL && contacts != NULL && vcard_read(bytes, length, country, contacts, report);

    if (report != NULL)
        log_findings(path, report, any);
    if (!any) {
        free(contacts);
        contacts = NULL;
    }
    free(report);
    return contacts;
}

/* The copy of what is on the card, bytes NULL if nothing is. */
static void keep_copy(const char *state, const uint8_t *bytes, size_t length)
{
    char path[1024];

    (void)snprintf(path, sizeof path, "%s/" LAST_GOOD_CONTACTS, state);
    if (bytes == NULL) {
        (void)unlink(path);
        return;
    }
    if (!keep_file(state, LAST_GOOD_CONTACTS, bytes, length))
        log_line(LOG_PRIORITY_WARNING, "%s: the contacts could not be kept", path);
}

/* The card's, with a copy kept of it; the copy's while the card gives nothing. NULL: there are none. *away:
 * nobody can tell. path becomes that of the file. */
static uint8_t *read_contacts(struct box *self, char *path, size_t cap, size_t *length, bool *away)
{
    (void)snprintf(path, cap, "%s/%s", self->options.card, self->config->contacts);
    uint8_t *bytes = self->card_away ? NULL : read_file(path, length);

    *away = false;
    if (bytes != NULL || (!self->card_away && errno == ENOENT)) {
        keep_copy(self->options.state, bytes, *length);
        return bytes;
    }
    (void)snprintf(path, cap, "%s/" LAST_GOOD_CONTACTS, self->options.state);
    bytes = read_file(path, length);
    *away = bytes == NULL;
    return bytes;
}

void box_contacts_read(struct box *self)
{
    char path[1024];
    struct contacts *former = self->contacts;
    struct event event = {.kind = EVENT_CONTACTS};
    size_t length = 0;
    bool away;

    uint8_t *bytes = read_contacts(self, path, sizeof path, &length, &away);
    if (away && former != NULL)
        return; /* these are still known */
    self->contacts = bytes != NULL ? parse(path, bytes, length, self->config->country) : NULL;
    event.contacts = self->contacts;
    (void)box_step(self, &event);
    free(bytes);
    free(former);
}

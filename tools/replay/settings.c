#include "settings.h"

#include "shell/vcard.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define INI "textback.ini"
#define FIXED_TEXT                                                                                           \
    "text = Hi, this is {agent} with {broker}. Sorry I missed your call. What can I help you with?"
#define TEMPLATE "/tmp/replay.XXXXXX"

void shared_ini_read(struct shared_ini *self, const char *cases)
{
    struct bytes path = {.at = NULL};
    const char *slash = strrchr(cases, '/');

    bytes_add(&path, cases, slash != NULL ? (size_t)(slash - cases) + 1 : 0);
    bytes_text(&path, INI);
    self->there = bytes_read(&self->bytes, path.at, CONFIG_FILE_MAX + 1);
    bytes_free(&path);
}

static bool ends(const char *name, const char *tail)
{
    size_t n = strlen(name), m = strlen(tail);
    return n >= m && strcmp(name + n - m, tail) == 0;
}

static bool is_ini(const char *name)
{
    return strncasecmp(name, INI, strlen(INI)) == 0;
}

/* folder/state/NAME for a database, folder/card/NAME for all else, as run_cases.py puts them. */
static bool write_file(const char *folder, const char *name, const struct bytes *content)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s/%s", folder, ends(name, ".db") ? "state" : "card", name);
    FILE *file = fopen(path, "wbe");
    if (file == NULL)
        return false;
    bool ok = fwrite(bytes_string(content), 1, content->length, file) == content->length;
    return fclose(file) == 0 && ok;
}

static bool make_folder(struct settings *self)
{
    char path[] = TEMPLATE, below[64];

    if (mkdtemp(path) == NULL)
        return false;
    free(self->folder);
    self->folder = bytes_copy(path);
    (void)snprintf(below, sizeof below, "%s/card", path);
    bool ok = mkdir(below, S_IRWXU) == 0;
    (void)snprintf(below, sizeof below, "%s/state", path);
    return ok && mkdir(below, S_IRWXU) == 0;
}

/* The files go to a real folder, so that the real reader chooses among them. */
static bool bring_files(struct settings *self, const struct script *script, const struct shared_ini *ini,
                        struct bytes *why)
{
    bool any = false;

    for (size_t i = 0; i < script->count; i++) {
        const struct step *step = &script->step[i];
        if (step->kind != STEP_FILE)
            continue;
        self->own_ini = self->own_ini || is_ini(step->file);
        if ((!any && !make_folder(self)) || !write_file(self->folder, step->file, &step->text)) {
            bytes_format(why, "%s: cannot be written for the case", step->file);
            return false;
        }
        any = true;
    }
    return !any || self->own_ini || !ini->there || write_file(self->folder, INI, &ini->bytes);
}

/* contacts.vcf, or what the ini calls it, if it is among the files that the case brought. */
static void read_contacts(struct settings *self)
{
    char path[512];
    struct bytes book = {.at = NULL};
    struct vcard_report *report;

    (void)snprintf(path, sizeof path, "%s/card/%s", self->folder, self->config->contacts);
    if (self->folder[0] == '\0' || !bytes_read(&book, path, VCARD_BYTES_MAX))
        return;
    report = bytes_room(NULL, 1, sizeof *report);
    self->contacts = bytes_room(NULL, 1, sizeof *self->contacts);
    memset(report, 0, sizeof *report);
    memset(self->contacts, 0, sizeof *self->contacts);
    if (!vcard_read((const uint8_t *)bytes_string(&book), book.length, self->config->country, self->contacts,
                    report)) {
        free(self->contacts);
        self->contacts = NULL;
    }
    free(report);
    bytes_free(&book);
}

bool settings_load(struct settings *self, const struct script *script, const struct shared_ini *ini,
                   struct bytes *why)
{
    char path[128];

    *self = (struct settings){.folder = bytes_copy("")};
    self->config = bytes_room(NULL, 1, sizeof *self->config);
    self->report = bytes_room(NULL, 1, sizeof *self->report);
    memset(self->config, 0, sizeof *self->config);
    memset(self->report, 0, sizeof *self->report);
    if (!bring_files(self, script, ini, why))
        return false;
    if (!self->own_ini && !ini->there) {
        bytes_text(why, "there is no " INI " beside the cases");
        return false;
    }
    enum config_status status;
    if (self->folder[0] == '\0') {
        status = config_parse(INI, (const uint8_t *)bytes_string(&ini->bytes), ini->bytes.length,
                              self->config, self->report);
    } else {
        (void)snprintf(path, sizeof path, "%s/card/" INI, self->folder);
        status = config_load(path, self->config, self->report);
    }
    read_contacts(self);
    config_report_notice(self->report, status == CONFIG_UNREADABLE, false, self->notice, sizeof self->notice);
    self->fixed = !self->own_ini && strstr(bytes_string(&ini->bytes), FIXED_TEXT) != NULL;
    return true;
}

struct ledger *settings_ledger(const struct settings *self, const char *boot_id, char *notice, size_t cap)
{
    char path[128], why[256] = "";
    struct ledger *ledger = NULL;

    notice[0] = '\0';
    (void)snprintf(path, sizeof path, "%s/state/ledger.db", self->folder);
    if (self->folder[0] == '\0' || access(path, F_OK) != 0)
        return ledger_open_memory(boot_id);
    (void)snprintf(path, sizeof path, "%s/state", self->folder);
    switch (ledger_open(path, boot_id, &ledger, why, sizeof why)) {
    case LEDGER_OK:
    case LEDGER_FRESH:
        break;
    case LEDGER_SET_ASIDE:
        (void)snprintf(notice, cap,
                       "The box's memory of past calls was damaged. It began a new one; who said STOP is "
                       "kept.");
        break;
    case LEDGER_FAILED:
        (void)snprintf(notice, cap,
                       "The box cannot write to its memory card. It answers calls, but forgets them at a "
                       "power cut. Replace the card.");
        return ledger_open_memory(boot_id);
    }
    return ledger;
}

void settings_log(const struct settings *self, struct bytes *log)
{
    for (unsigned i = 0; i < self->report->count; i++) {
        const struct config_finding *finding = &self->report->finding[i];
        if (finding->severity != CONFIG_NOTE)
            bytes_format(log, INI ":%d: %s: %s\n", finding->line,
                         finding->severity == CONFIG_ERROR ? "error" : "warning", finding->text);
    }
}

static void remove_below(const char *folder, const char *name)
{
    char path[512];

    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    DIR *dir = opendir(path);
    for (const struct dirent *e = dir != NULL ? readdir(dir) : NULL; e != NULL; e = readdir(dir)) {
        (void)snprintf(path, sizeof path, "%s/%s/%s", folder, name, e->d_name);
        (void)unlink(path); /* not for . and .. */
    }
    if (dir != NULL)
        (void)closedir(dir);
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    (void)rmdir(path);
}

static void remove_folder(const char *folder)
{
    if (folder == NULL || folder[0] == '\0')
        return;
    remove_below(folder, "card");
    remove_below(folder, "state");
    (void)rmdir(folder);
}

void settings_free(struct settings *self)
{
    remove_folder(self->folder);
    free(self->folder);
    free(self->config);
    free(self->report);
    free(self->contacts);
}

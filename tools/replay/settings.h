/* What a box starts with: textback.ini and whatever else a case puts on the card or into the state folder. */
#ifndef REPLAY_SETTINGS_H
#define REPLAY_SETTINGS_H

#include "core/contacts.h"
#include "script.h"
#include "shell/config.h"
#include "shell/ledger.h"

/* The textback.ini beside a file of cases. */
struct shared_ini {
    struct bytes bytes;
    bool there;
};

struct settings {
    struct config *config;
    struct config_report *report;
    char notice[640];          /* what the agent is told about the configuration, "" if nothing */
    bool own_ini;              /* the case brought its textback.ini */
    struct contacts *contacts; /* the address book that the case brought; NULL if none */
    bool fixed;                /* it is that of cases/textback.ini, whose words are known */
    char *folder;              /* of the files that the case brought, "" if none */
};

/* Reads folder/textback.ini, where folder is that of the file of cases. */
void shared_ini_read(struct shared_ini *self, const char *cases);

/* False, with words in why. settings_free() in either case. */
TB_MUST_CHECK bool settings_load(struct settings *self, const struct script *script,
                                 const struct shared_ini *ini, struct bytes *why);
/* The ledger: in memory, but for a case that brings its file. notice: what the agent is told about it. */
struct ledger *settings_ledger(const struct settings *self, const char *boot_id, char *notice, size_t cap);
/* "textback.ini:8: error: ..." for each finding. */
void settings_log(const struct settings *self, struct bytes *log);
void settings_free(struct settings *self);

#endif

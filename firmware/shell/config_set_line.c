/* [line NAME], and what concerns files and keys. */
#include "core/number.h"
#include "modem/port_choice.h"
#include "modem/profile.h"
#include "shell/config_near.h"
#include "shell/config_set.h"

#include <string.h>
#include <strings.h>

void config_set_port(struct config_build *build, const struct config_key *key,
                     const struct config_entry *entry, void *field)
{
    const char *value = config_ini_value(build->doc, entry);
    if (strcasecmp(value, "auto") == 0)
        memcpy(field, "auto", sizeof("auto"));
    else if (value[0] == '/' || (strncasecmp(value, "usb:", 4) == 0 && port_is_usb_path(value + 4)))
        config_set_text(build, key, entry, field);
    else
        config_flaw(build, entry, NULL,
                    "\"%s\" is no port" CONFIG_REMEDY
                    "write auto, a USB socket like usb:1-1.2, or a path like /dev/ttyUSB2",
                    config_excerpt(value).s);
}

void config_set_pin(struct config_build *build, const struct config_key *key,
                    const struct config_entry *entry, void *field)
{
    (void)key;
    const char *value = config_ini_value(build->doc, entry);
    size_t digits = 0;
    while (config_is_digit(value[digits]))
        digits++;
    if (digits < 4 || digits > 8 || value[digits] != '\0')
        config_flaw(build, entry, NULL, "that is no PIN" CONFIG_REMEDY "write the SIM's 4 to 8 digits");
    else
        memcpy(field, value, digits + 1);
}

void config_set_modem(struct config_build *build, const struct config_key *key,
                      const struct config_entry *entry, void *field)
{
    const char *value = config_ini_value(build->doc, entry);
    char names[160] = "auto";
    const struct modem_profile *profile = NULL;
    if (strcasecmp(value, "auto") == 0) {
        memcpy(field, "auto", sizeof("auto"));
        return;
    }
    for (unsigned i = 0; (profile = profile_at(i)) != NULL; i++) {
        if (strcasecmp(value, profile->name) == 0) {
            (void)snprintf(field, (size_t)key->max, "%s", profile->name);
            return;
        }
        size_t used = strlen(names);
        (void)snprintf(names + used, sizeof(names) - used, ", %s", profile->name);
    }
    config_flaw(build, entry, NULL, "\"%s\" is no modem that the box knows" CONFIG_REMEDY "write one of: %s",
                config_excerpt(value).s, names);
}

/* The length of one AT command: up to a blank, outside quotes, behind which the next AT begins. */
static size_t command_length(const char *s)
{
    bool quoted = false;
    size_t n = 0;
    for (; s[n] != '\0'; n++) {
        quoted = quoted != (s[n] == '"');
        if (s[n] == ' ' && !quoted && strncasecmp(s + n + strspn(s + n, " "), "AT", 2) == 0)
            break;
    }
    return n;
}

void config_set_init(struct config_build *build, const struct config_key *key,
                     const struct config_entry *entry, void *field)
{
    (void)key;
    struct cfg_line *line = field;
    const char *at = config_ini_value(build->doc, entry);
    while (*at != '\0') {
        size_t length = command_length(at), kept = length;
        while (kept > 0 && strchr(" ,;", at[kept - 1]) != NULL)
            kept--;
        if (strncasecmp(at, "AT", 2) != 0 || kept >= sizeof(line->init[0]) ||
            line->init_count == TB_INIT_MAX) {
            config_flaw(
                build, entry, at,
                "\"%s\" is not accepted" CONFIG_REMEDY
                "write at most %d commands with blanks between them, each beginning with AT and under %zu "
                "characters",
                config_excerpt(at).s, TB_INIT_MAX, sizeof(line->init[0]));
            line->init_count = 0;
            return;
        }
        memcpy(line->init[line->init_count], at, kept);
        line->init[line->init_count++][kept] = '\0';
        at += length;
        at += strspn(at, " ");
    }
}

/* A carrier's sender may be a number, a short code or a name: kept in the form in which the modem tells it.
 */
void config_set_sender(struct config_build *build, const struct config_key *key,
                       const struct config_entry *entry, void *field)
{
    (void)key;
    const char *value = config_ini_value(build->doc, entry);
    char number[NUMBER_MAX];
    if (number_normalise(value, -1, build->cfg->country, number))
        memcpy(field, number, strlen(number) + 1);
    else if (strlen(value) <= 11)
        memcpy(field, value, strlen(value) + 1);
    else
        config_flaw(build, entry, NULL,
                    "\"%s\" is no sender" CONFIG_REMEDY "write the number or name as the phone shows it",
                    config_excerpt(value).s);
}

void config_set_file(struct config_build *build, const struct config_key *key,
                     const struct config_entry *entry, void *field)
{
    const char *value = config_ini_value(build->doc, entry);
    if (strpbrk(value, "/\\") != NULL || strcmp(value, "..") == 0 || strcmp(value, ".") == 0)
        config_flaw(build, entry, NULL,
                    "\"%s\" is no file name" CONFIG_REMEDY
                    "write the name of a file on the card, like contacts.vcf",
                    config_excerpt(value).s);
    else
        config_set_text(build, key, entry, field);
}

void config_set_ssh_key(struct config_build *build, const struct config_key *key,
                        const struct config_entry *entry, void *field)
{
    static const char *const kinds[] = {"ssh-ed25519 ", "ssh-rsa ", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-"};
    const char *value = config_ini_value(build->doc, entry);
    for (size_t i = 0; i < TB_COUNT(kinds); i++) {
        if (strncmp(value, kinds[i], strlen(kinds[i])) == 0) {
            config_set_text(build, key, entry, field);
            return;
        }
    }
    config_flaw(build, entry, NULL,
                "\"%s\" is no public key" CONFIG_REMEDY
                "copy the whole line of your .pub file, like ssh-ed25519 AAAA... you@laptop",
                config_excerpt(value).s);
}

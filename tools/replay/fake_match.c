/* Command lines as text: their parts, and whether they are what a script expects. */
#include "fake.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void add_part(char ***parts, size_t *count, const char *at, size_t length)
{
    while (length > 0 && isspace((unsigned char)at[0])) {
        at++;
        length--;
    }
    while (length > 0 && isspace((unsigned char)at[length - 1]))
        length--;
    if (length == 0)
        return;
    char *part = bytes_room(NULL, length + 1, 1);
    memcpy(part, at, length);
    part[length] = '\0';
    *parts = bytes_room(*parts, *count + 1, sizeof **parts);
    (*parts)[(*count)++] = part;
}

/* A basic command such as E0, S0=0, &F, V1 at p; its length, 0 if there is none. */
static size_t basic_command(const char *p)
{
    size_t n = *p == '&' ? 1 : 0;

    if (!isalpha((unsigned char)p[n]) || (n == 0 && (p[0] == 'D' || p[0] == 'd')))
        return 0;
    n++;
    while (isdigit((unsigned char)p[n]))
        n++;
    if (p[n] == '=') {
        n++;
        while (isdigit((unsigned char)p[n]))
            n++;
    }
    n += p[n] == '?';
    unsigned char next = (unsigned char)p[n];
    return next == '\0' || strchr(";+^*#$&", next) != NULL || isalpha(next) || isspace(next) ? n : 0;
}

char **fake_split(const char *text, size_t *count)
{
    char **parts = NULL;
    const char *p = text;
    bool quoted = false;
    size_t n;

    *count = 0;
    for (;;) { /* basic commands stand in front, with nothing between them */
        const char *q = p + strspn(p, " \t");
        q += *q == ';';
        q += strspn(q, " \t");
        n = basic_command(q);
        if (n == 0)
            break;
        add_part(&parts, count, q, n);
        p = q + n;
    }
    const char *begin = p;
    for (; *p != '\0'; p++) {
        quoted = quoted != (*p == '"');
        if (*p != ';' || quoted)
            continue;
        add_part(&parts, count, begin, (size_t)(p - begin));
        begin = p + 1;
    }
    add_part(&parts, count, begin, (size_t)(p - begin));
    return parts;
}

void fake_split_free(char **parts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        free(parts[i]);
    free(parts);
}

void fake_key(const char *command, struct bytes *out)
{
    bytes_clear(out);
    bytes_add(out, "", 0);
    for (const char *p = command; *p != '\0'; p++) {
        char c = (char)toupper((unsigned char)*p);
        if (c != ' ')
            bytes_add(out, &c, 1);
    }
}

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Does one of the settings of a combined command line begin with what is expected? */
static bool part_matches(const char *command, const char *prefix)
{
    struct bytes key = {.at = NULL}, whole = {.at = NULL};
    size_t count;
    char **parts = fake_split(command + 2, &count);
    bool found = false;

    for (size_t i = 0; i < count && !found; i++) {
        fake_key(parts[i], &key);
        bytes_clear(&whole);
        bytes_format(&whole, "AT%s", bytes_string(&key));
        found = begins(bytes_string(&whole), prefix);
    }
    fake_split_free(parts, count);
    bytes_free(&key);
    bytes_free(&whole);
    return found;
}

bool fake_matches(const char *command, const char *prefix)
{
    struct bytes key = {.at = NULL}, wanted = {.at = NULL};
    bool found = false;

    fake_key(command, &key);
    fake_key(prefix, &wanted);
    const char *u = bytes_string(&key), *p = bytes_string(&wanted);
    if (begins(u, p)) /* a bare AT stands for any command but a submission */
        found = strcmp(p, "AT") != 0 || !begins(u, "AT+CMGS");
    else if (strchr(p, '=') != NULL && !begins(p, "AT+CMGS") && begins(u, "AT"))
        found = part_matches(command, p);
    bytes_free(&key);
    bytes_free(&wanted);
    return found;
}

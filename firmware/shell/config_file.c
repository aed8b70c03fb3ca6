/* textback.ini on the card, and the last good one in the state folder. */
#include "shell/config_report.h"
#include "shell/keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* Splits path into folder ("." if none) and name. */
static const char *split_path(const char *path, char folder[CONFIG_PATH_MAX])
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        memcpy(folder, ".", 2);
        return path;
    }
    size_t length = slash == path ? 1 : (size_t)(slash - path);
    if (length >= CONFIG_PATH_MAX)
        length = CONFIG_PATH_MAX - 1; /* opening it fails, and that is reported */
    memcpy(folder, path, length);
    folder[length] = '\0';
    return slash + 1;
}

/* How well a file name fits: 1 the exact one, 2 in other case, 3 with .txt, 4 with .txt in other case; 0 not.
 */
static int rank(const char *wanted, const char *name)
{
    size_t length = strlen(wanted);
    if (strcmp(name, wanted) == 0)
        return 1;
    if (strcasecmp(name, wanted) == 0)
        return 2;
    if (strncasecmp(name, wanted, length) != 0 || strcasecmp(name + length, ".txt") != 0)
        return 0;
    return strncmp(name, wanted, length) == 0 && strcmp(name + length, ".txt") == 0 ? 3 : 4;
}

/* The best and the second best file name of a folder; equal ranks by the alphabet, so that every run chooses
 * alike. */
static int search(const char *folder, const char *wanted, char best[256], char second[256])
{
    int found = 0, found_second = 0;
    DIR *dir = opendir(folder);
    best[0] = second[0] = '\0';
    for (const struct dirent *e = dir != NULL ? readdir(dir) : NULL; e != NULL; e = readdir(dir)) {
        int r = rank(wanted, e->d_name);
        if (r == 0 || e->d_type == DT_DIR)
            continue;
        if (found == 0 || r < found || (r == found && strcmp(e->d_name, best) < 0)) {
            found_second = found;
            memcpy(second, best, 256);
            found = r;
            (void)snprintf(best, 256, "%s", e->d_name);
        } else if (found_second == 0 || r < found_second) {
            found_second = r;
            (void)snprintf(second, 256, "%s", e->d_name);
        }
    }
    if (dir != NULL)
        (void)closedir(dir);
    return found;
}

bool config_find(const char *path, char *found, size_t cap, struct config_report *report)
{
    char folder[CONFIG_PATH_MAX], best[256], second[256];
    const char *wanted = split_path(path, folder);
    int r = search(folder, wanted, best, second);
    struct stat status;
    if (r == 0 && stat(path, &status) == 0) { /* a folder that may be entered but not listed */
        r = 1;
        (void)snprintf(best, sizeof(best), "%s", wanted);
    }
    if (r == 0) {
        config_report_add(report, CONFIG_ERROR, 1,
                          "the file is not there" CONFIG_REMEDY "put it on the card under the name %s",
                          wanted);
        return false;
    }
    int n = snprintf(found, cap, "%.*s%s", (int)(wanted - path), path, best);
    if (n < 0 || (size_t)n >= cap) {
        config_report_add(report, CONFIG_ERROR, 1,
                          "the name of the file is too long" CONFIG_REMEDY "use a shorter one");
        return false;
    }
    if (second[0] != '\0')
        config_report_add(
            report, CONFIG_WARNING, 1,
            "there is also %s, which is not read" CONFIG_REMEDY "keep only one of the two files", second);
    return true;
}

/* Reads a file of at most CONFIG_FILE_MAX + 1 bytes (one more tells that it is too large); NULL with errno
 * set if it cannot. */
static uint8_t *read_file(const char *path, size_t *length)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0)
        return NULL;
    uint8_t *bytes = malloc(CONFIG_FILE_MAX + 1);
    CHECK(bytes != NULL);
    *length = 0;
    ssize_t n = 1;
    while (n != 0 && *length < CONFIG_FILE_MAX + 1) {
        n = read(fd, bytes + *length, CONFIG_FILE_MAX + 1 - *length);
        if (n < 0 && errno != EINTR)
            break;
        *length += n > 0 ? (size_t)n : 0;
    }
    int error = errno;
    (void)close(fd);
    if (n < 0) {
        free(bytes);
        errno = error;
        return NULL;
    }
    return bytes;
}

/* Finds, reads and parses. *bytes is the file, NULL if it could not be read; the caller frees it. */
static enum config_status load(const char *path, struct config *out, struct config_report *report,
                               uint8_t **bytes, size_t *length)
{
    struct config_report search; /* a finding about the name, to be put before those about the content */
    char found[CONFIG_PATH_MAX];
    *bytes = NULL;
    config_report_begin(&search, path);
    bool there = config_find(path, found, sizeof(found), &search);
    if (there)
        *bytes = read_file(found, length);
    if (there && *bytes == NULL)
        config_report_add(&search, CONFIG_ERROR, 1,
                          "the file cannot be read (%s)" CONFIG_REMEDY "look at the card in a computer",
                          strerror(errno));
    enum config_status status =
        config_parse(there ? found : path, *bytes != NULL ? *bytes : (const uint8_t *)"",
                     *bytes != NULL ? *length : 0, out, report);
    if (*bytes == NULL) {
        *report = search; /* what an empty file lacks is beside the point */
        return CONFIG_UNREADABLE;
    }
    for (unsigned i = 0; i < search.count; i++)
        config_report_add(report, search.finding[i].severity, 1, "%s", search.finding[i].text);
    config_report_sort(report);
    return status;
}

enum config_status config_load(const char *path, struct config *out, struct config_report *report)
{
    uint8_t *bytes;
    size_t length = 0;
    enum config_status status = load(path, out, report, &bytes, &length);
    free(bytes);
    return status;
}

/* A last good file counts if it still is without an error: a newer textback may ask for more than an older
 * one. */
static bool load_last_good(const char *state_dir, struct config *out)
{
    char path[CONFIG_PATH_MAX];
    int n = snprintf(path, sizeof(path), "%s/" CONFIG_LAST_GOOD, state_dir);
    size_t length = 0;
    uint8_t *bytes = n > 0 && (size_t)n < sizeof(path) ? read_file(path, &length) : NULL;
    if (bytes == NULL)
        return false;
    struct config *good = malloc(sizeof(*good));
    struct config_report *report = malloc(sizeof(*report));
    CHECK(good != NULL && report != NULL);
    bool sound = config_parse(path, bytes, length, good, report) == CONFIG_SOUND;
    if (sound)
        *out = *good;
    free(report);
    free(good);
    free(bytes);
    return sound;
}

enum config_status config_load_effective(const char *path, const char *state_dir, struct config *out,
                                         struct config_report *report, bool *used_last_good)
{
    uint8_t *bytes;
    size_t length = 0;
    enum config_status status = load(path, out, report, &bytes, &length);
    *used_last_good = false;
    if (status != CONFIG_SOUND)
        *used_last_good = load_last_good(state_dir, out);
    else if (!keep_file(state_dir, CONFIG_LAST_GOOD, bytes, length))
        config_report_add(report, CONFIG_WARNING, 1,
                          "these settings could not be kept as the last good ones (%s)", strerror(errno));
    free(bytes);
    return status;
}

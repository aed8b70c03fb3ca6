/* Status comes from a file that the daemon writes, and from whether it lives. */
#include "base/check.h"
#include "shell/statusfile.h"
#include "textbackctl/views.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* These keys in this order, whatever the file holds: it may be of another version, or damaged. */
static json_t *take(const json_t *from, const char *const *keys, size_t count)
{
    json_t *object = json_object();

    for (size_t i = 0; i < count; i++) {
        json_t *value = json_object_get(from, keys[i]);
        (void)json_object_set(object, keys[i], value != NULL ? value : json_null());
    }
    return object;
}

/* The Contract's keys of a line first; for people two more. */
static json_t *take_lines(const json_t *file, bool contract)
{
    enum { MORE = 2 };
    static const char *const keys[] = {"name", "modem", "signal", "operator", "number", "profile", "missing"};
    json_t *lines = json_array();
    size_t i;
    json_t *line;

    json_array_foreach(json_object_get(file, "lines"), i, line)
    {
        (void)json_array_append_new(lines, take(line, keys, TB_COUNT(keys) - (contract ? MORE : 0)));
    }
    return lines;
}

/* Nothing is known of a line when nobody watches it, but its name. */
static void blank_lines(json_t *lines)
{
    size_t i;
    json_t *line;

    json_array_foreach(lines, i, line)
    {
        (void)json_object_set_new(line, "signal", json_null());
        (void)json_object_set_new(line, "operator", json_null());
        (void)json_object_del(line, "missing");
    }
}

json_t *view_status(const char *state_dir, bool contract, char *why, size_t cap)
{
    static const char *const keys[] = {"armed", "state", "why", "since"};
    char path[4096];
    struct stat st;

    if (stat(state_dir, &st) != 0 || !S_ISDIR(st.st_mode)) {
        (void)snprintf(why, cap, "%s: %s", state_dir, strerror(errno != 0 ? errno : ENOTDIR));
        return NULL;
    }
    (void)snprintf(path, sizeof path, "%s/" STATUSFILE_NAME, state_dir);
    json_t *file = json_load_file(path, 0, NULL);
    json_t *status = take(file, keys, TB_COUNT(keys));
    json_t *lines = take_lines(file, contract);
    json_decref(file);
    if (!statusfile_alive(state_dir)) {
        (void)json_object_set_new(status, "armed", json_false());
        (void)json_object_set_new(status, "state", json_string("stopped"));
        (void)json_object_set_new(status, "why", json_string("textbackd is not running"));
        (void)json_object_set_new(status, "since", json_null());
        blank_lines(lines);
    } else if (!json_is_boolean(json_object_get(status, "armed"))) {
        (void)json_object_set_new(status, "armed", json_false());
        (void)json_object_set_new(status, "state", json_string("starting"));
    }
    (void)json_object_set_new(status, "lines", lines);
    return status;
}

/* What a column holds, as JSON. */
#include "base/check.h"
#include "textbackctl/views.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

json_t *view_string(const char *bytes)
{
    json_t *string = json_string(bytes);
    size_t length = strlen(bytes), used = 0;

    if (string != NULL)
        return string;
    /* a prefix that is UTF-8 stays, the byte after it is replaced, and so on */
    char *clean = malloc(length * 3 + 1);
    if (clean == NULL)
        return json_null();
    for (size_t at = 0; at < length;) {
        size_t n = length - at < 4 ? length - at : 4;
        json_t *character = NULL;
        for (; n > 0 && character == NULL; n--)
            character = json_stringn(bytes + at, n);
        n++; /* the loop went one past the length that fitted */
        (void)memcpy(clean + used, character != NULL ? bytes + at : "\xef\xbf\xbd",
                     character != NULL ? n : 3);
        used += character != NULL ? n : 3;
        at += character != NULL ? n : 1;
        json_decref(character);
    }
    string = json_stringn(clean, used);
    free(clean);
    return string;
}

json_t *view_time(int64_t wall_ms)
{
    int64_t ms = (wall_ms % 1000 + 1000) % 1000;
    time_t seconds = (time_t)((wall_ms - ms) / 1000);
    struct tm utc;
    char text[32];

    if (gmtime_r(&seconds, &utc) == NULL || strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc) == 0)
        return json_null();
    return json_sprintf("%s.%03dZ", text, (int)ms);
}

static json_t *value_of(sqlite3_stmt *stmt, int column, enum view_type type)
{
    bool null = sqlite3_column_type(stmt, column) == SQLITE_NULL;
    const unsigned char *text;

    switch (type) {
    case VIEW_NUMBER:
        return json_integer(sqlite3_column_int64(stmt, column));
    case VIEW_NUMBER_OR_NULL:
        return null ? json_null() : json_integer(sqlite3_column_int64(stmt, column));
    case VIEW_FLAG:
        return json_boolean(sqlite3_column_int64(stmt, column) != 0);
    case VIEW_TIME:
        return null ? json_null() : view_time(sqlite3_column_int64(stmt, column));
    case VIEW_WORDS:
        text = sqlite3_column_text(stmt, column);
        return view_string(text != NULL ? (const char *)text : "");
    case VIEW_WORDS_OR_NULL:
        text = sqlite3_column_text(stmt, column);
        return text == NULL || text[0] == '\0' ? json_null() : view_string((const char *)text);
    }
    tb_check_failed("view type", __FILE__, __LINE__);
}

json_t *view_object(sqlite3_stmt *stmt, const struct view_column *columns, int count)
{
    json_t *object = json_object();

    for (int i = 0; i < count; i++)
        CHECK(json_object_set_new(object, columns[i].key, value_of(stmt, i, columns[i].type)) == 0);
    return object;
}

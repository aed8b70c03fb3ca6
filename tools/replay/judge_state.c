#include "judge.h"

#include <string.h>

static bool listed(const json_t *list, const char *number)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), number) == 0)
            return true;
    return false;
}

static const char *number_of(const json_t *row)
{
    const char *number = json_string_value(json_object_get(row, "number"));
    return number != NULL ? number : "";
}

static bool is_out(const json_t *people, const char *number)
{
    for (size_t i = 0; i < json_array_size(people); i++) {
        const json_t *row = json_array_get(people, i);
        if (json_is_true(json_object_get(row, "opted_out")) && strcmp(number_of(row), number) == 0)
            return true;
    }
    return false;
}

/* Exactly these are opted out. */
static void judge_opted_out(struct judgement *self, const json_t *wanted)
{
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        const char *number = json_string_value(json_array_get(wanted, i));
        if (!is_out(self->people, number))
            judge_say(self, "%s is not opted out", number);
    }
    for (size_t i = 0; i < json_array_size(self->people); i++) {
        const json_t *row = json_array_get(self->people, i);
        if (json_is_true(json_object_get(row, "opted_out")) && !listed(wanted, number_of(row)))
            judge_say(self, "%s is opted out", number_of(row));
    }
}

/* One text to each is in the good state and none in the other. */
static void judge_delivery(struct judgement *self, const char *name, const json_t *wanted, const char *good,
                           const char *wrong)
{
    for (size_t i = 0; i < json_array_size(wanted); i++) {
        const char *number = json_string_value(json_array_get(wanted, i));
        bool is_good = false, is_wrong = false;
        struct bytes states = {.at = NULL};
        bytes_add(&states, "", 0);
        for (size_t k = 0; k < json_array_size(self->texts); k++) {
            const json_t *row = json_array_get(self->texts, k);
            const char *direction = json_string_value(json_object_get(row, "direction"));
            const char *state = json_string_value(json_object_get(row, "state"));
            if (strcmp(number_of(row), number) != 0 || direction == NULL || strcmp(direction, "in") == 0 ||
                state == NULL)
                continue;
            is_good = is_good || strcmp(state, good) == 0;
            is_wrong = is_wrong || strcmp(state, wrong) == 0;
            bytes_format(&states, " %s", state);
        }
        if (!is_good || is_wrong)
            judge_say(self, "%s: texts of %s have state%s", name, number,
                      states.length > 0 ? states.at : " none");
        bytes_free(&states);
    }
}

void judge_states(struct judgement *self, const json_t *checks)
{
    const json_t *out = judge_list(self, checks, "opted_out");

    if (out != NULL)
        judge_opted_out(self, out);
    judge_delivery(self, "delivered", judge_list(self, checks, "delivered"), "delivered", "failed");
    judge_delivery(self, "undelivered", judge_list(self, checks, "undelivered"), "failed", "delivered");
}

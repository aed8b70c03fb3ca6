/* Fuzzes the reading of orders: any text, in any country. Checked: no crash, words that lie inside the text,
 * targets and codes that are what they say, no order out of a text that only quotes one, and equal text gives
 * equal orders. */
#include "base/check.h"
#include "core/command.h"
#include "fuzz_main.h"

#include <string.h>

static void check_words(const struct command *command, const char *text)
{
    size_t length = strlen(text);

    if (command->words.length == 0)
        return;
    CHECK(command->words.at >= text && command->words.at + command->words.length <= text + length);
}

static void check_target(const struct command_target *target)
{
    switch (target->kind) {
    case COMMAND_TARGET_NONE:
        break;
    case COMMAND_TARGET_LEAD:
        CHECK(target->lead > 0);
        break;
    case COMMAND_TARGET_TAIL:
        CHECK(strlen(target->number) == 4);
        break;
    case COMMAND_TARGET_NUMBER:
        CHECK(target->number[0] != '\0' && strlen(target->number) < sizeof target->number);
        break;
    }
}

static void check(const char *text, const char *country)
{
    struct command command, again;

    command_parse(text, country, &command);
    check_words(&command, text);
    check_target(&command.target);
    CHECK((command.kind == COMMAND_BAD) == (command.fault != COMMAND_FINE));
    if (command.kind == COMMAND_CODE)
        CHECK(strlen(command.code) == 4 && strspn(command.code, "0123456789") == 4);
    if (command.kind == COMMAND_TO_LEAD || command.kind == COMMAND_NOTE)
        CHECK(command.words.length > 0 && command.target.kind != COMMAND_TARGET_NONE);
    CHECK(strlen(command.covering) < sizeof command.covering);
    (void)command_needs_code(&command);
    command_parse(text, country, &again);
    CHECK(again.kind == command.kind && again.words.at == command.words.at &&
          again.words.length == command.words.length && again.target.kind == command.target.kind);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char text[8192];
    size_t length = size < sizeof text ? size : sizeof text - 1;

    memcpy(text, data, length);
    text[length] = '\0';
    check(text, "US");
    check(text, "GB");
    return 0;
}

/* [box] board: a name in the folder of boards, whose file is sound. */
#include "shell/board.h"
#include "shell/config_set.h"

#include <errno.h>
#include <string.h>

static void refuse_unknown(struct config_build *build, const struct config_entry *entry, const char *value)
{
    char names[200];

    board_names(board_folder(), names, sizeof names);
    if (names[0] == '\0')
        config_flaw(build, entry, NULL,
                    "there are no boards in %s" CONFIG_REMEDY
                    "install the package textback, or take the line away",
                    board_folder());
    else
        config_flaw(build, entry, NULL,
                    "\"%s\" is no board that the box knows" CONFIG_REMEDY "write board = and one of: %s",
                    config_excerpt(value).s, names);
}

_Static_assert(BOARD_NAME_MAX <= sizeof(((const struct config *)0)->board), "a sound name fits");

void config_set_board(struct config_build *build, const struct config_key *key,
                      const struct config_entry *entry, void *field)
{
    (void)key;
    const char *value = config_ini_value(build->doc, entry);
    struct board board;
    char name[BOARD_NAME_MAX] = "", why[CONFIG_WORDS_MAX - 40];
    size_t length = strlen(value);

    for (size_t i = 0; i < length && i < sizeof name - 1; i++)
        name[i] = config_lower(value[i]);
    if (length >= sizeof name || !board_name_is_sound(name)) {
        refuse_unknown(build, entry, value);
        return;
    }
    if (board_read(board_folder(), name, &board, why, sizeof why))
        memcpy(field, name, length + 1);
    else if (errno == ENOENT)
        refuse_unknown(build, entry, value);
    else
        config_flaw(build, entry, NULL, "%s", why);
}

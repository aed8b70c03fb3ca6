/* Tests that each have a folder for the ledger and another one for what is on the card. */
#ifndef TESTS_LEDGER_ON_CARD_H
#define TESTS_LEDGER_ON_CARD_H

#include "core/config.h"
#include "ledger/in_folder.h"

#define CALLS "textback-2026-04.csv"
#define TEXTS "textback-texts-2026-04.csv"
#define DAY   INT64_C(86400000)

/* New York's summer of 2026. */
static const struct cfg_zone zone = {
    .count = 3, .transition = {{INT64_MIN, -5 * 3600}, {1772953200, -4 * 3600}, {1793512800, -5 * 3600}}};

static char card[64];

static inline int make_folders(void **state)
{
    sample_folder_in_memory(card, sizeof card);
    return make_folder_in_memory(state);
}

static inline int remove_folders(void **state)
{
    sample_folder_remove(card);
    return remove_folder(state);
}

#endif

#include "modem/power.h"

struct modem_power modem_power_on_board(const struct modem_power *family, const struct modem_power *board)
{
    struct modem_power power = *family;

    if (board->on_ms != 0)
        power.on_ms = board->on_ms;
    if (board->off_ms != 0)
        power.off_ms = board->off_ms;
    if (board->reset_ms != 0)
        power.reset_ms = board->reset_ms;
    if (board->boot_ms != 0)
        power.boot_ms = board->boot_ms;
    return power;
}

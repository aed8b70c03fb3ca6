#!/usr/bin/env bash
# Include edges point one way: base <- at, sms <- modem <- core <- shell; port <- shell. Nothing includes tools or tests.
set -euo pipefail
cd "$1"
status=0
check() { # folder, what its files may include (regex of first path elements)
    local bad
    bad=$(grep -rnE '^#include "' --include='*.[ch]' "$1" | grep -vE "#include \"($2)/" || true)
    if [ -n "$bad" ]; then
        echo "$1 may include only $2:"
        echo "$bad"
        status=1
    fi
}
check drivers/base 'base'
check drivers/at 'at|base'
check drivers/sms 'sms|base'
check drivers/modem 'modem|at|base'
check drivers/port 'port|base'
check firmware/core 'core|modem|sms|at|base'
check firmware/clock 'clock|shell|base'
check firmware/shell 'shell|core|port|modem|sms|at|base'
exit $status

#!/usr/bin/env bash
# clang-tidy, cppcheck and clang-format have nothing to say about the product's code.
set -euo pipefail
cd "$1"
build=$2
status=0
sources=$(find drivers firmware tools -name '*.c' | sort)
clang-format --dry-run -Werror $(find drivers firmware tools tests -name '*.[ch]') || status=1
# Only what is built here: of gpio_v1.c and gpio_v2.c one does not fit this libgpiod.
built=$(for file in $sources; do grep -qF "/$file\"" "$build/compile_commands.json" && echo "$file"; done || true)
[ "$(wc -l <<<"$built")" -ge 200 ] || { echo "compile_commands.json knows only $(wc -l <<<"$built") of the sources"; status=1; }
echo "$built" | xargs -P "$(nproc)" -n 8 clang-tidy -p "$build" --quiet 2>/dev/null || status=1
cppcheck --quiet --std=c17 --language=c --enable=warning,performance,portability --inline-suppr \
    --suppress=missingIncludeSystem --error-exitcode=1 -I drivers -I firmware -I tools $sources || status=1
exit $status

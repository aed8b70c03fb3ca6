#!/usr/bin/env bash
# clang-tidy, cppcheck and clang-format have nothing to say about the product's code.
set -euo pipefail
cd "$1"
build=$2
status=0
sources=$(git ls-files 'drivers/*.c' 'firmware/*.c' 'tools/*.c')
clang-format --dry-run -Werror $(git ls-files 'drivers/*.[ch]' 'firmware/*.[ch]' 'tools/*.[ch]' 'tests/*.[ch]') || status=1
echo "$sources" | xargs -P "$(nproc)" -n 8 clang-tidy -p "$build" --quiet 2>/dev/null || status=1
cppcheck --quiet --std=c17 --language=c --enable=warning,performance,portability --inline-suppr \
    --suppress=missingIncludeSystem --error-exitcode=1 -I drivers -I firmware -I tools $sources || status=1
exit $status

#!/usr/bin/env bash
# Include edges follow DESIGN: base <- at, sms <- modem <- core <- shell; port <- shell. The product includes nothing of
# tools or tests. Every folder with C has a line here; "." is a file of the same folder. Headers form no cycle, each is
# included by somebody, and compiles alone.
set -euo pipefail
cd "$1"
status=0
fail() { echo "$*"; status=1; }

pure='core|modem|sms|at|base' product="shell|port|$pure"
edges="
drivers/base          base
drivers/at            at|base
drivers/sms           sms|base
drivers/modem         modem|at|base
drivers/port          port|base
firmware/core         $pure
firmware/clock        clock|shell|base
firmware/shell        $product
tools/modemsim        modemsim|sms|base
tools/textbackctl     textbackctl|shell|base
tools/replay          .|textbackctl|shell|$pure
tools/words           words|shell|$pure
tests/unit            .|support|ledger|modemsim|replay|clock|$product
tests/unit/support    .|modemsim|port|$pure
tests/ledger          .|ledger|usage|unit/support|textbackctl|shell|core|base
tests/port            unit/support|port
tests/sim             .|sim|ledger|unit/support|modemsim|replay|$product
tests/fuzz            .|ledger|usage|unit/support|modemsim|textbackctl|$product
tests/bench           .|unit/support|usage|modemsim|$product
tests/diff            .|unit/support|usage|sms|base
tests/e2e/faults      .
tests/image           usage|port
tests/usage           .
"

while read -r folder; do
    may=$(awk -v folder="$folder" '$1 == folder { print $2 }' <<<"$edges")
    [ -n "$may" ] || { fail "$folder has no line in layers.sh: what may it include?"; continue; }
    while IFS=: read -r file line; do
        what=${line#*\"} what=${what%%\"*}
        case $what in
        ../*) fail "$file climbs out of its folder: $what" ;;
        */*) [[ $what =~ ^($may)/ ]] || fail "$file may include only $may, not $what" ;;
        *) [[ "|$may|" == *'|.|'* ]] && [ -f "$folder/$what" ] || fail "$file includes $what, which is not of $folder" ;;
        esac
    done < <(grep -nE '^ *# *include +"' "$folder"/*.[ch] /dev/null | sed -E 's/^([^:]+):[0-9]+:/\1:/')
done < <(find drivers firmware tools tests board -name '*.[ch]' -printf '%h\n' | sort -u)

# FILE INCLUDED, both as paths from here.
found=$(grep -rnE '^ *# *include +"' --include='*.[ch]' drivers firmware tools tests |
    sed -E 's/^([^:]+):[0-9]+:[^"]*"([^"]+)".*/\1 \2/' |
    while read -r file what; do
        for place in "${file%/*}" drivers firmware tools tests; do
            [ -f "$place/$what" ] && { echo "$file $place/$what"; break; }
        done || echo "$file ?$what"
    done)
[ "$(wc -l <<<"$found")" -gt 1000 ] || fail "only $(wc -l <<<"$found") includes were found"
grep -F '?' <<<"$found" && fail "these are nowhere"

cycle=$(grep -E '^[^ ]+\.h ' <<<"$found" | tsort 2>&1 >/dev/null || true)
[ -z "$cycle" ] || fail "headers include one another: $cycle"

headers=$(find drivers firmware tools tests -name '*.h' | sort)
nobody=$(comm -23 <(echo "$headers") <(cut -d' ' -f2 <<<"$found" | sort -u))
[ -z "$nobody" ] || fail "nobody includes" $nobody

# A header stands for itself: it is the first and only line of a file.
while read -r header; do
    echo "$header"
done <<<"$headers" | xargs -P "$(nproc)" -I{} sh -c 'printf "#include \"%s\"\n" "$PWD/{}" |
    ${CC:-cc} -x c -std=c17 -D_GNU_SOURCE -DTB_SOURCE_DIR=\"\" -DTB_BINARY_DIR=\"\" -Idrivers -Ifirmware -Itools -Itests \
        -Wall -Wextra -Wno-unused -Werror -fsyntax-only - || { echo "{} needs another header before it"; exit 1; }' || status=1
exit $status

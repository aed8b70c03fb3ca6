#!/usr/bin/env bash
# A file has one subject and a function fits a screen: a ratchet, the figures may only shrink.
set -euo pipefail
cd "$1"
most_file=520 most_function=70
status=0
while read -r lines file; do
    [ "$lines" -le $most_file ] || { echo "$file has $lines lines, $most_file are the most"; status=1; }
done < <(find drivers firmware tools -name '*.[ch]' -exec wc -l {} + | grep -v ' total$')
long=$(find drivers firmware tools -name '*.c' -exec awk -v most=$most_function '
    FNR == 1 { begin = 0 }
    /^\{/ { begin = FNR }
    /^\}/ && begin { if (FNR - begin - 1 > most) print FILENAME ":" begin ": a function of " FNR - begin - 1 " lines"; begin = 0 }' {} +)
if [ -n "$long" ]; then
    echo "$long"
    status=1
fi
exit $status

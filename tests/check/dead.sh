#!/usr/bin/env bash
# No dead code: every function and table of a library is in a program that is used, or below with its reason. Release
# builds leave out of a program what nothing there reaches (--gc-sections), so nm of the programs tells.
set -euo pipefail
build=$("$(dirname "$0")/support/release" "$1" "$2")
cd "$build"
status=0

# NAME: reason. Used by another program than those that ship, or inlined where it is defined and asked by a test.
reasons='
sms_encode_deliver: the network side of the codec, for modemsim and the tests
sms_encode_report: the network side of the codec, for modemsim and the tests
sms_address_put_name: of sms_encode_deliver
sms_smsc_put: of sms_encode_deliver and sms_encode_report
sms_stamp_write: of sms_encode_deliver and sms_encode_report
caps_within: inlined in policy.c; tests count the window by itself
optouts_has: inlined in optouts.c; tests ask what the file says
probe_init: the tests'"'"' hold on modemsim'"'"'s model
probe_at: the same
probe_event: the same
probe_run: the same
probe_take: the same
probe_write: the same
'

names() { nm --defined-only "$@" | awk 'NF == 3 { print $3 }' | sed 's/\..*//' | sort -u; } # f.part.0 counts as f
outside() { nm --defined-only "$@" | awk 'NF == 3 && $2 ~ /[A-Z]/ { print $3 }' | sort -u; }
check() { # where, its libraries, the programs
    local dead
    dead=$(comm -23 <(outside $2) <(names $3))
    while read -r name; do
        [ -z "$name" ] && continue
        found+=$name$'\n'
        grep -q "^$name: ." <<<"$reasons" || { echo "$1: no program uses $name"; status=1; }
    done <<<"$dead"
}
found=
check 'drivers, firmware' "$(ls drivers/*.a firmware/*.a)" 'textbackd textbackctl textback-clock'
check tools "$(ls tools/*/*.a)" 'textbackctl modemsim replay words'
while IFS=: read -r name _; do
    [ -z "$name" ] || grep -qx "$name" <<<"$found" || { echo "$name is in use now: take it off the list in dead.sh"; status=1; }
done <<<"$reasons"
exit $status

#!/usr/bin/env bash
# The pure libraries, as they ship, import nothing that touches a clock, a descriptor, the heap, the log or the locale:
# what they need from outside is on a list, and everything else is refused.
set -euo pipefail
build=$("$(dirname "$0")/support/release" "$1" "$2")
cd "$build"
pure='drivers/libtb_base.a drivers/libtb_at.a drivers/libtb_sms.a drivers/libtb_modem.a firmware/libtb_core.a
    firmware/libtb_clock.a'

# As the source calls them: the checked variant (__memcpy_chk) and the standard's (__isoc99_sscanf) count as the same.
allowed='memchr memcmp memcpy memmove memset
    strchr strrchr strstr strspn strcspn strpbrk strlen strnlen strcmp strncmp strcasecmp strncasecmp strncpy
    strtol strtoul sscanf snprintf vsnprintf
    qsort
    __stack_chk_fail _GLOBAL_OFFSET_TABLE_'
# CHECK's last words.
allowed_in_check='fprintf stderr abort'

nm -A $pure | awk -v list="$allowed" -v last_words="$allowed_in_check" '
    BEGIN {
        split(list, names, /[ \n]+/)
        for (i in names) allowed[names[i]] = 1
        split(last_words, names, / /)
        for (i in names) allowed["check.c.o " names[i]] = 1
    }
    NF != 3 { next }
    $1 !~ /:[0-9a-f]+$/ { # LIBRARY:MEMBER: U NAME; w and v are weak wishes
        plain = $NF
        if (plain != "__stack_chk_fail" && sub(/_chk$/, "", plain)) sub(/^__/, "", plain)
        sub(/^__isoc[0-9]+_/, "", plain)
        split($1, place, ":")
        if (!(plain in allowed) && !((place[2] " " plain) in allowed)) wanted[$NF] = wanted[$NF] " " place[2]
        next
    }
    { defined[$NF] = 1; count++ }
    END {
        for (name in wanted) if (!(name in defined)) { print "not pure, " name " is used by" wanted[name]; bad = 1 }
        if (count < 1000) { print "nm knows only " count + 0 " symbols"; bad = 1 }
        exit bad
    }'

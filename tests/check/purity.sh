#!/usr/bin/env bash
# The pure libraries import nothing that touches a clock, a descriptor, the heap or the log: nm against an allow-list.
set -euo pipefail
allowed='^(mem(cpy|cmp|set|move|chr)|__mem(cpy|move|set)_chk|str(n?len|chr|rchr|str|spn|cspn|pbrk|n?cmp|n?casecmp|toul|tol|n?cpy|cat)|__str(n?cpy|cat)_chk|(vs|s|vsn|sn)printf|__(vs|s|vsn|sn)printf_chk|__isoc(99|23)_(sscanf|strtou?ll?)|qsort|bsearch|abs|labs|tb_check_failed|__stack_chk_fail|__ctype_(b|tolower|toupper)_loc|tolower|toupper|_GLOBAL_OFFSET_TABLE_|__(asan|ubsan|lsan|sanitizer|gcov)_.*|__start_.*|__stop_.*)$'
pure='drivers/libtb_at.a drivers/libtb_sms.a drivers/libtb_modem.a firmware/libtb_core.a firmware/libtb_clock.a'
cd "$2"
status=0
for library in drivers/libtb_base.a $pure; do
    if [ ! -f "$library" ]; then
        echo "$library is missing"
        status=1
    fi
done
[ $status -eq 0 ] || exit $status

defined=$(nm --defined-only drivers/libtb_base.a $pure | awk 'NF==3 {print $3}' | sort -u)
for library in $pure; do
    used=$(nm -u "$library" | awk '$1=="U" {print $2}' | sort -u)
    bad=$(grep -vE "$allowed" <<< "$used" | grep -vxF "$defined" || true)
    if [ -n "$bad" ]; then
        echo "$library is not pure, it uses:" $bad
        status=1
    fi
done
exit $status

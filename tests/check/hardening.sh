#!/usr/bin/env bash
# The shipped programs carry the guards that CMakeLists.txt asks for; their ELF headers are asked, not the flags.
set -euo pipefail
build=$("$(dirname "$0")/support/release" "$1" "$2")
cd "$build"
export LC_ALL=C
status=0
fail() { echo "$*"; status=1; }

# Functions that write where they are told, and format: with _FORTIFY_SOURCE=2 these have no unchecked call left.
# (memcpy and its like keep unchecked calls where the compiler sees no size, and snprintf where no format is at work.)
always_checked='printf|fprintf|vprintf|vfprintf|dprintf|vdprintf|sprintf|vsprintf|vsnprintf|asprintf|vasprintf|gets|strcpy|strcat|syslog'

for program in textbackd textbackctl textback-clock; do
    header=$(readelf -hW $program) segments=$(readelf -lW $program) dynamic=$(readelf -dW $program)
    imports=$(readelf --dyn-syms -W $program | awk '$7 == "UND" { sub(/@.*/, "", $8); print $8 }')

    grep -q 'Type: *DYN' <<<"$header" && grep -q 'FLAGS_1.*PIE' <<<"$dynamic" || fail "$program is not position-independent"
    grep -q 'GNU_RELRO' <<<"$segments" || fail "$program has no RELRO"
    grep -qE 'FLAGS.*BIND_NOW|FLAGS_1.*NOW' <<<"$dynamic" || fail "$program binds lazily: its RELRO is partial"
    grep -qE 'GNU_STACK .* RW +0x' <<<"$segments" || fail "$program has an executable stack, or does not say"
    grep -qE '^ +[A-Z_]+ +0x.* (RWE|WE) ' <<<"$segments" && fail "$program has a segment both writable and executable"
    grep -qE 'RPATH|RUNPATH' <<<"$dynamic" && fail "$program looks for libraries in a path of its own"
    grep -qE 'TEXTREL' <<<"$dynamic" && fail "$program has relocations in its code"
    grep -qx '__stack_chk_fail' <<<"$imports" || fail "$program has no stack protector"
    grep -qxE '__(mem|str|v?[fs]?n?printf).*_chk' <<<"$imports" || fail "$program has no fortified call"
    bare=$(grep -xE "$always_checked" <<<"$imports" || true)
    [ -z "$bare" ] || fail "$program calls unchecked:" $bare
done

# The program's own mark also needs Debian's start-up objects to be built so, which Debian 12's are not: our part is asked.
case $(readelf -hW textbackd) in
*X86-64*) mark='x86 feature: IBT, SHSTK' ;;
*AArch64*) mark='AArch64 feature: BTI, PAC' ;;
*) mark= ;;
esac
if [ -n "$mark" ]; then
    for library in drivers/*.a firmware/*.a; do
        members=$(ar t "$library" | wc -l) marked=$(readelf -nW "$library" | grep -c "$mark" || true)
        [ "$members" -gt 0 ] && [ "$members" -eq "$marked" ] ||
            fail "$library: $marked of $members objects guard indirect branches ($mark)"
    done
fi
exit $status

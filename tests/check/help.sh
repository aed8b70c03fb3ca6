#!/usr/bin/env bash
# Every program tells how it is used: --help on standard output with status 0, any other wrong word on standard error
# with status 64, or 2 from what is only for tests: the usage, or one line that names the word. What it takes is in
# there: each long option that its source names. Every script that a person runs has a --help too, which installs and
# builds nothing.
set -uo pipefail
cd "$1" || exit 1
build=$2
status=0
fail() { echo "$*"; status=1; }

# PROGRAM STATUS: where it is below the build, and what a word ends it with that it does not know
tells() {
    local name=${1##*/} said ended=0
    said=$(timeout 20 "$build/$1" --help 2>/dev/null </dev/null) || fail "$1 --help: status $?"
    grep -q "^usage: $name" <<<"$said" || fail "$1 --help says: $said"
    said=$(timeout 20 "$build/$1" --nonsense 2>&1 >/dev/null </dev/null) || ended=$?
    [ $ended = "$2" ] || fail "$1 --nonsense ends with $ended, not $2"
    grep -qE "^(usage: $name|$name: --nonsense: )" <<<"$said" || fail "$1 --nonsense says: $said"
}

declare -A source=([textbackd]=firmware/shell/main.c [textbackctl]=tools/textbackctl/request.c
    [modemsim]=tools/modemsim/main.c [replay]=tools/replay/main.c [words]=tools/words/main.c
    [textback-clock]=firmware/clock/main.c)
for program in "${!source[@]}"; do
    tells "$program" 64
    said=$("$build/$program" --help)
    for option in $(grep -oE '\{"[a-z]+", (required_argument|no_argument)' "${source[$program]}" | cut -d'"' -f2); do
        grep -qE -e "--$option( |$)" <<<"$said" || fail "$program --help leaves out --$option"
    done
done

known=" "
for program in tests/{simulate,sms_diff,gpio_guest,ledger_pairs_test} \
    $(cd tests && ls bench/*_bench.c fuzz/*_fuzz.c | sed -E 's|fuzz/||; s|^|tests/|; s|\.c$||'); do
    tells "$program" 2
    known+="$program "
done
# and nothing that is built is left out, but tests, which take no words
while read -r program; do
    name=${program#"$build/"}
    [[ $name = *_test || -n ${source[$name]:-} || $known = *" $name "* ]] || fail "$name is not looked at here"
done < <(find "$build" "$build/tests" "$build/tests/bench" -maxdepth 1 -type f -executable ! -name '*.so')

while read -r script; do
    said=$(timeout 20 "$script" --help </dev/null 2>/dev/null) || fail "$script --help: status $?"
    grep -q "^usage: .*${script##*/}" <<<"$said" || fail "$script --help says: $said"
done < <(find tools tests/bench tests/image tests/e2e/abuse.py -maxdepth 2 -type f -perm -u+x | sort)

said=$("$build/modemsim" --help)
for word in $(grep -oE 'strcmp\(verb, "[a-z]+"' tools/modemsim/shell_command.c | cut -d'"' -f2); do
    grep -qE "^  (unplug, )?$word( |,|$)" <<<"$said" || fail "modemsim --help leaves out $word"
done
for program in textbackd textbackctl; do
    said=$("$build/$program" --version)
    [[ $said =~ ^"$program "[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "$program --version says: $said"
done
exit $status

#!/usr/bin/env bash
# Every program tells how it is used: --help on standard output with status 0, any other wrong word on standard error
# with status 64. What it takes is in there: each long option that its source names.
set -uo pipefail
cd "$1" || exit 1
build=$2
status=0
fail() { echo "$*"; status=1; }

declare -A source=([textbackd]=firmware/shell/main.c [textbackctl]=tools/textbackctl/main.c
    [modemsim]=tools/modemsim/main.c [replay]=tools/replay/main.c [words]=tools/words/main.c)
for program in "${!source[@]}"; do
    said=$("$build/$program" --help 2>/dev/null) || fail "$program --help: status $?"
    grep -q "^usage: $program" <<<"$said" || fail "$program --help says: $said"
    for option in $(grep -oE '\{"[a-z]+", (required_argument|no_argument)' "${source[$program]}" | cut -d'"' -f2); do
        grep -qE -e "--$option( |$)" <<<"$said" || fail "$program --help leaves out --$option"
    done
    ended=0
    said=$("$build/$program" --nonsense 2>&1 >/dev/null) || ended=$?
    [ $ended = 64 ] || fail "$program --nonsense does not end with 64"
    grep -q "^usage: $program" <<<"$said" || fail "$program --nonsense says: $said"
done

said=$("$build/modemsim" --help)
for word in $(grep -oE 'strcmp\(verb, "[a-z]+"' tools/modemsim/shell_command.c | cut -d'"' -f2); do
    grep -qE "^  (unplug, )?$word( |,|$)" <<<"$said" || fail "modemsim --help leaves out $word"
done
for program in textbackd textbackctl; do
    said=$("$build/$program" --version)
    [[ $said =~ ^"$program "[0-9]+\.[0-9]+\.[0-9]+$ ]] || fail "$program --version says: $said"
done
exit $status

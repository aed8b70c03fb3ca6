#!/usr/bin/env bash
# A file has one subject and a function fits a screen: a ratchet. length.txt has what each folder's longest file and
# longest function are; they may shrink, and not grow. `length.sh SOURCE --tighten` writes down what has shrunk.
set -euo pipefail
cd "$1"
list=tests/check/length.txt
# What a folder that is not in the list may have.
new_file=520 new_function=70

files=$(find drivers firmware tools tests board -name '*.[ch]' -o -name '*.py' -o -name '*.sh' | sort)
[ "$(wc -l <<<"$files")" -gt 500 ] || { echo "only $(wc -l <<<"$files") files were found"; exit 1; }

trap 'rm -f "$list.new"' EXIT
awk -v list=$list -v new_file=$new_file -v new_function=$new_function -v tighten="${2:-}" '
    function place() { # the line of the list that this file is held to: its own, or its folder'"'"'s
        if (FILENAME in most_file) return FILENAME
        folder = FILENAME
        sub(/\/[^\/]*$/, "", folder)
        if (!(folder in most_file)) { most_file[folder] = new_file; most_function[folder] = new_function }
        return folder
    }
    function close_file() {
        if (now == "") return
        if (count > file[now]) file[now] = count
        if (count > most_file[now]) { print name " has " count " lines, " most_file[now] " are the most"; bad = 1 }
    }
    FILENAME == list { if (!/^#/ && NF) { most_file[$1] = $2; most_function[$1] = $3; order[++places] = $1 } next }
    FNR == 1 { close_file(); now = place(); name = FILENAME; begin = 0 }
    { count = FNR }
    /^\{/ && name ~ /\.[ch]$/ { begin = FNR }
    /^\}/ && begin {
        long = FNR - begin - 1
        if (long > function_[now]) function_[now] = long
        if (long > most_function[now]) {
            print name ":" begin ": a function of " long " lines, " most_function[now] " are the most"
            bad = 1
        }
        begin = 0
    }
    END {
        close_file()
        for (i = 1; i <= places; i++) {
            p = order[i]
            if (!(p in file)) { print list ": " p " is not there any more"; bad = 1; continue }
            if (file[p] < most_file[p] || function_[p] < most_function[p])
                print p " can be tightened to " file[p] " " function_[p] + 0 ": tests/check/length.sh . --tighten"
            if (tighten != "") print p, file[p] < most_file[p] ? file[p] : most_file[p],
                function_[p] < most_function[p] ? function_[p] + 0 : most_function[p] > (list ".new")
        }
        exit bad
    }' $list $files
[ "${2:-}" = --tighten ] || exit 0
{ grep '^#' $list; column -t $list.new; } >$list.next
mv $list.next $list

#!/usr/bin/env bash
# systemd understands every unit, and judges its exposure (0 to 10, in tenths) to be at most what is written here.
set -euo pipefail
cd "$1"
build=$2
declare -A most=([textbackd.service]=10)
most_else=30 # a helper that is root for one thing
status=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Programs are looked for where they were built.
for unit in board/units/*.*; do
    [ -f "$unit" ] && sed "s|/usr/bin/textback|$build/textback|" "$unit" >"$scratch/${unit##*/}"
done
for unit in "$scratch"/*.*; do
    name=${unit##*/}
    pages=$(sed -nE 's/^Documentation=//p' "$unit" | tr ' ' '\n' | sed -nE 's/^man:([a-z.-]+)\(([1-8])\)$/\1.\2/p')
    [ -n "$pages" ] || { echo "$name names no manual page"; status=1; }
    for page in $pages; do
        ls board/package/man/"$page"* >/dev/null 2>&1 || { echo "$name: there is no page $page"; status=1; }
    done
    said=$(systemd-analyze verify --man=no "$unit" 2>&1) || { echo "$name: $said"; status=1; continue; }
    [ -z "$said" ] || { echo "$name: $said"; status=1; }
    case $name in *.service) ;; *) continue ;; esac
    limit=${most[$name]:-$most_else}
    if ! said=$(systemd-analyze security --offline=yes --no-pager --threshold="$limit" "$unit" 2>&1); then
        echo "$name is exposed more than $limit tenths:"
        grep -E '✗|→|rror' <<<"$said" || echo "$said"
        status=1
    fi
done
exit $status

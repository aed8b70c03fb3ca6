#!/usr/bin/env bash
# The manual pages leave out no setting, option or command, give the defaults of the card's textback.ini, and are clean.
set -euo pipefail
cd "$1"
build=$2
pages=board/package/man
status=0
fail() { echo "$*"; status=1; }

# The text of a section of textback.ini.5, from its head to the next.
section() {
    awk -v head="$1" '/^\.S[sh] / { on = ($0 ~ "^\\.Ss \\[" head "[] ]") } on' $pages/textback.ini.5
}

# A row of config_schema.c: {CONFIG_AGENT, false, "name", ...
rows=$(grep -oE '\{CONFIG_[A-Z]+, (true|false), "[a-z_]+"' firmware/shell/config_schema.c |
    sed -E 's/\{CONFIG_([A-Z]+), (true|false), "([a-z_]+)"/\L\1 \3/')
[ "$(wc -l <<<"$rows")" -ge 50 ] || fail "config_schema.c has another shape: only $(wc -l <<<"$rows") keys were found"
while read -r name key; do
    item=$(section "$name" | awk -v key="$key" '/^\.(It|El)/ { on = ($0 == ".It Ic " key) } on')
    if [ -z "$item" ]; then
        fail "textback.ini.5 has no $key in [$name]"
    elif ! grep -qE '^(Default:|Required\.)' <<<"$item"; then
        fail "textback.ini.5 does not say the default of $key in [$name]"
    fi
    # A remark of the card that ends in "Default: WORDS" stands above ";key = ...".
    said=$(awk -v head="$name" -v key="$key" '/^\[/ { on = ($0 ~ "^\\[" head "[] ]"); said = "" }
        on && /^; Default: / { said = $0 } on && /^; .* Default: / { said = $0 }
        on && $0 ~ "^;" key " =" { print said } on && /^;?[a-z_]+ =|^$/ { said = "" }' board/sdcard/textback.ini |
        sed -E 's/.*Default: //')
    case $said in
    '' | *[' ']*) ;; # sentences are for people to compare
    *) grep -qxE "(Default: |\.Li |\.Pa )$said( ?[.,].*)?" <<<"$item" ||
        fail "the default of $key in [$name] is $said on the card, and not in textback.ini.5" ;;
    esac
done <<<"$rows"

# What is left to fill in is what the page says, and what needs no filling in is there.
your=$(sed -nE 's/^([a-z]+) = YOUR .*/\1/p' board/sdcard/textback.ini | xargs)
[ "$your" = "name broker phone timezone" ] || fail "textback.ini.5 and the card differ in what to fill in: $your"
grep -qE '^text = .' board/sdcard/textback.ini || fail "the card has no text"

for program in textbackd.8 textbackctl.1; do
    help=$("$build/${program%.*}" --help)
    [ -n "$help" ] || fail "$program: no help"
    for option in $(grep -oE -e '--[a-z]+' <<<"$help" | sort -u); do
        grep -qE "Fl -?${option#-}( |$)" $pages/$program || fail "$program has no $option"
    done
done
for command in $(sed -nE 's/^  ([a-z]+) .*/\1/p' <<<"$help"); do
    grep -q "^\.It Ic $command" $pages/textbackctl.1 || fail "textbackctl.1 has no $command"
done

! grep -n '@@' README.md || fail "README.md has a place that was not filled in"

mandoc -Tlint -W warning $pages/* || status=1
exit $status

#!/bin/sh
# Every message a person can read has a Chinese translation with the same places, and no translation is left over.
. "${0%/*}/../cli/lib.sh"
cd "$ROOT" || exit 1
for tool in xgettext msgcat msgmerge msgfmt msgattrib; do
    command -v $tool >/dev/null 2>&1 || skip_all "no $tool"
done

# xgettext takes the commas of (vp_where){a, b} for those of the call.
mkdir "$T/source"
for f in lib/*/*.[ch] lib/*/*.def cmd/*.[ch] cmd/*.def; do
    [ -f "$f" ] || continue
    mkdir -p "$T/source/${f%/*}"
    awk '{ all = all $0 "\n" }
         END { gsub(/\(vp_where\) *\{[^}]*\}/, "VP_NOWHERE", all); printf "%s", all }' "$f" >"$T/source/$f"
done
(cd "$T/source" && find . -type f | sed 's|^\./||' | LC_ALL=C sort) >"$T/files"

extract() # FOLDER LIST: a template of all messages
{
    xgettext --directory="$1" --files-from="$2" --output=- --language=C --from-code=UTF-8 --no-wrap --force-po \
        --keyword --keyword=N_ --keyword=vp_fail:4 --keyword=vp_hint:2 --keyword=cli_say:1 --keyword=vp_tr:2 \
        --flag=vp_fail:4:c-format --flag=vp_hint:2:c-format --flag=cli_say:1:c-format
}
extract "$T/source" "$T/files" >"$T/all.pot" 2>"$T/said" || { fail "messages can be extracted"; diag "$(cat "$T/said")"; exit 1; }

# One entry of a catalogue on one line: flags TAB msgid TAB msgstr.
entries()
{
    awk '
    function put() { if (id != "") printf "%s\t%s\t%s\n", flags, id, str; flags = id = str = ""; in_str = 0 }
    /^#,/ { flags = $0 }
    /^msgid / { id = substr($0, 8, length($0) - 8); in_str = 0; next }
    /^msgstr / { str = substr($0, 9, length($0) - 9); in_str = 1; next }
    /^"/ { if (in_str) str = str substr($0, 2, length($0) - 2); else id = id substr($0, 2, length($0) - 2); next }
    /^$/ { put() }
    END { put() }' "$1"
}
msgcat --no-wrap --no-location --sort-output -o "$T/all" "$T/all.pot" && entries "$T/all" | cut -f2 | LC_ALL=C sort -u >"$T/wanted"
is "$(test "$(wc -l <"$T/wanted")" -gt 20 && echo many)" many "messages are found"

# What the test must see, it sees.
mkdir "$T/probe"
cat >"$T/probe/x.c" <<'E2'
vp_fail(err, VP_IO, VP_NOWHERE, "one %s", x); vp_hint(err, "two"); cli_say("three"); N_("four"); vp_tr(lang, "five");
E2
echo x.c >"$T/probe.list"
extract "$T/probe" "$T/probe.list" >"$T/probe.po" 2>/dev/null
is "$(grep -c '^msgid "[a-z]' "$T/probe.po")" 5 "all ways to say something are known"

for folder in lib/po/*/; do
    lang=$(basename "$folder")
    if msgcat --use-first --no-wrap --no-location -o "$T/$lang.po" "$folder"*.po 2>"$T/said"; then
        pass "$lang: catalogues fit together"
    else
        fail "$lang: catalogues fit together"
        diag "$(cat "$T/said")"
        continue
    fi
    entries "$T/$lang.po" >"$T/$lang"
    awk -F '\t' '$3 != "" && $1 !~ /fuzzy/ { print $2 }' "$T/$lang" | LC_ALL=C sort -u >"$T/have"
    cut -f2 "$T/$lang" | LC_ALL=C sort -u >"$T/entries"
    is "$(LC_ALL=C comm -23 "$T/wanted" "$T/have")" "" "$lang: every message is translated"
    is "$(LC_ALL=C comm -13 "$T/wanted" "$T/entries")" "" "$lang: no translation is left over"
    is "$(grep -l '^#~' "$folder"*.po)" "" "$lang: nothing obsolete"
    is "$(grep -n '^#,.*fuzzy' "$folder"*.po)" "" "$lang: nothing fuzzy"

    # printf places by msgfmt, with the flags of the sources, whatever the catalogue says of itself.
    msgmerge --quiet --no-fuzzy-matching --no-wrap -o "$T/merged.po" "$T/$lang.po" "$T/all.pot" 2>"$T/said"
    if msgfmt --check-format -o /dev/null "$T/merged.po" 2>"$T/said"; then
        pass "$lang: formats agree"
    else
        fail "$lang: formats agree"
        diag "$(cat "$T/said")"
    fi
    # Numbered places of notes, each as often on either side.
    is "$(awk -F '\t' '
        function places(s, out, k, n) {
            while (match(s, /%[0-9]+\$s/)) { n[substr(s, RSTART, RLENGTH)]++; s = substr(s, RSTART + RLENGTH) }
            for (k = 0; k < 10; k++) out = out "," (0 + n["%" k "$s"])
            return out
        }
        places($2) != places($3) { print $2 }' "$T/$lang")" "" "$lang: numbered places agree"
    # Of two translations of the same message the first is taken; the other would never be seen.
    for f in "$folder"*.po; do
        msgattrib --no-obsolete --no-wrap -o "$T/one" "$f" && entries "$T/one" | cut -f2,3
    done | LC_ALL=C sort -u | cut -f1 | uniq -d >"$T/twice"
    is "$(cat "$T/twice")" "" "$lang: no message is translated in two ways"
done

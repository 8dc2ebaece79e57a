#!/bin/sh
# The committed completions are what the option tables give, and the shells can read them.
. "${0%/*}/../cli/lib.sh"
mkdir "$T/made"
ok "the script runs" "$ROOT/completions/generate.sh" "$BUILD" "$T/made"
for f in vp.bash _vp vp.fish; do
    same "$ROOT/completions/$f" "$T/made/$f" "$f is up to date (make completions)"
done
for shell in bash zsh fish; do
    case $shell in bash) f=vp.bash ;; zsh) f=_vp ;; fish) f=vp.fish ;; esac
    if command -v $shell >/dev/null 2>&1; then
        ok "$shell reads $f" $shell -n "$T/made/$f"
    else
        skip "$shell reads $f" "no $shell"
    fi
done

# What bash offers for a line, as readline would ask for it.
offers() # WORD…: the last is the one being typed
{
    bash -c '. "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vp 2>/dev/null; printf "%s\n" "${COMPREPLY[@]}"' \
        - "$T/made/vp.bash" "$@"
}
if command -v bash >/dev/null 2>&1; then
    like "$(offers vp sta)" '^status$' "bash completes a command"
    like "$(offers vp status --form)" '^--format=$' "bash completes an option"
    is "$(offers vp status --format = js)" "json
jsonl" "bash completes a value after ="
    is "$(offers vp --color n)" "never" "bash completes a value"
    is "$(offers vp -o s)" "" "bash leaves file names to readline"
    mkdir -p folder
    is "$(offers vp -C fol)" "folder" "bash completes a folder"
fi
if command -v fish >/dev/null 2>&1; then
    like "$(HOME=$T fish -c "source '$T/made/vp.fish'; complete -C 'vp sta'" 2>/dev/null)" '^status' "fish completes a command"
    like "$(HOME=$T fish -c "source '$T/made/vp.fish'; complete -C 'vp --color ne'" 2>/dev/null)" '^never' "fish completes a value"
fi

#!/bin/sh
# The example round and the README: every command of their sessions prints what they say it prints, and the award list
# holds when it is computed again by other means.
. "${0%/*}/lib.sh"
. "$ROOT/tests/cli/session.sh"

# The runner itself: it must be able to fail.
mkdir a b
cat >a/x.md <<'M'
Text, and a block that is no session:
```sh
$ not run
```
```console
$ echo one
one
$ here=$PWD; cd /
$ cd "$here" && printf '%s\n' "${here:+kept}" \
> and more
```
```console
$ echo kept | tr k K; echo err >&2; x='$ y'
wrong
```
M
is "$(session_split a/x.md b)" 4 "a session is the commands of its console blocks"
is "$(cat b/3.cmd)" "cd \"\$here\" && printf '%s\\n' \"\${here:+kept}\" \\
and more" "a command goes on with >"
is "$(cat b/4.want)" "wrong" "what follows a command is its answer"
(
    unset VP_UPDATE
    session a/x.md
) >said
like "$(cat said)" '^ok .* x.md 1: echo one' "a right answer passes"
like "$(cat said)" '^not ok .* x.md 3: ' "a missing answer fails"
like "$(cat said)" '^not ok .* x.md 4: ' "a wrong answer fails"
(
    export VP_UPDATE=1
    session a/x.md
) >/dev/null
is "$(sed -n '/^```console/,$p' a/x.md | tail -n 5)" "$(printf '%s\n' '```console' \
    "\$ echo kept | tr k K; echo err >&2; x='\$ y'" 'Kept' 'err' '```')" "and can be put right"

# The inputs are what the generator makes, the same bytes on every machine.
if [ -x "$BUILD/gen" ] && printf '示' | iconv -f UTF-8 -t GB18030 >/dev/null 2>&1; then
    mkdir made
    cp "$ROOT"/examples/guangzhou/r*.json made
    ok "the example's inputs can be made again" "$ROOT/tests/bench/example.sh" --inputs-only made
    cp -r "$ROOT/examples/guangzhou/expected" made
    same made "$ROOT/examples/guangzhou" "and have the same bytes"
    for stage in paper defence; do "$BUILD/gen" sheets --stage $stage >$stage.csv; done
    "$BUILD/gen" proposals >proposals.csv
    # 7393.49 points are the optimum by GLPK's own proof as well.
    is "$(awk -f "$ROOT/tests/cli/awards.awk" paper.csv defence.csv proposals.csv \
        "$ROOT/examples/guangzhou/expected/awards.csv")" "97 awards, 18000000 yuan, 7393.49 points" \
        "the award list holds when computed again: scores, amounts, fund, limits, optimum"
else
    skip "the example's inputs can be made again" "no generator or no iconv with GB18030"
fi

# The sessions start in a folder with the source tree's examples.
ln -s "$ROOT/examples" examples
session "$ROOT/examples/README.md"
session "$ROOT/README.md"
session "$ROOT/examples/panel.md"

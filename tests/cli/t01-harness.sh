#!/bin/sh
# The test library and the runner themselves: what passes, what fails, what is counted.
. "${0%/*}/lib.sh"

t_run printf 'a\nb\n'
exits 0 "t_run keeps the exit code"
out_is "t_run keeps stdout" <<'EOF'
a
b
EOF
t_sh 'echo x >&2; exit 3'
exits 3 "t_sh keeps the exit code"
err_like '^x$' "stderr is kept apart"
out_unlike . "from stdout"
t_run GREETING=hello sh -c 'echo $GREETING'
out_like '^hello$' "variables may stand in front"
t_run cat <<'EOF'
input
EOF
out_like '^input$' "standard input is the caller's"
is "$PWD" "$T/work" "a test starts in a folder of its own"
is "$(git config user.name)" Test "git has an identity"
t_run true
silent "true says nothing"

unset VERBOSE # of whoever runs this

# A little tree with tests of every fate, run by the real runner.
mkdir -p tree/tests/cli tree/include/vp tree/tests/unit
cp "$ROOT/tests/run.sh" tree/tests/ && cp "$ROOT/tests/cli/lib.sh" tree/tests/cli/ && : >tree/include/vp/version.h
make_test() { { echo '. "${0%/*}/lib.sh"'; cat; } >"tree/tests/cli/$1"; }
make_test t10-good.sh <<'EOF'
pass "one"
skip "two" "no moon"
EOF
t_run BUILD=/nonexistent tree/tests/run.sh
exits 0 "a tree whose tests pass"
out_is "skips are told with their reason and counted" <<'EOF'
skip tests/cli/t10-good.sh: two: no moon
1 passed, 0 failed, 1 skipped
EOF
make_test t11-bad.sh <<'EOF'
is a b "letters"
exits 0 "fine"
EOF
t_run BUILD=/nonexistent tree/tests/run.sh
exits 1 "a test that fails"
out_like '^ +not ok 1 - letters' "is shown"
out_like '^2 passed, 1 failed, 1 skipped$' "and counted"
rm tree/tests/cli/t11-bad.sh

fate() # NAME: the script on standard input is a failure for the runner
{
    make_test t12-fate.sh
    t_run BUILD=/nonexistent tree/tests/run.sh
    exits 1 "$1"
    out_like '^[0-9]+ passed, 1 failed, 1 skipped$' "$1: counted once"
    rm tree/tests/cli/t12-fate.sh
}
fate "a test that checks nothing" </dev/null
fate "a test that dies of an unset variable" <<'EOF'
pass "one"
echo "$no_such_variable"
EOF
fate "a test that is killed" <<'EOF'
pass "one"
kill -KILL $$
EOF
fate "a test with fewer results than planned" <<'EOF'
trap - EXIT
echo 1..2
echo ok 1
EOF
fate "a sanitizer's report in a pipe" <<'EOF'
pass "one"
echo "ERROR: AddressSanitizer" >"$T/sanitizer.1" | true
EOF
fate "a command that should have failed" <<'EOF'
not "true fails" true
EOF
fate "a crash is not a plain failure" <<'EOF'
not "killed" sh -c 'kill -SEGV $$'
EOF
fate "an output that differs" <<'EOF'
t_run echo a
out_is "b" <<WANTED
b
WANTED
EOF
fate "a check lost in a subshell" <<'EOF'
echo x | ok "in a pipe" true
EOF

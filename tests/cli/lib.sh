# What every command-line test starts with:   . "${0%/*}/lib.sh"
#
# A test is a POSIX sh script that prints TAP. It starts in an empty folder of its own with $BUILD (build/$MODE) first
# on PATH and HOME, LC_ALL, TZ, SOURCE_DATE_EPOCH set; the folder goes when it ends, and so does every worry about the
# plan: it is printed at the end, and the exit status is 1 when anything failed. Paths: $ROOT the source tree, $BUILD
# the commands, $DATA the real-input folder (use `data`), $T the folder that goes, $T/work where the test starts.
#
#   t_run CMD [ARG…]        run it (standard input is the caller's: use <file or a here-document) and keep $code, the
#                           files $out and $err; nothing is printed. In front may stand VAR=value, as with env.
#   t_sh 'SCRIPT'           the same for a line of shell, for pipes: the code is that of the last command
#   exits CODE NAME         the last t_run or t_sh ended with this code; shows stdout and stderr when it did not
#   out_is NAME <<E  …      its stdout is exactly standard input                       err_is NAME   the same of stderr
#   out_like ERE NAME       a line of its stdout matches                               err_like ERE NAME
#   out_unlike ERE NAME     no line matches                                            err_unlike ERE NAME
#   silent NAME             neither stdout nor stderr has a byte
#
#   ok NAME CMD [ARG…]      the command succeeds (what it prints is shown when it does not)
#   not NAME CMD [ARG…]     it fails, and not by a signal
#   is GOT WANTED NAME      two strings are the same                                   isnt GOT OTHER NAME
#   like TEXT ERE NAME      a line of the text matches                                 unlike TEXT ERE NAME
#   same FILE WANTED NAME   two files (or folders) have the same bytes; shows the diff
#   pass NAME, fail NAME    what the test found out by itself
#   skip NAME REASON        not checked, and why
#   skip_all REASON         nothing can be checked here; ends the test
#   diag TEXT…              a remark on the result before it; one that begins with "note: " is always shown
#   data PATH               a file of the real-input folder: sets $data, or ends the test as skipped
#
# Checks count only in the test's own shell: `… | out_is` or (…; pass …) loses the count, and the runner sees it.
# With VP_VALGRIND=1 the commands run under valgrind. Whatever a sanitizer or valgrind reports, even of a command in
# a pipe whose code nobody looks at, is a failure of its own at the end.
# shellcheck shell=sh
set -u

t_find_root() { (cd "$1" && while [ ! -f include/vp/version.h ] && [ "$PWD" != / ]; do cd ..; done && pwd); }
ROOT=$(t_find_root "${0%/*}")
BUILD=${BUILD:-$ROOT/build/${MODE:-release}}
case $BUILD in /*) ;; *) BUILD=$ROOT/$BUILD ;; esac
DATA=${VP_DATA:-$ROOT/../shared/data}
T=$(mktemp -d "${TMPDIR:-/tmp}/vp-test.XXXXXX") || exit 1
T=$(cd "$T" && pwd -P)
out=$T/out err=$T/err code=0 data=
t_n=0 t_bad=0 t_plan=

unset LANGUAGE LC_MESSAGES LC_CTYPE NO_COLOR VP_ROUND XDG_CONFIG_HOME XDG_DATA_HOME CDPATH 2>/dev/null
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_AUTHOR_DATE GIT_COMMITTER_DATE GIT_AUTHOR_NAME GIT_COMMITTER_NAME \
      GIT_AUTHOR_EMAIL GIT_COMMITTER_EMAIL 2>/dev/null
export ROOT BUILD HOME="$T/home" LC_ALL=C LANG=C TZ=UTC SOURCE_DATE_EPOCH=1700000000 TERM=dumb
export GIT_CONFIG_NOSYSTEM=1 GIT_CEILING_DIRECTORIES="$T" GIT_PAGER=cat GIT_TERMINAL_PROMPT=0
export PATH="$BUILD:$PATH"
export ASAN_OPTIONS="exitcode=99:detect_leaks=1:log_path=$T/sanitizer:allocator_may_return_null=1"
export UBSAN_OPTIONS="exitcode=99:print_stacktrace=1:log_path=$T/sanitizer"
export LSAN_OPTIONS="exitcode=99:log_path=$T/sanitizer:suppressions=$ROOT/tests/lsan.supp:print_suppressions=0"

mkdir -p "$T/work" "$HOME"
: >"$out"
: >"$err"
printf '[user]\n\tname = Test\n\temail = test@example.org\n[init]\n\tdefaultBranch = main\n' >"$HOME/.gitconfig"

if [ -n "${VP_VALGRIND:-}" ]; then # wrappers, so that commands in pipes and scripts are watched too
    mkdir "$T/bin"
    for t_cmd in "$BUILD"/vp*; do
        if [ ! -f "$t_cmd" ] || [ ! -x "$t_cmd" ]; then continue; fi
        t_flags="-q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite,possible"
        t_flags="$t_flags --errors-for-leak-kinds=definite,possible --log-file='$T/valgrind.%p'"
        t_flags="$t_flags --suppressions='$ROOT/tests/valgrind.supp'"
        printf '#!/bin/sh\nexec valgrind %s "%s" "$@"\n' "$t_flags" "$t_cmd" >"$T/bin/${t_cmd##*/}"
        chmod +x "$T/bin/${t_cmd##*/}"
    done
    PATH=$T/bin:$PATH
fi
cd "$T/work" || exit 1

t_end()
{
    t_code=$?
    trap - EXIT
    for t_file in "$T"/sanitizer* "$T"/valgrind.*; do
        [ -s "$t_file" ] || continue
        fail "no report of a sanitizer or valgrind"
        diag "$(head -n 60 "$t_file")"
    done
    if [ -z "$t_plan" ]; then
        echo "1..$t_n"
        [ "$t_n" -gt 0 ] || t_code=1
    fi
    cd / && { chmod -R u+rwX "$T" 2>/dev/null; rm -rf "$T"; }
    [ "$t_code" -eq 0 ] && [ "$t_bad" -gt 0 ] && t_code=1
    exit "$t_code"
}
trap t_end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

diag() { printf '%s\n' "$*" | sed 's/^/# /'; }
pass() { t_n=$((t_n + 1)); printf 'ok %d - %s\n' "$t_n" "$*"; }
fail() { t_n=$((t_n + 1)); t_bad=$((t_bad + 1)); printf 'not ok %d - %s\n' "$t_n" "$*"; }
skip() { t_n=$((t_n + 1)); printf 'ok %d - %s # SKIP %s\n' "$t_n" "$1" "$2"; }
skip_all()
{
    if [ "$t_n" -gt 0 ]; then skip "the rest" "$*"; else echo "1..0 # SKIP $*"; t_plan=0; fi
    exit 0
}

t_show() # the two streams of the last run, shortened
{
    diag "stdout:" && head -n 20 "$out" | cut -c1-300 | sed 's/^/#   /'
    diag "stderr:" && head -n 20 "$err" | cut -c1-300 | sed 's/^/#   /'
}

t_run()
{
    env "$@" >"$out" 2>"$err"
    code=$?
}
t_sh()
{
    sh -c "$1" >"$out" 2>"$err"
    code=$?
}

exits()
{
    if [ "$code" -eq "$1" ]; then pass "$2"; else fail "$2"; diag "exit status $code, not $1"; t_show; fi
}
silent()
{
    if [ -s "$out" ] || [ -s "$err" ]; then fail "$1"; t_show; else pass "$1"; fi
}

t_same() # FILE NAME: the file has exactly the bytes of standard input
{
    cat >"$T/wanted"
    same "$1" "$T/wanted" "$2"
}
same()
{
    if diff -r "$2" "$1" >"$T/diff" 2>&1; then
        pass "$3"
    else
        fail "$3"
        diag "wanted <, got >"
        head -n 60 "$T/diff" | cut -c1-300 | sed 's/^/#   /'
    fi
}
out_is() { t_same "$out" "$1"; }
err_is() { t_same "$err" "$1"; }

t_like() # FILE ERE NAME
{
    if grep -Eq -e "$2" "$1"; then pass "$3"; else fail "$3"; diag "no line matches /$2/ of"
        head -n 30 "$1" | cut -c1-300 | sed 's/^/#   /'; fi
}
t_unlike()
{
    if grep -En -e "$2" "$1" >"$T/found"; then fail "$3"; diag "matched /$2/:"
        head -n 30 "$T/found" | cut -c1-300 | sed 's/^/#   /'; else pass "$3"; fi
}
out_like() { t_like "$out" "$1" "$2"; }
err_like() { t_like "$err" "$1" "$2"; }
out_unlike() { t_unlike "$out" "$1" "$2"; }
err_unlike() { t_unlike "$err" "$1" "$2"; }
like() { printf '%s\n' "$1" >"$T/text"; t_like "$T/text" "$2" "$3"; }
unlike() { printf '%s\n' "$1" >"$T/text"; t_unlike "$T/text" "$2" "$3"; }

is()
{
    if [ "$1" = "$2" ]; then pass "$3"; else fail "$3"; diag "got:"; diag "  $1"; diag "wanted:"; diag "  $2"; fi
}
isnt() { if [ "$1" = "$2" ]; then fail "$3"; diag "both are: $1"; else pass "$3"; fi; }

ok()
{
    t_name=$1
    shift
    if "$@" >"$T/said" 2>&1; then pass "$t_name"; else t_rc=$?; fail "$t_name"; diag "exit status $t_rc of: $*"
        head -n 40 "$T/said" | cut -c1-300 | sed 's/^/#   /'; fi
}
not()
{
    t_name=$1
    shift
    "$@" >"$T/said" 2>&1
    t_rc=$?
    if [ "$t_rc" -gt 0 ] && [ "$t_rc" -lt 99 ]; then pass "$t_name"; else fail "$t_name"
        diag "exit status $t_rc of: $*"; head -n 40 "$T/said" | cut -c1-300 | sed 's/^/#   /'; fi
}

data()
{
    data=$DATA/$1
    [ -e "$data" ] || skip_all "no $1 in the folder of real input (VP_DATA)"
}

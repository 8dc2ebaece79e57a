# Run the shell sessions of a Markdown file:   . "$ROOT/tests/cli/session.sh"   after lib.sh, then   session FILE
#
# Every fenced block that begins with "```console" is part of one session: a line "$ command" (and the lines "> …" that
# go on with it), then exactly what it prints, stdout and stderr as they come, until the next command or the end of the
# block. All commands of a file run in one shell, in the order of the file, so that cd and export last. Each command is
# one check. With VP_UPDATE=1 the answers in the file are replaced by what the commands print: read the diff.
# shellcheck shell=sh

# Split FILE into FOLDER/1.cmd, FOLDER/1.want …; print how many.
session_split()
{
    awk -v to="$2" '
        function start() { cmd = to "/" ++n ".cmd"; want = to "/" n ".want"; printf "" >cmd; printf "" >want }
        function end() { if (n) { close(cmd); close(want) } }
        !inside && /^```console$/ { inside = 1; next }
        inside && /^```$/ { inside = 0; next }
        !inside { next }
        /^\$ / { end(); start(); print substr($0, 3) >cmd; more = 1; next }
        more && /^> / { print substr($0, 3) >cmd; next }
        { more = 0; if (n) print >want }
        END { end(); print n + 0 }' "$1"
}

# The file with the answers of FOLDER/*.got instead of its own.
session_join()
{
    awk -v from="$2" '
        function answer(  f, line) { f = from "/" n ".got"; while ((getline line <f) > 0) print line; close(f); said = 1 }
        !inside && /^```console$/ { inside = 1; said = 1; print; next }
        inside && /^```$/ { if (!said) answer(); inside = 0; print; next }
        !inside { print; next }
        /^\$ / { if (!said) answer(); n++; said = 0; more = 1; print; next }
        more && /^> / { print; next }
        { more = 0; if (!n) print }' "$1"
}

session()
{
    s_file=$1 s_dir=$(mktemp -d "$T/session.XXXXXX") s_i=0
    s_count=$(session_split "$s_file" "$s_dir")
    s_count=${s_count:-0}
    ( # one shell for all of them; its own, so that the test goes on where it was
        while [ "$s_i" -lt "$s_count" ]; do
            s_i=$((s_i + 1))
            eval "$(cat "$s_dir/$s_i.cmd")" >"$s_dir/$s_i.got" 2>&1 </dev/null
        done
    )
    if [ -n "${VP_UPDATE:-}" ]; then
        session_join "$s_file" "$s_dir" >"$s_dir/new" && cat "$s_dir/new" >"$s_file"
    fi
    isnt "$s_count" 0 "${s_file#"$ROOT"/} has a session"
    s_i=0
    while [ "$s_i" -lt "$s_count" ]; do
        s_i=$((s_i + 1))
        [ -n "${VP_UPDATE:-}" ] && cp "$s_dir/$s_i.got" "$s_dir/$s_i.want"
        [ -f "$s_dir/$s_i.got" ] || : >"$s_dir/$s_i.got"
        same "$s_dir/$s_i.got" "$s_dir/$s_i.want" "${s_file##*/} $s_i: $(head -n 1 "$s_dir/$s_i.cmd")"
    done
}

#!/bin/sh
# Which layer may include which, which may know a foreign library, and what the library never does.
. "${0%/*}/../cli/lib.sh"
cd "$ROOT" || exit 1

# The arrows. Everyone may use its own folder and base. Reading the configuration (io) asks what grows for its names.
arrows='
base:
model:
rules: model
proof: model
draw:
reliability:
aggregate: model draw reliability
similar:
allocate: model draw proof
assign: model
report: model
io: model rules aggregate allocate assign draw
store:
verb: proof rules aggregate allocate assign draw reliability report similar model io store
cmd: verb proof rules aggregate allocate assign draw reliability report similar model
'
# Public headers whose layer is not that of a source file of the same name.
owners='
award: model
ballots: model
proposal: model
round: model
rubric: model
score: model
panel: model
reading: model
session: verb
table: io
progress: base
view: base
proof: proof
value: model
vp: cmd
'
# Headers that no table names belong to the folder of the source file of the same name, or else to base.
find lib cmd -name '*.[ch]' | sort >"$T/sources"
wrong=$(printf '%s--\n%s--\n' "$arrows" "$owners" | cat - "$T/sources" | awk '
    function folder(path) { sub(/\/[^\/]*$/, "", path); sub(/.*\//, "", path); return path }
    function name(path) { sub(/.*\//, "", path); sub(/\.[ch]$/, "", path); return path }
    $0 == "--" { part++; next }
    part == 0 && NF { from = $1; sub(/:/, "", from); may[from, from] = may[from, "base"] = 1
                      for (i = 2; i <= NF; i++) may[from, $i] = 1; next }
    part == 1 && NF { sub(/:/, "", $1); owner[$1] = $2; next }
    part == 2 { file[++n] = $0; if (/\.c$/ && !(name($0) in home)) home[name($0)] = folder($0) }
    END {
        for (i = 1; i <= n; i++) {
            from = folder(file[i])
            while ((getline line <file[i]) > 0) {
                if (line !~ /^ *# *include *[<"]/) continue
                sub(/^[^<"]*[<"]/, "", line); sub(/[>"].*/, "", line)
                if (line ~ /^vp\/.*\.h$/)
                    to = name(line) in owner ? owner[name(line)] : name(line) in home ? home[name(line)] : "base"
                else if (line ~ /^(lib|cmd|\.\.)\/.*\.h$/) to = folder(line)
                else continue
                if (!((from, to) in may)) print file[i] " includes " line ": no arrow from " from " to " to
            }
            close(file[i])
        }
    }')
is "$wrong" "" "includes follow the arrows between layers"

foreign() # HEADER-ERE FOLDERS…: only they include it
{
    ere=$1
    shift
    found=$(grep -lE "^ *# *include *[<\"]($ere)" lib/*/*.[ch] cmd/*.[ch] 2>/dev/null)
    for folder; do found=$(printf '%s\n' "$found" | grep -v "^$folder/"); done
    is "$found" "" "only $* knows <$ere>"
}
foreign 'git2' lib/store
foreign '(cjson/)?cJSON\.h' lib/io lib/verb
foreign 'csv\.h' lib/io
foreign 'iconv\.h' lib/io
foreign 'xlsxwriter' lib/io
foreign 'pcre2\.h' lib/base
foreign 'sodium' lib/base
foreign 'opencc' lib/base

# The library never prints, exits, asks the environment, the terminal, the locale, the clock or chance. What it calls
# is asked of the object code, where no macro hides it.
never='printf|__printf_chk|vprintf|__vprintf_chk|puts|putchar|perror|stdout|stderr|exit|_exit|_Exit|quick_exit|abort|
getenv|secure_getenv|setenv|putenv|unsetenv|setlocale|isatty|time|gettimeofday|clock_gettime|rand|random|srand|srandom|
system|popen|fork|vfork|signal|sigaction|strtok|localtime|gmtime|gets|atoi|atol|atof|
__isoc99_sscanf|__isoc99_scanf|sscanf|strtod|sqrt|pow'
never=$(printf %s "$never" | tr -d '\n')
wrong=$(sed -n 's|^\(lib/[^/]*/.*\)\.c$|\1.o|p' "$T/sources" | while read -r o; do
    [ -f "$BUILD/$o" ] && echo "$BUILD/$o"
done | xargs nm -A -u | sed 's/@.*//' | awk -v never="$never" '$NF ~ "^(" never ")$" { print $1, $NF }' |
    sed "s|$BUILD/||; s/:.* / calls /")
is "$wrong" "" "the library does not print, exit, or look at environment, clock and locale"
if ls "$BUILD"/lib/base/*.o >/dev/null 2>&1; then pass "the library was built"; else fail "the library was built"; fi

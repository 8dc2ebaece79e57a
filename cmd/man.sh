#!/bin/sh
# Fill the lists of a man page from the command's own table: .\" @OPTIONS@ and .\" @EXIT@.
#   cmd/man.sh COMMAND PAGE >FILLED
set -eu
LC_ALL=C
export LC_ALL
"$1" --dump-options | awk -F '\t' '
function text(s) # as running text of roff
{
    gsub(/\\/, "\\e", s)
    gsub(/-/, "\\-", s)
    if (s ~ /^[.\047]/) s = "\\&" s
    return s
}
function ar(s) { return " Ar " text(s) }
function listed(s) { gsub(/,/, ", ", s); return text(s) }
FNR == NR && $1 == "option" {
    line = ".It"
    if ($2 != "") line = line " Fl " $2 " ,"
    line = line " Fl " text("-" $3)
    if ($4 != "") line = line " Ns = Ns" ar($4)
    options = options line "\n" text(toupper(substr($6, 1, 1)) substr($6, 2)) ($5 == "" ? "" : ": " listed($5)) ".\n"
}
FNR == NR && $1 == "operand" {
    name = $2
    gsub(/[\[\].]/, "", name)
    operands = operands ".It" ar(name) "\n" text(toupper(substr($4, 1, 1)) substr($4, 2)) ($3 == "" ? "" : ": " listed($3)) ".\n"
}
FNR == NR && $1 == "exit" { exits = exits ".It " $2 "\n" text(toupper(substr($3, 1, 1)) substr($3, 2)) ".\n" }
FNR == NR { next }
/^\.\\" @OPTIONS@/ { printf ".Bl -tag -width Ds\n%s%s.El\n", operands, options; next }
/^\.\\" @EXIT@/ { printf ".Bl -tag -width 2n\n%s.El\n", exits; next }
{ print }
' - "$2"

#!/bin/sh
# make install and make uninstall: what is put where, that a program builds on it, and that nothing stays behind.
. "${0%/*}/lib.sh"
case $BUILD in
"$ROOT"/build/*) make="make -s -C $ROOT B=${BUILD#"$ROOT/"} MODE=${MODE:-release}" ;;
*) skip_all "this build is not in the tree" ;;
esac
unset MAKEFLAGS MFLAGS MAKELEVEL
[ -f "$BUILD/libvp.a" ] || skip_all "nothing is built in $BUILD"
version=$(sed -n 's/.*VP_VERSION "\(.*\)".*/\1/p' "$ROOT/include/vp/version.h")
major=${version%%.*}
dest="$T/a place"

find "$BUILD" -type f -exec ls -l --time-style=full-iso {} + >before 2>/dev/null
# shellcheck disable=SC2086 # make is a command with its arguments
t_run $make install DESTDIR="$dest" PREFIX=/opt/vp
exits 0 "make install"
find "$BUILD" -type f -exec ls -l --time-style=full-iso {} + >after 2>/dev/null
same after before "it builds nothing anew"

(cd "$dest/opt/vp" && find . -type f -o -type l | sort) >installed
for c in "$ROOT"/cmd/vp*.c; do
    name=$(basename "$c" .c)
    ok "bin/$name is there and runs" "$dest/opt/vp/bin/$name" --version
    like "$(cat installed)" "^\./share/bash-completion/completions/$name$" "bash completes $name"
done
for h in "$ROOT"/include/vp/*.h; do basename "$h"; done >headers
is "$(ls "$dest/opt/vp/include/vp")" "$(cat headers)" "the headers"
for f in "$ROOT"/cmd/*.[1-8]; do
    [ -f "$f" ] || continue
    page=$(basename "$f")
    ok "the man page $page" test -s "$dest/opt/vp/share/man/man${page##*.}/$page"
done
for f in "$ROOT"/examples/templates/*/; do
    [ -d "$f" ] || continue
    ok "the template $(basename "$f")" diff -r "$f" "$dest/opt/vp/share/vp/templates/$(basename "$f")"
done
for f in lib/libvp.a "lib/libvp.so.$version" lib/pkgconfig/vp.pc share/zsh/site-functions/_vp \
         share/fish/vendor_completions.d/vp.fish; do
    like "$(cat installed)" "^\./$f$" "$f"
done
is "$(readlink "$dest/opt/vp/lib/libvp.so")" "libvp.so.$version" "libvp.so leads to the library"
is "$(readlink "$dest/opt/vp/lib/libvp.so.$major")" "libvp.so.$version" "and so does its soname"

# A program of somebody else, by pkg-config alone.
export PKG_CONFIG_PATH="$T/usr/lib/pkgconfig"
# shellcheck disable=SC2086
t_run $make install PREFIX="$T/usr"
exits 0 "make install without DESTDIR"
is "$(pkg-config --modversion vp)" "$version" "pkg-config knows the version"
cat >user.c <<'E2'
#include <stdio.h>
#include <vp/vp.h>
int main(void)
{
    vp_money m;
    char buf[VP_DECIMAL_MAX];
    if (!vp_money_parse(&m, "140000.5"))
        return 1;
    vp_money_format(buf, m);
    puts(buf);
    return 0;
}
E2
san=
[ "${MODE:-release}" = asan ] && san=-fsanitize=address,undefined
cc=${CC:-cc}
# shellcheck disable=SC2046,SC2086
ok "a program builds with the shared library" $cc $san -std=c17 -o shared user.c $(pkg-config --cflags --libs vp)
is "$(LD_LIBRARY_PATH=$T/usr/lib ./shared)" 140000.50 "and runs"
like "$(readelf -d shared)" "NEEDED.*libvp\.so\.$major\]" "with the library of this major version"
rm -f "$T"/usr/lib/libvp.so*
# shellcheck disable=SC2046,SC2086
ok "a program builds with the static library" \
    $cc $san -std=c17 -o static user.c $(pkg-config --cflags --libs --static vp)
is "$(./static)" 140000.50 "and runs"

# Uninstalling takes away that and only that.
mkdir -p "$dest/opt/vp/share/vp/templates/mine"
echo mine >"$dest/opt/vp/share/vp/templates/mine/round.json"
echo mine >"$dest/opt/vp/bin/other"
# shellcheck disable=SC2086
t_run $make uninstall DESTDIR="$dest" PREFIX=/opt/vp
exits 0 "make uninstall"
is "$(cd "$dest" && find . -type f -o -type l | sort | tr '\n' ' ')" \
    "./opt/vp/bin/other ./opt/vp/share/vp/templates/mine/round.json " "only what others put there stays"
not "the folder of the headers is gone" test -d "$dest/opt/vp/include/vp"
# shellcheck disable=SC2086
t_run $make uninstall DESTDIR="$dest" PREFIX=/opt/vp
exits 0 "uninstalling twice is no error"

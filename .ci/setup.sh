#!/bin/sh
# Find what vp needs and this machine lacks, and install it with the system's own package manager.
#
#   .ci/setup.sh build     to build and to run        .ci/setup.sh check   … and to run the tests
#   .ci/setup.sh all       … and for every kind of test (sanitizers, valgrind, fuzzing, lint)
#   .ci/setup.sh --check LEVEL   only say what is missing (status 1)
#
# What is missing is found by trying it (does it compile? does pkg-config know it?), never by package names. Nothing
# missing: nothing is said, asked or run. Otherwise the commands are shown before they run; sudo only when not root.
set -u

only_check=
[ "${1:-}" = --check ] && { only_check=1; shift; }
level=${1:-build}

# ---- what is needed: a name, how to see that it is there, what it is called elsewhere ----

T=$(mktemp -d) || exit 5
trap 'rm -rf "$T"' EXIT

has() { command -v "$1" >/dev/null 2>&1; }
compiles() # CODE FLAG…: with CC, or whatever compiler there is
{
    printf '%s\n' "$1" >"$T/try.c"
    shift
    "${CC:-cc}" -o "$T/try" "$T/try.c" "$@" >/dev/null 2>&1
}
lib() { has pkg-config && pkg-config --exists "$1"; }

there() # NAME: is it?
{
    case $1 in
    compiler) compiles '#include <stdio.h>
int main(void) { return puts("") < 0; }' ;;
    libcsv) compiles '#include <csv.h>
int main(void) { struct csv_parser p; return csv_init(&p, 0); }' -lcsv || compiles '#include <csv.h>
int main(void) { struct csv_parser p; return csv_init(&p, 0); }' -I/opt/homebrew/include -L/opt/homebrew/lib -lcsv ;;
    gettext) has msgfmt && has msgcat ;;
    libcjson|libgit2|libpcre2-8|libsodium|libutf8proc|opencc|xlsxwriter|expat|zlib|gmp|cmocka) lib "$1" ;;
    libfuzzer)
        printf '#include <%s>\n' stddef.h stdint.h >"$T/fuzz.c"
        echo 'int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n) { return p && n > 9; }' >>"$T/fuzz.c"
        clang -fsanitize=fuzzer,address -o "$T/fuzz" "$T/fuzz.c" >/dev/null 2>&1 ;;
    *) has "$1" ;;
    esac
}

build='compiler make pkg-config gettext libcsv libcjson libgit2 libpcre2-8 libsodium libutf8proc opencc xlsxwriter expat zlib gmp git'
case $level in
build) needs=$build ;;
check) needs="$build cmocka ssh-keygen" ;;
all) needs="$build cmocka ssh-keygen c++ clang libfuzzer valgrind shellcheck mandoc zsh fish python3 sqlite3" ;;
*) echo "setup: unknown level '$level': build, check or all" >&2; exit 2 ;;
esac

package() # MANAGER NAME: what the system calls it; nothing when it has no package
{
    case $1:$2 in
    apt-get:compiler) echo gcc libc6-dev ;;
    apt-get:c++) echo g++ ;;
    apt-get:libcsv) echo libcsv-dev ;;
    apt-get:libcjson) echo libcjson-dev ;;
    apt-get:libgit2) echo libgit2-dev ;;
    apt-get:libpcre2-8) echo libpcre2-dev ;;
    apt-get:libsodium) echo libsodium-dev ;;
    apt-get:libutf8proc) echo libutf8proc-dev ;;
    apt-get:opencc) echo libopencc-dev ;;
    apt-get:expat) echo libexpat1-dev ;;
    apt-get:xlsxwriter) echo libxlsxwriter-dev ;;
    apt-get:zlib) echo zlib1g-dev ;;
    apt-get:gmp) echo libgmp-dev ;;
    apt-get:cmocka) echo libcmocka-dev ;;
    apt-get:ssh-keygen) echo openssh-client ;;
    apt-get:libfuzzer) echo clang "$(apt_fuzzer)" ;;

    dnf:compiler) echo gcc glibc-devel ;;
    dnf:c++) echo gcc-c++ ;;
    dnf:pkg-config) echo pkgconf-pkg-config ;;
    dnf:libcsv) echo libcsv-devel ;;
    dnf:libcjson) echo cjson-devel ;;
    dnf:libgit2) echo libgit2-devel ;;
    dnf:libpcre2-8) echo pcre2-devel ;;
    dnf:libsodium) echo libsodium-devel ;;
    dnf:libutf8proc) echo utf8proc-devel ;;
    dnf:opencc) echo opencc-devel ;;
    dnf:expat) echo expat-devel ;;
    dnf:xlsxwriter) echo libxlsxwriter-devel ;;
    dnf:zlib) echo zlib-devel ;;
    dnf:cmocka) echo libcmocka-devel ;;
    dnf:gmp) echo gmp-devel ;;
    dnf:libfuzzer) echo clang compiler-rt ;;
    dnf:ssh-keygen) echo openssh ;;
    dnf:sqlite3|apk:sqlite3|pacman:sqlite3|brew:sqlite3) echo sqlite ;;
    pacman:python3) echo python ;;
    dnf:shellcheck) echo ShellCheck ;;

    apk:compiler) echo gcc musl-dev ;;
    apk:c++) echo g++ ;;
    apk:pkg-config) echo pkgconf ;;
    apk:libcsv) echo libcsv-dev ;;
    apk:libcjson) echo cjson-dev ;;
    apk:libgit2) echo libgit2-dev ;;
    apk:libpcre2-8) echo pcre2-dev ;;
    apk:libsodium) echo libsodium-dev ;;
    apk:libutf8proc) echo utf8proc-dev ;;
    apk:opencc) echo opencc-dev ;;
    apk:expat) echo expat-dev ;;
    apk:xlsxwriter) echo libxlsxwriter-dev ;;
    apk:zlib) echo zlib-dev ;;
    apk:cmocka) echo cmocka-dev ;;
    apk:gmp) echo gmp-dev ;;
    apk:ssh-keygen) echo openssh-keygen openssh-client-default ;;
    apk:libfuzzer) echo clang compiler-rt ;;

    pacman:compiler|pacman:c++) echo gcc ;;
    pacman:pkg-config) echo pkgconf ;;
    pacman:libcsv) ;; # only in the AUR
    pacman:libcjson) echo cjson ;;
    pacman:libpcre2-8) echo pcre2 ;;
    pacman:libutf8proc) echo libutf8proc ;;
    pacman:ssh-keygen) echo openssh ;;
    pacman:xlsxwriter) echo libxlsxwriter ;;
    pacman:libfuzzer) echo clang compiler-rt ;;

    brew:compiler|brew:c++) ;; # xcode-select --install
    brew:pkg-config) echo pkgconf ;;
    brew:libcjson) echo cjson ;;
    brew:libpcre2-8) echo pcre2 ;;
    brew:libutf8proc) echo utf8proc ;;
    brew:ssh-keygen) echo openssh ;;
    brew:xlsxwriter) echo libxlsxwriter ;;
    brew:libfuzzer) echo llvm ;;
    brew:valgrind) ;; # not for macOS

    *) echo "$2" ;;
    esac
}
apt_fuzzer() # Debian 12 and later keep libFuzzer in a package of its own
{
    version=$(apt-cache depends clang 2>/dev/null | sed -n 's/.*Depends: clang-\([0-9]*\)$/\1/p' | head -n 1)
    [ -n "$version" ] && apt-cache show "libclang-rt-$version-dev" >/dev/null 2>&1 && echo "libclang-rt-$version-dev"
}

missing=
for need in $needs; do there "$need" || missing="$missing $need"; done
[ -n "$missing" ] || exit 0
echo "vp needs, and did not find:$missing" >&2
if [ -n "$only_check" ]; then
    echo "hint: 'make demo' and 'make check' install it; or: .ci/setup.sh $level" >&2
    exit 1
fi

# ---- install ----

manager=
for m in apt-get dnf apk pacman brew; do
    if has "$m"; then manager=$m; break; fi
done
if [ -z "$manager" ]; then
    echo "hint: no apt-get, dnf, apk, pacman or brew here: install these yourself, then run it again" >&2
    exit 5
fi

names() { for need in $missing; do package "$manager" "$need"; done | tr ' ' '\n' | sort -u; }

as_root=
if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
    if has sudo; then as_root=sudo; elif has doas; then as_root=doas; else
        echo "hint: become root and run: .ci/setup.sh $level" >&2
        exit 5
    fi
fi

run() { echo "+ $*" >&2; "$@"; }

[ "$manager" != apt-get ] || run $as_root apt-get update -q ||
    echo "setup: the package lists could not be read anew; going on with the old" >&2
install()
{
    case $manager in
    apt-get) run $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -qy \
        --no-install-recommends "$@" ;;
    dnf) run $as_root dnf install -y "$@" ;;
    apk) run $as_root apk add --no-cache "$@" ;;
    pacman) run $as_root pacman -Sy --needed --noconfirm "$@" ;;
    brew) run brew install "$@" ;;
    esac
}
# shellcheck disable=SC2046 # the names are to be split
set -- $(names)
status=0
if [ $# -gt 0 ]; then # one unknown name spoils the whole; then each by itself
    install "$@" || for name; do install "$name" || status=$?; done
fi

still=
for need in $missing; do there "$need" || still="$still $need"; done
[ -n "$still" ] || exit 0
echo "setup: still missing:$still (the package manager ended with $status)" >&2
for need in $still; do
    case $manager:$need in
    pacman:libcsv) echo "hint: libcsv is in the AUR only: build it from there with makepkg -si" >&2 ;;
    *:libcsv) echo "hint: libcsv has no package here: build 3.0.3 from its source: ./configure && make install" >&2 ;;
    brew:compiler) echo "hint: run xcode-select --install" >&2 ;;
    brew:valgrind) echo "hint: valgrind does not run on macOS: use 'make check', or 'make check MODE=asan'" >&2 ;;
    *) echo "hint: install '$need', so that 'pkg-config --exists' or the compiler finds it, then run this again" >&2 ;;
    esac
done
exit 5

# vp: all rules; no recursion; nothing listed by hand.
#   make            build everything into build/$(MODE)          make check      set up, build, test
#   make demo       set up, build, and run a whole round         make install    DESTDIR= PREFIX=/usr/local
# MODE is release (default), debug, asan or fuzz; CC is gcc or clang.

MODE   ?= release
PREFIX ?= /usr/local
B      := build/$(MODE)

VERSION := $(shell sed -n 's/.*VP_VERSION "\(.*\)".*/\1/p' include/vp/version.h)

PKGS     := libcjson libgit2 libpcre2-8 libsodium libutf8proc opencc
CPPFLAGS += -Iinclude -I. -D_GNU_SOURCE $(shell pkg-config --cflags $(PKGS) 2>/dev/null)
WARN     := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wpointer-arith -Wwrite-strings
CFLAGS_release := -O2 -g
CFLAGS_debug   := -Og -g
CFLAGS_asan    := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
CFLAGS_fuzz    := $(CFLAGS_asan) -fsanitize=fuzzer-no-link
CFLAGS   += -std=c17 $(WARN) $(CFLAGS_$(MODE)) -fPIC
LDFLAGS  += $(filter -fsanitize=%,$(CFLAGS_$(MODE))) -Wl,--as-needed
LDLIBS   += $(shell pkg-config --libs $(PKGS) 2>/dev/null) -lcsv

LIB  := $(patsubst %.c,$B/%.o,$(wildcard lib/*/*.c)) $B/lib/po/zh_CN.o
CLI  := $(patsubst %.c,$B/%.o,$(filter-out cmd/vp%.c,$(wildcard cmd/*.c)))
CMDS := $(patsubst cmd/%.c,$B/%,$(wildcard cmd/vp*.c))
UNIT := $(patsubst tests/unit/%.c,$B/tests/unit/%,$(wildcard tests/unit/test_*.c))

all: $(CMDS)

$(CMDS): $B/%: $B/cmd/%.o $(CLI) $B/libvp.a
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$B/libvp.a: $(LIB)
	@rm -f $@
	$(AR) rcs $@ $^

$B/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# Catalogues: lib/po/LANG/*.po -> .mo (msgcat, msgfmt) -> C, so that both languages are always there.
$B/lib/po/%.mo: $(wildcard lib/po/*/*.po)
	@mkdir -p $(@D)
	msgcat --use-first lib/po/$*/*.po | msgfmt --check-format -o $@ -
$B/lib/po/%.c: $B/lib/po/%.mo
	{ echo 'extern const unsigned char vp_mo_$*[]; const unsigned char vp_mo_$*[] = {'; \
	  od -An -v -tx1 $< | sed 's/ \(..\)/0x\1,/g'; echo '};'; } >$@
$B/lib/po/%.o: $B/lib/po/%.c
	$(CC) $(CFLAGS) -c -o $@ $<
.PRECIOUS: $B/lib/po/%.mo $B/lib/po/%.c

$B/tests/unit/%: $B/tests/unit/%.o $B/libvp.a
	$(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS) -lcmocka

unit: $(UNIT)
	@for t in $(UNIT); do $$t || exit 1; done

clean:
	rm -rf build

.PHONY: all unit clean
.DELETE_ON_ERROR:
-include $(shell find $B -name '*.d' 2>/dev/null)

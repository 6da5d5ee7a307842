# rescue64: reads the Kbuild lists and holds every rule.
#
#   make                 everything, quietly
#   make V=1             with the commands
#   make O=dir           build below dir (default: build)
#   make SAN=1           host programs under ASan and UBSan (default dir: build-san)
#   make CC=clang        another host compiler (give it an O= of its own)
#   make install-client install-server DESTDIR=/somewhere

MAKEFLAGS += -rR --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

VERSION := 0.1
V ?= 0
SAN ?= 0
ifeq ($(SAN),1)
O ?= build-san
else
O ?= build
endif
prefix ?= /usr
sbindir ?= $(prefix)/sbin
mandir ?= $(prefix)/share/man
datadir ?= $(prefix)/share/rescue64

CC := $(if $(filter default undefined,$(origin CC)),gcc,$(CC))
KLCC ?= klcc
LTOCC ?= $(shell $(KLCC) -print-klibc-cc 2>/dev/null)
STRIP ?= strip
PKG_CONFIG ?= pkg-config
WERROR ?= -Werror
SIZE_LIMIT := 106496

ifeq ($(V),1)
Q :=
say :=
else
Q := @
say = @printf '  %-8s %s\n' $(1) $(2);
endif

# ---- the lists -------------------------------------------------------------
# klibc-y: static programs for the initramfs; host-y: programs for this machine.
# PROGRAM-y lists the objects, relative to the folder; PROGRAM-pkgs and
# PROGRAM-ldlibs what it links with.
klibc-progs :=
host-progs :=

define read-folder
klibc-y :=
host-y :=
include $(1)Kbuild
klibc-progs += $$(addprefix $(1),$$(klibc-y))
host-progs += $$(addprefix $(1),$$(host-y))
endef

include Kbuild
$(foreach dir,$(obj-y),$(eval $(call read-folder,$(dir))))

# folder/../other/x.o -> other/x.o
tidy = $(patsubst $(CURDIR)/%,%,$(abspath $(1)))
objects = $(call tidy,$(addprefix $(firstword $(subst /, ,$(1)))/,$($(patsubst $(firstword $(subst /, ,$(1)))/%,%,$(1))-y)))
var = $($(patsubst $(firstword $(subst /, ,$(1)))/%,%,$(1))-$(2))

# ---- flags -----------------------------------------------------------------
warnings := -Wall -Wextra $(WERROR) -Wshadow -Wstrict-prototypes -Wmissing-prototypes
includes := -Iinclude -Iclient
common := -std=gnu11 $(warnings) $(includes) -DRESCUE64_VERSION='"$(VERSION)"'
# klibc's programs use no SSE, which alone wants stack and tables aligned.
klibc-flags-x86_64 := -mpreferred-stack-boundary=3 -malign-data=abi
# klibc's own stdlib.h shadows a built-in; gcc and clang look for shadows.
# A program is compiled as a whole (LTO): 1.3 KiB smaller. klcc knows only how
# to compile and how to link, so that its compiler itself does the step between.
# The optimisations that are left out make it larger, by gcc 12 or 14.
klibc-flags := $(filter-out -Wshadow,$(common)) -Oz -flto -ffunction-sections \
	-fdata-sections -fno-jump-tables -fno-if-conversion -fno-tree-sra \
	-fno-caller-saves -fno-move-loop-invariants \
	$(klibc-flags-$(shell $(KLCC) -print-klibc-arch 2>/dev/null))
klibc-lto := -r -nostdlib -no-pie -flto=1 -flto-partition=one \
	-flinker-output=nolto-rel $(shell $(KLCC) -print-klibc-optflags 2>/dev/null) -Oz
# No segment is padded to a page.
klibc-ldflags := -Wl,--gc-sections -Wl,-z,noseparate-code \
	-Wl,-z,common-page-size=64 -Wl,--build-id=none
host-flags := $(common) -D_GNU_SOURCE -O2 -g $(CFLAGS)
host-ldflags := $(LDFLAGS)
ifeq ($(SAN),1)
san := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
host-flags += $(san)
host-ldflags += $(san)
else
host-flags += -D_FORTIFY_SOURCE=2 -fstack-protector-strong
endif

# Only the folders' own prerequisites, so that a header's change rebuilds what
# includes it; klcc passes -MMD on, its own -Wp,-MD loses the folder.
depflags = -MMD -MP -MF $(@:.o=.d) -MT $@

# ---- rules -----------------------------------------------------------------
klibc-bins := $(addprefix $(O)/,$(klibc-progs))
host-bins := $(addprefix $(O)/,$(host-progs))
# Every klibc program has a twin built with the host's compiler and libc.
twin-bins := $(addprefix $(O)/host/,$(klibc-progs))

.PHONY: all client server host tests size clean install-client install-server FORCE

all: $(klibc-bins) $(host-bins) $(twin-bins)
client: $(filter $(O)/client/%,$(klibc-bins))
server: $(filter $(O)/server-helper/%,$(host-bins))
tests: $(filter $(O)/tests/%,$(klibc-bins) $(host-bins))
host: $(twin-bins)

$(O)/klibc/%.o: %.c $(O)/flags
	$(call say,KLCC,$<)
	@mkdir -p $(@D)
	$(Q)$(KLCC) $(klibc-flags) $(depflags) -c -o $@ $<

$(O)/host/%.o: %.c $(O)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(host-flags) $(pkg-cflags) $(depflags) -c -o $@ $<

define klibc-program
$(O)/$(1): $(addprefix $(O)/klibc/,$(call objects,$(1)))
	$$(call say,LD,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(LTOCC) $(klibc-lto) -o $$@.o $$^
	$$(Q)$$(KLCC) -static $(klibc-ldflags) -o $$@.debug $$@.o
	$$(Q)$$(STRIP) --strip-all -R .comment -R .note -o $$@ $$@.debug
	@size=$$$$(stat -c %s $$@); [ $$$$size -le $(SIZE_LIMIT) ] || { \
		echo "$$@: $$$$size bytes, more than $(SIZE_LIMIT)" >&2; rm -f $$@; exit 1; }

$(call host-link,$(O)/host/$(1),$(1))
endef

define host-link
$(1): $(addprefix $(O)/host/,$(call objects,$(2)))
	$$(call say,LD,$$@)
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(host-flags) $$(host-ldflags) -o $$@ $$^ $(if $(call var,$(2),pkgs),$$$$($$(PKG_CONFIG) --libs $(call var,$(2),pkgs))) $(call var,$(2),ldlibs)
$(if $(call var,$(2),pkgs),$(addprefix $(O)/host/,$(call objects,$(2))): pkg-cflags = $$$$($$(PKG_CONFIG) --cflags $(call var,$(2),pkgs)))
endef

$(foreach p,$(klibc-progs),$(eval $(call klibc-program,$(p))))
$(foreach p,$(host-progs),$(eval $(call host-link,$(O)/$(p),$(p))))

# Changed flags or compilers rebuild everything, unchanged ones nothing.
flags-now := $(KLCC) $(klibc-flags) $(klibc-lto) $(klibc-ldflags) / $(CC) $(host-flags) $(host-ldflags)
$(O)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(flags-now))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(flags-now))' >$@

size: client
	@stat -c '%n: %s bytes of at most $(SIZE_LIMIT)' $(filter $(O)/client/%,$(klibc-bins))

install-client: client
	install -Dm755 $(O)/client/rescue64-client $(DESTDIR)$(sbindir)/rescue64-client
	install -Dm644 client/rescue64-client.8 $(DESTDIR)$(mandir)/man8/rescue64-client.8
	install -Dm755 hooks/initramfs-tools/hook $(DESTDIR)/etc/initramfs-tools/hooks/rescue64
	install -Dm644 hooks/initramfs-tools/boot $(DESTDIR)/etc/initramfs-tools/scripts/rescue64
	install -Dm644 hooks/initramfs-tools/conf $(DESTDIR)/etc/initramfs-tools/conf.d/rescue64

install-server: client server
	install -Dm755 $(O)/server-helper/rescue64-server $(DESTDIR)$(sbindir)/rescue64-server
	install -Dm644 server-helper/rescue64-server.8 $(DESTDIR)$(mandir)/man8/rescue64-server.8
	$(Q)$(MAKE) install-client DESTDIR=$(DESTDIR)$(datadir)/client

clean:
	rm -rf $(O)

-include $(shell find $(O)/klibc $(O)/host -name '*.d' 2>/dev/null)

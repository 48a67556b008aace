# Portolan. `make help` lists what can be made.
#
# One make, no recursion: every rule sees every dependency. The parts stand in build/*.mk; sources are
# found by wildcard, and a component that has no sources yet is left out.

.DEFAULT_GOAL := all
MAKEFLAGS += --no-builtin-rules --no-builtin-variables
ifeq ($(filter -j%,$(MAKEFLAGS)),)
MAKEFLAGS += -j$(shell nproc)
endif
.SUFFIXES:
.DELETE_ON_ERROR:
SHELL := /bin/sh

ifneq ($(filter-out x86_64 aarch64,$(ARCH)),)
$(error ARCH is x86_64 or aarch64, not "$(ARCH)")
endif

# The architectures built, and the one that `run`, `debug` and `image` mean.
ARCHES := $(if $(ARCH),$(ARCH),x86_64 aarch64)
RUN_ARCH := $(if $(ARCH),$(ARCH),x86_64)
Q := $(if $(filter 1,$(V)),,@)
say = @echo "  $(1)"

PORTOLAN := build/portolan

# Everything a wildcard below may name, found in one walk.
SOURCES := $(sort $(shell find mach servers libposix userland tests \
    \( -name '*.cpp' -o -name '*.c' -o -name '*.S' \) 2>/dev/null))

include build/toolchain.mk
include build/kernel.mk
include build/servers.mk
include build/libposix.mk
include build/userland.mk
include build/image.mk
include build/sdk.mk
include build/tests.mk

.PHONY: all kernel servers libposix userland sdk image run debug test test-unit test-target test-system \
    bench stress fuzz verify check format clean distclean help

all: $(foreach a,$(ARCHES),$(KERNEL_$a) $(ARCHIVE_$a))
kernel: $(foreach a,$(ARCHES),$(KERNEL_$a))
servers: $(foreach a,$(ARCHES),$(SERVERS_$a))
libposix: $(foreach a,$(ARCHES),$(LIBPOSIX_$a))
userland: $(foreach a,$(ARCHES),$(USERLAND_$a))

RUN_OPTIONS := --arch $(RUN_ARCH) $(if $(SMP),--smp $(SMP)) $(if $(MEM),--mem $(MEM))

run: $(KERNEL_$(RUN_ARCH)) $(ARCHIVE_$(RUN_ARCH))
	$(Q)$(PORTOLAN) run $(RUN_OPTIONS)

debug: $(KERNEL_$(RUN_ARCH)) $(ARCHIVE_$(RUN_ARCH))
	$(Q)$(PORTOLAN) debug $(RUN_OPTIONS)

image: all
	$(Q)$(foreach a,$(ARCHES),$(PORTOLAN) image --arch $a &&) true

clean:
	$(Q)rm -rf out/x86_64 out/aarch64 out/unit out/bench out/test out/list

distclean:
	$(Q)rm -rf out

help:
	@echo "Targets"
	@echo "  all          kernel and boot archive of both architectures (what plain make does)"
	@echo "  kernel servers libposix userland   only that part"
	@echo "  run          boot to a prompt on this terminal; Ctrl-A x ends it"
	@echo "  debug        the same, stopped at the first instruction, with gdb attached"
	@echo "  sdk          what C programs that speak Mach are compiled with: out/ARCH/sdk"
	@echo "  image        bootable images: out/ARCH/portolan.iso and .img"
	@echo "  test         every test; test-unit, test-target, test-system: one ring of them"
	@echo "  stress       four processors under everything at once; SEED=N SECONDS=600"
	@echo "  fuzz         random traps and messages on four processors; SEED=N OPERATIONS=100000000"
	@echo "  verify       search the spin models of the protocols"
	@echo "  bench        guest instructions per operation, beside Linux; out/bench/results.json"
	@echo "  check        the linters: clang-format, clang-tidy"
	@echo "  format       rewrite the sources as .clang-format says"
	@echo "  clean        remove what was compiled; distclean also the unpacked packages"
	@echo "Variables"
	@echo "  ARCH=x86_64|aarch64   one architecture (else both; run, debug: x86_64)"
	@echo "  SMP=N MEM=SIZE        processors and memory of the machine that is run"
	@echo "  DEBUG=1               debug build: -O1, assertions, lock-order checks"
	@echo "  PRECOMPILED=0         without precompiled headers: does each source include what it uses?"
	@echo "  V=1                   show the commands"

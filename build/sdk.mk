# What C programs that speak Mach themselves are compiled with, out/ARCH/sdk: the headers, and libmach.a
# for POSIX programs (mach/program), which musl and glibc programs link, static or not. docs/mach-programs.md.
MACH_PROGRAM_SOURCES := $(filter mach/program/%,$(SOURCES))
# Programs of the tests, compiled as that page says: tests/system/program/mach/NAME.c, with musl and, as NAME.glibc, with glibc.
SDK_TEST_SOURCES := $(wildcard tests/system/program/mach/*.c)
SDK_TEST_HEADERS := $(wildcard tests/system/program/mach/*.h)
SDK_TEST_FLAGS := -std=c11 -D_GNU_SOURCE -O1 -g -Wall -Wextra -Wpedantic -Werror

define sdk-rules
$(call compile-rules,$1,sdk,$(call LIBMACH_SOURCES,$1) $(MACH_PROGRAM_SOURCES),$(SERVER_FLAGS) -fPIC)
out/$1/sdk/lib/libmach.a: $(call objects,$1,sdk,$(call LIBMACH_SOURCES,$1) $(MACH_PROGRAM_SOURCES)) $(VARIANT_FILE)
	$$(call say,$1 AR  $$@)
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(Q)llvm-ar-19 rcs $$@ $$(filter %.o,$$^)
out/$1/sdk/include/mach/mach.h: $(call listed,out/$1/sdk/include,$(sort $(shell find mach/include -name '*.h*'))) $(VARIANT_FILE) | out/stamp/packages
	@mkdir -p out/$1/sdk
	$$(Q)rm -rf out/$1/sdk/include && cp -r mach/include out/$1/sdk && touch $$@
SDK_$1 := out/$1/sdk/lib/libmach.a out/$1/sdk/include/mach/mach.h
SDK_TESTS_$1 := $(foreach s,$(SDK_TEST_SOURCES),$(addprefix out/$1/sdk/tests/$(basename $(notdir $s)),.musl .glibc))
out/$1/sdk/tests/%.musl: tests/system/program/mach/%.c $(SDK_TEST_HEADERS) $$(SDK_$1)
	$$(call say,$1 CC  $$@)
	@mkdir -p $$(@D)
	$$(Q)$(CC) $(ARCH_FLAGS_$1) $(call headers,$1) $(SDK_TEST_FLAGS) -Iout/$1/sdk/include -c -o $$@.o $$<
	$$(Q)$$(call link-program,$1,$$@.o out/$1/sdk/lib/libmach.a)
out/$1/sdk/tests/%.glibc: tests/system/program/mach/%.c $(SDK_TEST_HEADERS) $$(SDK_$1)
	$$(call say,$1 CC  $$@)
	@mkdir -p $$(@D)
	$$(Q)$(CC) $$(GLIBC_$1) $$(GLIBC_FLAGS) $(SDK_TEST_FLAGS) -Iout/$1/sdk/include -o $$@ $$< -Lout/$1/sdk/lib -lmach
endef
$(foreach a,$(ARCHES),$(eval $(call sdk-rules,$a)))

sdk: $(foreach a,$(ARCHES),$(SDK_$a))

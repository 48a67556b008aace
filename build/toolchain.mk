# Compilers, flags that all components share, and the templates their rules are made from.

LLVM := /usr/lib/llvm-19
CC := clang-19
CXX := clang++-19
LD := ld.lld-19
OBJCOPY := llvm-objcopy-19
STRIP := llvm-strip-19

MUSL_INCLUDE_x86_64 := /usr/include/x86_64-linux-musl
MUSL_INCLUDE_aarch64 := out/sysroot/aarch64/usr/include/aarch64-linux-musl
MUSL_LIB_x86_64 := /usr/lib/x86_64-linux-musl
MUSL_LIB_aarch64 := out/sysroot/aarch64/usr/lib/aarch64-linux-musl

# Long-double helpers, which musl's printf needs on ARM64.
LIBGCC_x86_64 :=
LIBGCC_aarch64 := /usr/lib/gcc-cross/aarch64-linux-gnu/12/libgcc.a

# Set-up: Debian packages first, then the unpacked foreign ones, while x86-64 is compiled already. Order-only
# for everything compiled.
SETUP_x86_64 := out/stamp/include
SETUP_aarch64 := out/stamp/include out/stamp/sysroot
SETUP := $(SETUP_aarch64)

out/stamp/packages out/stamp/test-packages: out/stamp/%: build/deps.sh build/%
	$(Q)build/deps.sh $*
	$(Q)mkdir -p $(@D) && touch $@

# One apt-get at a time: the other would find its lists locked.
out/stamp/test-packages: | out/stamp/packages

# Boost alone, so that no header of the host's C library can slip in beside it.
out/stamp/include: | out/stamp/packages
	$(Q)mkdir -p out/include && ln -sfn /usr/include/boost out/include/boost && touch $@

out/stamp/sysroot: build/sysroot.sh build/apt-private.sh | out/stamp/packages
	$(Q)build/sysroot.sh
	$(Q)mkdir -p $(@D) && touch $@

# A debug and a release build keep their objects apart, so that changing over does not compile anew.
ifeq ($(DEBUG),1)
VARIANT := debug
OPTIMISE := -O1 -DDEBUG -D_LIBCPP_HARDENING_MODE=_LIBCPP_HARDENING_MODE_EXTENSIVE
OPTIMISE_SIZE := -Os -DDEBUG
SYMBOLS := -g
else
VARIANT := release
OPTIMISE := -O2 -DNDEBUG
OPTIMISE_SIZE := -Os -DNDEBUG
SYMBOLS := -g1
endif
# What a debugger is told: in the release build of all but the kernel, functions and lines without types.
symbols-for = $(if $(filter kernel%,$1),-g,$(SYMBOLS))

# libc++'s headers over musl's, then clang's own; nothing of the host's C library.
headers = -nostdinc -D_LIBCPP_HAS_MUSL_LIBC=1 \
    $(if $(2),-isystem $(LLVM)/include/c++/v1) \
    -isystem $(MUSL_INCLUDE_$1) -isystem $(LLVM)/lib/clang/19/include -isystem out/include

ARCH_FLAGS_x86_64 := --target=x86_64-linux-musl
ARCH_FLAGS_aarch64 := --target=aarch64-linux-musl -mno-outline-atomics

WARNINGS := -Wall -Wextra -Werror -Wthread-safety -Wno-unused-command-line-argument \
    -Wno-missing-field-initializers -Wno-missing-designated-field-initializers
COMMON := $(WARNINGS) -fno-pic -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer \
    -ffunction-sections -fdata-sections -fno-asynchronous-unwind-tables -fno-common \
    -fno-strict-aliasing
CXX_COMMON := -std=c++23 -fno-exceptions -fno-rtti -fno-c++-static-destructors
C_COMMON := -std=c17

LD_COMMON := -static --gc-sections --build-id=none -z noexecstack -z max-page-size=4096 --fatal-warnings

# Flags of a component class on an architecture: $(call flags-kernel,x86_64) and so on stand beside
# the component. write-flags keeps them in a file that objects depend on: new flags, new objects.
# (GNU make 4.3 leaves the last newline of some files in place.)
define write-flags
$(if $(subst x$(strip $(file <$1)),,x$2)$(subst x$2,,x$(strip $(file <$1))),$(shell mkdir -p $(dir $1))$(file >$1,$2))
endef

# $(call listed,OUTPUT,FILES): FILES as what OUTPUT depends on, and a file that is new when one came or went.
listed = $2 $(call write-flags,$(patsubst out/%,out/list/%,$1),$(strip $2))$(patsubst out/%,out/list/%,$1)

# $(call objects,ARCH,CLASS,SOURCES)
objects = $(patsubst %,out/$1/obj/$(VARIANT)/$2/%.o,$3)

# $(eval $(call precompile-rules,ARCH,NAME,FLAGS)): build/prefix/NAME.hpp (of NAME-small: the same), for
# classes with those flags (include roots may differ). Clang writes the whole path of it into what it
# makes: a folder that was moved precompiles again, and what it remembers of the old path is no file.
%/build/prefix/kernel.hpp %/build/prefix/libposix.hpp %/build/prefix/server.hpp %/build/prefix/user.hpp: ;
precompiled = $(if $(filter-out 0,$(or $(PRECOMPILED),1)),out/$1/obj/$(VARIANT)/$2.pch)
define precompile-rules
$(call write-flags,out/$1/obj/$(VARIANT)/$2-pch.flags,$(strip $(CURDIR) $(ARCH_FLAGS_$1) $3))
out/$1/obj/$(VARIANT)/$2.pch: build/prefix/$(firstword $(subst -, ,$2)).hpp out/$1/obj/$(VARIANT)/$2-pch.flags | $(SETUP_$1)
	$$(call say,$1 PCH $$<)
	@mkdir -p $$(@D)
	$$(Q)$(CXX) $(ARCH_FLAGS_$1) $(call headers,$1,c++) $(call symbols-for,$2) $(COMMON) $(CXX_COMMON) $3 -fpch-instantiate-templates -MMD -MP -MF $$@.d -x c++-header -o $$@ $$<
-include out/$1/obj/$(VARIANT)/$2.pch.d
endef

# runtime.cpp defines what libc++'s headers declare, and does not want them in front.
prefix = $(if $(filter-out %/runtime.cpp,$1),$(addprefix -include-pch ,$2))

# $(eval $(call compile-rules,ARCH,CLASS,SOURCES,FLAGS,PREFIX)): rules for $(call objects,ARCH,CLASS,
# SOURCES), with build/prefix/PREFIX.hpp precompiled in front if PREFIX is given.
define compile-rules
$(call write-flags,out/$1/obj/$(VARIANT)/$2.flags,$(strip $(ARCH_FLAGS_$1) $4 $(if $5,$(call precompiled,$1,$5))))
$(call objects,$1,$2,$(filter %.cpp,$3)): out/$1/obj/$(VARIANT)/$2/%.o: % out/$1/obj/$(VARIANT)/$2.flags $(if $5,$(call precompiled,$1,$5)) | $(SETUP_$1)
	$$(call say,$1 C++ $$<)
	@mkdir -p $$(@D)
	$$(Q)$(CXX) $(ARCH_FLAGS_$1) $(call headers,$1,c++) $(call symbols-for,$2) $(COMMON) $(CXX_COMMON) $4 $(if $5,$$(call prefix,$$<,$(call precompiled,$1,$5))) -MMD -MP -MJ $$@.json -c -o $$@ $$<
$(call objects,$1,$2,$(filter %.c %.S,$3)): out/$1/obj/$(VARIANT)/$2/%.o: % out/$1/obj/$(VARIANT)/$2.flags | $(SETUP_$1)
	$$(call say,$1 C   $$<)
	@mkdir -p $$(@D)
	$$(Q)$(CC) $(ARCH_FLAGS_$1) $(call headers,$1) $(call symbols-for,$2) $(COMMON) $(C_COMMON) $4 -MMD -MP -MJ $$@.json -c -o $$@ $$<
-include $(patsubst %.o,%.d,$(call objects,$1,$2,$3))
endef

# Outputs carry no variant in their names, so they depend on which one was linked last.
VARIANT_FILE := out/stamp/variant
$(call write-flags,$(VARIANT_FILE),$(VARIANT))

# $(call link-program,ARCH,OBJECTS,OPTIONS): a static musl program out of $@'s objects.
link-program = $(LD) $(LD_COMMON) $3 -o $@ $(MUSL_LIB_$1)/crt1.o $(MUSL_LIB_$1)/crti.o $2 \
    --start-group $(MUSL_LIB_$1)/libc.a $(LIBGCC_$1) --end-group $(MUSL_LIB_$1)/crtn.o

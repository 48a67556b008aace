# Test programs and benchmarks; docs/testing.md says what goes where. Running them is build/portolan's work.

# --- Ring 1: unit tests on the host. tests/unit/FOLDER/sources.mk makes out/unit/FOLDER (/ becomes _) from
# all *_test.cpp of its folder and from
#     UNIT_SOURCES := mach/ipc/ipc_port.cpp ...    the sources under test, and fakes
#     UNIT_INCLUDES := servers/file ...            further include roots
#     UNIT_FLAGS := ...                            further compiler flags
UNIT_CXX := $(CXX) -std=c++23 -g -O1 $(WARNINGS) -fno-omit-frame-pointer \
    -fsanitize=address,undefined -fno-sanitize=vptr -fno-sanitize-recover=all \
    -fno-exceptions -fno-rtti -DDEBUG -DCPPUTEST_MEM_LEAK_DETECTION_DISABLED -isystem out/include
UNIT_ROOTS := -Itests/unit -Imach -Imach/include -Iservers -Ilibposix -Iuserland

define unit-rules
UNIT_SOURCES :=
UNIT_INCLUDES :=
UNIT_FLAGS :=
include $1
UNIT_NAME := $$(subst /,_,$$(patsubst tests/unit/%/sources.mk,%,$1))
UNIT_ALL := tests/unit/main.cpp $$(sort $$(wildcard $(dir $1)*_test.cpp)) $$(UNIT_SOURCES)
$$(eval $$(call unit-program,out/unit/$$(UNIT_NAME),$$(UNIT_ALL),$$(UNIT_FLAGS) $$(addprefix -I,$$(UNIT_INCLUDES)),$$(call unit-prefix,$$(UNIT_NAME))))
endef

# What is precompiled for the sources of a program: the same as for their component.
unit-component = $(firstword $(patsubst servers_%,server,$(patsubst userland_%,user,$(filter servers_% userland_% libposix,$1))) kernel)
unit-prefix = $(if $(filter-out lwip,$1),$(if $(filter-out 0,$(or $(PRECOMPILED),1)),out/unit/$(call unit-component,$1).pch))
UNIT_PREFIXES := $(foreach c,kernel libposix server user,out/unit/$c.pch)
$(call write-flags,out/unit/pch.flags,$(CURDIR))
$(UNIT_PREFIXES): out/unit/%.pch: build/prefix/%.hpp build/tests.mk out/unit/pch.flags | $(SETUP)
	$(call say,unit PCH $<)
	@mkdir -p $(@D)
	$(Q)$(UNIT_CXX) $(UNIT_ROOTS) -fpch-instantiate-templates -MMD -MP -MF $@.d -x c++-header -o $@ $<
-include $(addsuffix .d,$(UNIT_PREFIXES))

define unit-program
UNIT_PROGRAMS += $1
$(patsubst %,$1.obj/%.o,$2): $1.obj/%.o: % $4 | $$(SETUP)
	$$(call say,unit C++ $$<)
	@mkdir -p $$(@D)
	$$(Q)$$(UNIT_CXX) $$(UNIT_ROOTS) $3 $(addprefix -include-pch ,$4) -MMD -MP -c -o $$@ $$<
$1: $(call listed,$1,$(patsubst %,$1.obj/%.o,$2))
	$$(call say,unit LD  $$@)
	$$(Q)$$(UNIT_CXX) -fuse-ld=lld-19 -o $$@ $$(filter %.o,$$^) -lCppUTest -lCppUTestExt
-include $(patsubst %,$1.obj/%.d,$2)
endef

UNIT_LISTS := $(sort $(shell find tests/unit -name sources.mk 2>/dev/null))
$(foreach l,$(UNIT_LISTS),$(eval $(call unit-rules,$l)))

# --- Ring 2: ordinary Linux programs. NAME.c is linked with musl, and with glibc as well, as NAME.glibc,
# if its first line says so ("// glibc"). NAME.cpp is linked with glibc, libstdc++ and CppUTest.
TARGET_C := $(filter tests/target/%.c,$(wildcard tests/target/*.c))
TARGET_CPP := $(wildcard tests/target/*.cpp)
TARGET_GLIBC := $(if $(TARGET_C),$(shell awk 'FNR == 1 && /\/\/.*glibc/ { print FILENAME }' $(TARGET_C)))

GLIBC_x86_64 := --target=x86_64-linux-gnu
GLIBC_aarch64 := --target=aarch64-linux-gnu --sysroot=out/sysroot/aarch64
GLIBC_FLAGS := -static -fuse-ld=lld-19 -O1 -g -Wall -D_GNU_SOURCE -pthread
target-name = $(basename $(notdir $1))

define target-rules
TARGET_PROGRAMS_$1 := $(foreach s,$(TARGET_C) $(TARGET_CPP),out/$1/target/$(call target-name,$s)) \
    $(foreach s,$(TARGET_GLIBC),out/$1/target/$(call target-name,$s).glibc)
$(call compile-rules,$1,target,$(TARGET_C) $(filter tests/bench/posix%.cpp,$(SOURCES)),-O1 -D_GNU_SOURCE -Wno-error -fno-threadsafe-statics -fno-stack-protector)
$(foreach s,$(TARGET_C),out/$1/target/$(call target-name,$s)): out/$1/target/%: out/$1/obj/$(VARIANT)/target/tests/target/%.c.o
	$$(call say,$1 LD  $$@)
	@mkdir -p $$(@D)
	$$(Q)$$(call link-program,$1,$$<)
$(foreach s,$(TARGET_GLIBC),out/$1/target/$(call target-name,$s).glibc): out/$1/target/%.glibc: tests/target/%.c | $$(SETUP)
	$$(call say,$1 CC  $$@)
	@mkdir -p $$(@D)
	$$(Q)$(CC) $(GLIBC_$1) $(GLIBC_FLAGS) -o $$@ $$<
$(foreach s,$(TARGET_CPP),out/$1/target/$(call target-name,$s)): out/$1/target/%: tests/target/%.cpp | $$(SETUP)
	$$(call say,$1 C++ $$@)
	@mkdir -p $$(@D)
	$$(Q)$(CXX) $(GLIBC_$1) $(GLIBC_FLAGS) -std=c++23 -o $$@ $$< -lCppUTest

# Apart from the servers' addresses, for `portolan profile`.
BENCH_OBJECTS_$1 := $(call objects,$1,target,$(filter tests/bench/posix%.cpp,$(SOURCES)))
BENCH_$1 := $$(if $$(BENCH_OBJECTS_$1),out/$1/bench/posix)
out/$1/bench/posix: $$(BENCH_OBJECTS_$1)
	$$(call say,$1 LD  $$@)
	@mkdir -p $$(@D)
	$$(Q)$$(call link-program,$1,$$^,--image-base=0x10000000)

ASH_PROGRAMS_$1 := $(patsubst %,out/$1/ash/%,printenv recho zecho)
$$(ASH_PROGRAMS_$1): out/$1/ash/%: out/stamp/source-busybox
	@mkdir -p $$(@D)
	$$(Q)$(CC) $(ARCH_FLAGS_$1) $(call headers,$1) -w -Os -fno-pic -c -o $$@.o out/source/busybox/shell/ash_test/$$*.c
	$$(Q)$$(call link-program,$1,$$@.o)
endef
$(foreach a,$(ARCHES),$(eval $(call target-rules,$a)))

out/stamp/source-%: | $(SETUP)
	$(Q)build/source.sh $*
	$(Q)touch $@

# --- Running.
TEST_OPTIONS := $(if $(ARCH),--arch $(ARCH)) $(if $(ONLY),--only '$(ONLY)')
UNIT := $(UNIT_PROGRAMS)
TARGET := $(foreach a,$(ARCHES),$(TARGET_PROGRAMS_$a) $(ASH_PROGRAMS_$a) $(MACH_TESTS_$a))
SYSTEM := $(foreach a,$(ARCHES),$(TEST_PROGRAMS_$a) out/$a/target/fs_page_cache out/$a/target/fs_map_large) \
    $(foreach a,$(ARCHES),$(SDK_TESTS_$a))

test: all $(UNIT) $(TARGET) $(SYSTEM) | out/stamp/test-packages
	$(Q)$(PORTOLAN) test $(TEST_OPTIONS)
test-unit: $(UNIT) | $(SETUP)
	$(Q)$(PORTOLAN) test --ring unit $(TEST_OPTIONS)
test-target: all $(TARGET)
	$(Q)$(PORTOLAN) test --ring target $(TEST_OPTIONS)
test-system: all $(SYSTEM) | out/stamp/test-packages
	$(Q)$(PORTOLAN) test --ring system $(TEST_OPTIONS)
stress: all $(foreach a,$(ARCHES),out/$a/mach-tests/stress)
	$(Q)$(foreach a,$(ARCHES),$(PORTOLAN) stress --arch $a $(if $(SEED),--seed $(SEED)) $(if $(SECONDS),--seconds $(SECONDS)) &&) true
fuzz: all $(foreach a,$(ARCHES),out/$a/mach-tests/fuzz)
	$(Q)$(foreach a,$(ARCHES),$(PORTOLAN) fuzz --arch $a $(if $(SEED),--seed $(SEED)) $(if $(OPERATIONS),--operations $(OPERATIONS)) &&) true
# The exploration without sanitizers, which cost nine tenths of its time; with them it goes less deep, in the unit tests.
EXPLORE_SOURCES := tests/unit/main.cpp tests/unit/ipc/explore_test.cpp tests/unit/ipc/world.cpp \
    $(filter-out mach/ipc/ipc_kobject_table.cpp mach/ipc/mach_port_%.cpp,$(wildcard mach/ipc/ipc_*.cpp mach/ipc/mach_*.cpp))
EXPLORE_FLAGS := -std=c++23 -O2 $(WARNINGS) -Wno-thread-safety-analysis -fno-exceptions -fno-rtti -DDEBUG \
    -DCPPUTEST_MEM_LEAK_DETECTION_DISABLED -isystem out/include
$(patsubst %,out/verify/%.o,$(EXPLORE_SOURCES)): out/verify/%.o: % | $(SETUP)
	@mkdir -p $(@D)
	$(Q)$(CXX) $(EXPLORE_FLAGS) $(UNIT_ROOTS) -Itests/unit/ipc -MMD -MP -c -o $@ $<
out/verify/explore: $(patsubst %,out/verify/%.o,$(EXPLORE_SOURCES))
	$(call say,unit LD  $@)
	$(Q)$(CXX) -fuse-ld=lld-19 -o $@ $^ -lCppUTest -lCppUTestExt
-include $(patsubst %,out/verify/%.d,$(EXPLORE_SOURCES))
verify: out/verify/explore | $(SETUP)
	$(Q)$(PORTOLAN) verify
bench: all $(foreach a,$(ARCHES),$(BENCH_$a) $(MACH_TESTS_$a))
	$(Q)$(PORTOLAN) bench $(if $(ARCH),--arch $(ARCH))

# --- Linters.
CHECKED := $(filter mach/% servers/% libposix/% userland/% tests/%,$(SOURCES))
# A header with assembler macros is not C++, whatever its name ends in.
FORMATTED = $(shell find mach servers libposix userland tests -name '*.[ch]' -o -name '*.[ch]pp' | \
    xargs grep -L '^ *\.macro')

format: | $(SETUP)
	$(Q)clang-format-19 -i $(FORMATTED)

check: out/compile_commands.json
	$(Q)clang-format-19 --dry-run --Werror $(FORMATTED)
	$(Q)sh -n build/deps.sh build/sysroot.sh build/source.sh
	$(Q)python3 -m compileall -q build/portolan_tool
	$(Q)$(PORTOLAN) interface --check
	$(Q)$(PORTOLAN) lint

# What clang-tidy and editors read: every x86-64 compilation, and those of ARM64 that only it has.
out/compile_commands.json: all
	$(Q){ echo '['; find out/x86_64/obj/$(VARIANT) -name '*.json' -exec cat {} +; \
	    find out/aarch64/obj/$(VARIANT) -path '*arch/aarch64*' -name '*.json' -exec cat {} +; } | sed '$$s/,$$/]/' >$@

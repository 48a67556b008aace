# Servers: each a static musl program of its own sources, servers/lib and libmach. Mach-native tests
# are linked in the same way.

SERVER_FOLDERS := $(sort $(patsubst %/,%,$(filter-out servers/lib/ servers/protocol/ servers/driver/ servers/program/,\
    $(wildcard servers/*/ servers/driver/*/))))
LIBMACH_SOURCES = $(filter-out mach/libmach/arch/%,$(filter mach/libmach/%.cpp,$(SOURCES))) \
    $(filter mach/libmach/arch/$1/%,$(SOURCES))
SERVER_LIB_SOURCES = $(filter-out servers/lib/arch/%,$(filter servers/lib/%.cpp servers/lib/%.c,$(SOURCES))) \
    $(filter servers/lib/arch/$1/%,$(SOURCES))
SERVER_FLAGS := $(OPTIMISE) -Imach/include -Iservers -fno-stack-protector

# $(eval $(call server-lib-rules,ARCH))
define server-lib-rules
$(call precompile-rules,$1,server,$(SERVER_FLAGS))
SERVER_COMMON_$1 := $(call objects,$1,server,$(call LIBMACH_SOURCES,$1) $(call SERVER_LIB_SOURCES,$1))
$(call compile-rules,$1,server,$(call LIBMACH_SOURCES,$1) $(call SERVER_LIB_SOURCES,$1),$(SERVER_FLAGS),server)
endef
$(foreach a,$(ARCHES),$(eval $(call server-lib-rules,$a)))

include build/lwip.mk
$(foreach a,$(ARCHES),$(eval $(call lwip-rules,$a)))

# $(eval $(call server-program,ARCH,OUTPUT,CLASS,SOURCES,FLAGS,OTHER OBJECTS))
define server-program
$(call compile-rules,$1,$3,$4,$(SERVER_FLAGS) $5,server)
$2: $(call listed,$2,$(call objects,$1,$3,$4) $6 $(SERVER_COMMON_$1)) $(VARIANT_FILE)
	$$(call say,$1 LD  $$@)
	@mkdir -p $$(@D)
	$$(Q)$$(call link-program,$1,$(call objects,$1,$3,$4) $6 $(SERVER_COMMON_$1),-e _server_start)
endef

# $(eval $(call server-rules,ARCH,FOLDER))
define server-rules
ifneq ($(filter $2/%.cpp $2/%.c,$(SOURCES)),)
SERVERS_$1 += out/$1/servers/$(notdir $2)
$(call server-program,$1,out/$1/servers/$(notdir $2),server-$(notdir $2),$(filter $2/%.cpp $2/%.c,$(SOURCES)),-I$2 $(SERVER_FLAGS_$(notdir $2)),$(SERVER_OBJECTS_$1_$(notdir $2)))
endif
endef
$(foreach a,$(ARCHES),$(foreach f,$(SERVER_FOLDERS),$(eval $(call server-rules,$a,$f))))

# POSIX programs that speak to servers, /bin/NAME: servers/program/NAME.cpp, with servers/program/NAME/*.cpp,
# and with what they share.
PROGRAM_LIB := $(filter servers/program/lib/%.cpp,$(SOURCES)) mach/program/start.cpp
PROGRAM_SOURCES := $(filter-out servers/program/lib/%,$(filter servers/program/%.cpp,$(SOURCES)))
PROGRAM_MAINS := $(filter $(wildcard servers/program/*.cpp),$(PROGRAM_SOURCES))
program-parts = servers/program/$1.cpp $(filter servers/program/$1/%,$(PROGRAM_SOURCES))
PROGRAM_FLAGS = $(SERVER_FLAGS) -Iservers/program -Iout/generated -Iout/$1/generated
# What they take of the servers' library.
PROGRAM_COMMON = $(call objects,$1,server,$(call LIBMACH_SOURCES,$1) servers/lib/runtime.cpp servers/lib/service.cpp) \
    $(call objects,$1,program,$(PROGRAM_LIB))

# $(eval $(call program-rules,ARCH,OUTPUT,SOURCES))
define program-rules
$2: $(call listed,$2,$(call objects,$1,program,$3) $(call PROGRAM_COMMON,$1)) $(VARIANT_FILE)
	$$(call say,$1 LD  $$@)
	@mkdir -p $$(@D)
	$$(Q)$$(call link-program,$1,$(call objects,$1,program,$3) $(call PROGRAM_COMMON,$1))
endef
program-names = $(basename $(notdir $1))
# Those of the system tests are not in the image.
TEST_PROGRAM_SOURCES := $(filter tests/system/program/%.cpp,$(SOURCES))
define all-program-rules
$(call compile-rules,$1,program,$(PROGRAM_LIB) $(PROGRAM_SOURCES) $(TEST_PROGRAM_SOURCES),$(call PROGRAM_FLAGS,$1),server)
PROGRAMS_$1 := $(addprefix out/$1/programs/,$(call program-names,$(PROGRAM_MAINS)))
TEST_PROGRAMS_$1 := $(addprefix out/$1/test-programs/,$(call program-names,$(TEST_PROGRAM_SOURCES)))
endef
$(foreach a,$(ARCHES),$(eval $(call all-program-rules,$a))\
    $(foreach s,$(PROGRAM_MAINS),$(eval $(call program-rules,$a,out/$a/programs/$(call program-names,$s),$(call program-parts,$(call program-names,$s)))))\
    $(foreach s,$(TEST_PROGRAM_SOURCES),$(eval $(call program-rules,$a,out/$a/test-programs/$(call program-names,$s),$s))))

# The names that ipctrace shows.
out/generated/message_bodies.inc: build/portolan_tool/trace_tables.py build/portolan_tool/interface.py \
    $(call listed,out/generated/message_bodies.inc,$(wildcard servers/protocol/*.hpp mach/include/mach/interface/*.hpp)) | out/stamp/packages
	$(Q)$(PORTOLAN) trace-tables -o $@
$(foreach a,$(ARCHES),$(call objects,$a,program,servers/program/ipctrace/interfaces.cpp)): out/generated/message_bodies.inc

# The names that strace shows, from the C library's headers: $(call linux-names,ARCH,HEADER,PREFIX,TABLE)
linux-names = echo '\#include <$2.h>' | $(CC) $(ARCH_FLAGS_$1) $(call headers,$1) -E -dM -x c - | \
    sed -nE 's/^.define ($3[A-Z0-9a-z_]*) ([0-9]+)$$/    {\2, "\1"},/p' | sed 's/"SYS_/"/' | sort -t'{' -k2n | \
    { echo 'constexpr name $4[] = {'; cat; echo '};'; }
define linux-names-rules
out/$1/generated/linux_names.inc: build/servers.mk | $(SETUP)
	@mkdir -p $$(@D)
	$$(Q){ $$(call linux-names,$1,sys/syscall,SYS_,call_names); $$(call linux-names,$1,errno,E,error_names); \
	    $$(call linux-names,$1,signal,SIG[A-Z],signal_names); } > $$@
$(call objects,$1,program,servers/program/strace/names.cpp): out/$1/generated/linux_names.inc
endef
$(foreach a,$(ARCHES),$(eval $(call linux-names-rules,$a)))

# $(eval $(call mach-test-rules,ARCH,NAME,SOURCES))
define mach-test-rules
MACH_TESTS_$1 += out/$1/mach-tests/$2
$(call server-program,$1,out/$1/mach-tests/$2,mach-test-$2,$3,-Itests/target/mach)
endef
MACH_TEST_SOURCES := $(filter tests/target/mach/%.cpp,$(SOURCES))
MACH_BENCH_SOURCES := $(filter tests/bench/mach%.cpp,$(SOURCES))
$(foreach a,$(ARCHES),$(foreach s,$(MACH_TEST_SOURCES),\
    $(eval $(call mach-test-rules,$a,$(basename $(notdir $s)),$s))))
$(if $(MACH_BENCH_SOURCES),$(foreach a,$(ARCHES),\
    $(eval $(call mach-test-rules,$a,bench,$(MACH_BENCH_SOURCES)))))

# Userland: ordinary static Linux programs, which know nothing of Mach.
#   /sbin/init            userland/init
#   /bin/msh              userland/msh
#   /bin/edit             userland/edit
#   /bin/portolan-utils   userland/bin, one program for all utilities, with a symlink for each

USERLAND_LIB := $(filter userland/lib/%.cpp userland/lib/%.c,$(SOURCES))
# A program is optimised as a whole, and functions that came out the same are in it once: a twelfth less.
USERLAND_WHOLE := $(if $(filter release,$(VARIANT)),-flto=full)
USERLAND_LINK := $(if $(USERLAND_WHOLE),-O2 --icf=safe)
USERLAND_FLAGS := $(OPTIMISE_SIZE) -Iuserland -fno-threadsafe-statics -fno-stack-protector -fomit-frame-pointer
# What waits for a key, and utilities that ask the system more than they compute.
USERLAND_SMALL := $(filter userland/edit/% $(addprefix userland/bin/,chmod% chown% copy/% cp% date% df% dmesg% du% env% find% free% hostname% \
    id% kill% ln% ls.cpp ls/ls_colours% ls/ls_options% mkdir% mount% mv% poweroff% printf% ps% reboot% rm% sort.cpp stat% tail% top% touch% tr/% umount% uname% uptime% vmstat% \
    xargs% grep.cpp $(addprefix grep/,grep_options% grep_pattern% grep_print% library_regex% regex_b% regex_c% regex_l% regex_m% regex_p% regex_s% regex_t%)) \
    $(addprefix userland/msh/,builtin/alias% builtin/command% builtin/fc% builtin/history% builtin/jobs% builtin/limits% \
    builtin/set% builtin/trap% complet% decimal% describe% editor% escape% format% history% home_folder% job% key_reader% line_% main% \
    option% prompt% terminal_reader% trap% vi_%),$(SOURCES)) $(filter userland/lib/backup% userland/lib/date_% userland/lib/mount_% userland/lib/process_table% \
    userland/lib/quote% userland/lib/signal_name% userland/lib/system_state% userland/lib/target% userland/lib/time_format%,$(SOURCES))
SMALLEST := $(if $(filter release,$(VARIANT)),-Oz)

# The shell's own recursion keeps the small frames of functions that are compiled one by one.
USERLAND_SHELL := $(filter-out $(USERLAND_SMALL),$(filter userland/msh/%,$(SOURCES)))
USERLAND_OTHER := $(filter-out $(USERLAND_SMALL) $(USERLAND_SHELL),$(USERLAND_LIB) $(filter userland/init/% userland/bin/%,$(SOURCES)))

define userland-class
$(call precompile-rules,$1,$2,$(USERLAND_FLAGS) $4)
$(call compile-rules,$1,$2,$3,$(USERLAND_FLAGS) $4,$2)
endef
define userland-lib-rules
$(call userland-class,$1,user,$(USERLAND_OTHER),$(USERLAND_WHOLE))
$(call userland-class,$1,user-shell,$(USERLAND_SHELL))
$(call userland-class,$1,user-small,$(USERLAND_SMALL),$(USERLAND_WHOLE) $(SMALLEST))
endef
$(foreach a,$(ARCHES),$(eval $(call userland-lib-rules,$a)))

# $(call userland-objects,ARCH,SOURCES)
userland-objects = $(call objects,$1,user-small,$(filter $(USERLAND_SMALL),$2)) $(call objects,$1,user-shell,$(filter $(USERLAND_SHELL),$2)) \
    $(call objects,$1,user,$(filter-out $(USERLAND_SMALL) $(USERLAND_SHELL),$2))

# $(eval $(call userland-program,ARCH,OUTPUT,SOURCES))
define userland-program
ifneq ($3,)
USERLAND_$1 += $2
$2: $(call listed,$2,$(call userland-objects,$1,$3 $(USERLAND_LIB))) $(VARIANT_FILE)
	$$(call say,$1 LD  $$@)
	@mkdir -p $$(@D)
	$$(Q)$$(call link-program,$1,$(call userland-objects,$1,$3 $(USERLAND_LIB)),$(USERLAND_LINK))
endif
endef
$(foreach a,$(ARCHES),\
    $(eval $(call userland-program,$a,out/$a/userland/init,$(filter userland/init/%,$(SOURCES))))\
    $(eval $(call userland-program,$a,out/$a/userland/msh,$(filter userland/msh/%,$(SOURCES))))\
    $(eval $(call userland-program,$a,out/$a/userland/edit,$(filter userland/edit/%,$(SOURCES))))\
    $(eval $(call userland-program,$a,out/$a/userland/portolan-utils,$(filter userland/bin/%,$(SOURCES)))))

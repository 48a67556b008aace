# Userland: ordinary static Linux programs, which know nothing of Mach.
#   /sbin/init            userland/init
#   /bin/msh              userland/msh
#   /bin/edit             userland/edit
#   /bin/portolan-utils   userland/bin, one program for all utilities, with a symlink for each

USERLAND_LIB := $(filter userland/lib/%.cpp userland/lib/%.c,$(SOURCES))
USERLAND_FLAGS := $(OPTIMISE_SIZE) -Iuserland -fno-threadsafe-statics -fno-stack-protector -fomit-frame-pointer
# What waits for a key, and utilities that ask the system more than they compute.
USERLAND_SMALL := $(filter userland/edit/% $(addprefix userland/bin/,chmod% chown% copy/% cp% date% df% dmesg% du% env% find% free% hostname% \
    id% kill% ln% ls.cpp ls/ls_colours% ls/ls_options% mkdir% mount% mv% poweroff% printf% ps% reboot% rm% stat% tail% top% touch% tr/% umount% uname% uptime% \
    xargs% grep.cpp $(addprefix grep/,grep_options% grep_pattern% grep_print% library_regex% regex_b% regex_c% regex_l% regex_m% regex_p% regex_s% regex_t%)) \
    $(addprefix userland/msh/,builtin/alias% builtin/command% builtin/fc% builtin/history% builtin/jobs% builtin/limits% \
    builtin/set% builtin/trap% complet% decimal% describe% editor% escape% format% history% home_folder% job% key_reader% line_% main% \
    option% prompt% terminal_reader% trap% vi_%),$(SOURCES)) $(filter userland/lib/date_text% userland/lib/mount_% userland/lib/process_table% \
    userland/lib/quote% userland/lib/signal_name% userland/lib/system_state% userland/lib/target% userland/lib/time_format%,$(SOURCES))
SMALLEST := $(if $(filter release,$(VARIANT)),-Oz)

define userland-lib-rules
$(call precompile-rules,$1,user,$(USERLAND_FLAGS))
$(call precompile-rules,$1,user-small,$(USERLAND_FLAGS) $(SMALLEST))
$(call compile-rules,$1,user,$(filter-out $(USERLAND_SMALL),$(USERLAND_LIB) $(filter userland/init/% userland/msh/% userland/bin/%,$(SOURCES))),$(USERLAND_FLAGS),user)
$(call compile-rules,$1,user-small,$(USERLAND_SMALL),$(USERLAND_FLAGS) $(SMALLEST),user-small)
endef
$(foreach a,$(ARCHES),$(eval $(call userland-lib-rules,$a)))

# $(call userland-objects,ARCH,SOURCES)
userland-objects = $(call objects,$1,user-small,$(filter $(USERLAND_SMALL),$2)) $(call objects,$1,user,$(filter-out $(USERLAND_SMALL),$2))

# $(eval $(call userland-program,ARCH,OUTPUT,SOURCES))
define userland-program
ifneq ($3,)
USERLAND_$1 += $2
$2: $(call userland-objects,$1,$3 $(USERLAND_LIB)) $(VARIANT_FILE)
	$$(call say,$1 LD  $$@)
	@mkdir -p $$(@D)
	$$(Q)$$(call link-program,$1,$(call userland-objects,$1,$3 $(USERLAND_LIB)))
endif
endef
$(foreach a,$(ARCHES),\
    $(eval $(call userland-program,$a,out/$a/userland/init,$(filter userland/init/%,$(SOURCES))))\
    $(eval $(call userland-program,$a,out/$a/userland/msh,$(filter userland/msh/%,$(SOURCES))))\
    $(eval $(call userland-program,$a,out/$a/userland/edit,$(filter userland/edit/%,$(SOURCES))))\
    $(eval $(call userland-program,$a,out/$a/userland/portolan-utils,$(filter userland/bin/%,$(SOURCES)))))

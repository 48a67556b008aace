# Userland: ordinary static Linux programs, which know nothing of Mach.
#   /sbin/init            userland/init
#   /bin/msh              userland/msh
#   /bin/edit             userland/edit
#   /bin/portolan-utils   userland/bin, one program for all utilities, with a symlink for each

USERLAND_LIB := $(filter userland/lib/%.cpp userland/lib/%.c,$(SOURCES))
USERLAND_FLAGS := $(OPTIMISE_SIZE) -Iuserland -fno-threadsafe-statics -fno-stack-protector -fomit-frame-pointer
# Most of it waits for a key.
EDIT_FLAGS := $(if $(filter release,$(VARIANT)),-Oz)

define userland-lib-rules
$(call compile-rules,$1,user,$(USERLAND_LIB) $(filter userland/init/% userland/msh/% userland/bin/%,$(SOURCES)),$(USERLAND_FLAGS))
$(call compile-rules,$1,edit,$(filter userland/edit/%,$(SOURCES)),$(USERLAND_FLAGS) $(EDIT_FLAGS))
endef
$(foreach a,$(ARCHES),$(eval $(call userland-lib-rules,$a)))

# $(eval $(call userland-program,ARCH,OUTPUT,SOURCES,CLASS)): CLASS is "user" unless given.
define userland-program
ifneq ($3,)
USERLAND_$1 += $2
$2: $(call objects,$1,$(or $4,user),$3) $(call objects,$1,user,$(USERLAND_LIB)) $(VARIANT_FILE)
	$$(call say,$1 LD  $$@)
	@mkdir -p $$(@D)
	$$(Q)$$(call link-program,$1,$(call objects,$1,$(or $4,user),$3) $(call objects,$1,user,$(USERLAND_LIB)))
endif
endef
$(foreach a,$(ARCHES),\
    $(eval $(call userland-program,$a,out/$a/userland/init,$(filter userland/init/%,$(SOURCES))))\
    $(eval $(call userland-program,$a,out/$a/userland/msh,$(filter userland/msh/%,$(SOURCES))))\
    $(eval $(call userland-program,$a,out/$a/userland/edit,$(filter userland/edit/%,$(SOURCES)),edit))\
    $(eval $(call userland-program,$a,out/$a/userland/portolan-utils,$(filter userland/bin/%,$(SOURCES)))))

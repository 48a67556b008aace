# The boot archive, out/$(ARCH)/boot.cpio, from the tree out/$(ARCH)/root; and the like for the Linux that
# serves as oracle, out/$(ARCH)/linux.cpio. What goes where is said in build/portolan_tool/rootfs.py.

ROOT_FILES := $(shell find build/root -type f 2>/dev/null) $(wildcard servers/bootstrap/services servers/*/service servers/driver/*/service userland/msh/login_shell)

define image-rules
ARCHIVE_$1 := out/$1/boot.cpio
out/$1/boot.cpio: $(call listed,out/$1/boot.cpio,$(SERVERS_$1) $(PROGRAMS_$1) $(LIBPOSIX_$1) $(USERLAND_$1) $(ROOT_FILES)) \
        build/portolan_tool/rootfs.py build/portolan_tool/cpio.py $(VARIANT_FILE) | $(SETUP)
	$$(call say,$1 ROOT $$@)
	@rm -f $$(filter-out $$^,$$(wildcard out/$1/servers/* out/$1/programs/* out/$1/userland/*))
	$$(Q)$$(PORTOLAN) root --arch $1
endef
$(foreach a,$(ARCHES),$(eval $(call image-rules,$a)))

# The network server's stack with its own configuration, under the sanitizers.
UNIT_SOURCES := servers/network/internet/pbuf_queue.cpp servers/network/internet/frame.cpp
UNIT_INCLUDES := servers/network/lwip out/source/lwip/src/include

STACK_TEST_OBJECTS := $(patsubst %,out/unit/servers_network.obj/%.o,$(LWIP_SOURCES))
# Alignment: the stack reads headers where they lie, as the machines allow.
$(STACK_TEST_OBJECTS): out/unit/servers_network.obj/%.o: % $(wildcard servers/network/lwip/*.h servers/network/lwip/arch/*.h)
	$(call say,unit C   $<)
	@mkdir -p $(@D)
	$(Q)$(CC) -g -O1 -w -fsanitize=address,undefined -fno-sanitize=alignment,pointer-overflow,function \
	    -fno-sanitize-recover=all -Iservers/network/lwip -Iout/source/lwip/src/include -c -o $@ $<
out/unit/servers_network: $(STACK_TEST_OBJECTS)

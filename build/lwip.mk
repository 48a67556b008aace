# lwIP, from Debian's source package, for the network server; its configuration stands in
# servers/network/lwip. The list is explicit, since on a fresh machine the sources are not there yet.
LWIP := out/source/lwip/src
LWIP_SOURCES := $(addprefix $(LWIP)/,$(addprefix core/,def.c dns.c inet_chksum.c init.c ip.c mem.c memp.c netif.c \
    pbuf.c raw.c stats.c tcp.c tcp_in.c tcp_out.c udp.c) \
    $(addprefix core/ipv4/,dhcp.c etharp.c icmp.c ip4.c ip4_addr.c ip4_frag.c) \
    $(addprefix core/ipv6/,ethip6.c icmp6.c inet6.c ip6.c ip6_addr.c ip6_frag.c nd6.c) netif/ethernet.c)
LWIP_INCLUDES := -Iservers/network/lwip -isystem $(LWIP)/include

$(LWIP_SOURCES) &: build/source.sh | $(SETUP)
	$(Q)build/source.sh lwip && touch $(LWIP_SOURCES)

SERVER_FLAGS_network := $(LWIP_INCLUDES)
$(foreach a,$(ARCHES),$(eval SERVER_OBJECTS_$a_network := $(call objects,$a,lwip,$(LWIP_SOURCES))))
define lwip-rules
$(call compile-rules,$1,lwip,$(LWIP_SOURCES),$(SERVER_FLAGS) $(LWIP_INCLUDES) -w)
# The compiler counts the configuration among the system's headers, since those include it.
$(call objects,$1,lwip,$(LWIP_SOURCES)) $(call objects,$1,server-network,$(filter servers/network/%.cpp,$(SOURCES))): \
    $(wildcard servers/network/lwip/*.h servers/network/lwip/arch/*.h)
# Its headers come with the sources.
$(call objects,$1,server-network,$(filter servers/network/%.cpp,$(SOURCES))): | $(LWIP_SOURCES)
endef

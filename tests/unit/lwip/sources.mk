# lwIP's own tests, with the configuration that they want, under our sanitizers.
UNIT_SOURCES := tests/unit/lwip/check_runner.cpp
UNIT_INCLUDES := tests/unit/lwip

LWIP_TESTS := out/source/lwip
LWIP_TESTED := $(addprefix src/core/,def.c dns.c inet_chksum.c init.c ip.c mem.c memp.c netif.c pbuf.c raw.c stats.c sys.c \
    altcp.c altcp_alloc.c altcp_tcp.c tcp.c tcp_in.c tcp_out.c timeouts.c udp.c) \
    $(addprefix src/core/ipv4/,autoip.c dhcp.c etharp.c icmp.c igmp.c ip4.c ip4_addr.c ip4_frag.c) \
    $(addprefix src/core/ipv6/,dhcp6.c ethip6.c icmp6.c inet6.c ip6.c ip6_addr.c ip6_frag.c mld6.c nd6.c) \
    $(addprefix src/api/,api_lib.c api_msg.c err.c if_api.c netbuf.c netdb.c netifapi.c tcpip.c) \
    src/netif/ethernet.c src/apps/mdns/mdns.c src/apps/mqtt/mqtt.c \
    $(addprefix test/unit/,lwip_unittests.c arch/sys_arch.c core/test_def.c core/test_mem.c \
    core/test_netif.c core/test_pbuf.c core/test_timers.c dhcp/test_dhcp.c etharp/test_etharp.c ip4/test_ip4.c \
    ip6/test_ip6.c mdns/test_mdns.c mqtt/test_mqtt.c tcp/tcp_helper.c tcp/test_tcp_oos.c tcp/test_tcp.c udp/test_udp.c)
LWIP_TEST_OBJECTS := $(patsubst %,out/unit/lwip.obj/%.o,$(LWIP_TESTED))
# The server does not use lwIP's own sockets, which Debian's package has changed. Alignment: the stack reads headers where they lie, as the machines allow.
$(LWIP_TEST_OBJECTS): out/unit/lwip.obj/%.o: $(firstword $(LWIP_SOURCES))
	$(call say,unit C   lwip $*)
	@mkdir -p $(@D)
	$(Q)$(CC) -g -O1 -w -fsanitize=address,undefined -fno-sanitize=alignment,pointer-overflow,function \
	    -fno-sanitize-recover=all -Dmain=lwip_unittests_run -include stdlib.h -include string.h -include stdio.h -Itests/unit/lwip -I$(LWIP_TESTS)/test/unit -I$(LWIP_TESTS)/src/include \
	    -Iservers/network/lwip -DLWIP_ERRNO_STDINCLUDE -c -o $@ $(LWIP_TESTS)/$*
out/unit/lwip: $(LWIP_TEST_OBJECTS)

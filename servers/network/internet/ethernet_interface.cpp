#include "ethernet_interface.hpp"

#include <algorithm>
#include <cstring>

#include <lwip/dhcp.h>
#include <lwip/etharp.h>
#include <lwip/ethip6.h>
#include <lwip/snmp.h>
#include <mach/client.hpp>
#include <mach/interface/notify.hpp>
#include <protocol/name.hpp>

#include "../socket_port.hpp"
#include "frame.hpp"
#include "stack.hpp"

namespace network {

namespace {

constexpr uint16_t frame_mtu = 1500;
/// Frames that may wait here to be looked at.
constexpr mach_port_msgcount_t queue_limit = 256;

mach_port_t bootstrap_port() {
    mach_port_t port = MACH_PORT_NULL;
    (void)task_get_special_port(mach_task_self(), TASK_BOOTSTRAP_PORT, &port);
    return port;
}

/// The body of an answer that came as a message of its own; null: it failed.
template <class Routine>
const typename Routine::reply *reply_of(const mach_msg_header_t &in) {
    using reply = typename Routine::reply;
    if (!mach::rpc::well_formed<reply>(in, in.msgh_size)) return nullptr;
    return &reinterpret_cast<const mach::rpc::wire<reply> &>(in).body;
}

}  // namespace

ethernet_interface::ethernet_interface(server::loop &loop, uint32_t index)
    : port_object(loop), index_(index) {
    mach_port_limits_t limits{.mpl_qlimit = queue_limit};
    (void)mach_port_set_attributes(mach_task_self(), port(), MACH_PORT_LIMITS_INFO,
                                   reinterpret_cast<mach_port_info_t>(&limits),
                                   MACH_PORT_LIMITS_INFO_COUNT);
    look_up();
}

/// Asks bootstrap; the answer comes when the driver is there.
void ethernet_interface::look_up() {
    constexpr std::string_view name = "packet";
    mach::rpc::exchange<protocol::name_lookup> x;
    x.request().wait = true;
    x.request().variable.count =
        static_cast<uint32_t>(name.copy(x.request().variable.items, name.size()));
    (void)x.send(bootstrap_port(), port(), MACH_MSG_TYPE_MAKE_SEND_ONCE);
}

void ethernet_interface::found(mach_msg_header_t &in) {
    const auto *reply = reply_of<protocol::name_lookup>(in);
    if (!reply) return mach_msg_destroy(&in);
    mach::rpc::exchange<protocol::packet_open> x;
    x.request().client = mach::rpc::port_descriptor(port(), MACH_MSG_TYPE_MAKE_SEND);
    x.request().index = index_;
    if (x.send(reply->port.name, port(), MACH_MSG_TYPE_MAKE_SEND_ONCE) != KERN_SUCCESS) look_up();
    (void)mach_port_deallocate(mach_task_self(), reply->port.name);
}

void ethernet_interface::opened(mach_msg_header_t &in) {
    const auto *reply = reply_of<protocol::packet_open>(in);
    if (!reply) return mach_msg_destroy(&in);  // there is no such card
    card_ = reply->card.name;
    under_way_ = 0;
    mach_port_t previous = MACH_PORT_NULL;
    if (mach_port_request_notification(mach_task_self(), card_, MACH_NOTIFY_DEAD_NAME, 0, port(),
                                       MACH_MSG_TYPE_MAKE_SEND_ONCE, &previous) != KERN_SUCCESS)
        return lost();
    if (!made_)
        make(reply->address);
    else
        netif_set_link_up(&netif_);
    stack::note_packet();
}

/// The driver has died. Another will be started.
void ethernet_interface::lost() {
    if (card_ != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), card_);
    card_ = MACH_PORT_NULL;
    if (made_) netif_set_link_down(&netif_);
    look_up();
}

err_t ethernet_interface::initialise(::netif *n) {
    n->name[0] = 'e';
    n->name[1] = 't';
    n->output = etharp_output;
    n->output_ip6 = ethip6_output;
    n->linkoutput = on_output;
    n->mtu = frame_mtu;
    n->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP | NETIF_FLAG_ETHERNET | NETIF_FLAG_LINK_UP;
    MIB2_INIT_NETIF(n, snmp_ifType_ethernet_csmacd, 1'000'000'000);
    return ERR_OK;
}

void ethernet_interface::make(const uint8_t (&address)[6]) {
    netif_.hwaddr_len = sizeof address;
    std::memcpy(netif_.hwaddr, address, sizeof address);
    if (!netif_add(&netif_, nullptr, nullptr, nullptr, this, initialise, netif_input)) return;
    made_ = true;
    netif_set_default(&netif_);
    netif_create_ip6_linklocal_address(&netif_, 1);
    netif_.ip6_autoconfig_enabled = 1;
    netif_set_up(&netif_);
    (void)dhcp_start(&netif_);
    stack::need_timers();
}

err_t ethernet_interface::on_output(::netif *n, pbuf *frame) {
    return static_cast<ethernet_interface *>(n->state)->transmit(frame);
}

err_t ethernet_interface::transmit(pbuf *frame) {
    if (card_ == MACH_PORT_NULL || under_way_ >= protocol::packet_under_way_max) {
        MIB2_STATS_NETIF_INC(&netif_, ifoutdiscards);
        return ERR_IF;
    }
    mach_vm_address_t page = 0;
    if (mach_vm_allocate(mach_task_self(), &page, frame->tot_len, VM_FLAGS_ANYWHERE) !=
        KERN_SUCCESS)
        return ERR_MEM;
    (void)pbuf_copy_partial(frame, reinterpret_cast<void *>(page), frame->tot_len, 0);
    mach::rpc::exchange<protocol::packet_send> x;
    x.request().frame = mach::rpc::ool_descriptor(page, frame->tot_len, true);
    if (x.send(card_, MACH_PORT_NULL, 0, {.option = MACH_SEND_TIMEOUT}) != KERN_SUCCESS) {
        mach_msg_destroy(&x.header());
        MIB2_STATS_NETIF_INC(&netif_, ifoutdiscards);
        return ERR_IF;
    }
    ++under_way_;
    MIB2_STATS_NETIF_ADD(&netif_, ifoutoctets, frame->tot_len);
    MIB2_STATS_NETIF_INC(&netif_, ifoutucastpkts);
    stack::note_packet();
    return ERR_OK;
}

void ethernet_interface::serve(protocol::packet_received,
                               const mach::rpc::call<protocol::packet_received> &c) {
    const auto &frame = c.request.frame;
    pbuf *p =
        made_ ? frame_of({reinterpret_cast<const char *>(frame.address), frame.size}) : nullptr;
    if (frame.size != 0) (void)mach_vm_deallocate(mach_task_self(), frame.address, frame.size);
    if (!p) {
        MIB2_STATS_NETIF_INC(&netif_, ifinerrors);
        return;
    }
    MIB2_STATS_NETIF_ADD(&netif_, ifinoctets, frame.size);
    MIB2_STATS_NETIF_INC(&netif_, ifinucastpkts);
    stack::note_packet();
    if (netif_.input(p, &netif_) != ERR_OK) pbuf_free(p);
}

void ethernet_interface::serve(protocol::packet_sent,
                               const mach::rpc::call<protocol::packet_sent> &c) {
    under_way_ -= std::min(under_way_, c.request.count);
}

mach::rpc::disposition ethernet_interface::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    auto outcome = mach::rpc::disposition::no_reply;
    switch (in.msgh_id) {
    case protocol::name_lookup::reply_id: found(in); break;
    case protocol::packet_open::reply_id: opened(in); break;
    case MACH_NOTIFY_DEAD_NAME:
        // The notification carries one more reference to the dead name.
        if (card_ != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), card_);
        lost();
        break;
    case MACH_NOTIFY_SEND_ONCE: look_up(); break;  // whoever was asked has died
    default: outcome = mach::rpc::demux<protocol::packet_client_interface>(*this, in, out);
    }
    socket_port::settle();
    return outcome;
}

}  // namespace network

#include "init_starter.hpp"

#include <cstring>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/error.hpp>
#include <protocol/name.hpp>
#include <protocol/process.hpp>
#include <protocol/process_service.hpp>

#include "supervisor.hpp"

init_starter::init_starter(supervisor &owner, std::string path)
    : port_object(owner.loop()), path_(std::move(path)) {
    if (path_.empty()) return;
    // The name table answers a waiting client by message; here the client is this object's own
    // port.
    mach_port_t right = MACH_PORT_NULL;
    mach_msg_type_name_t kind = 0;
    if (mach_port_extract_right(mach_task_self(), port(), MACH_MSG_TYPE_MAKE_SEND_ONCE, &right,
                                &kind) != KERN_SUCCESS)
        return;
    const mach_msg_header_t request{
        .msgh_bits = MACH_MSGH_BITS(uint32_t{MACH_MSG_TYPE_MOVE_SEND_ONCE}, 0u),
        .msgh_size = sizeof request,
        .msgh_remote_port = right,
        .msgh_local_port = MACH_PORT_NULL,
        .msgh_reserved = 0,
        .msgh_id = protocol::name_lookup::id};
    owner.names().wait("process", request);
}

void init_starter::ask(mach_port_t process_server) {
    mach::rpc::exchange<protocol::process_start_init> x;
    auto &path = x.request().variable;
    path.count = static_cast<uint32_t>(std::min(path_.size(), sizeof path.items));
    std::memcpy(path.items, path_.data(), path.count);
    if (x.send(process_server, port(), MACH_MSG_TYPE_MAKE_SEND_ONCE) != KERN_SUCCESS)
        server::log("boot: the process server does not answer");
}

mach::rpc::disposition init_starter::dispatch(mach_msg_header_t &in, mach_msg_header_t &) {
    if (in.msgh_id == protocol::name_lookup::reply_id &&
        mach::rpc::well_formed<protocol::name_lookup_reply>(in, in.msgh_size)) {
        ask(reinterpret_cast<mach::rpc::wire<protocol::name_lookup_reply> &>(in).body.port.name);
    } else if (in.msgh_id == protocol::process_start_init::reply_id &&
               mach::rpc::well_formed<mach::rpc::empty_reply>(in, in.msgh_size)) {
        const kern_return_t result =
            reinterpret_cast<mach::rpc::wire<mach::rpc::empty_reply> &>(in).body.result;
        if (result != KERN_SUCCESS)
            server::log(
                "boot: cannot start %s: error %d", path_.c_str(),
                protocol::is_unix_error(result) ? protocol::unix_error_number(result) : result);
    }
    return mach::rpc::disposition::no_reply;
}

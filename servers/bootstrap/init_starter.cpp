#include "init_starter.hpp"

#include <algorithm>
#include <cstring>

#include <lib/service.hpp>
#include <mach/client.hpp>
#include <protocol/error.hpp>
#include <protocol/process.hpp>
#include <protocol/process_service.hpp>

#include "supervisor.hpp"

init_starter::init_starter(supervisor &owner, std::string path, std::vector<std::string> needs)
    : port_object(owner.loop()),
      supervisor_(owner),
      path_(std::move(path)),
      awaited_(std::move(needs)) {}

void init_starter::named(std::string_view name) {
    std::erase(awaited_, name);
    start_when_ready();
}

void init_starter::do_without(const std::vector<std::string> &names) {
    for (const auto &name : names) std::erase(awaited_, name);
    start_when_ready();
}

void init_starter::start_when_ready() {
    const mach_port_t process = supervisor_.names().find("process");
    if (asked_ || path_.empty() || !awaited_.empty() || process == MACH_PORT_NULL) return;
    asked_ = true;
    mach::rpc::exchange<protocol::process_start_init> x;
    auto &path = x.request().variable;
    path.count = static_cast<uint32_t>(std::min(path_.size(), sizeof path.items));
    std::memcpy(path.items, path_.data(), path.count);
    if (x.send(process, port(), MACH_MSG_TYPE_MAKE_SEND_ONCE) != KERN_SUCCESS)
        server::log("boot: the process server does not answer");
}

mach::rpc::disposition init_starter::dispatch(mach_msg_header_t &in, mach_msg_header_t &) {
    if (in.msgh_id != protocol::process_start_init::reply_id ||
        !mach::rpc::well_formed<mach::rpc::empty_reply>(in, in.msgh_size))
        return mach::rpc::disposition::no_reply;
    const kern_return_t result =
        reinterpret_cast<mach::rpc::wire<mach::rpc::empty_reply> &>(in).body.result;
    if (result != KERN_SUCCESS)
        server::log("boot: cannot start %s: error %d", path_.c_str(),
                    protocol::is_unix_error(result) ? protocol::unix_error_number(result) : result);
    return mach::rpc::disposition::no_reply;
}

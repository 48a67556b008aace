#include <port/process_end.hpp>

#include <port/open_port.hpp>
#include <port/operation.hpp>
#include <port/process_client.hpp>
#include <vfs/record_locks.hpp>

namespace port {

void process_end::watch(uint32_t pid) {
    static process_end *here = nullptr;
    if (!here) here = new process_end(main_loop());
    if (pid == 0 || here->watched_.contains(pid)) return;
    // Unsent, it is asked for again with the next lock; until then whoever is in the way is asked
    // after.
    if (tell_end_of(pid, here->port())) here->watched_.insert(pid);
}

mach::rpc::disposition process_end::dispatch(mach_msg_header_t &in, mach_msg_header_t &out) {
    using notice = mach::rpc::interface<"process_end", protocol::io_ready>;
    if (in.msgh_id == MACH_NOTIFY_SEND_ONCE) return mach::rpc::disposition::ignored;
    return mach::rpc::demux<notice>(*this, in, out);
}

void process_end::serve(protocol::io_ready, const mach::rpc::call<protocol::io_ready> &c) {
    const uint32_t pid = c.request.cookie;
    if (watched_.erase(pid) == 0) return;
    operation::abandon_all_of(pid);
    vfs::record_locks::end_of_process(pid);
}

}  // namespace port

#include <port/disk_flush.hpp>

#include <algorithm>

#include <lib/service.hpp>
#include <mach/interface/notify.hpp>
#include <port/block_disk.hpp>
#include <port/open_port.hpp>
#include <protocol/block.hpp>

namespace port {

using ext2::fail, ext2::outcome;

namespace {
constexpr mach_msg_id_t reminder = 1;  ///< to itself; the driver has send-once rights only
}  // namespace

disk_flush::disk_flush(block_disk &disk) : port_object(main_loop()), disk_(disk) {}

void disk_flush::remind() {
    if (std::exchange(reminded_, true)) return;
    mach_msg_header_t message = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND_ONCE, 0u),
                                 .msgh_size = sizeof message,
                                 .msgh_remote_port = port(),
                                 .msgh_local_port = MACH_PORT_NULL,
                                 .msgh_reserved = 0,
                                 .msgh_id = reminder};
    if (mach_msg(&message, MACH_SEND_MSG, sizeof message, 0, MACH_PORT_NULL, 0, MACH_PORT_NULL) !=
        MACH_MSG_SUCCESS)
        reminded_ = false;
}

mach::rpc::disposition disk_flush::dispatch(mach_msg_header_t &in, mach_msg_header_t &) {
    using reply = mach::rpc::wire<protocol::block_done_reply>;
    if (in.msgh_id == reminder) {
        reminded_ = false;
    } else if (in.msgh_id == protocol::block_flush::reply_id) {
        busy = false;
        done = asked;
        const kern_return_t result = reinterpret_cast<reply &>(in).body.result;
        if (result != KERN_SUCCESS) disk_.note(block_disk::error_of(result));
    } else {
        busy = false;  // the driver has died: its successor is asked
    }
    disk_.go_on();
    return mach::rpc::disposition::no_reply;
}

void block_disk::go_on_later() { flush_->remind(); }

void block_disk::begin_flush() {
    disk_flush &f = *flush_;
    while (!f.busy && f.wanted > f.done && !is_writing_before(f.wanted)) {
        mach::rpc::exchange<protocol::block_flush> x;
        x.request() = {.tag = 0};
        const kern_return_t kr = x.send(device_, f.port(), MACH_MSG_TYPE_MAKE_SEND_ONCE);
        if (kr == KERN_SUCCESS) {
            f.busy = true;
            f.asked = f.wanted;
            return;
        }
        const auto found = server::is_death(kr) ? reconnect() : outcome<>(fail(EIO));
        if (found) continue;
        note(found.error());
        f.done = f.wanted;
    }
}

outcome<> block_disk::reached(uint64_t mark) {
    flush_->wanted = std::max(flush_->wanted, mark);
    if (flush_->done < mark) begin_flush();
    if (flush_->done < mark) return fail(EAGAIN);
    const int error = std::exchange(error_, 0);
    return error ? outcome<>(fail(error)) : outcome<>();
}

}  // namespace port

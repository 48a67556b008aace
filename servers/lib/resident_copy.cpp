#include <lib/resident_copy.hpp>

#include <algorithm>

#include <lib/emulation.hpp>
#include <lib/thread_pc.hpp>
#include <lib/thread_start.hpp>
#include <mach/exception_types.h>
#include <mach/interface/exception.hpp>
#include <mach/mach.h>

extern "C" {
/// arch/*/resident_copy.S. \return 0, or 1 when a fault has led to server_copy_resident_failed,
/// which is where the function ends.
int server_copy_resident(void *to, const void *from, std::size_t count);
extern const char server_copy_resident_failed[];
}

namespace server {

namespace {

using raise = mach::interface::mach_exception_raise_state;

mach_port_t faults = MACH_PORT_NULL;
alignas(16) char stack[16 * 1024];

union incoming {
    mach_msg_header_t header;
    struct {
        mach::rpc::wire<raise::request> message;
        mach_msg_max_trailer_t trailer;
    } raised;
};

/// Lets a thread that has met a fault within the copy go on behind it; for any other fault the next
/// handler is asked.
void answer(const mach::rpc::wire<raise::request> &in) {
    mach::rpc::wire<raise::reply> out;
    const uint32_t words =
        std::min<uint32_t>(in.body.variable.count, mach::interface::thread_state_max);
    std::copy_n(in.body.variable.items, words, out.body.variable.items);
    out.body.variable.count = words;
    out.body.flavor = in.body.flavor;
    const bool ours =
        lead_away(out.body.variable.items, words, reinterpret_cast<uint64_t>(&server_copy_resident),
                  reinterpret_cast<uint64_t>(server_copy_resident_failed));
    out.body.result = ours ? KERN_SUCCESS : KERN_FAILURE;
    out.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MOVE_SEND_ONCE, 0u),
                  .msgh_size = mach::rpc::message_size(out.body),
                  .msgh_remote_port = in.header.msgh_remote_port,
                  .msgh_local_port = MACH_PORT_NULL,
                  .msgh_reserved = 0,
                  .msgh_id = raise::reply_id};
    (void)mach_msg(&out.header, MACH_SEND_MSG, out.header.msgh_size, 0, MACH_PORT_NULL, 0,
                   MACH_PORT_NULL);
}

[[noreturn]] void take_faults(uint64_t) {
    incoming in;
    for (;;) {
        if (mach_msg(&in.header, MACH_RCV_MSG, 0, sizeof in, faults, 0, MACH_PORT_NULL) !=
            MACH_MSG_SUCCESS)
            continue;
        if (in.header.msgh_id == raise::id) answer(in.raised.message);
    }
}

}  // namespace

bool prepare_resident_copies() {
    if (faults != MACH_PORT_NULL) return true;
    const task_t self = mach_task_self();
    mach_port_t port = MACH_PORT_NULL;
    if (mach_port_allocate(self, MACH_PORT_RIGHT_RECEIVE, &port) != KERN_SUCCESS) return false;
    faults = port;
    const bool done =
        mach_port_insert_right(self, port, port, MACH_MSG_TYPE_MAKE_SEND) == KERN_SUCCESS &&
        start_thread(self, reinterpret_cast<uint64_t>(server_thread_entry),
                     reinterpret_cast<uint64_t>(stack + sizeof stack),
                     reinterpret_cast<uint64_t>(&take_faults)) == KERN_SUCCESS &&
        task_set_exception_ports(self, EXC_MASK_BAD_ACCESS, port, EXCEPTION_STATE,
                                 thread_pc_flavor) == KERN_SUCCESS;
    return done;
}

bool copy_resident(void *to, const void *from, std::size_t count) {
    return server_copy_resident(to, from, count) == 0;
}

}  // namespace server

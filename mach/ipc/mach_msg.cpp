#include <ipc/mach_msg.hpp>

#include <algorithm>

#include <ipc/ipc_kmsg_copyin.hpp>
#include <ipc/ipc_space.hpp>
#include <ipc/mach_msg_fast.hpp>
#include <kern/syscall.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <machine/timer.hpp>

trap_outcome mach_msg_send_read(thread &self, ipc_kmsg *kmsg) {
    task &owner = self.owner();
    kmsg->set_sender(owner);
    mach_msg_return_t mr = ipc_kmsg_copyin_header(*kmsg, owner.space());
    if (mr != MACH_MSG_SUCCESS) {
        ipc_kmsg_discard(kmsg);
        return trap_outcome::done(mr);
    }
    if (kmsg->complex()) {
        mr = ipc_kmsg_copyin_body(*kmsg, owner.space(), owner.map());
        if (mr != MACH_MSG_SUCCESS) {
            ipc_kmsg_destroy(kmsg);
            return trap_outcome::done(mr);
        }
    }
    return mach_msg_send(self, kmsg);
}

trap_outcome mach_msg_send_user(thread &self, mach_msg_size_t size) {
    const auto got = ipc_kmsg_get(self.ipc.send_buffer, size);
    return got ? mach_msg_send_read(self, *got) : trap_outcome::from(got.error());
}

namespace {

trap_outcome message_trap(thread &self, machine::frame &frame, uint64_t receive_buffer) {
    ipc_thread &ipc = self.ipc;
    ipc.option = static_cast<mach_msg_option_t>(machine::argument<1>(frame));
    ipc.receive_size = static_cast<uint32_t>(machine::argument<3>(frame));
    ipc.receive_name = static_cast<mach_port_name_t>(machine::argument<4>(frame));
    ipc.timeout = static_cast<mach_msg_timeout_t>(machine::argument<5>(frame));
    ipc.send_buffer = machine::argument<0>(frame);
    // Nobody writes there, but a sender that checks nothing any more may try.
    ipc.receive_buffer = std::min<uint64_t>(receive_buffer, MACH_VM_MAX_ADDRESS);
    const auto size = static_cast<mach_msg_size_t>(machine::argument<2>(frame));
    switch (ipc.option & (MACH_SEND_MSG | MACH_RCV_MSG)) {
    case MACH_SEND_MSG | MACH_RCV_MSG:
    case MACH_SEND_MSG: return mach_msg_send_user(self, size);
    case MACH_RCV_MSG: return mach_msg_receive(self, nullptr);
    default: return trap_outcome::done(MACH_MSG_SUCCESS);
    }
}

}  // namespace

trap_outcome trap_msg(thread &self, machine::frame &frame) {
    return message_trap(self, frame, machine::argument<0>(frame));
}

trap_outcome trap_msg_overwrite(thread &self, machine::frame &frame) {
    const uint64_t receive_buffer = machine::argument<7>(frame);
    return message_trap(self, frame,
                        receive_buffer != 0 ? receive_buffer : machine::argument<0>(frame));
}

uint64_t mach_msg_deadline(const thread &self, mach_msg_option_t bit) {
    constexpr uint64_t nanoseconds_per_millisecond = 1'000'000;
    if ((self.ipc.option & bit) == 0) return no_deadline;
    return machine::now() + self.ipc.timeout * nanoseconds_per_millisecond;
}

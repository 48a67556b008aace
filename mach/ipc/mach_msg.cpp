#include <ipc/mach_msg.hpp>

#include <ipc/ipc_kmsg_copyin.hpp>
#include <ipc/ipc_space.hpp>
#include <kern/syscall.hpp>
#include <kern/task.hpp>
#include <kern/thread.hpp>
#include <machine/timer.hpp>

namespace {

trap_outcome send_from_user(thread &self, uint64_t address, mach_msg_size_t size) {
    const auto got = ipc_kmsg_get(self, address, size);
    if (!got) return trap_outcome::from(got.error());
    ipc_kmsg *kmsg = *got;
    task &owner = self.owner();
    kmsg->set_sender(owner);
    mach_msg_return_t mr = ipc_kmsg_copyin_header(*kmsg, owner.space());
    if (mr != MACH_MSG_SUCCESS) {
        ipc_kmsg_discard(self, kmsg);
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

trap_outcome message_trap(thread &self, machine::frame &frame, uint64_t receive_buffer) {
    ipc_thread &ipc = self.ipc;
    const uint64_t address = machine::argument<0>(frame);
    ipc.owner = &self;
    ipc.option = static_cast<mach_msg_option_t>(machine::argument<1>(frame));
    ipc.receive_size = static_cast<uint32_t>(machine::argument<3>(frame));
    ipc.receive_name = static_cast<mach_port_name_t>(machine::argument<4>(frame));
    ipc.timeout = static_cast<mach_msg_timeout_t>(machine::argument<5>(frame));
    ipc.send_buffer = address;
    ipc.receive_buffer = receive_buffer != 0 ? receive_buffer : address;
    if ((ipc.option & MACH_SEND_MSG) != 0)
        return send_from_user(self, address, static_cast<mach_msg_size_t>(machine::argument<2>(frame)));
    if ((ipc.option & MACH_RCV_MSG) != 0) return mach_msg_receive(self, nullptr);
    return trap_outcome::done(MACH_MSG_SUCCESS);
}

}  // namespace

trap_outcome trap_msg(thread &self, machine::frame &frame) { return message_trap(self, frame, 0); }

trap_outcome trap_msg_overwrite(thread &self, machine::frame &frame) {
    return message_trap(self, frame, machine::argument<7>(frame));
}

uint64_t mach_msg_deadline(const thread &self, mach_msg_option_t bit) {
    constexpr uint64_t nanoseconds_per_millisecond = 1'000'000;
    if ((self.ipc.option & bit) == 0) return no_deadline;
    return machine::now() + self.ipc.timeout * nanoseconds_per_millisecond;
}

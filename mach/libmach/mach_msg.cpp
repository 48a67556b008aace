#include <mach/message.h>

#include <mach/mach_traps.h>

namespace {

/// The options with which an interrupted call goes on; 0 when the caller wants to hear of the
/// interruption.
mach_msg_option_t restart_options(mach_msg_return_t result, mach_msg_option_t option) {
    if (result == MACH_SEND_INTERRUPTED && (option & MACH_SEND_INTERRUPT) == 0) return option;
    // The message has gone: only the receive is done again.
    if (result == MACH_RCV_INTERRUPTED && (option & MACH_RCV_INTERRUPT) == 0)
        return option & ~MACH_SEND_MSG;
    return 0;
}

}  // namespace

/// Where mach_msg (arch/*/traps.S) goes when the trap did not succeed; what it would notify means
/// nothing, and `result` comes in its place.
extern "C" [[gnu::visibility("hidden")]] mach_msg_return_t mach_msg_unsuccessful(
    mach_msg_header_t *msg, mach_msg_option_t option, mach_msg_size_t send_size,
    mach_msg_size_t rcv_size, mach_port_name_t rcv_name, mach_msg_timeout_t timeout,
    mach_msg_return_t result) {
    option = restart_options(result, option);
    if (option == 0) return result;
    return mach_msg(msg, option, send_size, rcv_size, rcv_name, timeout, MACH_PORT_NULL);
}

mach_msg_return_t mach_msg_overwrite(mach_msg_header_t *msg, mach_msg_option_t option,
                                     mach_msg_size_t send_size, mach_msg_size_t rcv_size,
                                     mach_port_name_t rcv_name, mach_msg_timeout_t timeout,
                                     mach_port_name_t notify, mach_msg_header_t *rcv_msg,
                                     mach_msg_size_t) {
    for (;;) {
        const mach_msg_return_t result = mach_msg_overwrite_trap(
            msg, option, send_size, rcv_size, rcv_name, timeout, notify, rcv_msg);
        if (result == MACH_MSG_SUCCESS) [[likely]]
            return result;
        option = restart_options(result, option);
        if (option == 0) return result;
    }
}

mach_msg_return_t mach_msg_send(mach_msg_header_t *msg) {
    return mach_msg(msg, MACH_SEND_MSG, msg->msgh_size, 0, MACH_PORT_NULL, MACH_MSG_TIMEOUT_NONE,
                    MACH_PORT_NULL);
}

mach_msg_return_t mach_msg_receive(mach_msg_header_t *msg) {
    return mach_msg(msg, MACH_RCV_MSG, 0, msg->msgh_size, msg->msgh_local_port,
                    MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
}

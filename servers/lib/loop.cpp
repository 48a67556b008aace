#include <lib/loop.hpp>

#include <lib/port_object.hpp>
#include <mach/interface/notify.hpp>
#include <mach/server.hpp>

namespace server {

namespace {

constexpr mach_msg_option_t receive_options = MACH_RCV_MSG |
                                              MACH_RCV_TRAILER_TYPE(MACH_MSG_TRAILER_FORMAT_0) |
                                              MACH_RCV_TRAILER_ELEMENTS(MACH_RCV_TRAILER_CTX);

const mach_msg_max_trailer_t &trailer_of(const mach_msg_header_t &in) {
    return mach::rpc::detail::trailer_of(in);
}

using no_senders_message = mach::rpc::wire<mach::interface::mach_notify_no_senders_request>;

/// Only the kernel has send-once rights to an object's port: whoever imitates a notification does
/// so by a send right.
bool is_notification(const mach_msg_header_t &in) {
    return in.msgh_id == MACH_NOTIFY_NO_SENDERS &&
           MACH_MSGH_BITS_LOCAL(in.msgh_bits) == MACH_MSG_TYPE_PORT_SEND_ONCE &&
           in.msgh_size == sizeof(no_senders_message);
}

/// Is the request's memory and are its rights still the loop's to destroy? Yes unless a routine was
/// served.
bool failed(const mach_msg_header_t &out) {
    const auto &reply = reinterpret_cast<const mach::rpc::wire<mach::rpc::empty_reply> &>(out);
    return (out.msgh_bits & MACH_MSGH_BITS_COMPLEX) == 0 && out.msgh_size == sizeof reply &&
           (reply.body.result == MIG_BAD_ARGUMENTS || reply.body.result == MIG_BAD_ID);
}

/// Destroys what a refused request carried, keeping the reply right for the refusal.
void discard(mach_msg_header_t &in) {
    in.msgh_remote_port = MACH_PORT_NULL;
    mach_msg_destroy(&in);
}

/// Only a reply by a right that is no send-once right could have to wait, for a full queue.
mach_msg_option_t reply_options(const mach_msg_header_t &reply) {
    const bool once = MACH_MSGH_BITS_REMOTE(reply.msgh_bits) == MACH_MSG_TYPE_MOVE_SEND_ONCE;
    return once ? MACH_SEND_MSG : MACH_SEND_MSG | MACH_SEND_TIMEOUT;
}

}  // namespace

loop::loop() { (void)mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_PORT_SET, &set_); }

bool loop::send_reply(mach_msg_header_t &reply) {
    const kern_return_t kr = mach_msg(&reply, MACH_SEND_MSG | MACH_SEND_TIMEOUT, reply.msgh_size, 0,
                                      MACH_PORT_NULL, 0, MACH_PORT_NULL);
    if (kr != MACH_MSG_SUCCESS) mach_msg_destroy(&reply);
    return kr == MACH_MSG_SUCCESS;
}

namespace {

/// Answers to a send right would lie in its queue at this server's cost, as long as the client
/// likes.
bool takes_one_answer(const mach_msg_header_t &in) {
    return in.msgh_remote_port == MACH_PORT_NULL ||
           MACH_MSGH_BITS_REMOTE(in.msgh_bits) == MACH_MSG_TYPE_PORT_SEND_ONCE;
}

}  // namespace

void loop::run() {
    alignas(16) char buffers[2][message_max];
    bool answer = false;
    // A request comes where the reply before it has gone out, by which the kernel knows the usual
    // call; so the buffers change places.
    for (unsigned turn = 0;; turn ^= 1) {
        auto &in = reinterpret_cast<mach_msg_header_t &>(buffers[turn]);
        auto &out = reinterpret_cast<mach_msg_header_t &>(buffers[turn ^ 1]);
        const kern_return_t kr =
            mach_msg(&in, answer ? receive_options | reply_options(in) : receive_options,
                     answer ? in.msgh_size : 0, message_max, set_, 0, MACH_PORT_NULL);
        if (kr != MACH_MSG_SUCCESS) {
            // A client that died or will not take its reply: what the reply carried goes, the loop
            // goes on.
            if (answer && (kr & ~0xff) == (MACH_SEND_IN_PROGRESS & ~0xff)) mach_msg_destroy(&in);
            answer = false;
            continue;
        }
        answer = false;
        auto *object = reinterpret_cast<port_object *>(trailer_of(in).msgh_context);
        if (!object) {
            mach_msg_destroy(&in);
            continue;
        }
        if (is_notification(in)) {
            object->told(reinterpret_cast<const no_senders_message &>(in).body.count);
            continue;
        }
        if (!takes_one_answer(in)) {
            mach_msg_destroy(&in);
            continue;
        }
        switch (object->dispatch(in, out)) {
        case mach::rpc::disposition::reply:
            answer = in.msgh_remote_port != MACH_PORT_NULL;
            if (failed(out)) discard(in);
            break;
        case mach::rpc::disposition::no_reply: break;
        case mach::rpc::disposition::done:
            if (in.msgh_remote_port != MACH_PORT_NULL)
                (void)mach_port_deallocate(mach_task_self(), in.msgh_remote_port);
            break;
        case mach::rpc::disposition::ignored: mach_msg_destroy(&in); break;
        case mach::rpc::disposition::unknown:
            answer = in.msgh_remote_port != MACH_PORT_NULL;
            mach::rpc::detail::simple_reply(in, out, MIG_BAD_ID);
            discard(in);
            break;
        }
    }
}

}  // namespace server

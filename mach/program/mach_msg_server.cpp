#include <mach/mig_errors.h>

#include <cstdlib>
#include <memory>

#include <mach/mach_init.h>

namespace {

using demux_function = boolean_t (*)(mach_msg_header_t *request, mach_msg_header_t *reply);

struct release {
    void operator()(void *memory) const { std::free(memory); }
};
/// Room for a message of so many bytes and its trailer.
std::unique_ptr<mach_msg_header_t, release> make_room(mach_msg_size_t size) {
    return std::unique_ptr<mach_msg_header_t, release>(
        static_cast<mach_msg_header_t *>(std::calloc(1, size + sizeof(mach_msg_max_trailer_t))));
}

/// Serves one request. \return whether there is a reply to send.
bool serve(demux_function demux, mach_msg_header_t &request, mach_msg_header_t &reply) {
    auto &error = reinterpret_cast<mig_reply_error_t &>(reply);
    error = {.Head = {.msgh_bits = MACH_MSGH_BITS(MACH_MSGH_BITS_REMOTE(request.msgh_bits), 0u),
                      .msgh_size = sizeof error,
                      .msgh_remote_port = request.msgh_remote_port,
                      .msgh_local_port = MACH_PORT_NULL,
                      .msgh_reserved = 0,
                      .msgh_id = request.msgh_id + 100},
             .RetCode = KERN_SUCCESS};
    if (!demux(&request, &reply)) error.RetCode = MIG_BAD_ID;
    const bool complex = (reply.msgh_bits & MACH_MSGH_BITS_COMPLEX) != 0;
    if (!complex && error.RetCode == MIG_NO_REPLY) return false;
    if (!complex && error.RetCode != KERN_SUCCESS) {
        // The reply right is used for saying so.
        request.msgh_remote_port = MACH_PORT_NULL;
        mach_msg_destroy(&request);
    }
    if (MACH_PORT_VALID(reply.msgh_remote_port)) return true;
    mach_msg_destroy(&reply);
    return false;
}

/// A client that does not take its replies must not stop the server.
mach_msg_return_t send(mach_msg_header_t &reply, mach_msg_option_t options) {
    const mach_msg_return_t result =
        mach_msg(&reply, MACH_SEND_MSG | MACH_SEND_TIMEOUT | options, reply.msgh_size, 0,
                 MACH_PORT_NULL, 0, MACH_PORT_NULL);
    if (result != MACH_SEND_INVALID_DEST && result != MACH_SEND_TIMED_OUT) return result;
    mach_msg_destroy(&reply);
    return MACH_MSG_SUCCESS;
}

mach_msg_return_t serve_next(demux_function demux, mach_msg_header_t &request,
                             mach_msg_header_t &reply, mach_msg_size_t max_size,
                             mach_port_t receive_name, mach_msg_option_t options) {
    constexpr mach_msg_option_t of_sending =
        MACH_SEND_MSG | MACH_SEND_TIMEOUT | MACH_SEND_INTERRUPT | MACH_SEND_NOTIFY;
    const mach_msg_return_t result =
        mach_msg(&request, MACH_RCV_MSG | (options & ~of_sending), 0,
                 max_size + static_cast<mach_msg_size_t>(sizeof(mach_msg_max_trailer_t)),
                 receive_name, MACH_MSG_TIMEOUT_NONE, MACH_PORT_NULL);
    if (result != MACH_MSG_SUCCESS) return result;
    return serve(demux, request, reply) ? send(reply, options & MACH_SEND_INTERRUPT)
                                        : MACH_MSG_SUCCESS;
}

}  // namespace

mach_msg_return_t mach_msg_server_once(demux_function demux, mach_msg_size_t max_size,
                                       mach_port_t receive_name, mach_msg_option_t options) {
    const auto request = make_room(max_size), reply = make_room(max_size);
    if (!request || !reply) return KERN_RESOURCE_SHORTAGE;
    return serve_next(demux, *request, *reply, max_size, receive_name, options);
}

mach_msg_return_t mach_msg_server(demux_function demux, mach_msg_size_t max_size,
                                  mach_port_t receive_name, mach_msg_option_t options) {
    const auto request = make_room(max_size), reply = make_room(max_size);
    if (!request || !reply) return KERN_RESOURCE_SHORTAGE;
    mach_msg_return_t result;
    do {
        result = serve_next(demux, *request, *reply, max_size, receive_name, options);
    } while (result == MACH_MSG_SUCCESS);
    return result;
}

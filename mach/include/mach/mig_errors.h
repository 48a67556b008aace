/** \file
 * Replies of servers: the kernel's and all others here answer with a result behind the header (no
 * NDR record), and servers are written around a function that makes such replies.
 */
#ifndef MACH_MIG_ERRORS_H
#define MACH_MIG_ERRORS_H

#include <mach/kern_return.h>
#include <mach/message.h>
#include <mach/vm_types.h>

typedef struct {
    mach_msg_header_t Head;
    kern_return_t RetCode;
} mig_reply_error_t;
typedef mig_reply_error_t mig_reply_header_t;

#ifdef __cplusplus
extern "C" {
#endif

/** Answers requests that come to `receive_name`, a port or a set, until mach_msg fails.
 * \param demux gets a request of up to `max_size` bytes, the trailer not counted, and room for as
 * much; it fills in a reply, whose header has been made, and leaves RetCode MIG_NO_REPLY when none
 * is to be sent now. False: it does not know the request, which is then answered by MIG_BAD_ID.
 * What a request carried is destroyed for it whenever it failed.
 * \return why mach_msg failed, KERN_RESOURCE_SHORTAGE. */
mach_msg_return_t mach_msg_server(boolean_t (*demux)(mach_msg_header_t *request,
                                                     mach_msg_header_t *reply),
                                  mach_msg_size_t max_size, mach_port_t receive_name,
                                  mach_msg_option_t options);
/** As mach_msg_server, one request. \return MACH_MSG_SUCCESS, or why mach_msg failed. */
mach_msg_return_t mach_msg_server_once(boolean_t (*demux)(mach_msg_header_t *request,
                                                          mach_msg_header_t *reply),
                                       mach_msg_size_t max_size, mach_port_t receive_name,
                                       mach_msg_option_t options);

#ifdef __cplusplus
}
#endif

#endif

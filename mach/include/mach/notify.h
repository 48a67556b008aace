/** \file
 * Notifications as they are received (Mach 3 kernel interface, "Port Manipulation Interface"): they
 * come to the send-once right that mach_port_request_notification took.
 */
#ifndef MACH_NOTIFY_H
#define MACH_NOTIFY_H

#include <mach/message.h>
#include <mach/vm_types.h>

#pragma pack(push, 4)
/** MACH_NOTIFY_PORT_DELETED: the name that the request was for is no more. */
typedef struct {
    mach_msg_header_t not_header;
    mach_port_name_t not_port;
    mach_msg_trailer_t trailer;
} mach_port_deleted_notification_t;
/** MACH_NOTIFY_SEND_POSSIBLE: the queue behind the name has room. */
typedef struct {
    mach_msg_header_t not_header;
    mach_port_name_t not_port;
    mach_msg_trailer_t trailer;
} mach_send_possible_notification_t;
/** MACH_NOTIFY_DEAD_NAME: the name is dead; it has one reference more, the receiver's. */
typedef struct {
    mach_msg_header_t not_header;
    mach_port_name_t not_port;
    mach_msg_trailer_t trailer;
} mach_dead_name_notification_t;
/** MACH_NOTIFY_PORT_DESTROYED: the receive right of what was to be destroyed. */
typedef struct {
    mach_msg_header_t not_header;
    mach_msg_body_t not_body;
    mach_msg_port_descriptor_t not_port;
    mach_msg_trailer_t trailer;
} mach_port_destroyed_notification_t;
/** MACH_NOTIFY_NO_SENDERS: the make-send count when the last send right went. */
typedef struct {
    mach_msg_header_t not_header;
    mach_port_mscount_t not_count;
    mach_msg_trailer_t trailer;
} mach_no_senders_notification_t;
/** MACH_NOTIFY_SEND_ONCE: the send-once right was dropped unused. */
typedef struct {
    mach_msg_header_t not_header;
    mach_msg_trailer_t trailer;
} mach_send_once_notification_t;
#pragma pack(pop)

#ifdef __cplusplus
extern "C" {
#endif

/** Serves one notification by a function that the program defines, see mach_msg_server
 * (<mach/mig_errors.h>). False: it is none, or none that the program has a function for. Who may
 * send to the port at all may send what looks like a notification. */
boolean_t notify_server(mach_msg_header_t *request, mach_msg_header_t *reply);

/* `notify` is the port that the notification came to. What comes with it, the reference to a dead
 * name or the receive right, is the program's, unless it returns an error: then that right goes
 * away. */
kern_return_t do_mach_notify_port_deleted(mach_port_t notify, mach_port_name_t name);
kern_return_t do_mach_notify_send_possible(mach_port_t notify, mach_port_name_t name);
kern_return_t do_mach_notify_port_destroyed(mach_port_t notify, mach_port_t rights);
kern_return_t do_mach_notify_no_senders(mach_port_t notify, mach_port_mscount_t count);
kern_return_t do_mach_notify_send_once(mach_port_t notify);
kern_return_t do_mach_notify_dead_name(mach_port_t notify, mach_port_name_t name);

#ifdef __cplusplus
}
#endif

#endif

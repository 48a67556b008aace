/** \file
 * Notifications as they are received (Mach 3 kernel interface, "Port Manipulation Interface"): they
 * come to the send-once right that mach_port_request_notification took.
 */
#ifndef MACH_NOTIFY_H
#define MACH_NOTIFY_H

#include <mach/message.h>

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

#endif

#include <mach/mach_error.h>

#include <cstdio>

#include <mach/message.h>

namespace {

struct name {
    mach_error_t code;
    const char *text;
};

#define NAME(code) {code, #code}
constexpr name names[] = {
    NAME(KERN_SUCCESS),
    NAME(KERN_INVALID_ADDRESS),
    NAME(KERN_PROTECTION_FAILURE),
    NAME(KERN_NO_SPACE),
    NAME(KERN_INVALID_ARGUMENT),
    NAME(KERN_FAILURE),
    NAME(KERN_RESOURCE_SHORTAGE),
    NAME(KERN_NOT_RECEIVER),
    NAME(KERN_NO_ACCESS),
    NAME(KERN_MEMORY_FAILURE),
    NAME(KERN_MEMORY_ERROR),
    NAME(KERN_ALREADY_IN_SET),
    NAME(KERN_NOT_IN_SET),
    NAME(KERN_NAME_EXISTS),
    NAME(KERN_ABORTED),
    NAME(KERN_INVALID_NAME),
    NAME(KERN_INVALID_TASK),
    NAME(KERN_INVALID_RIGHT),
    NAME(KERN_INVALID_VALUE),
    NAME(KERN_UREFS_OVERFLOW),
    NAME(KERN_INVALID_CAPABILITY),
    NAME(KERN_RIGHT_EXISTS),
    NAME(KERN_INVALID_HOST),
    NAME(KERN_MEMORY_PRESENT),
    NAME(KERN_INVALID_PROCESSOR_SET),
    NAME(KERN_POLICY_LIMIT),
    NAME(KERN_INVALID_POLICY),
    NAME(KERN_INVALID_OBJECT),
    NAME(KERN_ALREADY_WAITING),
    NAME(KERN_TERMINATED),
    NAME(KERN_SEMAPHORE_DESTROYED),
    NAME(KERN_NOT_SUPPORTED),
    NAME(KERN_NOT_WAITING),
    NAME(KERN_OPERATION_TIMED_OUT),
    NAME(KERN_DENIED),
    NAME(MIG_TYPE_ERROR),
    NAME(MIG_REPLY_MISMATCH),
    NAME(MIG_REMOTE_ERROR),
    NAME(MIG_BAD_ID),
    NAME(MIG_BAD_ARGUMENTS),
    NAME(MIG_NO_REPLY),
    NAME(MIG_EXCEPTION),
    NAME(MIG_ARRAY_TOO_LARGE),
    NAME(MIG_SERVER_DIED),
    NAME(MACH_SEND_IN_PROGRESS),
    NAME(MACH_SEND_INVALID_DATA),
    NAME(MACH_SEND_INVALID_DEST),
    NAME(MACH_SEND_TIMED_OUT),
    NAME(MACH_SEND_INTERRUPTED),
    NAME(MACH_SEND_MSG_TOO_SMALL),
    NAME(MACH_SEND_INVALID_REPLY),
    NAME(MACH_SEND_INVALID_RIGHT),
    NAME(MACH_SEND_INVALID_NOTIFY),
    NAME(MACH_SEND_INVALID_MEMORY),
    NAME(MACH_SEND_NO_BUFFER),
    NAME(MACH_SEND_TOO_LARGE),
    NAME(MACH_SEND_INVALID_TYPE),
    NAME(MACH_SEND_INVALID_HEADER),
    NAME(MACH_SEND_INVALID_TRAILER),
    NAME(MACH_RCV_IN_PROGRESS),
    NAME(MACH_RCV_INVALID_NAME),
    NAME(MACH_RCV_TIMED_OUT),
    NAME(MACH_RCV_TOO_LARGE),
    NAME(MACH_RCV_INTERRUPTED),
    NAME(MACH_RCV_PORT_CHANGED),
    NAME(MACH_RCV_INVALID_NOTIFY),
    NAME(MACH_RCV_INVALID_DATA),
    NAME(MACH_RCV_PORT_DIED),
    NAME(MACH_RCV_IN_SET),
    NAME(MACH_RCV_HEADER_ERROR),
    NAME(MACH_RCV_BODY_ERROR),
    NAME(MACH_RCV_INVALID_TYPE),
    NAME(MACH_RCV_SCATTER_SMALL),
    NAME(MACH_RCV_INVALID_TRAILER),
};
#undef NAME

/// mach_msg's code without what went wrong besides.
mach_error_t without_extra(mach_error_t code) {
    const bool of_message = (code & ~0x7fff) == MACH_SEND_IN_PROGRESS - 1;
    return of_message ? code & ~MACH_MSG_MASK : code;
}

}  // namespace

const char *mach_error_string(mach_error_t code) {
    for (const name &n : names)
        if (n.code == without_extra(code)) return n.text;
    return "unknown error";
}

const char *mach_error_type(mach_error_t code) {
    constexpr mach_error_t kernel_end = 0x100, sends = MACH_SEND_IN_PROGRESS - 1,
                           receives = MACH_RCV_IN_PROGRESS - 1;
    const mach_error_t plain = without_extra(code);
    if (plain >= 0 && plain < kernel_end) return "(os/kern)";
    if (plain > sends && plain < receives) return "(ipc/send)";
    if (plain > receives && plain < receives + (receives - sends)) return "(ipc/rcv)";
    return plain <= MIG_TYPE_ERROR && plain > MIG_TYPE_ERROR - 100 ? "(ipc/mig)" : "(unknown)";
}

void mach_error(const char *text, mach_error_t code) {
    (void)std::fprintf(stderr, "%s: %s (0x%x)\n", text, mach_error_string(code),
                       static_cast<unsigned>(code));
}

#include <errno_of.hpp>

#include <cerrno>

#include <mach/message.h>
#include <protocol/error.hpp>
#include <protocol/file.hpp>

namespace posix {

long errno_of(kern_return_t result) {
    if (result == KERN_SUCCESS) return 0;
    if (protocol::is_unix_error(result)) return -protocol::unix_error_number(result);
    switch (result) {
    case KERN_INVALID_ADDRESS:
    case KERN_PROTECTION_FAILURE: return -EFAULT;
    case KERN_NO_SPACE:
    case KERN_RESOURCE_SHORTAGE:
    case MACH_SEND_NO_BUFFER: return -ENOMEM;
    case KERN_NO_ACCESS:
    case KERN_DENIED: return -EPERM;
    case KERN_INVALID_ARGUMENT:
    case KERN_INVALID_VALUE:
    case MIG_BAD_ARGUMENTS: return -EINVAL;
    case KERN_NOT_SUPPORTED:
    case MIG_BAD_ID: return -EOPNOTSUPP;
    case KERN_OPERATION_TIMED_OUT: return -ETIMEDOUT;
    case KERN_ABORTED: return -EINTR;
    case MACH_SEND_INVALID_DEST: return -EBADF;
    case protocol::file_elsewhere: return -EXDEV;
    default: return -EIO;
    }
}

}  // namespace posix

// The ioctls of a terminal (Linux's ioctl_tty(2)).

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <protocol/error.hpp>

#include "foreground_signal.hpp"
#include "terminal.hpp"

using protocol::unix_error;

namespace {

using control_call = mach::rpc::call<protocol::io_control>;

template <class T>
kern_return_t give(control_call &call, const T &value) {
    std::memcpy(call.reply.variable.items, &value, sizeof value);
    call.reply.variable.count = sizeof value;
    return KERN_SUCCESS;
}

template <class T>
bool take(const control_call &call, T &value) {
    if (call.request.variable.count < sizeof value) return false;
    std::memcpy(&value, call.request.variable.items, sizeof value);
    return true;
}

/// Requests that change the terminal and therefore stop a background caller (POSIX 11.1.4).
bool changes(uint32_t request) {
    switch (request) {
    case TCSETS:
    case TCSETSW:
    case TCSETSF:
    case TIOCSPGRP:
    case TCFLSH:
    case TCXONC:
    case TCSBRK:
    case TCSBRKP: return true;
    default: return false;
    }
}

}  // namespace

kern_return_t terminal::control(const client_identity &who, control_call &call) {
    const uint32_t request = call.request.request;
    call.reply.value = 0;
    call.reply.variable.count = 0;
    if (gone_) return unix_error(EIO);
    if (changes(request) && in_background(who) && !(call.request.cookie & override_background))
        return terminal_background_write;
    const bool own = session_ != 0 && who.session == session_;
    switch (request) {
    case TCGETS: return give(call, discipline_.attributes());
    case TCSETS:
    case TCSETSW:
    case TCSETSF: {
        terminal_attributes attributes;
        if (!take(call, attributes)) return unix_error(EFAULT);
        if (request == TCSETSF) discipline_.flush_input();
        discipline_.set_attributes(attributes);
        device_.status_changed();
        serve_readers();
        notify_pollers();
        return KERN_SUCCESS;
    }
    case TIOCGWINSZ: return give(call, size_);
    case TIOCSWINSZ: {
        window_size size;
        if (!take(call, size)) return unix_error(EFAULT);
        const bool changed = std::memcmp(&size, &size_, sizeof size) != 0;
        size_ = size;
        if (changed && foreground_ != 0) send_group_signal(foreground_, SIGWINCH);
        return KERN_SUCCESS;
    }
    case TIOCGPGRP:
        if (!own) return unix_error(ENOTTY);
        return give(call, foreground_);
    case TIOCSPGRP: {
        uint32_t group;
        if (!own) return unix_error(ENOTTY);
        if (!take(call, group)) return unix_error(EFAULT);
        if (static_cast<int32_t>(group) <= 0) return unix_error(EINVAL);
        if (const kern_return_t kr = group_in_session(group, session_); kr != KERN_SUCCESS)
            return kr;
        foreground_ = group;
        return KERN_SUCCESS;
    }
    case TIOCGSID:
        if (!own) return unix_error(ENOTTY);
        return give(call, session_);
    case TIOCSCTTY: return set_controlling(who, call.request.argument == 1);
    case TIOCNOTTY:
        if (!own) return unix_error(ENOTTY);
        if (who.pid == session_) hang_up(session_);
        return KERN_SUCCESS;
    case FIONREAD: return give(call, static_cast<uint32_t>(discipline_.available()));
    case TIOCOUTQ: return give(call, static_cast<uint32_t>(discipline_.output().size()));
    case TCFLSH:
        if (call.request.argument > TCIOFLUSH) return unix_error(EINVAL);
        if (call.request.argument != TCOFLUSH) {
            discipline_.flush_input();
            device_.input_read();
        }
        if (call.request.argument != TCIFLUSH) {
            discipline_.flush_output();
            output_drained();
        }
        device_.status_changed();
        return KERN_SUCCESS;
    case TCXONC:
        switch (call.request.argument) {
        case TCOOFF:
            discipline_.set_stopped(true);
            device_.status_changed();
            return KERN_SUCCESS;
        case TCOON:
            discipline_.set_stopped(false);
            device_.status_changed();
            output_drained();
            return KERN_SUCCESS;
        case TCIOFF:
        case TCION: return KERN_SUCCESS;
        default: return unix_error(EINVAL);
        }
    case TCSBRK:  // output goes to the device at once, so there is nothing to drain; a break cannot
                  // be sent
    case TCSBRKP:
    case TIOCEXCL:
    case TIOCNXCL: return KERN_SUCCESS;
    default: return unix_error(ENOTTY);
    }
}

/// \file
/// A right outside any space: in a message or in the kernel's hands.
#pragma once

#include <cstdint>
#include <utility>

#include <ipc/ipc_port.hpp>
#include <mach/message.h>

/// A port and what kind of right it is (MACH_MSG_TYPE_PORT_*), or null, or dead. Owns one reference
/// and, for send and send-once rights, the count on the port; the destructor releases them as
/// mach_msg_destroy would: the last send right tells no-senders, a send-once right its receiver, a
/// receive right ends the port. No lock may be held then.
class ipc_right_transit {
public:
    ipc_right_transit() = default;
    /// Takes over a right that the caller owns; `port` may be null or ipc_port_dead().
    static ipc_right_transit adopt(ipc_port *port, uint8_t type) {
        ipc_right_transit right;
        right.port_ = port;
        right.type_ = type;
        return right;
    }
    /// New rights; dead when the port is.
    [[nodiscard]] static ipc_right_transit make_send(ipc_port &port);
    [[nodiscard]] static ipc_right_transit make_send_once(ipc_port &port);
    /// One more send right like this one; null, dead and other kinds give null or dead.
    [[nodiscard]] ipc_right_transit copy_send() const;

    ipc_right_transit(ipc_right_transit &&other) noexcept
        : port_(std::exchange(other.port_, nullptr)), type_(other.type_) {}
    ipc_right_transit &operator=(ipc_right_transit &&other) noexcept {
        std::swap(port_, other.port_);
        std::swap(type_, other.type_);
        return *this;
    }
    ~ipc_right_transit() {
        if (ipc_port_valid(port_)) release();
    }

    /// Names a port, which may have died meanwhile.
    explicit operator bool() const { return ipc_port_valid(port_); }
    bool is_null() const { return port_ == nullptr; }
    bool is_dead() const { return port_ == ipc_port_dead(); }
    /// \pre *this
    ipc_port &port() const { return *port_; }
    /// One more reference to the port; null for null and dead rights.
    ref<ipc_port> reference() const {
        return *this ? ref<ipc_port>::share(*port_) : ref<ipc_port>();
    }
    /// MACH_MSG_TYPE_PORT_SEND, _SEND_ONCE or _RECEIVE
    uint8_t type() const { return type_; }
    /// Gives the right to the caller.
    [[nodiscard]] ipc_port *leak() { return std::exchange(port_, nullptr); }

private:
    void release();

    ipc_port *port_ = nullptr;
    uint8_t type_ = MACH_MSG_TYPE_PORT_SEND;
};

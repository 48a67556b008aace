/// \file
/// Whom a message queue tells that a message has come, by a port.
#pragma once

#include <cstring>

#include <fs/mqueue/queue.hpp>
#include <mach/mach.h>
#include <protocol/message_queue.hpp>

namespace port {

class queue_listener final : public mqueue::listener {
public:
    /// Takes over the right in the request.
    queue_listener(uint32_t process, const protocol::mqueue_notify_request &wanted);
    ~queue_listener() override;

    void arrived(uint32_t pid, uint32_t uid) override;
    void removed() override;
    bool lives() const override;

private:
    void send_cookie(char reason);

    protocol::mqueue_notification how_;
    mach_port_t to_;
    char cookie_[protocol::mqueue_cookie_size];
};

}  // namespace port

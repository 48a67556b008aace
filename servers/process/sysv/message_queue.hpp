/// \file
/// A queue of messages (msgget(2)), with those who wait for one or for room.
#pragma once

#include <list>
#include <string>

#include <lib/pending.hpp>
#include <share_of_total.hpp>
#include <sysv/ipc_table.hpp>
#include <sysv/waiting_place.hpp>

namespace process_server {

class message_queue : public ipc_object {
public:
    static constexpr uint64_t bytes_default = 16384;
    static constexpr uint32_t no_error = 010000, except = 020000;

    /// A queue may have as many as bytes, all of them empty.
    using share = share_of_total<message_queue, 64 * 1024>;
    struct message {
        int64_t type;
        std::string text;
        share of_all = {};
    };

    uint64_t count() const { return messages_.size(); }
    uint64_t bytes() const { return bytes_; }

    bool has_room(uint64_t size) const;
    /// To the first that waits for such a one, or into the queue. \pre has_room.
    void put(message what, int32_t sender);
    /// \return 0, ENOMSG, E2BIG.
    int take(const protocol::msg_receive_request &wanted, int32_t receiver, message &found);

    void wait_to_send(message what, int32_t pid, uint32_t cookie,
                      server::pending<protocol::msg_send> reply);
    void wait_to_receive(const protocol::msg_receive_request &wanted, int32_t pid,
                         server::pending<protocol::msg_receive> reply);
    /// There may be room: senders go on, in the order they came.
    void settle();
    bool interrupt(int32_t pid, uint32_t cookie);
    void forget_waiters(int32_t pid);
    void fail_all(int error);

    uint64_t bytes_allowed = bytes_default;
    int32_t last_sender = 0, last_receiver = 0;
    int64_t send_time = 0, receive_time = 0, change_time = 0;

private:
    struct sender {
        message what;
        int32_t pid;
        uint32_t cookie;
        server::pending<protocol::msg_send> reply;
        waiting_place place;
    };
    struct receiver {
        protocol::msg_receive_request wanted;
        int32_t pid;
        server::pending<protocol::msg_receive> reply;
        waiting_place place;
    };
    void received_by(int32_t pid);

    std::list<message> messages_;
    uint64_t bytes_ = 0;
    std::list<sender> senders_;
    std::list<receiver> receivers_;
};

}  // namespace process_server

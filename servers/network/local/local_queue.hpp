/// \file
/// What has been sent to a local socket and not been received yet.
#pragma once

#include <deque>
#include <vector>

#include "../held_bytes.hpp"
#include "../message.hpp"

namespace network {

class local_queue {
public:
    /// The room a queue has in bytes, and for datagrams in messages (net.unix.max_dgram_qlen).
    static constexpr std::size_t bytes_max = 212992, datagrams_max = 10;

    /// What a part of it costs besides its bytes: nobody shall queue a million small ones.
    static constexpr std::size_t overhead = 256;

    /// For how many bytes more there is room.
    std::size_t room() const { return held_bytes::room(held_, bytes_max); }
    bool empty() const { return packets_.empty(); }
    std::size_t bytes() const { return bytes_; }
    std::size_t messages() const { return packets_.size(); }
    std::size_t first_size() const { return empty() ? 0 : packets_.front().left(); }

    /// Adds `count` bytes of the message, with its rights; to a stream's last part where that is
    /// possible.
    void put(outgoing &message, std::size_t count, const address &from, bool stream);
    /// Bytes of as many parts as belong together. The queue is not empty.
    void take_stream(incoming &message, bool credentials_matter);
    /// One message; what does not fit is lost.
    void take_message(incoming &message);
    /// Of the part that was taken last.
    const protocol::socket_credentials &sender() const { return sender_; }

private:
    struct packet {
        std::vector<char> data;
        std::size_t begin = 0;
        address from;
        protocol::socket_credentials sender;
        passed_rights rights;
        std::size_t left() const { return data.size() - begin; }
    };
    static bool same(const protocol::socket_credentials &a, const protocol::socket_credentials &b) {
        return a.pid == b.pid && a.uid == b.uid && a.gid == b.gid;
    }

    std::deque<packet> packets_;
    std::size_t bytes_ = 0;
    held_bytes held_;  ///< with the overhead
    protocol::socket_credentials sender_ = {};
};

}  // namespace network

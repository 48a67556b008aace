#include "local_queue.hpp"

#include <algorithm>

namespace network {

namespace {
/// Parts of a stream are joined up to this size, bytes.
constexpr std::size_t joined_max = 4096;
}  // namespace

void local_queue::put(outgoing &message, std::size_t count, const address &from, bool stream) {
    const auto data = message.data.first(count);
    bytes_ += count;
    held_ += count;
    if (stream && !packets_.empty() && message.rights.empty()) {
        packet &last = packets_.back();
        if (last.rights.empty() && same(last.sender, message.sender) &&
            last.data.size() + count <= joined_max) {
            last.data.insert(last.data.end(), data.begin(), data.end());
            return;
        }
    }
    held_ += overhead;
    packets_.push_back({.data = {data.begin(), data.end()},
                        .from = from,
                        .sender = message.sender,
                        .rights = std::move(message.rights)});
    message.rights = {};
}

void local_queue::take_stream(incoming &message, bool credentials_matter) {
    const bool peek = (message.flags & message_flag::peek) != 0;
    message.from = packets_.front().from;
    sender_ = packets_.front().sender;
    std::size_t at = 0;
    while (at < packets_.size() && message.count < message.room.size()) {
        packet &p = packets_[at];
        // Rights come with the first byte sent along, and end what is read in one go.
        if (message.count != 0 &&
            (!p.rights.empty() || (credentials_matter && !same(p.sender, sender_))))
            break;
        const bool with_rights = !p.rights.empty();
        if (with_rights) {
            message.rights = peek ? p.rights.copy() : std::move(p.rights);
            if (!peek) p.rights = {};
        }
        const std::size_t n = std::min(p.left(), message.room.size() - message.count);
        std::memcpy(message.room.data() + message.count, p.data.data() + p.begin, n);
        message.count += n;
        if (peek) {
            ++at;
        } else {
            bytes_ -= n;
            held_ -= n;
            p.begin += n;
            if (p.left() == 0) {
                held_ -= overhead;
                packets_.pop_front();
            }
        }
        if (with_rights) break;
    }
    message.length = message.count;
    message.flags = 0;
}

void local_queue::take_message(incoming &message) {
    const bool peek = (message.flags & message_flag::peek) != 0;
    packet &p = packets_.front();
    message.from = p.from;
    sender_ = p.sender;
    message.count = std::min(p.data.size(), message.room.size());
    message.length = p.data.size();
    message.flags = message.length > message.count ? message_flag::truncated : 0;
    std::memcpy(message.room.data(), p.data.data(), message.count);
    message.rights = peek ? p.rights.copy() : std::move(p.rights);
    if (peek) return;
    bytes_ -= p.data.size();
    held_ -= p.data.size() + overhead;
    packets_.pop_front();
}

}  // namespace network

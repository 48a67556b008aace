#include "reply_writer.hpp"

namespace network::netlink {

namespace {

/// musl's and glibc's readers have room for 8 and 4 KiB.
constexpr std::size_t datagram_max = 3840;

void append(std::vector<char> &to, const void *from, std::size_t size) {
    const auto *bytes = static_cast<const char *>(from);
    to.insert(to.end(), bytes, bytes + size);
    to.resize(aligned(static_cast<uint32_t>(to.size())));
}

}  // namespace

void reply_writer::begin_bytes(uint16_t type, uint16_t flags, const void *fixed, std::size_t size) {
    const header head{.length = static_cast<uint32_t>(sizeof head + size),
                      .type = type,
                      .flags = flags,
                      .sequence = request_.sequence,
                      .port = port_};
    message_.clear();
    append(message_, &head, sizeof head);
    append(message_, fixed, size);
}

void reply_writer::add_bytes(uint16_t type, const void *value, std::size_t size) {
    const attribute head{static_cast<uint16_t>(sizeof head + size), type};
    append(message_, &head, sizeof head);
    append(message_, value, size);
    const auto length = static_cast<uint32_t>(message_.size());
    std::memcpy(message_.data(), &length, sizeof length);
}

void reply_writer::end() {
    if (datagrams_.empty() || datagrams_.back().size() + message_.size() > datagram_max)
        datagrams_.emplace_back();
    datagrams_.back().insert(datagrams_.back().end(), message_.begin(), message_.end());
}

void reply_writer::done() {
    begin(type_done, flag_multi, int32_t{0});
    datagrams_.push_back(message_);
}

void reply_writer::error(int number, uint16_t flags, std::span<const char> repeated) {
    begin(type_error, flags, int32_t{-number});
    append(message_, repeated.data(), repeated.size());
    const auto length = static_cast<uint32_t>(message_.size());
    std::memcpy(message_.data(), &length, sizeof length);
    datagrams_.push_back(message_);
}

}  // namespace network::netlink

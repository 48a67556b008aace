/// \file
/// A read request, inline or out of line, whose answer comes later.
#pragma once

#include <span>

#include <lib/pending.hpp>
#include <protocol/io.hpp>

namespace server {

class pending_read {
public:
    /// Takes the reply right of an io_read or io_read_ool request.
    pending_read(const mach_msg_header_t &request, uint32_t count)
        : inline_(request.msgh_id == protocol::io_read::id), count_(count), request_(request) {}

    /// Bytes asked for.
    uint32_t count() const { return count_; }
    /// Answers with `data`, at most count() bytes; empty is end of file. Once.
    void reply(std::span<const char> data);
    void fail(kern_return_t result) { request_.fail(result); }

private:
    bool inline_;
    uint32_t count_;
    pending<protocol::io_read_ool> request_;
};

/// Fills in the reply of a read that can be answered at once.
void set_read_reply(protocol::io_read_reply &reply, std::span<const char> data);
/// \return KERN_RESOURCE_SHORTAGE when there is no memory for the copy.
[[nodiscard]] kern_return_t set_read_reply(protocol::io_read_ool_reply &reply,
                                           std::span<const char> data);

}  // namespace server

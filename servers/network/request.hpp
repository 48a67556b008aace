/// \file
/// Requests that wait for their socket.
#pragma once

#include <cstdint>
#include <optional>

#include <lib/clock.hpp>
#include <lib/pending.hpp>

#include <lib/alarm_clock.hpp>
#include "result.hpp"

namespace network {

class socket_port;

/// One pending request; belongs to its socket port.
class request {
public:
    request(uint32_t pid, uint32_t cookie) : pid_(pid), cookie_(cookie) {}
    virtual ~request() = default;

    /// Tries again. \return whether it has been answered.
    virtual bool attempt() = 0;
    /// Answers with what has been done so far, or this error.
    virtual void end(int error) = 0;

    bool is(uint32_t pid, uint32_t cookie) const {
        // The top bit is a word to terminals (protocol/process.hpp).
        return pid_ == pid && ((cookie_ ^ cookie) & 0x7fffffff) == 0;
    }
    uint32_t cookie() const { return cookie_; }

private:
    uint32_t pid_, cookie_;
};

/// The code by which a job says that it has to wait.
inline constexpr kern_return_t would_wait = protocol::unix_error(EAGAIN);

/// A routine's request with the job that answers it. A Job has
///     kern_return_t run(socket_port &, Routine::reply &);   // would_wait: later
///     bool partial(Routine::reply &);   // is there something to answer when it is cut short?
///     void keep();                      // the request's message is about to go
template <class Routine, class Job>
class waiting final : public request, private server::alarm {
public:
    waiting(const mach_msg_header_t &header, socket_port &port, Job &&job, uint32_t pid,
            uint32_t cookie, server::alarm_clock &clock, uint64_t timeout_ns)
        : request(pid, cookie), alarm(clock), port_(port), job_(std::move(job)), reply_(header) {
        job_.keep();
        if (timeout_ns != 0) alarm::set(server::monotonic_ns() + timeout_ns);
    }

    bool attempt() override {
        mach::rpc::wire<typename Routine::reply> out;
        const kern_return_t result = job_.run(port_, out.body);
        if (result == would_wait) return false;
        if (result == KERN_SUCCESS)
            (void)reply_.reply(out);
        else
            reply_.fail(result);
        return true;
    }
    void end(int error) override {
        mach::rpc::wire<typename Routine::reply> out;
        if (job_.partial(out.body))
            (void)reply_.reply(out);
        else
            reply_.fail(protocol::unix_error(error));
    }

private:
    void rang() override;  // socket_port.hpp

    socket_port &port_;
    Job job_;
    server::pending<Routine> reply_;
};

}  // namespace network

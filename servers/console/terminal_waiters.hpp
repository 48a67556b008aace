/// \file
/// Who waits at one end of a terminal: requests to read or write that have no answer yet, and those
/// who want to hear when it is ready.
#pragma once

#include <cstdint>
#include <list>
#include <vector>

#include <lib/pending_read.hpp>
#include <protocol/io.hpp>

struct terminal_reader {
    server::pending_read request;
    uint32_t pid, cookie;
    uint64_t deadline_ns = 0;  ///< of its time limit (VTIME); 0: none runs
};

struct terminal_writer {
    server::pending<protocol::io_write> request;
    uint32_t pid, cookie;
    std::vector<char> data;
    std::size_t done;

    /// Answers with what has been written, or the error when that is nothing. Once.
    void finish(kern_return_t error = KERN_SUCCESS);
};

class terminal_waiters {
public:
    std::list<terminal_reader> readers;
    std::list<terminal_writer> writers;

    /// Ends the request of `pid` with that cookie: EINTR, or what has been done.
    void interrupt(uint32_t pid, uint32_t cookie);
    /// As terminal_end::poll, when `ready` is ready.
    uint32_t poll(uint32_t ready, uint32_t events, mach_port_t notify, uint32_t cookie);
    void notify(uint32_t ready);

private:
    struct poller {
        mach_port_t notify;
        uint32_t events, cookie;
    };
    std::list<poller> pollers_;
};

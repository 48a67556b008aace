/// \file
/// A terminal: line discipline, session and foreground group, who waits to read, write or poll.
#pragma once

#include <cstdint>
#include <list>
#include <span>
#include <vector>

#include <lib/pending_read.hpp>
#include <protocol/io.hpp>

#include "line_discipline.hpp"

/// A client's place among sessions and groups, from its audit token.
struct client_identity {
    uint32_t pid, process_group, session, euid;
    static client_identity of(const audit_token_t &token);
};

/// Results that only libposix sees: the caller is in the background. It raises SIGTTIN or SIGTTOU,
/// or repeats the call with `override_background` set in the cookie where POSIX lets the call
/// through.
inline constexpr kern_return_t terminal_background_read = 0x0c900001;
inline constexpr kern_return_t terminal_background_write = 0x0c900002;
inline constexpr uint32_t override_background = 0x80000000;

struct window_size {
    uint16_t rows, columns, x_pixels, y_pixels;
};

/// What lies under a terminal (a UART; the master side of a pseudo-terminal).
class terminal_device {
public:
    virtual ~terminal_device() = default;
    /// The terminal has output; take it when the device can.
    virtual void output_ready(byte_queue &output) = 0;
};

class terminal final : line_discipline_sink {
public:
    terminal(terminal_device &device, uint64_t device_number)
        : device_(device), number_(device_number), discipline_(*this) {}

    uint64_t device_number() const { return number_; }
    uint32_t session() const { return session_; }

    /// Bytes arrived from the device.
    void input(std::span<const uint8_t> bytes);
    /// The device took output: writers may go on.
    void output_drained();

    /// One read of at most `count` bytes. \return KERN_SUCCESS with `data` filled, MIG_NO_REPLY
    /// when the request was kept, or an error.
    kern_return_t read(const client_identity &who, const mach_msg_header_t &request, uint32_t count,
                       uint32_t cookie, bool nonblocking, std::vector<char> &data);
    /// One write. \return KERN_SUCCESS with `count` set, MIG_NO_REPLY when the request was kept, or
    /// an error.
    kern_return_t write(const client_identity &who, const mach_msg_header_t &request,
                        std::span<const char> data, uint32_t cookie, bool nonblocking,
                        uint32_t &count);
    kern_return_t control(const client_identity &who, mach::rpc::call<protocol::io_control> &call);
    /// What is ready of `events`; when nothing is and `notify` is a right, it is kept and gets
    /// io_ready later.
    uint32_t poll(uint32_t events, mach_port_t notify, uint32_t cookie);
    /// Ends the pending request of `pid` with that cookie.
    void interrupt(uint32_t pid, uint32_t cookie);
    /// First open by a session leader without a terminal makes it the controlling one (unless
    /// O_NOCTTY).
    void opened(const client_identity &who, bool may_control);

    /// The session's leader has ended or given the terminal up: its foreground group hears SIGHUP
    /// and SIGCONT, the terminal is free.
    void hang_up(uint32_t session);

private:
    void signal_foreground(int signal) override;
    void serve_readers();
    bool serve_writers();  ///< \return whether any output was taken
    void notify_pollers();
    uint32_t ready_events() const;
    bool in_background(const client_identity &who) const {
        return session_ != 0 && who.session == session_ && who.process_group != foreground_;
    }
    kern_return_t set_controlling(const client_identity &who, bool steal);

    struct reader {
        server::pending_read request;
        uint32_t pid, cookie;
    };
    struct writer {
        server::pending<protocol::io_write> request;
        uint32_t pid, cookie;
        std::vector<char> data;
        std::size_t done;
    };
    struct poller {
        mach_port_t notify;
        uint32_t events, cookie;
    };

    terminal_device &device_;
    uint64_t number_;
    line_discipline discipline_;
    window_size size_{};
    uint32_t session_ = 0, foreground_ = 0;
    std::list<reader> readers_;
    std::list<writer> writers_;
    std::list<poller> pollers_;
};

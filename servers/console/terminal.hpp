/// \file
/// A terminal: line discipline, session and foreground group, who waits to read, write or poll.
#pragma once

#include <cstdint>

#include "line_discipline.hpp"
#include "read_clock.hpp"
#include "terminal_end.hpp"
#include "terminal_waiters.hpp"

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
    /// Input has been read: there is room for more.
    virtual void input_read() {}
    /// The first description of the terminal has been opened, or the last one closed.
    virtual void in_use(bool) {}
    /// There may be something in the terminal's packet_status.
    virtual void status_changed() {}
};

class terminal final : public terminal_end, line_discipline_sink {
public:
    terminal(terminal_device &device, const appearance &look, read_clock &clock)
        : device_(device), look_(look), clock_(clock), discipline_(*this) {}

    appearance look() const override { return look_; }
    /// Sets flags besides Linux's defaults.
    void add_flags(uint32_t input_flags, uint32_t control_flags);
    uint32_t session() const { return session_; }
    /// One that stands for whoever is in the foreground, for a device that acts on the terminal.
    client_identity insider() const { return {0, foreground_, session_, 0}; }

    /// Bytes arrived from the device.
    void input(std::span<const uint8_t> bytes);
    /// How many the device may hand over without loss.
    std::size_t input_room() const { return discipline_.input_room(); }
    /// The device took output: writers may go on.
    void output_drained();
    /// What the device may take; nothing while output is stopped.
    bool output_waits() const { return !discipline_.stopped() && !discipline_.output().empty(); }
    byte_queue &output() { return discipline_.output(); }
    packet_status &status() { return discipline_.status(); }
    /// The device is gone for good: its session hears of it, reads give end of file, all else EIO.
    void device_gone();

    kern_return_t read(const client_identity &who, const mach_msg_header_t &request, uint32_t count,
                       uint32_t cookie, bool nonblocking, std::vector<char> &data) override;
    kern_return_t write(const client_identity &who, const mach_msg_header_t &request,
                        std::span<const char> data, uint32_t cookie, bool nonblocking,
                        uint32_t &count) override;
    kern_return_t control(const client_identity &who,
                          mach::rpc::call<protocol::io_control> &call) override;
    uint32_t poll(uint32_t events, mach_port_t notify, uint32_t cookie) override;
    void interrupt(uint32_t pid, uint32_t cookie) override { waiters_.interrupt(pid, cookie); }
    void description_opened() override;
    void description_closed() override;

    /// First open by a session leader without a terminal makes it the controlling one (unless
    /// O_NOCTTY).
    void opened(const client_identity &who, bool may_control);
    /// The session's leader has ended or given the terminal up: its foreground group hears SIGHUP
    /// and SIGCONT, the terminal is free.
    void hang_up(uint32_t session);
    /// Ends the reads whose time limit is over.
    void expire_reads(uint64_t now_ns);

private:
    void signal_foreground(int signal) override;
    void serve_readers();
    bool serve_writers();  ///< \return whether any output was taken
    void notify_pollers() { waiters_.notify(ready_events()); }
    uint32_t ready_events() const;
    bool in_background(const client_identity &who) const {
        return session_ != 0 && who.session == session_ && who.process_group != foreground_;
    }
    kern_return_t set_controlling(const client_identity &who, bool steal);

    /// Gives the first reader what there is.
    void serve_reader();
    /// Starts or restarts the time limit of the first reader (POSIX 11.1.7).
    void time_reader();

    terminal_device &device_;
    appearance look_;
    read_clock &clock_;
    line_discipline discipline_;
    window_size size_{};
    uint32_t session_ = 0, foreground_ = 0;
    unsigned descriptions_ = 0;
    bool gone_ = false;
    terminal_waiters waiters_;
};

/// \file
/// A pseudo-terminal: a terminal whose device is another program, which holds the master.
///
/// It lives as long as either end is open. The master's end makes the terminal's device gone; when
/// the terminal has been opened and all its descriptions are closed, the master reads what is left
/// and then EIO, until somebody opens it again (pty(7)).
#pragma once

#include "terminal.hpp"

class pseudo_terminals;

class pseudo_terminal final : public terminal_end, terminal_device {
public:
    /// \param uid whose the terminal is.
    pseudo_terminal(pseudo_terminals &table, uint32_t number, uint32_t uid, read_clock &clock);

    uint32_t number() const { return number_; }
    uint32_t uid() const { return slave_.look().uid; }
    /// Until the master unlocks it (TIOCSPTLCK) nobody can open the terminal.
    bool locked() const { return locked_; }
    bool master_open() const { return masters_ != 0; }
    terminal &slave() { return slave_; }

    appearance look() const override;
    kern_return_t read(const client_identity &who, const mach_msg_header_t &request, uint32_t count,
                       uint32_t cookie, bool nonblocking, std::vector<char> &data) override;
    kern_return_t write(const client_identity &who, const mach_msg_header_t &request,
                        std::span<const char> data, uint32_t cookie, bool nonblocking,
                        uint32_t &count) override;
    kern_return_t control(const client_identity &who,
                          mach::rpc::call<protocol::io_control> &call) override;
    uint32_t poll(uint32_t events, mach_port_t notify, uint32_t cookie) override;
    void interrupt(uint32_t pid, uint32_t cookie) override { waiters_.interrupt(pid, cookie); }
    void description_opened() override { ++masters_; }
    void description_closed() override;

private:
    void output_ready(byte_queue &output) override;
    void input_read() override;
    void in_use(bool used) override;
    void status_changed() override;
    /// In packet mode: is there something to tell besides output?
    bool status_waits() { return packets_ && slave_.status().any(); }
    uint32_t ready_events();
    /// The terminal's output, or a packet of it, at most `count` bytes.
    std::vector<char> take_output(std::size_t count);
    /// Types what there is room for. \return bytes taken.
    std::size_t type(std::span<const char> data);

    pseudo_terminals &table_;
    const uint32_t number_;
    terminal slave_;
    unsigned masters_ = 0;
    bool locked_ = true;
    bool packets_ = false;  ///< TIOCPKT
    bool slave_open_ = false, slave_closed_ = false;
    terminal_waiters waiters_;
};

/// \file
/// The terminal's line discipline (POSIX.1-2024 chapter 11, General Terminal Interface; flag values
/// of Linux's generic ABI): what is typed becomes lines, signals and echo; what is written becomes
/// device output. Knows nothing of messages, so it is tested on the host.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "byte_queue.hpp"
#include "packet_status.hpp"

/// struct termios as the kernel interface of Linux has it (TCGETS).
struct terminal_attributes {
    uint32_t input_flags, output_flags, control_flags, local_flags;
    uint8_t line;
    uint8_t characters[19];
};
static_assert(sizeof(terminal_attributes) == 36);

/// What a line of input asks the rest of the terminal to do.
class line_discipline_sink {
public:
    /// SIGINT, SIGQUIT, SIGTSTP to the foreground group.
    virtual void signal_foreground(int signal) = 0;

protected:
    ~line_discipline_sink() = default;
};

class line_discipline {
public:
    explicit line_discipline(line_discipline_sink &sink) : sink_(sink) { reset(); }

    /// Linux's defaults: ICANON, ECHO, ISIG, ICRNL, ONLCR, 38400 8N1.
    void reset();
    const terminal_attributes &attributes() const { return attributes_; }
    /// TCSETS; a change of ICANON keeps what is typed readable.
    void set_attributes(const terminal_attributes &attributes);

    /// A byte from the device.
    void input(uint8_t byte);
    /// Can a read return now, as many bytes being typed as the mode wants? (Time limits are the
    /// caller's: VTIME.)
    bool readable() const;
    /// How many bytes can be typed without loss. A line that has not ended takes them all, as
    /// nobody could read it before its end.
    std::size_t input_room() const;
    /// VTIME, 0 when it does not count, and whether VMIN asks for bytes (POSIX 11.1.7).
    uint64_t time_limit_ns() const;
    bool needs_bytes() const;
    /// Bytes a read would return at most: FIONREAD.
    std::size_t available() const;
    /// Takes input for one read: up to a line's end in canonical mode, what is there otherwise. 0
    /// is end of file.
    /// \pre readable(), or the time limit is over.
    std::size_t read(std::span<char> to);
    /// Drops typed input.
    void flush_input();

    /// Processes output until the device queue is full. \return bytes taken from `from`.
    std::size_t write(std::span<const char> from);
    byte_queue &output() { return output_; }
    const byte_queue &output() const { return output_; }
    /// XOFF was typed (or TCOOFF asked): the device shall not be fed.
    bool stopped() const { return stopped_; }
    void set_stopped(bool stopped);
    /// Drops output that the device has not taken.
    void flush_output();
    /// What a pseudo-terminal's master may want to know of.
    packet_status &status() { return status_; }

private:
    bool has_usual_stop_keys() const;
    bool local(uint32_t flag) const { return (attributes_.local_flags & flag) != 0; }
    bool is_special(unsigned which, uint8_t byte) const;
    bool signal_key(uint8_t byte);
    bool edit_key(uint8_t byte);
    void accept(uint8_t byte);
    void echo(uint8_t byte);
    void erase_one();
    void erase_word();
    void erase_line();
    void put(uint8_t byte);  ///< one output byte with OPOST
    bool put_raw(uint8_t byte);
    void finish_line();

    line_discipline_sink &sink_;
    terminal_attributes attributes_{};
    byte_queue line_{4096};     ///< being edited (canonical mode)
    byte_queue ready_{16384};   ///< may be read; lines are delimited as typed
    unsigned ready_lines_ = 0;  ///< line ends (and end-of-file marks) in ready_
    byte_queue output_{16384};
    unsigned column_ = 0;       ///< of the output, for tab expansion and erasing
    unsigned line_column_ = 0;  ///< where the edited line begins
    bool literal_ = false;      ///< VLNEXT was typed
    bool stopped_ = false;
    packet_status status_;
};

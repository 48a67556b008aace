#pragma once

#include <cstddef>
#include <string_view>
#include <termios.h>

#include "edit/core/key_decoder.hpp"
#include "edit/core/style.hpp"

namespace edit {

/// The controlling terminal in raw mode. One at a time: signals are noted for it.
class terminal {
public:
    explicit terminal(const terminal_kind &kind) : kind_(kind) {}
    ~terminal() { leave(); }
    terminal(const terminal &) = delete;
    terminal &operator=(const terminal &) = delete;

    /// Takes standard input and output, or /dev/tty where standard input is something else. False
    /// with errno if there is no terminal.
    [[nodiscard]] bool open();

    /// Raw mode on, and off with everything as it was before.
    [[nodiscard]] bool enter();
    void leave();
    /// Stops the process as Ctrl-Z would, and goes on with raw mode when it is continued.
    void suspend();

    /// Rows and columns as the kernel knows them; 0 if it does not.
    void size(size_t &rows, size_t &columns) const;
    /// Asks the terminal itself; the answer comes as key::position.
    void ask_size();

    /// Writes everything; false if the terminal is gone.
    bool write(std::string_view bytes);

    enum class event { key, resized, idle, gone };
    /// Waits for the next key, at most `milliseconds` (negative: for ever).
    [[nodiscard]] event wait(key_event &key, int milliseconds);
    /// Whether something has been typed that wait would give at once.
    [[nodiscard]] bool input_waits() const;
    /// Whether Ctrl-C is among what has been typed. Nothing is lost by asking.
    [[nodiscard]] bool cancel_waits();

private:
    bool read_more();

    terminal_kind kind_;
    key_decoder decoder_;
    struct termios saved_ = {};
    int in_ = -1, out_ = -1;
    bool raw_ = false;
    bool gone_ = false;
};

}  // namespace edit

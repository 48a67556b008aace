#pragma once

#include <csignal>
#include <string>
#include <string_view>
#include <termios.h>

/// A terminal that is drawn anew as a whole: keys come at once and are not echoed, and the terminal
/// is as it was before when this ends. ECMA-48's controls, as every terminal since the VT100 has.
class screen {
public:
    /// Takes standard input's and output's terminal. False, with errno set, if they are none.
    [[nodiscard]] bool open();
    ~screen() { close(); }
    screen() = default;
    screen(const screen &) = delete;
    screen &operator=(const screen &) = delete;

    /// Gives the terminal back, as before a stop; open takes it again.
    void close();

    /// Begins a picture of the terminal's present size.
    void begin();
    /// Adds a line, cut at the width; nothing when all lines are used.
    void line(std::string_view text, bool inverse = false);
    [[nodiscard]] unsigned lines_left() const { return rows_ - used_; }
    /// Shows the picture. False if the terminal does not take it.
    [[nodiscard]] bool show();

    enum : int { nothing = -1, lost = -2 };
    /// Waits for a key at most so many milliseconds, or until a signal that is not among those
    /// `blocked` meanwhile. Its byte, `nothing`, or `lost` if the terminal is no more.
    [[nodiscard]] int key(int milliseconds, const sigset_t &blocked);

private:
    bool taken_ = false;
    termios before_{};
    std::string picture_;
    unsigned columns_ = 80, rows_ = 24, used_ = 0;
};

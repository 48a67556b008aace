#include "bin/top/screen.hpp"

#include "lib/terminal_size.hpp"

#include <cerrno>
#include <poll.h>
#include <unistd.h>

namespace {

bool write_all(std::string_view text) {
    while (!text.empty()) {
        const ssize_t size = write(STDOUT_FILENO, text.data(), text.size());
        if (size < 0 && errno != EINTR) return false;
        if (size > 0) text.remove_prefix(static_cast<size_t>(size));
    }
    return true;
}

/// The bytes of `text` that `columns` characters of UTF-8 take.
size_t cut(std::string_view text, unsigned columns) {
    size_t at = 0;
    for (; at < text.size(); ++at)
        if ((static_cast<unsigned char>(text[at]) & 0xc0) != 0x80 && columns-- == 0) break;
    return at;
}

}  // namespace

bool screen::open() {
    if (!isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &before_) != 0) return false;
    termios raw = before_;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0) return false;
    taken_ = true;
    return write_all("\033[?25l\033[H\033[2J");
}

void screen::close() {
    if (!taken_) return;
    taken_ = false;
    std::string end = "\033[0m\033[?25h\033[" + std::to_string(rows_) + ";1H\r\n";
    write_all(end);
    tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
}

void screen::begin() {
    const terminal_size size = terminal_size::of(STDOUT_FILENO);
    columns_ = size.columns ? size.columns : 80;
    rows_ = size.rows ? size.rows : 24;
    used_ = 0;
    picture_ = "\033[H";
}

void screen::line(std::string_view text, bool inverse) {
    if (used_ == rows_) return;
    if (used_++) picture_ += "\r\n";
    text = text.substr(0, cut(text, columns_));
    if (inverse) picture_ += "\033[7m";
    picture_ += text;
    if (inverse) {
        if (text.size() < columns_) picture_.append(columns_ - text.size(), ' ');
        picture_ += "\033[0m";
    }
    // A full line leaves the cursor on its last character, which erasing would take.
    else if (text.size() < columns_)
        picture_ += "\033[K";
}

bool screen::show() {
    if (used_ < rows_) picture_ += "\033[J";
    return write_all(picture_);
}

int screen::key(int milliseconds, const sigset_t &blocked) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    const timespec limit{milliseconds / 1000, milliseconds % 1000 * 1'000'000L};
    const int ready = ppoll(&input, 1, &limit, &blocked);
    if (ready < 0) return errno == EINTR ? nothing : lost;
    if (ready == 0) return nothing;
    unsigned char byte;
    const ssize_t size = read(STDIN_FILENO, &byte, 1);
    if (size == 1) return byte;
    return size < 0 && errno == EINTR ? nothing : lost;
}

#include "edit/terminal.hpp"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace edit {

namespace {

// After this long, an escape character is the Escape key and no part of a sequence.
constexpr int escape_milliseconds = 60;

int wake_up[2] = {-1, -1};
volatile sig_atomic_t resized, hung_up;

void note(int number) {
    const int saved = errno;
    if (number == SIGWINCH || number == SIGCONT)
        resized = 1;
    else
        hung_up = 1;
    const char byte = 0;
    [[maybe_unused]] const ssize_t written = ::write(wake_up[1], &byte, 1);
    errno = saved;
}

bool install_handlers() {
    if (pipe2(wake_up, O_CLOEXEC | O_NONBLOCK) != 0) return false;
    struct sigaction action = {};
    action.sa_handler = note;
    sigfillset(&action.sa_mask);
    for (const int number : {SIGWINCH, SIGCONT, SIGHUP, SIGTERM, SIGINT, SIGQUIT})
        sigaction(number, &action, nullptr);
    action.sa_handler = SIG_IGN;
    for (const int number : {SIGPIPE, SIGTTOU}) sigaction(number, &action, nullptr);
    return true;
}

}  // namespace

bool terminal::open() {
    out_ = STDOUT_FILENO;
    in_ = STDIN_FILENO;
    if (!isatty(out_)) {
        errno = ENOTTY;
        return false;
    }
    if (!isatty(in_)) in_ = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
    return in_ >= 0 && tcgetattr(in_, &saved_) == 0 && install_handlers();
}

bool terminal::enter() {
    struct termios raw = saved_;
    raw.c_iflag &=
        ~static_cast<tcflag_t>(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON | IXOFF);
    raw.c_oflag &= ~static_cast<tcflag_t>(OPOST);
    raw.c_cflag = (raw.c_cflag & ~static_cast<tcflag_t>(CSIZE | PARENB)) | CS8;
    raw.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | IEXTEN | ISIG);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    if (tcsetattr(in_, TCSADRAIN, &raw) != 0) return false;
    raw_ = true;
    return write(kind_.modern ? "\x1b[?1049h\x1b[?2004h" : "");
}

void terminal::leave() {
    if (!raw_) return;
    raw_ = false;
    size_t rows = 0, columns = 0;
    size(rows, columns);
    // The wait is bounded: a terminal that is gone takes nothing.
    if (!gone_) write(kind_.modern ? "\x1b[m\x1b[?2004l\x1b[?1049l" : "\x1b[m\x1b[H\x1b[2J");
    tcsetattr(in_, gone_ ? TCSANOW : TCSADRAIN, &saved_);
}

void terminal::suspend() {
    leave();
    raise(SIGSTOP);
    if (!enter()) gone_ = true;
    resized = 1;
}

void terminal::size(size_t &rows, size_t &columns) const {
    struct winsize answer = {};
    if (ioctl(out_, TIOCGWINSZ, &answer) != 0) answer = {};
    rows = answer.ws_row;
    columns = answer.ws_col;
}

void terminal::ask_size() {
    decoder_.expect_position(true);
    write("\x1b[999;999H\x1b[6n");
}

bool terminal::write(std::string_view bytes) {
    while (!bytes.empty() && !gone_) {
        const ssize_t written = ::write(out_, bytes.data(), bytes.size());
        if (written >= 0) {
            bytes.remove_prefix(static_cast<size_t>(written));
        } else if (errno == EAGAIN) {
            struct pollfd waiting[] = {{out_, POLLOUT, 0}, {wake_up[0], POLLIN, 0}};
            poll(waiting, 2, -1);
            if (hung_up) gone_ = true;
        } else if (errno != EINTR) {
            gone_ = true;
        } else if (hung_up) {
            gone_ = true;
        }
    }
    return !gone_;
}

bool terminal::read_more() {
    char buffer[4096];
    const ssize_t count = ::read(in_, buffer, sizeof buffer);
    if (count > 0) {
        decoder_.feed({buffer, static_cast<size_t>(count)});
        return true;
    }
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return true;
    return false;
}

bool terminal::input_waits() const {
    struct pollfd waiting = {in_, POLLIN, 0};
    return !decoder_.empty() || poll(&waiting, 1, 0) > 0;
}

bool terminal::cancel_waits() {
    struct pollfd waiting = {in_, POLLIN, 0};
    if (poll(&waiting, 1, 0) > 0 && !read_more()) gone_ = true;
    return gone_ || hung_up || decoder_.contains('\x03');
}

terminal::event terminal::wait(key_event &key, int milliseconds) {
    for (;;) {
        if (hung_up || gone_) return event::gone;
        if (resized) {
            resized = 0;
            return event::resized;
        }
        if (auto next = decoder_.next()) {
            key = std::move(*next);
            if (key.code == key::position) decoder_.expect_position(false);
            return event::key;
        }
        struct pollfd waiting[] = {{in_, POLLIN, 0}, {wake_up[0], POLLIN, 0}};
        const bool escape = decoder_.waiting();
        const int ready = poll(waiting, 2, escape ? escape_milliseconds : milliseconds);
        if (ready == 0) {
            if (!escape) return event::idle;
            decoder_.finish();
        }
        if (ready <= 0) continue;
        if (waiting[1].revents) {
            char drained[64];
            [[maybe_unused]] const ssize_t count = ::read(wake_up[0], drained, sizeof drained);
        }
        if (waiting[0].revents && !read_more()) gone_ = true;
    }
}

}  // namespace edit

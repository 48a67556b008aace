#include "msh/builtin.hpp"
#include "msh/expansion.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"
#include "msh/variable.hpp"

#include <algorithm>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

namespace msh {

namespace {

struct request {
    bool raw = false, silent = false;
    int descriptor = 0;
    int delimiter = '\n';
    long limit = -1;    // characters
    long timeout = -1;  // milliseconds
};

enum class got : unsigned char { line, end, timeout, signal, error };

// The input, a block at a time where what is behind the line can be given back.
class line_input {
public:
    explicit line_input(const request &r) : r_(r) {
        seeks_ = lseek(r.descriptor, 0, SEEK_CUR) >= 0;
        asks_ = shell.interactive && !seeks_ && isatty(r.descriptor);
        if (r.timeout >= 0) {
            timespec now;
            clock_gettime(CLOCK_MONOTONIC, &now);
            deadline_ = now.tv_sec * 1000 + now.tv_nsec / 1000000 + r.timeout;
        }
    }
    ~line_input() {
        if (at_ < end_)
            lseek(r_.descriptor, static_cast<off_t>(at_) - static_cast<off_t>(end_), SEEK_CUR);
    }
    int next(got &why) {
        if (at_ == end_ && !fill(why)) return -1;
        return static_cast<unsigned char>(block_[at_++]);
    }

private:
    bool fill(got &why) {
        for (;;) {
            if ((r_.timeout >= 0 || asks_) && !wait(why)) return false;
            const ssize_t count = read(r_.descriptor, block_, seeks_ ? sizeof block_ : 1);
            if (count > 0) {
                at_ = 0;
                end_ = static_cast<size_t>(count);
                return true;
            }
            why = got::end;
            if (count == 0) return false;
            if (errno != EINTR) {
                complain("%s", error_text(errno));
                why = got::error;
                return false;
            }
            if (trapped_signal() || interrupt_waits()) {
                why = got::signal;
                return false;
            }
        }
    }
    // Until something can be read. A signal that comes just before the wait ends it, too.
    bool wait(got &why) {
        sigset_t all, before;
        sigfillset(&all);
        sigprocmask(SIG_BLOCK, &all, &before);
        int ready = -1;
        while (ready < 0 && !trapped_signal() && !interrupt_waits()) {
            timespec now{};
            if (r_.timeout >= 0) clock_gettime(CLOCK_MONOTONIC, &now);
            const long left = std::max(deadline_ - (now.tv_sec * 1000 + now.tv_nsec / 1000000), 0L);
            const timespec limit{left / 1000, left % 1000 * 1000000};
            pollfd p{r_.descriptor, POLLIN, 0};
            ready = ppoll(&p, 1, r_.timeout >= 0 ? &limit : nullptr, &before);
        }
        sigprocmask(SIG_SETMASK, &before, nullptr);
        if (ready > 0) return true;
        why = ready < 0 ? got::signal : got::timeout;
        return false;
    }

    const request &r_;
    bool seeks_;
    bool asks_;  // a person, who may give it up
    long deadline_ = 0;
    size_t at_ = 0, end_ = 0;
    char block_[512];
};

// Reads the line; quoted characters have a quote_mark before them.
got read_text(const request &r, buffer &text) {
    line_input input(r);
    got why = got::line;
    long count = 0;
    bool escaped = false;
    while (r.limit < 0 || count < r.limit) {
        const int c = input.next(why);
        if (c < 0) return why;
        if (!c && r.delimiter) continue;
        count++;
        if (escaped) {
            escaped = false;
            if (c == '\n') continue;
            text.add(quote_mark);
            text.add(static_cast<char>(c));
        } else if (c == r.delimiter) {
            return got::line;
        } else if (c == '\\' && !r.raw) {
            escaped = true;
        } else {
            if (c == quote_mark) text.add(quote_mark);
            text.add(static_cast<char>(c));
        }
    }
    return got::line;
}

void unmark(std::string_view marked, buffer &into) {
    into.clear();
    for (size_t i = 0; i < marked.size(); i++) {
        if (marked[i] == quote_mark && i + 1 < marked.size()) i++;
        into.add(marked[i]);
    }
}

// Gives each name a field, the last one all that is left.
bool assign_fields(buffer &text, char **names) {
    const separators &s = current_separators();
    std::string_view rest = text.view();
    const auto is_blank = [&](size_t i) { return s.blank[static_cast<unsigned char>(rest[i])]; };
    const auto is_separator = [&](size_t i) { return s.is[static_cast<unsigned char>(rest[i])]; };
    const auto field_end = [&](size_t i) {
        for (; i < rest.size() && !is_separator(i); i++)
            if (rest[i] == quote_mark) i++;
        return i < rest.size() ? i : rest.size();
    };
    const auto skip_blanks = [&](size_t i) {
        while (i < rest.size() && is_blank(i)) i++;
        return i;
    };
    buffer value;
    size_t at = skip_blanks(0);
    for (; *names; names++) {
        size_t end, next;
        if (names[1]) {
            end = field_end(at);
            next = skip_blanks(end);
            if (next < rest.size() && is_separator(next) && !is_blank(next))
                next = skip_blanks(next + 1);
        } else {
            // What is left, without blanks at its end, and without the delimiter of a single field.
            end = rest.size();
            while (end > at && is_blank(end - 1) && !(end >= 2 && rest[end - 2] == quote_mark))
                end--;
            const size_t first = field_end(at);
            next = skip_blanks(first);
            if (next < rest.size() && !is_blank(next) && is_separator(next) &&
                skip_blanks(next + 1) == rest.size())
                end = first;
        }
        unmark(rest.substr(at, end - at), value);
        if (!assign(*names, value.view())) return false;
        at = next;
    }
    return true;
}

// "1.5" in milliseconds; -1 if it is no number.
long milliseconds(const char *text) {
    static constexpr long most = 1000000000;
    const auto is_digit = [&] { return *text >= '0' && *text <= '9'; };
    const char *begin = text;
    long value = 0;
    for (; is_digit(); text++)
        if (value < most) value = value * 10 + (*text - '0');
    value *= 1000;
    if (*text == '.') {
        text++;
        for (long unit = 100; is_digit(); text++, unit /= 10) value += unit * (*text - '0');
    }
    return *text || text == begin ? -1 : value < most ? value : most;
}

}  // namespace

int builtin_read(int argc, char **argv) {
    request r;
    const char *prompt = nullptr;
    option_reader options(argc, argv, "rsd:n:p:t:u:");
    while (const int o = options.next()) {
        switch (o) {
        case 'r': r.raw = true; break;
        case 's': r.silent = true; break;
        case 'd': r.delimiter = static_cast<unsigned char>(*options.argument); break;
        case 'p': prompt = options.argument; break;
        case 'n':
            if ((r.limit = number_argument(options.argument)) < 0) return 2;
            break;
        case 'u':
            if ((r.descriptor = static_cast<int>(number_argument(options.argument))) < 0) return 2;
            break;
        case 't':
            if ((r.timeout = milliseconds(options.argument)) >= 0) break;
            complain("%s: invalid timeout", options.argument);
            return 2;
        default: return 2;
        }
    }
    char *reply[] = {const_cast<char *>("REPLY"), nullptr};
    char **names = options.operands() < argc ? argv + options.operands() : reply;
    for (char **n = names; *n; n++)
        if (!is_name(*n)) {
            complain("%s: bad variable name", *n);
            return 2;
        }
    const bool terminal =
        (prompt || r.silent || r.limit >= 0 || r.delimiter != '\n') && isatty(r.descriptor);
    if (prompt && terminal) {
        err.put(prompt);
        err.flush();
    }
    if (r.timeout == 0) {
        pollfd p{r.descriptor, POLLIN, 0};
        return poll(&p, 1, 0) > 0 ? 0 : 1;
    }
    termios before;
    const bool changes = terminal && (r.silent || r.limit >= 0 || r.delimiter != '\n') &&
                         tcgetattr(r.descriptor, &before) == 0;
    if (changes) {
        termios now = before;
        if (r.silent) now.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (r.limit >= 0 || r.delimiter != '\n') {
            now.c_lflag &= ~static_cast<tcflag_t>(ICANON);
            now.c_cc[VMIN] = 1;
            now.c_cc[VTIME] = 0;
        }
        tcsetattr(r.descriptor, TCSADRAIN, &now);
    }
    buffer text;
    const got result = read_text(r, text);
    if (changes) tcsetattr(r.descriptor, TCSADRAIN, &before);
    if (result == got::error) return 2;
    if (result == got::signal) return 128 + (trapped_signal() ? trapped_signal() : SIGINT);
    if (result == got::timeout) text.clear();
    text.text();
    if (names == reply) {
        buffer value;
        unmark(text.view(), value);
        if (!assign("REPLY", value.view())) return 2;
    } else if (!assign_fields(text, names)) {
        return 2;
    }
    return result == got::line ? 0 : result == got::timeout ? 128 + SIGALRM : 1;
}

}  // namespace msh

#include "line_discipline.hpp"

#include <csignal>

#include <termios.h>

namespace {

constexpr uint8_t disabled = 0;  // _POSIX_VDISABLE on Linux
constexpr unsigned tab_width = 8;

bool is_control(uint8_t byte) { return byte < 0x20 || byte == 0x7f; }
bool is_utf8_continuation(uint8_t byte) { return (byte & 0xc0) == 0x80; }
bool is_word(uint8_t byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '_' || byte >= 0x80;
}

}  // namespace

void line_discipline::reset() {
    attributes_ = {.input_flags = ICRNL | IXON,
                   .output_flags = OPOST | ONLCR,
                   .control_flags = B38400 | CS8 | CREAD,
                   .local_flags = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
                   .line = 0,
                   .characters = {}};
    auto &c = attributes_.characters;
    c[VINTR] = 3;
    c[VQUIT] = 28;
    c[VERASE] = 127;
    c[VKILL] = 21;
    c[VEOF] = 4;
    c[VTIME] = 0;
    c[VMIN] = 1;
    c[VSTART] = 17;
    c[VSTOP] = 19;
    c[VSUSP] = 26;
    c[VREPRINT] = 18;
    c[VDISCARD] = 15;
    c[VWERASE] = 23;
    c[VLNEXT] = 22;
}

bool line_discipline::has_usual_stop_keys() const {
    constexpr uint8_t control_s = 023, control_q = 021;
    return (attributes_.input_flags & IXON) != 0 && attributes_.characters[VSTOP] == control_s &&
           attributes_.characters[VSTART] == control_q;
}

void line_discipline::set_stopped(bool stopped) {
    if (stopped != stopped_) status_.add(stopped ? packet_status::stop : packet_status::start);
    stopped_ = stopped;
}

void line_discipline::flush_output() {
    output_.clear();
    status_.add(packet_status::flush_write);
}

void line_discipline::set_attributes(const terminal_attributes &attributes) {
    const bool was_canonical = local(ICANON), had_keys = has_usual_stop_keys();
    attributes_ = attributes;
    if (const bool has = has_usual_stop_keys(); has != had_keys)
        status_.add(has ? packet_status::stop_keys : packet_status::no_stop_keys);
    if (was_canonical && !local(ICANON)) {
        while (!line_.empty()) (void)ready_.push(line_.pop());
        ready_lines_ = 0;
    } else if (!was_canonical && local(ICANON)) {
        // What was typed before counts as one line that has ended, as Linux does it.
        if (!ready_.empty()) {
            auto last = ready_.pop_back();
            last.end = true;
            (void)ready_.push(last);
            ready_lines_ = 1;
        }
    }
}

bool line_discipline::is_special(unsigned which, uint8_t byte) const {
    return attributes_.characters[which] != disabled && attributes_.characters[which] == byte;
}

void line_discipline::input(uint8_t byte) {
    if (attributes_.input_flags & ISTRIP) byte &= 0x7f;
    if (literal_) {
        literal_ = false;
        return accept(byte);
    }
    if (byte == '\r') {
        if (attributes_.input_flags & IGNCR) return;
        if (attributes_.input_flags & ICRNL) byte = '\n';
    } else if (byte == '\n' && (attributes_.input_flags & INLCR)) {
        byte = '\r';
    }
    if (attributes_.input_flags & IXON) {
        if (is_special(VSTOP, byte)) {
            set_stopped(true);
            return;
        }
        if (is_special(VSTART, byte)) {
            set_stopped(false);
            return;
        }
        if ((attributes_.input_flags & IXANY) && stopped_) set_stopped(false);
    }
    if (local(ISIG) && signal_key(byte)) return;
    if (local(ICANON) && edit_key(byte)) return;
    accept(byte);
}

bool line_discipline::signal_key(uint8_t byte) {
    const int signal = is_special(VINTR, byte)   ? SIGINT
                       : is_special(VQUIT, byte) ? SIGQUIT
                       : is_special(VSUSP, byte) ? SIGTSTP
                                                 : 0;
    if (signal == 0) return false;
    if (!local(NOFLSH)) {
        flush_input();
        flush_output();
    }
    set_stopped(false);
    if (local(ECHO)) echo(byte);
    sink_.signal_foreground(signal);
    return true;
}

bool line_discipline::edit_key(uint8_t byte) {
    if (is_special(VERASE, byte)) {
        erase_one();
    } else if (is_special(VKILL, byte)) {
        erase_line();
    } else if (local(IEXTEN) && is_special(VWERASE, byte)) {
        erase_word();
    } else if (local(IEXTEN) && is_special(VLNEXT, byte)) {
        literal_ = true;
        if (local(ECHO) && local(ECHOCTL)) {
            put('^');
            put('\b');
        }
    } else if (local(IEXTEN) && is_special(VREPRINT, byte)) {
        if (local(ECHO)) {
            echo(byte);
            put('\n');
            for (std::size_t i = 0; i < line_.size(); ++i) echo(line_[i].byte);
        }
    } else if (is_special(VEOF, byte)) {
        (void)line_.push({0, true, true});
        finish_line();
    } else {
        return false;
    }
    return true;
}

void line_discipline::accept(uint8_t byte) {
    if (!local(ICANON)) {
        if (ready_.push(byte) && local(ECHO)) echo(byte);
        return;
    }
    const bool end = byte == '\n' || is_special(VEOL, byte) || is_special(VEOL2, byte);
    // A line that is too long keeps its last place for the end.
    if (!end && line_.room() <= 1) {
        if (attributes_.input_flags & IMAXBEL) (void)put_raw('\a');
        return;
    }
    if (line_.empty()) line_column_ = column_;
    (void)line_.push({byte, end, false});
    if (local(ECHO) || (byte == '\n' && local(ECHONL))) echo(byte);
    if (end) finish_line();
}

void line_discipline::finish_line() {
    if (ready_.room() < line_.size()) {
        // Nobody reads: the line is lost, as on any terminal whose buffer is full.
        line_.clear();
        if (attributes_.input_flags & IMAXBEL) (void)put_raw('\a');
        return;
    }
    while (!line_.empty()) (void)ready_.push(line_.pop());
    ++ready_lines_;
}

void line_discipline::echo(uint8_t byte) {
    if (is_control(byte) && local(ECHOCTL) && byte != '\n' && byte != '\t') {
        put('^');
        put(byte ^ 0x40);
    } else {
        put(byte);
    }
}

void line_discipline::erase_one() {
    if (line_.empty()) return;
    uint8_t byte;
    do byte = line_.pop_back().byte;
    while ((attributes_.input_flags & IUTF8) && is_utf8_continuation(byte) && !line_.empty());
    if (!local(ECHO)) return;
    if (!local(ECHOE)) return echo(attributes_.characters[VERASE]);
    if (byte == '\t') {
        // Where the tab began is found by going over the line again.
        unsigned column = line_column_;
        for (std::size_t i = 0; i < line_.size(); ++i) {
            const uint8_t b = line_[i].byte;
            if (b == '\t')
                column = (column / tab_width + 1) * tab_width;
            else if (is_control(b))
                column += local(ECHOCTL) ? 2 : 0;
            else if (!is_utf8_continuation(b))
                ++column;
        }
        while (column_ > column) put('\b');
        return;
    }
    const unsigned width = is_control(byte) ? (local(ECHOCTL) ? 2 : 0) : 1;
    for (unsigned i = 0; i < width; ++i) {
        put('\b');
        put(' ');
        put('\b');
    }
}

void line_discipline::erase_word() {
    while (!line_.empty() && !is_word(line_.back().byte)) erase_one();
    while (!line_.empty() && is_word(line_.back().byte)) erase_one();
}

void line_discipline::erase_line() {
    if (local(ECHOKE) && local(ECHOE)) {
        while (!line_.empty()) erase_one();
        return;
    }
    line_.clear();
    if (local(ECHO)) {
        echo(attributes_.characters[VKILL]);
        if (local(ECHOK)) put('\n');
    }
}

bool line_discipline::readable() const {
    if (local(ICANON)) return ready_lines_ != 0;
    const uint8_t minimum = attributes_.characters[VMIN];
    return minimum == 0 ? !ready_.empty() || attributes_.characters[VTIME] == 0
                        : ready_.size() >= minimum;
}

std::size_t line_discipline::input_room() const {
    if (!local(ICANON)) return ready_.room();
    if (ready_lines_ == 0) return line_.room() + ready_.room();
    return ready_.room() > line_.size() ? ready_.room() - line_.size() : 0;
}

uint64_t line_discipline::time_limit_ns() const {
    constexpr uint64_t tenth_ns = 100'000'000;
    return local(ICANON) ? 0 : attributes_.characters[VTIME] * tenth_ns;
}

bool line_discipline::needs_bytes() const { return attributes_.characters[VMIN] != 0; }

std::size_t line_discipline::available() const {
    if (local(ICANON) && ready_lines_ == 0) return 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < ready_.size(); ++i) count += !ready_[i].eof;
    return count;
}

std::size_t line_discipline::read(std::span<char> to) {
    std::size_t count = 0;
    while (!ready_.empty()) {
        if (ready_.front().eof) {
            // The mark ends this read, and is read itself (as end of file) only when nothing comes
            // before it.
            (void)ready_.pop();
            if (ready_lines_) --ready_lines_;
            if (count == 0 || local(ICANON)) break;
            continue;
        }
        if (count == to.size()) break;
        const auto item = ready_.pop();
        to[count++] = static_cast<char>(item.byte);
        if (item.end) {
            if (ready_lines_) --ready_lines_;
            if (local(ICANON)) break;
        }
    }
    return count;
}

void line_discipline::flush_input() {
    line_.clear();
    ready_.clear();
    ready_lines_ = 0;
    literal_ = false;
    status_.add(packet_status::flush_read);
}

bool line_discipline::put_raw(uint8_t byte) { return output_.push(byte); }

void line_discipline::put(uint8_t byte) {
    if ((attributes_.output_flags & OPOST) == 0) {
        (void)put_raw(byte);
        return;
    }
    switch (byte) {
    case '\n':
        if (attributes_.output_flags & ONLCR) (void)put_raw('\r');
        if (attributes_.output_flags & (ONLCR | ONLRET)) column_ = 0;
        (void)put_raw('\n');
        return;
    case '\r':
        if (attributes_.output_flags & OCRNL) return put('\n');
        if ((attributes_.output_flags & ONOCR) && column_ == 0) return;
        column_ = 0;
        break;
    case '\t': {
        const unsigned spaces = tab_width - column_ % tab_width;
        column_ += spaces;
        if ((attributes_.output_flags & TABDLY) == TAB3) {
            for (unsigned i = 0; i < spaces; ++i) (void)put_raw(' ');
            return;
        }
        break;
    }
    case '\b':
        if (column_ > 0) --column_;
        break;
    default:
        if (!is_control(byte) && !is_utf8_continuation(byte)) ++column_;
    }
    (void)put_raw(byte);
}

std::size_t line_discipline::write(std::span<const char> from) {
    std::size_t taken = 0;
    // A byte can become up to `tab_width` bytes.
    while (taken < from.size() && output_.room() >= tab_width)
        put(static_cast<uint8_t>(from[taken++]));
    return taken;
}

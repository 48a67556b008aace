#include "msh/line_view.hpp"

#include "msh/output.hpp"
#include "msh/utf8.hpp"

#include <sys/ioctl.h>
#include <wchar.h>

namespace msh {

namespace {

constexpr std::string_view continuation = "> ";  // before each line of the text but the first
constexpr std::string_view no_character = "\xef\xbf\xbd";

size_t columns() {
    winsize size;
    return ioctl(2, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

// A character as it is shown, and its columns.
struct glyph {
    std::string_view text;
    size_t width;
};

glyph show(const char *p, size_t size, char (&control)[2]) {
    const unsigned long c = code_point(p, size);
    if (c < 32 || c == 127) {
        control[0] = '^';
        control[1] = static_cast<char>(c ^ 64);
        return {{control, 2}, 2};
    }
    const int width = size == 1 && c >= 128 ? -1 : wcwidth(static_cast<wchar_t>(c));
    if (width < 0) return {no_character, 1};
    return {{p, size}, static_cast<size_t>(width)};
}

size_t prompt_width(std::string_view prompt) {
    size_t width = 0;
    bool hidden = false;
    for (const char *p = prompt.data(), *end = p + prompt.size(); p < end;) {
        const size_t size = character_size(p, end);
        char control[2];
        if (*p == 1 || *p == 2)
            hidden = *p == 1;
        else if (!hidden)
            width += show(p, size, control).width;
        p += size;
    }
    return width;
}

size_t common_prefix(std::string_view a, std::string_view b) {
    size_t same = 0;
    while (same < a.size() && same < b.size() && a[same] == b[same]) same++;
    // A character that changes in its second byte changes as a whole.
    while (same && ((same < a.size() && (a[same] & 0xc0) == 0x80) ||
                    (same < b.size() && (b[same] & 0xc0) == 0x80)))
        same--;
    return same;
}

}  // namespace

void line_view::set_prompt(std::string_view prompt) {
    leave();
    prompt_ = prompt;
    prompt_width_ = prompt_width(prompt);
}

void line_view::forget() {
    shows_ = false;
    output_.clear();
    cursor_ = {0, 0};
}

// What is shown is to be written over from its first row.
void line_view::leave() {
    if (!shows_) return;
    move({0, 0});
    output_.add("\r\033[J");
    shows_ = false;
}

// Where the cursor is behind the text, and the bytes that bring it there, if `into` is not null. A
// row that is full to its last column ends at once, whatever the terminal would do with it.
line_view::cell line_view::advance(cell at, std::string_view text, buffer *into) const {
    for (const char *p = text.data(), *end = p + text.size(); p < end;) {
        if (*p == '\n') {
            p++;
            if (into) {
                into->add("\n");
                into->add(continuation);
            }
            at = {at.row + 1, continuation.size() % width_};
            continue;
        }
        const size_t size = character_size(p, end);
        char control[2];
        const glyph g = show(p, size, control);
        if (at.column + g.width > width_) {
            if (into) into->add("\n");
            at = {at.row + 1, 0};
        }
        if (into) into->add(g.text);
        at.column += g.width;
        if (at.column >= width_) {
            if (into) into->add("\n");
            at = {at.row + 1, 0};
        }
        p += size;
    }
    return at;
}

void line_view::move(cell to) {
    const auto by = [this](size_t count, char direction) {
        if (direction == 'D' && count < 4) {
            while (count--) output_.add('\b');
            return;
        }
        output_.add("\033[");
        if (count > 1) output_.add_number(static_cast<long long>(count));
        output_.add(direction);
    };
    if (to.row < cursor_.row) by(cursor_.row - to.row, 'A');
    if (to.row > cursor_.row) by(to.row - cursor_.row, 'B');
    if (to.column == 0 && cursor_.column)
        output_.add('\r');
    else if (to.column < cursor_.column)
        by(cursor_.column - to.column, 'D');
    else if (to.column > cursor_.column)
        by(to.column - cursor_.column, 'C');
    cursor_ = to;
}

// At the beginning of the row in which the cursor stands.
void line_view::write_prompt() {
    for (const char c : prompt_)
        if (c != 1 && c != 2) output_.add(c);
    if (prompt_width_ && prompt_width_ % width_ == 0) output_.add("\n");
    shown_.clear();
    shows_ = true;
    cursor_ = start();
}

void line_view::draw(std::string_view text, size_t at) {
    const size_t width = columns();
    if (width != width_) {
        // The terminal has broken the rows anew; the cursor is where it was in the text.
        cursor_.row = (cursor_.row * width_ + cursor_.column) / width;
        width_ = width;
        leave();
    }
    if (!shows_) write_prompt();
    const size_t same = common_prefix(shown_.view(), text);
    if (same < text.size() || same < shown_.size()) {
        move(place(text.substr(0, same)));
        const std::string_view old = shown_.view().substr(same), fresh = text.substr(same);
        const bool broken =
            old.find('\n') != old.npos || (!old.empty() && fresh.find('\n') != fresh.npos);
        if (broken) output_.add("\033[J");
        const cell old_end = place(shown_.view());
        cursor_ = advance(cursor_, fresh, &output_);
        const bool shorter = cursor_.row < old_end.row ||
                             (cursor_.row == old_end.row && cursor_.column < old_end.column);
        if (!broken && shorter) output_.add("\033[J");
        shown_.clear();
        shown_.add(text);
    }
    move(place(text.substr(0, at)));
    write_all(2, output_.view());
    output_.clear();
}

size_t line_view::vertical(std::string_view text, size_t at, bool down) const {
    const cell here = place(text.substr(0, at));
    if (!down && here.row == 0) return std::string_view::npos;
    const size_t row = down ? here.row + 1 : here.row - 1;
    size_t best = std::string_view::npos;
    cell c = start();
    for (size_t i = 0;;) {
        if (c.row == row && (best == std::string_view::npos || c.column <= here.column)) best = i;
        if (c.row > row || i == text.size()) return best;
        const size_t size = character_size(text.data() + i, text.data() + text.size());
        c = advance(c, text.substr(i, size), nullptr);
        i += size;
    }
}

}  // namespace msh

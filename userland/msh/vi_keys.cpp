#include "msh/vi_keys.hpp"

#include "msh/key_reader.hpp"

namespace msh {

namespace {

// Keys that are read again.
class key_record {
public:
    void clear() { size_ = at_ = 0; }
    // What is too long to be kept is forgotten as a whole.
    void add(int key) {
        if (size_ < most) keys_[size_] = static_cast<short>(key);
        size_++;
    }
    void copy_from(const key_record &other) {
        clear();
        for (size_t i = 0; i < other.size_ && other.size_ <= most; i++) add(other.keys_[i]);
    }
    void skip_count() {
        while (at_ < size_ && keys_[at_] >= '0' && keys_[at_] <= '9') at_++;
    }
    int take() { return at_ < size_ ? keys_[at_++] : -1; }

private:
    static constexpr size_t most = 256;

    short keys_[most];
    size_t size_ = 0, at_ = 0;
};

// They outlive a line: the command that is read, the last one that changed something, and what is
// to be read before the terminal.
key_record current, last_change, ahead;
struct {
    int key = 0;
    char character[4];
    size_t size;
} last_find;

}  // namespace

vi_keys::vi_keys(editor &e) : editor_(e), text_(e.text) {
    current.clear();
    ahead.clear();
    begin_change();
}

int vi_keys::next_key() {
    int key = ahead.take();
    if (key < 0) key = read_key(true);
    if (key != key_nothing) current.add(key);
    return key;
}

// With all its bytes; what is no character is empty.
std::string_view vi_keys::next_character() {
    size_t size = 0, whole = 1;
    do {
        const int key = next_key();
        if (key < 32 || key > 255 || key == 127) return {};
        if (!size && key >= 0xc2) whole = key < 0xe0 ? 2 : key < 0xf0 ? 3 : 4;
        character_[size++] = static_cast<char>(key);
    } while (size < whole);
    return {character_, size};
}

after_key vi_keys::obey_next(edited &result) {
    if (insertion_ == insertion::none) {
        keep_on_character();
        current.clear();
    }
    const int key = next_key();
    if (key == key_nothing) return after_key::goes_on;
    return insertion_ == insertion::none ? command(key, result) : insert_key(key, result);
}

after_key vi_keys::insert_key(int key, edited &result) {
    if (key == key_escape) {
        end_insertion();
        return after_key::goes_on;
    }
    // A byte that does not begin a character has taken the place of one already.
    if (insertion_ == insertion::replaces && key >= 32 && key < 256 && key != 127 &&
        (key & 0xc0) != 0x80 && text_.at() < text_.size())
        text_.cut(text_.at(), text_.after(text_.at()), false);
    return editor_.obey(key, result);
}

// A cursor that does not insert stands on a character.
void vi_keys::keep_on_character() {
    if (text_.at() == text_.size()) text_.go(text_.before(text_.at()));
}

void vi_keys::begin_change() {
    before_.clear();
    before_.add(text_.view());
    before_at_ = text_.at();
}

void vi_keys::end_change() { last_change.copy_from(current); }

void vi_keys::begin_insertion(insertion how) { insertion_ = how; }

void vi_keys::end_insertion() {
    insertion_ = insertion::none;
    if (text_.at() > text_.line_begin()) text_.go(text_.before(text_.at()));
    end_change();
}

void vi_keys::repeat() {
    ahead.copy_from(last_change);
    if (!count_) return;
    key_record rest;
    rest.copy_from(ahead);
    rest.skip_count();
    ahead.clear();
    char digits[24];
    for (const char *d = digits_before(digits + sizeof digits, static_cast<long long>(count_));
         d < digits + sizeof digits; d++)
        ahead.add(*d);
    for (int key; (key = rest.take()) >= 0;) ahead.add(key);
}

void vi_keys::read_ahead(std::string_view keys) {
    ahead.clear();
    for (const char c : keys) ahead.add(c == 27 ? key_escape : static_cast<unsigned char>(c));
}

void vi_keys::undo() {
    buffer now;
    now.add(text_.view());
    const size_t at = text_.at();
    text_.set(before_.view());
    text_.go(before_at_);
    before_.clear();
    before_.add(now.view());
    before_at_ = at;
}

vi_motion vi_keys::motion(int key, size_t count) {
    if (key == key_left || key == 127 || key == 8) key = 'h';
    if (key == key_right) key = 'l';
    if (key == key_home) key = '0';
    if (key == key_end_of_line) key = '$';
    if (key == 'f' || key == 'F' || key == 't' || key == 'T') {
        const std::string_view wanted = next_character();
        if (wanted.empty()) return {};
        memcpy(last_find.character, wanted.data(), wanted.size());
        last_find.size = wanted.size();
        last_find.key = key;
    } else if ((key == ';' || key == ',') && last_find.key) {
        key = key == ';' ? last_find.key : last_find.key ^ 32;
    } else {
        return move_by_vi(text_, key, count);
    }
    return find_by_vi(text_, key, {last_find.character, last_find.size}, count);
}

void vi_keys::apply(int operation, size_t from, size_t to) {
    if (operation == 'y') {
        text_.yank(from, to);
        text_.go(from);
        return;
    }
    begin_change();
    text_.cut(from, to, true);
    if (operation == 'c')
        begin_insertion(insertion::inserts);
    else
        end_change();
}

// d c y with the movement that follows, or with itself for the whole line.
void vi_keys::operate(int operation) {
    size_t count = 0;
    int key = next_key();
    while (key >= (count ? '0' : '1') && key <= '9' && count < 100000) {
        count = count * 10 + static_cast<size_t>(key - '0');
        key = next_key();
    }
    if (count_ || count) count = times() * (count ? count : 1);
    if (key == operation) return apply(operation, 0, text_.size());
    const size_t from = text_.at();
    const bool on_word = from < text_.size() && text_.view()[from] != ' ';
    // To change a word leaves the blank behind it.
    if (operation == 'c' && on_word && (key == 'w' || key == 'W')) key = key == 'w' ? 'e' : 'E';
    // A word of one character ends where it begins.
    vi_motion m = motion(key, count);
    if (!m.exists) return;
    if (m.inclusive) m.to = text_.after(m.to);
    apply(operation, m.to < from ? m.to : from, m.to < from ? from : m.to);
}

void vi_keys::put_yanked(bool behind) {
    if (text_.yanked().empty()) return;
    begin_change();
    if (behind) text_.go(text_.after(text_.at()));
    for (size_t i = times(); i; i--) text_.insert(text_.yanked());
    text_.go(text_.before(text_.at()));
    end_change();
}

// What changes the text; false if the key does not.
bool vi_keys::obey_change(int key) {
    const size_t at = text_.at();
    switch (key) {
    case 'd':
    case 'c':
    case 'y': operate(key); return true;
    case 'D': apply('d', at, text_.size()); return true;
    case 'C': apply('c', at, text_.size()); return true;
    case 'Y': apply('y', at, text_.size()); return true;
    case 'S': apply('c', 0, text_.size()); return true;
    case 's':
    case 'x':
    case key_delete:
    case 'X': {
        size_t other = at;
        for (size_t i = times(); i; i--)
            other = key == 'X' ? text_.before(other) : text_.after(other);
        if (other != at || key == 's')
            apply(key == 's' ? 'c' : 'd', other < at ? other : at, other < at ? at : other);
        return true;
    }
    case 'p':
    case 'P': put_yanked(key == 'p'); return true;
    case 'a': text_.go(text_.after(at)); [[fallthrough]];
    case 'i': break;
    case 'A': text_.go(text_.size()); break;
    case 'I': text_.go(0); break;
    case 'R':
        begin_change();
        begin_insertion(insertion::replaces);
        return true;
    case '_': put_last_word(); return true;
    case 'r': {
        const std::string_view by = next_character();
        begin_change();
        for (size_t i = times(); i && !by.empty() && text_.at() < text_.size(); i--) {
            text_.replace(by);
            if (i > 1) text_.go(text_.after(text_.at()));
        }
        end_change();
        return true;
    }
    case '~':
        begin_change();
        for (size_t i = times(); i && text_.at() < text_.size(); i--) {
            const char c = text_.view()[text_.at()], other = c ^ 32;
            if ((c | 32) >= 'a' && (c | 32) <= 'z') text_.replace({&other, 1});
            text_.go(text_.after(text_.at()));
        }
        end_change();
        return true;
    default: return false;
    }
    begin_change();
    begin_insertion(insertion::inserts);
    return true;
}

after_key vi_keys::command(int key, edited &result) {
    count_ = 0;
    while (key >= (count_ ? '0' : '1') && key <= '9') {
        if (count_ < 100000) count_ = count_ * 10 + static_cast<size_t>(key - '0');
        key = next_key();
    }
    switch (key) {
    case 'u': undo(); return after_key::goes_on;
    case '.': repeat(); return after_key::goes_on;
    case '@': put_alias(next_key()); return after_key::goes_on;
    case '\r':
    case '\n': {
        const after_key next = editor_.obey(key, result);
        if (next == after_key::goes_on) begin_insertion(insertion::inserts);
        return next;
    }
    }
    if (obey_history(key) || obey_change(key)) return after_key::goes_on;
    if (obey_file(key, result)) return after_key::done;
    if (insertion_ != insertion::none) return after_key::goes_on;
    const vi_motion m = motion(key, count_);
    if (m.exists) text_.go(m.to);
    if (m.exists || (key >= 32 && key < 256)) return after_key::goes_on;
    return editor_.obey(key, result);
}

}  // namespace msh

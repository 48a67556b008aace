#include "msh/vi_motion.hpp"

#include "msh/variable.hpp"

namespace msh {

namespace {

enum class kind : unsigned char { blank, word, punctuation };

// One step over the text by words.
class walker {
public:
    walker(const line_text &text, bool big) : text_(text), big_(big) {}

    size_t next_word(size_t at, bool stops_behind) const {
        const kind here = of(at);
        while (at < text_.size() && here != kind::blank && of(at) == here) at = text_.after(at);
        while (!stops_behind && at < text_.size() && of(at) == kind::blank) at = text_.after(at);
        return at;
    }
    size_t last_word(size_t at) const {
        while (at && of(text_.before(at)) == kind::blank) at = text_.before(at);
        if (!at) return 0;
        const kind there = of(text_.before(at));
        while (at && of(text_.before(at)) == there) at = text_.before(at);
        return at;
    }
    size_t word_end(size_t at) const {
        if (at < text_.size()) at = text_.after(at);
        while (at < text_.size() && of(at) == kind::blank) at = text_.after(at);
        if (at == text_.size()) return text_.before(at);
        const kind here = of(at);
        while (text_.after(at) < text_.size() && of(text_.after(at)) == here) at = text_.after(at);
        return at;
    }

private:
    kind of(size_t at) const {
        if (at >= text_.size()) return kind::blank;
        const char c = text_.view()[at];
        if (c == ' ' || c == '\t' || c == '\n') return kind::blank;
        return big_ || is_name_character(c) || (c & 0x80) ? kind::word : kind::punctuation;
    }

    const line_text &text_;
    bool big_;
};

}  // namespace

vi_motion move_by_vi(const line_text &text, int key, size_t count) {
    const size_t from = text.at(), times = count ? count : 1;
    const walker words(text, key >= 'A' && key <= 'Z');
    vi_motion m{from, true, key == 'e' || key == 'E'};
    switch (key) {
    case '0': m.to = 0; return m;
    case '^':
        m.to = text.view().find_first_not_of(" \t\n");
        if (m.to == std::string_view::npos) m.to = text.size();
        return m;
    case '$': m.to = text.size(); return m;
    case '|':
        m.to = 0;
        for (size_t i = 1; i < times; i++) m.to = text.after(m.to);
        return m;
    }
    for (size_t i = 0; i < times; i++) {
        const size_t at = m.to;
        switch (key) {
        case 'h': m.to = text.before(at); break;
        case 'l':
        case ' ': m.to = text.after(at); break;
        case 'w':
        case 'W': m.to = words.next_word(at, false); break;
        case 'b':
        case 'B': m.to = words.last_word(at); break;
        case 'e':
        case 'E': m.to = words.word_end(at); break;
        default: return {};
        }
        if (m.to == at) break;
    }
    m.exists = m.to != from || (m.inclusive && from < text.size());
    return m;
}

vi_motion find_by_vi(const line_text &text, int key, std::string_view character, size_t count) {
    const bool back = key == 'F' || key == 'T';
    size_t at = text.at();
    for (size_t times = count ? count : 1; times; times--) {
        for (;;) {
            if (back ? at == 0 : at >= text.size()) return {};
            at = back ? text.before(at) : text.after(at);
            if (text.view().substr(at).starts_with(character)) break;
        }
    }
    if (key == 't') at = text.before(at);
    if (key == 'T') at = text.after(at);
    return {at, true, !back};
}

}  // namespace msh

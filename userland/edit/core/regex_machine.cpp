#include "edit/core/regex_machine.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "edit/core/utf8.hpp"

namespace edit {

namespace {

constexpr uint32_t none = ~uint32_t{0};
/// Bytes between two questions whether to stop.
constexpr size_t stride = 1 << 20;

bool is_word(uint32_t c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (c >= 0x80 && c < regex_byte);
}

// Reads a text forward, character by character.
class reader {
public:
    reader(const text &in, size_t offset) : text_(in) { seek(offset); }

    [[nodiscard]] size_t offset() const { return base_ + at_; }
    [[nodiscard]] bool at_end() const { return at_ == chunk_.size(); }

    void seek(size_t offset) {
        base_ = offset;
        at_ = 0;
        chunk_ = text_.chunk(offset);
    }

    // The character here and its size; none at the end.
    [[nodiscard]] uint32_t peek(size_t &size) const {
        size = 0;
        if (at_end()) return none;
        const std::string_view rest = chunk_.substr(at_);
        const auto first = static_cast<unsigned char>(rest[0]);
        size = 1;
        if (first < 0x80) return first;
        // A character may lie across two pieces.
        const character c = rest.size() >= longest_character
                                ? decode(rest)
                                : decode(text_.copy(offset(), offset() + longest_character));
        size = c.size;
        return c.valid ? c.code : regex_byte + c.code;
    }
    void skip(size_t bytes) {
        if (at_ + bytes < chunk_.size())
            at_ += bytes;
        else
            seek(offset() + bytes);
    }
    // Whether a match can begin here, as far as the bytes that lie together tell.
    [[nodiscard]] bool can_begin(const regex_program &program) const {
        return at_end() || begins(program, chunk_.substr(at_));
    }
    // Goes on to where a match can begin, or at most `most` bytes.
    void skip_to_candidate(const regex_program &program, size_t most) {
        const size_t end = offset() + std::min(most, text_.size() - offset());
        const size_t prefix = program.prefix.size();
        while (offset() < end) {
            const std::string_view rest = chunk_.substr(at_);
            const std::string_view part = rest.substr(0, end - offset());
            size_t skipped = 0;
            if (prefix >= 2 && part.size() >= prefix) {
                const size_t found = program.prefix.find_in(part);
                if (found != part.npos) return skip(found);
                skipped = part.size() - prefix + 1;
            } else {
                while (skipped < part.size() && !begins(program, rest.substr(skipped))) ++skipped;
                if (skipped < part.size()) return skip(skipped);
            }
            skip(skipped);
        }
    }
    [[nodiscard]] bool starts_with_crlf() const {
        return text_.copy(offset(), offset() + 2) == "\r\n";
    }

private:
    static bool begins(const regex_program &program, std::string_view rest) {
        return program.first_bytes[static_cast<unsigned char>(rest[0])] &&
               program.prefix.begins(rest);
    }

    const text &text_;
    std::string_view chunk_;
    size_t base_ = 0, at_ = 0;
};

uint32_t character_before(const text &in, size_t offset) {
    if (offset == 0) return none;
    const size_t from = offset - std::min(offset, longest_character);
    const std::string near = in.copy(from, offset);
    for (size_t i = 0; i < near.size(); ++i) {
        const character c = decode(std::string_view(near).substr(i));
        if (c.valid && i + c.size == near.size()) return c.code;
    }
    return regex_byte + static_cast<unsigned char>(near.back());
}

}  // namespace

regex_machine::regex_machine(const regex_program &program) : program_(program) {
    for (threads *each : {&now_, &later_}) {
        each->index.resize(program.code.size());
        each->saved.resize(program.code.size());
        each->order.reserve(program.code.size());
    }
}

bool regex_machine::holds(regex_instruction::operation what, const place &here) const {
    const bool word_before = is_word(here.before), word_next = is_word(here.next);
    switch (what) {
    case regex_instruction::line_begin: return here.before == none || here.before == '\n';
    case regex_instruction::line_end: return here.at_line_end;
    case regex_instruction::word_edge: return word_before != word_next;
    case regex_instruction::no_word_edge: return word_before == word_next;
    case regex_instruction::word_begin: return !word_before && word_next;
    default: return word_before && !word_next;
    }
}

bool regex_machine::accepts(const regex_instruction &i, uint32_t c) const {
    if (i.what == regex_instruction::any) return c != '\n';
    if (program_.ignore_case) c = fold_case(c);
    if (i.what == regex_instruction::character) return i.value == c;
    // What a set excludes does not make it run over the end of the line.
    const regex_set &set = program_.sets[i.value];
    return set.contains(c) && !(set.negated && c == '\n');
}

// Adds the thread at `at` and those that it reaches without a character, in order of preference.
void regex_machine::add(threads &to, uint32_t first, slots current, const place &here) {
    stack_.push_back({first, none, 0});
    while (!stack_.empty()) {
        const pending next = stack_.back();
        stack_.pop_back();
        if (next.slot != none) {
            current[next.slot] = next.value;
            continue;
        }
        const uint32_t at = next.at;
        if (to.contains(at)) continue;
        to.index[at] = static_cast<uint32_t>(to.order.size());
        to.order.push_back(at);
        const regex_instruction &i = program_.code[at];
        const auto target = [at](int32_t distance) { return at + static_cast<uint32_t>(distance); };
        switch (i.what) {
        case regex_instruction::split:
            stack_.push_back({target(i.second), none, 0});
            stack_.push_back({target(i.first), none, 0});
            break;
        case regex_instruction::jump: stack_.push_back({target(i.first), none, 0}); break;
        case regex_instruction::save:
            stack_.push_back({0, i.value, current[i.value]});
            current[i.value] = here.offset;
            stack_.push_back({at + 1, none, 0});
            break;
        case regex_instruction::character:
        case regex_instruction::any:
        case regex_instruction::set:
        case regex_instruction::match: to.saved[to.index[at]] = current; break;
        default:
            if (holds(i.what, here)) stack_.push_back({at + 1, none, 0});
        }
    }
}

std::optional<regex_match> regex_machine::find(const text &in, size_t from, size_t to, bool crlf,
                                               bool (*interrupted)()) {
    std::optional<regex_match> best;
    slots fresh;
    fresh.fill(regex_match::absent);
    now_.order.clear();
    reader at(in, from);
    place here{from, character_before(in, from), none, false};
    size_t ask = from + stride;
    for (;;) {
        if (now_.order.empty()) {
            if (best || at.offset() > to) return best;
            const size_t before = at.offset();
            // Nothing is under way: look only for what a match can begin with.
            at.skip_to_candidate(program_, stride);
            if (at.offset() != before) here.before = character_before(in, at.offset());
            if (at.offset() > to) return best;
        }
        if (interrupted && at.offset() >= ask) {
            if (interrupted()) return std::nullopt;
            ask = at.offset() + stride;
        }
        const bool begins = !best && at.offset() <= to && at.can_begin(program_);
        size_t size = 0;
        here.offset = at.offset();
        here.next = at.peek(size);
        here.at_line_end = here.next == none || here.next == '\n' ||
                           (crlf && here.next == '\r' && at.starts_with_crlf());
        if (begins) add(now_, 0, fresh, here);
        later_.order.clear();
        const size_t behind = here.offset + size;
        at.skip(size);
        place after{behind, here.next, none, false};
        if (!now_.order.empty() && here.next != none) {
            size_t next_size = 0;
            after.next = at.peek(next_size);
            after.at_line_end = after.next == none || after.next == '\n' ||
                                (crlf && after.next == '\r' && at.starts_with_crlf());
        }
        for (size_t t = 0; t < now_.order.size(); ++t) {
            const regex_instruction &i = program_.code[now_.order[t]];
            if (i.what == regex_instruction::match) {
                // Threads after this one are less preferred.
                best = regex_match{now_.saved[t]};
                break;
            }
            const bool reads = i.what <= regex_instruction::set;
            if (reads && here.next != none && accepts(i, here.next))
                add(later_, now_.order[t] + 1, now_.saved[t], after);
        }
        std::swap(now_, later_);
        here.before = here.next;
        if (size == 0) return best;
    }
}

}  // namespace edit

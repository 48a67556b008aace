#include "edit/core/key_decoder.hpp"

#include <algorithm>
#include <array>

#include "edit/core/utf8.hpp"

namespace edit {

namespace {

constexpr char escape_byte = '\x1b';
constexpr std::string_view paste_end = "\x1b[201~";
/// A control sequence that is longer is none.
constexpr size_t longest_sequence = 32;

uint32_t arrow_or_so(char final) {
    switch (final) {
    case 'A': return key::up;
    case 'B': return key::down;
    case 'C': return key::right;
    case 'D': return key::left;
    case 'F': return key::end;
    case 'H': return key::home;
    case 'P': return key::f1;
    case 'Q': return key::f2;
    case 'R': return key::f3;
    case 'S': return key::f4;
    case 'M': return key::enter;
    case 'a': return key::up | key::shift;
    case 'b': return key::down | key::shift;
    case 'c': return key::right | key::shift;
    case 'd': return key::left | key::shift;
    case 'Z': return key::tab | key::shift;
    default: return key::unknown;
    }
}

uint32_t numbered(size_t number) {
    switch (number) {
    case 1:
    case 7: return key::home;
    case 2: return key::insert;
    case 3: return key::erase;
    case 4:
    case 8: return key::end;
    case 5: return key::page_up;
    case 6: return key::page_down;
    default: break;
    }
    if (number >= 11 && number <= 15) return key::f1 + static_cast<uint32_t>(number - 11);
    if (number >= 17 && number <= 21) return key::f6 + static_cast<uint32_t>(number - 17);
    if (number == 23 || number == 24) return key::f11 + static_cast<uint32_t>(number - 23);
    return key::unknown;
}

uint32_t modifiers_of(size_t parameter) {
    if (parameter < 2 || parameter > 16) return 0;
    const size_t bits = parameter - 1;
    return (bits & 1 ? key::shift : 0u) | (bits & 10 ? key::alt : 0u) |
           (bits & 4 ? key::control : 0u);
}

}  // namespace

key_event key_decoder::take(size_t size, uint32_t code) {
    bytes_.erase(0, size);
    finished_ = finished_ && !bytes_.empty();
    return {.code = code};
}

std::optional<key_event> key_decoder::next() {
    if (pasting_) return pasted();
    if (bytes_.empty()) return std::nullopt;
    if (bytes_[0] != escape_byte) return character_key(0, 0);
    return escape_sequence();
}

std::optional<key_event> key_decoder::escape_sequence() {
    if (bytes_.size() == 1) {
        if (!finished_) return std::nullopt;
        return take(1, key::escape);
    }
    switch (bytes_[1]) {
    case '[': return control_sequence(2);
    case 'O': return single_shift();
    case escape_byte:
        // Alt with an arrow key on some terminals.
        if (bytes_.size() > 2 && bytes_[2] == '[') {
            auto inner = control_sequence(3);
            if (inner) inner->code |= key::alt;
            return inner;
        }
        if (bytes_.size() == 2 && !finished_) return std::nullopt;
        return take(1, key::escape);
    default: return character_key(1, key::alt);
    }
}

std::optional<key_event> key_decoder::single_shift() {
    if (bytes_.size() < 3) {
        if (!finished_) return std::nullopt;
        return take(2, 'O' | key::alt);
    }
    uint32_t code = arrow_or_so(bytes_[2]);
    // rxvt: ESC O a is Control with Up.
    if (code != key::unknown && bytes_[2] >= 'a' && bytes_[2] <= 'd')
        code = (code & ~uint32_t{key::shift}) | key::control;
    return take(3, code);
}

std::optional<key_event> key_decoder::control_sequence(size_t begin) {
    // The Linux console's F1 to F5.
    if (bytes_.size() > begin && bytes_[begin] == '[') {
        if (bytes_.size() < begin + 2) {
            if (!finished_) return std::nullopt;
            return take(bytes_.size(), key::unknown);
        }
        const char final = bytes_[begin + 1];
        const bool known = final >= 'A' && final <= 'E';
        return take(begin + 2, known ? key::f1 + static_cast<uint32_t>(final - 'A') : key::unknown);
    }
    std::array<size_t, 3> parameters{};
    size_t count = 0, at = begin;
    for (; at < bytes_.size() && at < longest_sequence; ++at) {
        const char c = bytes_[at];
        if (c >= '0' && c <= '9')
            parameters[count] =
                std::min<size_t>(parameters[count] * 10 + static_cast<size_t>(c - '0'), 99999);
        else if (c == ';')
            count = std::min(count + 1, parameters.size() - 1);
        else if (c == '$' || c >= '@')
            break;
    }
    if (at >= longest_sequence) return take(at, key::unknown);
    if (at == bytes_.size()) {
        if (!finished_) return std::nullopt;
        // ESC [ alone is Alt with [.
        return take(bytes_.size(), bytes_.size() == 2 ? '[' | key::alt : uint32_t{key::unknown});
    }
    const char final = bytes_[at];
    if (final == '~' && parameters[0] == 200) {
        pasting_ = true;
        bytes_.erase(0, at + 1);
        return pasted();
    }
    if (final == 'R' && position_expected_) {
        key_event answer = take(at + 1, key::position);
        answer.row = parameters[0];
        answer.column = parameters[1];
        return answer;
    }
    if (final == '~') return take(at + 1, numbered(parameters[0]) | modifiers_of(parameters[1]));
    if (final == '$') return take(at + 1, numbered(parameters[0]) | key::shift);
    if (final == '^') return take(at + 1, numbered(parameters[0]) | key::control);
    if (final == '@') return take(at + 1, numbered(parameters[0]) | key::control | key::shift);
    return take(at + 1, arrow_or_so(final) | modifiers_of(parameters[1]));
}

std::optional<key_event> key_decoder::character_key(size_t begin, uint32_t modifiers) {
    const std::string_view rest = std::string_view(bytes_).substr(begin);
    const auto first = static_cast<unsigned char>(rest[0]);
    if (first == 0) return take(begin + 1, ' ' | key::control | modifiers);
    if (first == '\r') return take(begin + 1, key::enter | modifiers);
    if (first == '\t') return take(begin + 1, key::tab | modifiers);
    if (first == 0x7f || first == '\b') return take(begin + 1, key::backspace | modifiers);
    if (first < 0x20)
        return take(begin + 1, first | (first < 0x1b ? 0x60u : 0x40u) | key::control | modifiers);
    const character c = decode(rest);
    if (c.valid) return take(begin + c.size, c.code | modifiers);
    // A character that is not all there yet?
    const size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1;
    const bool rest_fits = std::all_of(rest.begin() + 1, rest.end(), is_continuation);
    if (rest.size() < size && rest_fits && !finished_) return std::nullopt;
    key_event event{.code = key::raw, .text = std::string(rest.substr(0, 1))};
    take(begin + 1, key::raw);
    return event;
}

std::optional<key_event> key_decoder::pasted() {
    const size_t end = bytes_.find(paste_end);
    if (end == bytes_.npos) return std::nullopt;
    key_event event{.code = key::paste, .text = bytes_.substr(0, end)};
    bytes_.erase(0, end + paste_end.size());
    pasting_ = false;
    return event;
}

}  // namespace edit

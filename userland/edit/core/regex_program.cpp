#include "edit/core/regex_program.hpp"

#include <algorithm>
#include <string>

#include "edit/core/regex_parser.hpp"
#include "edit/core/utf8.hpp"

namespace edit {

uint32_t fold_case(uint32_t code) {
    if (code < 0x80) return code >= 'A' && code <= 'Z' ? code + 32 : code;
    if ((code >= 0xc0 && code <= 0xde && code != 0xd7) || (code >= 0x391 && code <= 0x3a9) ||
        (code >= 0x410 && code <= 0x42f))
        return code + 32;
    if (code >= 0x400 && code <= 0x40f) return code + 80;
    // Pairs of a capital and its small letter, the capital even, and then odd.
    if ((code >= 0x100 && code <= 0x137) || (code >= 0x14a && code <= 0x177) ||
        (code >= 0x460 && code <= 0x481))
        return code | 1;
    if ((code >= 0x139 && code <= 0x148) || (code >= 0x179 && code <= 0x17e))
        return code + (code & 1);
    return code;
}

bool regex_set::contains(uint32_t code) const {
    const bool found = std::any_of(ranges.begin(), ranges.end(), [code](const range &r) {
        return code >= r.first && code <= r.last;
    });
    return found != negated;
}

namespace {

// Bytes that a character, or one that differs in case only, begins with.
void add_first_bytes(regex_program &program, uint32_t code) {
    if (code >= regex_byte) {
        program.first_bytes.set(code - regex_byte);
        return;
    }
    std::string bytes;
    encode(code, bytes);
    program.first_bytes.set(static_cast<unsigned char>(bytes[0]));
    if (!program.ignore_case || code < 'a') return;
    if (code <= 'z') program.first_bytes.set(code - 32);
    // A capital stands at most 80 code points before its small letter, or right behind it.
    for (uint32_t other = code >= 0x80 ? code - 80 : 1; code >= 0x80 && other <= code + 1;
         ++other) {
        if (fold_case(other) != code) continue;
        bytes.clear();
        encode(other, bytes);
        program.first_bytes.set(static_cast<unsigned char>(bytes[0]));
    }
}

void add_first_bytes(regex_program &program, const regex_set &set) {
    for (uint32_t byte = 0; byte < 256; ++byte) {
        const uint32_t folded = program.ignore_case ? fold_case(byte) : byte;
        if (byte >= 0x80 || set.contains(folded)) program.first_bytes.set(byte);
    }
}

// Follows what needs no character, from the beginning.
void find_first_bytes(regex_program &program) {
    std::vector<char> seen(program.code.size());
    std::vector<size_t> open{0};
    while (!open.empty()) {
        const size_t at = open.back();
        open.pop_back();
        if (seen[at]++) continue;
        const regex_instruction &i = program.code[at];
        switch (i.what) {
        case regex_instruction::character: add_first_bytes(program, i.value); break;
        case regex_instruction::set: add_first_bytes(program, program.sets[i.value]); break;
        case regex_instruction::any:
        case regex_instruction::match: program.first_bytes.set(); break;
        case regex_instruction::split:
            open.push_back(at + static_cast<size_t>(static_cast<ptrdiff_t>(i.second)));
            [[fallthrough]];
        case regex_instruction::jump:
            open.push_back(at + static_cast<size_t>(static_cast<ptrdiff_t>(i.first)));
            break;
        default: open.push_back(at + 1);
        }
    }
}

// The characters at the beginning, as long as each has one form in bytes but for ASCII's case.
void find_prefix(regex_program &program) {
    constexpr size_t longest = 64;
    std::string bytes;
    for (size_t at = 1; bytes.size() < longest; ++at) {
        const regex_instruction &i = program.code[at];
        if (i.what != regex_instruction::character) break;
        if (i.value >= regex_byte)
            bytes += static_cast<char>(i.value - regex_byte);
        else if (i.value < 0x80 || !program.ignore_case)
            encode(i.value, bytes);
        else
            break;
    }
    program.prefix.set(std::move(bytes), program.ignore_case);
}

}  // namespace

std::expected<regex_program, const char *> compile_regex(std::string_view pattern,
                                                         regex_options options) {
    regex_program program;
    program.ignore_case = options.ignore_case;
    auto code = parse_regex(pattern, options, program.sets);
    if (!code) return std::unexpected(code.error());
    program.code = std::move(*code);
    find_first_bytes(program);
    find_prefix(program);
    return program;
}

}  // namespace edit

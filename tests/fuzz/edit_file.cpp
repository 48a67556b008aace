// Any bytes as a file to edit and as a recovery file: rows follow each other to the end, the cursor
// comes through, colours cover their lines, and nothing changes the bytes.
// clang++-19 -std=c++23 -g -O1 -fsanitize=fuzzer,address,undefined -Iuserland
// tests/fuzz/edit_file.cpp userland/edit/core/*.cpp

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

#include "edit/core/layout.hpp"
#include "edit/core/motion.hpp"
#include "edit/core/recovery_record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size) {
    using namespace edit;
    if (size < 1) return 0;
    const size_t width = 1 + data[0] % 90;
    const std::string_view bytes(reinterpret_cast<const char *>(data) + 1, size - 1);
    document doc(bytes);
    const text &content = doc.content();
    const layout rows(content, doc.crlf(), width);
    size_t reached = 0;
    for (row r = rows.row_at(0);; r = rows.below(r)) {
        if (r.begin != reached || r.end < r.begin || r.next < r.end) __builtin_trap();
        if (r.ends_text) break;
        if (r.next <= r.begin) __builtin_trap();
        reached = r.next;
    }
    const motion moves(content, doc.crlf());
    for (size_t at = 0; at < bytes.size();) {
        const size_t next = moves.next(at);
        if (next <= at || next > bytes.size()) __builtin_trap();
        at = next;
    }
    std::vector<colour> colours;
    for (auto make : {make_c_syntax, make_shell_syntax}) {
        doc.colours().use(make());
        for (size_t line = 0; line < std::min<size_t>(content.lines(), 200); ++line) {
            doc.colours().colours_of(content, line, colours);
            const size_t begin = content.line_begin(line);
            const size_t length = content.end_of_line_at(begin) - begin;
            if (colours.size() != std::min(length, syntax_cache::longest)) __builtin_trap();
        }
    }
    if (content.copy(0, content.size()) != bytes || doc.modified()) __builtin_trap();
    (void)read_recovery_header(bytes);
    document other("the base");
    const bool applied = apply_recovery(bytes, other);
    if (!applied && other.modified()) __builtin_trap();
    return 0;
}

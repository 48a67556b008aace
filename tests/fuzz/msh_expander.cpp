// Any bytes as what stands between double quotes, as a pattern and as an expression. What would
// run a command is left out.
// clang++-19 -std=c++23 -g -O1 -fsanitize=fuzzer,address,undefined -Iuserland
// tests/fuzz/msh_expander.cpp $(ls userland/msh/*.cpp userland/msh/builtin/*.cpp | grep -v
// main.cpp)

#include <msh/arithmetic.hpp>
#include <msh/expander.hpp>
#include <msh/parser.hpp>
#include <msh/pattern.hpp>
#include <msh/shell.hpp>

#include <stdint.h>

using namespace msh;

static bool runs_commands(std::string_view text) {
    return text.find('`') != text.npos || text.find('(') != text.npos;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size) {
    measure_stack();
    shell.at_prompt = true;
    const std::string_view text(reinterpret_cast<const char *>(data), size);
    const size_t half = size / 2;
    if (size < 200) {
        const bool all = matches(text.substr(0, half), text.substr(half));
        const long longest = match_prefix(text.substr(0, half), text.substr(half), true);
        if (all && longest != static_cast<long>(size - half)) __builtin_trap();
    }
    int64_t value;
    evaluate(text, value);
    if (!runs_commands(text)) {
        scratch_scope scope;
        program memory;
        string_reader reader(text);
        source from(reader);
        parser p(from, memory);
        p.quiet = true;
        if (word *w = p.parse_text(context::here_document)) expand_text(*w);
    }
    shell.leaving = unwinding::none;
    return 0;
}

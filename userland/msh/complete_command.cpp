#include "msh/complete_command.hpp"

#include "msh/parser.hpp"

namespace msh {

bool is_complete_command(std::string_view text) {
    size_t backslashes = 0;
    while (backslashes < text.size() && text[text.size() - 1 - backslashes] == '\\') backslashes++;
    if (backslashes & 1) return false;
    program memory;
    buffer line;
    line.add(text);
    line.add('\n');
    string_reader reader(line.view());
    source from(reader);
    parser trial(from, memory);
    trial.quiet = true;
    for (;;) {
        node *n = nullptr;
        const parser::outcome got = trial.parse_line(n);
        if (trial.wants_more) return false;
        if (got == parser::outcome::end || got == parser::outcome::error) return true;
    }
}

}  // namespace msh

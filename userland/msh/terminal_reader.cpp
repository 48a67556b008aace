#include "msh/terminal_reader.hpp"

#include "msh/history.hpp"
#include "msh/key_reader.hpp"
#include "msh/line_editor.hpp"
#include "msh/output.hpp"
#include "msh/prompt.hpp"
#include "msh/shell.hpp"
#include "msh/trap.hpp"

namespace msh {

namespace {

// Without a terminal that can be edited on: the kernel's line discipline does it.
bool read_plain(const char *prompt, buffer &line) {
    err.put(prompt);
    err.flush();
    for (;;) {
        const int c = read_key_byte();
        if (c >= 0) {
            line.add(static_cast<char>(c));
            if (c == '\n') return true;
        } else if (c == key_end) {
            return !line.empty();
        } else if (c == key_interrupt) {
            take_interrupt();
            line.clear();
            line.add('\n');
            err.put('\n');
            err.flush();
            shell.status = 130;
            return true;
        }
    }
}

}  // namespace

bool terminal_reader::read_line(buffer &line, bool continued) {
    scratch_scope scope;
    if (!loaded_) {
        loaded_ = true;
        load_history();
    }
    if (!continued) {
        add_typed(command_.view());
        command_.clear();
    }
    take_interrupt();
    if (signal_waits) run_traps();
    if (shell.leaving != unwinding::none) return false;
    const char *prompt =
        continued ? expand_prompt("PS2", "> ") : expand_prompt("PS1", "\\u@\\h:\\w\\$ ");
    const size_t begin = line.size();
    bool fine;
    if (can_edit()) {
        const edited got = edit_line(prompt, line);
        fine = got == edited::line;
        if (got == edited::interrupted) {
            shell.status = 130;
            if (signal_waits) run_traps();
            // A command that has begun is given up; else it is an empty line.
            fine = !continued && shell.leaving == unwinding::none;
            if (fine) line.add('\n');
        }
    } else {
        fine = read_plain(prompt, line);
    }
    command_.add(line.view().substr(begin));
    if (!fine) {
        add_typed(command_.view());
        command_.clear();
    }
    return fine;
}

}  // namespace msh

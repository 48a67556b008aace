// fc: lists the history, edits commands of it and runs them again.
#include "msh/builtin.hpp"
#include "msh/executor.hpp"
#include "msh/history.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

namespace msh {

namespace {

struct fc_options {
    bool lists = false, reverses = false, without_numbers = false, runs = false;
    const char *editor = nullptr;
};

constexpr size_t nowhere = static_cast<size_t>(-1);

// The index of what `text` names: a number, a number from the end, or how the line begins. A
// number beyond the ends is the end when that is all right.
size_t find_line(const char *text, bool clamps) {
    const size_t size = history_size();
    const char *digits = text + (*text == '-' || *text == '+');
    if (*digits && !digits[strspn(digits, "0123456789")]) {
        const long given = number_argument(digits);
        if (given < 0) return nowhere;
        const auto number = static_cast<size_t>(given);
        size_t index;
        if (*text == '-' || !number)
            index = number && number <= size ? size - number : number ? nowhere : size - 1;
        else if (number < history_number(0))
            index = nowhere;
        else
            index = number - history_number(0);
        if (index < size) return index;
        if (clamps) return index == nowhere ? 0 : size - 1;
    } else {
        for (size_t i = size; i-- > 0;)
            if (history_line(i).starts_with(text)) return i;
    }
    complain("%s: not in the history", text);
    return nowhere;
}

void list(size_t index, bool with_number) {
    if (with_number) out.print("%zu", history_number(index));
    // The tabulator stands before each line of a command.
    std::string_view rest = history_line(index);
    for (;;) {
        const size_t end = rest.find('\n');
        out.put('\t');
        out.put(rest.substr(0, end));
        out.put('\n');
        if (end == rest.npos) return;
        rest.remove_prefix(end + 1);
    }
}

// The commands enter the history in place of the call of fc, and run.
int run_again(std::string_view commands) {
    leave_out_typed();
    while (!commands.empty() && commands.back() == '\n') commands.remove_suffix(1);
    add_history(commands);
    err.put(commands);
    err.put('\n');
    err.flush();
    const char *outer = shell.builtin;
    shell.builtin = nullptr;
    run_text(commands, shell.tested ? run_tested : 0, "fc");
    shell.builtin = outer;
    return shell.status;
}

// fc -s [OLD=NEW] [COMMAND]
int substitute(char **operands) {
    const char *change = *operands && strchr(*operands, '=') ? *operands++ : nullptr;
    const size_t index = find_line(*operands ? *operands : "-1", false);
    if (index == nowhere) return 1;
    buffer command;
    command.add(history_line(index));
    if (change) {
        const char *equals = strchr(change, '=');
        const std::string_view old(change, static_cast<size_t>(equals - change));
        const size_t place = command.view().find(old);
        if (place != std::string_view::npos && !old.empty()) {
            command.erase(place, old.size());
            command.insert(place, equals + 1);
        }
    }
    return run_again(command.view());
}

// Has the commands edited in a file of their own; false if they are not to run.
bool edit(const char *editor, std::string_view commands, buffer &edited) {
    buffer path;
    const char *folder = variable_value("TMPDIR");
    path.add(folder && *folder ? folder : "/tmp");
    path.add("/msh-fc-XXXXXX");
    int file = mkstemp(path.text());
    const bool written = file >= 0 && write_all(file, commands);
    if (!written) complain("%s: %s", path.text(), error_text(errno));
    if (file >= 0) close(file);
    bool fine = false;
    if (written) {
        buffer call;
        call.add(editor);
        call.add(' ');
        call.add(path.text());
        const char *outer = shell.builtin;
        shell.builtin = nullptr;
        run_text(call.view(), run_tested, "fc");
        shell.builtin = outer;
        file = shell.status == 0 ? open(path.text(), O_RDONLY | O_CLOEXEC) : -1;
        ssize_t size = 0;
        while (file >= 0 && (size = read(file, edited.reserve(4096), 4096)) > 0)
            edited.extend(static_cast<size_t>(size));
        fine = file >= 0 && size == 0;
        if (file >= 0) close(file);
    }
    if (file >= 0 || written) unlink(path.text());
    return fine;
}

int list_or_edit(const fc_options &options, char **operands) {
    const char *first = operands[0], *last = first ? operands[1] : nullptr;
    size_t from = find_line(first ? first : options.lists ? "-16" : "-1", options.lists);
    size_t to = from;
    if (last || options.lists) to = find_line(last ? last : "-1", options.lists);
    if (from == nowhere || to == nowhere) return 1;
    const bool backwards = options.reverses || from > to;
    if (from > to) {
        const size_t swapped = from;
        from = to;
        to = swapped;
    }
    buffer commands;
    for (size_t i = 0; i <= to - from; i++) {
        const size_t index = backwards ? to - i : from + i;
        if (options.lists) {
            list(index, !options.without_numbers);
        } else {
            commands.add(history_line(index));
            commands.add('\n');
        }
    }
    if (options.lists) return 0;
    const char *editor = options.editor;
    if (!editor) editor = variable_value("FCEDIT");
    buffer edited;
    leave_out_typed();
    if (!edit(editor && *editor ? editor : "ed", commands.view(), edited))
        return shell.status ? shell.status : 1;
    return run_again(edited.view());
}

}  // namespace

int builtin_fc(int argc, char **argv) {
    fc_options options;
    // A number behind a minus is an operand.
    int end = 1;
    while (end < argc && argv[end][0] == '-' && !(argv[end][1] >= '0' && argv[end][1] <= '9')) {
        const char *word = argv[end++];
        if (strcmp(word, "--") == 0) break;
        if (strchr(word, 'e') && !word[strcspn(word, "e") + 1] && end < argc) end++;
    }
    option_reader reader(end, argv, "e:lnrs");
    while (const int letter = reader.next()) {
        switch (letter) {
        case 'e': options.editor = reader.argument; break;
        case 'l': options.lists = true; break;
        case 'n': options.without_numbers = true; break;
        case 'r': options.reverses = true; break;
        case 's': options.runs = true; break;
        default: return 2;
        }
    }
    char **operands = argv + reader.operands();
    if (options.editor && strcmp(options.editor, "-") == 0) options.runs = true;
    if (!history_size()) {
        complain("the history is empty");
        return 1;
    }
    return options.runs ? substitute(operands) : list_or_edit(options, operands);
}

}  // namespace msh

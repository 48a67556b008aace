#include "msh/history.hpp"

#include "msh/output.hpp"
#include "msh/variable.hpp"

#include <fcntl.h>
#include <unistd.h>

namespace msh {

namespace {

constexpr size_t most_lines = 1000;

struct entry {
    char *text;
    size_t size;
};

entry lines[most_lines];
size_t first, count, dropped;
bool leaves_out_typed;

// HISTSIZE, where that is a number we have room for.
size_t wanted_lines() {
    const char *text = variable_value("HISTSIZE");
    size_t wanted = 0;
    for (; text && *text >= '0' && *text <= '9' && wanted <= most_lines; text++)
        wanted = wanted * 10 + static_cast<size_t>(*text - '0');
    return text && !*text && wanted && wanted < most_lines ? wanted : most_lines;
}

void keep(std::string_view line) {
    for (const size_t most = wanted_lines(); count >= most; count--, dropped++) {
        free(lines[first].text);
        first = (first + 1) % most_lines;
    }
    lines[(first + count++) % most_lines] = {need_copy(line), line.size()};
}

bool file_name(buffer &path) {
    if (const char *file = variable_value("HISTFILE")) {
        path.add(file);
        return *file;
    }
    const char *home = variable_value("HOME");
    if (!home) return false;
    path.add(home);
    path.add("/.msh_history");
    return true;
}

// In the file, newlines inside a command and backslashes are escaped by a backslash.
void write_entry(std::string_view line) {
    buffer path, escaped;
    if (!file_name(path)) return;
    for (const char c : line) {
        if (c == '\n') {
            escaped.add("\\n");
            continue;
        }
        if (c == '\\') escaped.add('\\');
        escaped.add(c);
    }
    escaped.add('\n');
    const int file = open(path.text(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (file < 0) return;
    write_all(file, escaped.view());
    close(file);
}

}  // namespace

void load_history() {
    buffer path;
    if (!file_name(path)) return;
    const int file = open(path.text(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    buffer text;
    ssize_t size;
    while ((size = read(file, text.reserve(4096), 4096)) > 0)
        text.extend(static_cast<size_t>(size));
    close(file);
    buffer line;
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            i++;
            line.add(text[i] == 'n' ? '\n' : text[i]);
        } else if (text[i] == '\n') {
            if (!line.empty()) keep(line.view());
            line.clear();
        } else {
            line.add(text[i]);
        }
    }
}

void add_history(std::string_view line) {
    while (!line.empty() && line.back() == '\n') line.remove_suffix(1);
    if (line.empty() || line[0] == ' ') return;
    if (count && history_line(count - 1) == line) return;
    keep(line);
    write_entry(line);
}

void leave_out_typed() { leaves_out_typed = true; }

void add_typed(std::string_view line) {
    if (!leaves_out_typed) add_history(line);
    leaves_out_typed = false;
}

size_t history_size() { return count; }

size_t history_number(size_t index) { return dropped + index + 1; }

std::string_view history_line(size_t index) {
    const entry &e = lines[(first + index) % most_lines];
    return {e.text, e.size};
}

}  // namespace msh

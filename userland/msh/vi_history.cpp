// vi's way through the history, and what it takes from files, aliases and editors.
#include "msh/alias.hpp"
#include "msh/expansion.hpp"
#include "msh/history.hpp"
#include "msh/key_reader.hpp"
#include "msh/pattern.hpp"
#include "msh/vi_keys.hpp"

namespace msh {

namespace {

buffer wanted;  // what was searched last
bool wanted_older = true;

std::string_view last_big_word(std::string_view line, size_t count) {
    constexpr std::string_view blanks = " \t\n";
    std::string_view word, rest = line;
    for (size_t at = 0; count != 0; count--) {
        at = rest.find_first_not_of(blanks);
        if (at == rest.npos) return {};
        rest.remove_prefix(at);
        word = rest.substr(0, rest.find_first_of(blanks));
        rest.remove_prefix(word.size());
    }
    if (!word.empty()) return word;
    const size_t end = line.find_last_not_of(blanks);
    if (end == line.npos) return {};
    line = line.substr(0, end + 1);
    return line.substr(line.find_last_of(blanks) + 1);
}

}  // namespace

bool vi_keys::obey_history(int key) {
    const size_t here = editor_.entry(), size = history_size();
    size_t to;
    switch (key) {
    case 'k':
    case '-':
    case control('P'): to = here > times() ? here - times() : 0; break;
    case 'j':
    case '+':
    case control('N'): to = here + times() < size ? here + times() : size; break;
    case 'G':
        to = 0;
        if (count_) {
            const size_t oldest = size ? history_number(0) : 0;
            to = count_ >= oldest && count_ - oldest < size ? count_ - oldest : here;
        }
        break;
    case '/':
    case '?': {
        buffer answer;
        const char sign = static_cast<char>(key);
        if (!editor_.ask({&sign, 1}, answer)) return true;
        if (!answer.empty()) {
            wanted.clear();
            wanted.add(answer.view());
        }
        wanted_older = key == '/';
        [[fallthrough]];
    }
    case 'n':
    case 'N':
        if (wanted.empty() ||
            !editor_.find_history(wanted.view(), here, wanted_older != (key == 'N')))
            return true;
        to = editor_.entry();
        break;
    case 'U':
        begin_change();
        text_.set(first_.view());
        return true;
    default: return false;
    }
    if (to != editor_.entry()) editor_.show_history(to);
    if (to == here) return true;
    text_.go(0);
    begin_change();
    first_.clear();
    first_.add(text_.view());
    return true;
}

// A word of the line before, behind the cursor; then text is inserted.
void vi_keys::put_last_word() {
    if (!history_size()) return;
    begin_change();
    text_.go(text_.after(text_.at()));
    text_.insert(" ");
    text_.insert(last_big_word(history_line(history_size() - 1), count_));
    begin_insertion(insertion::inserts);
}

// The alias _NAME is read as if it were typed.
void vi_keys::put_alias(int name) {
    const char text[] = {'_', static_cast<char>(name)};
    if (const alias *a = find_alias({text, 2})) read_ahead(a->value);
}

// The word under the cursor becomes the names it stands for.
void vi_keys::expand_names() {
    constexpr std::string_view blanks = " \t\n";
    const std::string_view all = text_.view();
    const size_t at = text_.at();
    size_t begin = at ? all.find_last_of(blanks, at - 1) : all.npos;
    begin = begin == all.npos ? 0 : begin + 1;
    size_t end = all.find_first_of(blanks, at);
    if (end == all.npos) end = all.size();
    const scratch_scope scope;
    buffer pattern;
    pattern.add(all.substr(begin, end - begin));
    if (!has_wildcard(pattern.view())) pattern.add('*');
    field_list names;
    if (!expand_path(pattern.view(), names)) return;
    begin_change();
    text_.cut(begin, end, false);
    for (int i = 0; i < names.count(); i++) {
        if (i) text_.insert(" ");
        text_.insert(names.items()[i]);
    }
    begin_insertion(insertion::inserts);
}

// True if the line is done.
bool vi_keys::obey_file(int key, edited &result) {
    switch (key) {
    case '*': expand_names(); return false;
    case '=':
    case '\\':
        begin_change();
        if (!text_.empty() && text_.view()[text_.at()] != ' ') {
            const vi_motion end = move_by_vi(text_, 'E', 1);
            text_.go(text_.after(end.exists ? end.to : text_.at()));
        }
        editor_.complete();
        begin_insertion(insertion::inserts);
        return false;
    case '#':
        for (size_t line = 0; line != text_.view().npos; line = text_.view().find('\n', line)) {
            text_.go(line ? ++line : 0);
            text_.insert("#");
        }
        break;
    case 'v': {
        // The line itself, or the one of that number.
        buffer command;
        if (!count_) {
            const size_t begin = text_.view().find_first_not_of(" \t\n");
            if (begin != std::string_view::npos) add_history(text_.view().substr(begin));
        }
        command.add("fc -e \"${VISUAL:-${EDITOR:-vi}}\"");
        if (count_) {
            command.add(' ');
            command.add_number(static_cast<long long>(count_));
        }
        text_.set(command.view());
        break;
    }
    default: return false;
    }
    return editor_.obey('\r', result) == after_key::done;
}

}  // namespace msh

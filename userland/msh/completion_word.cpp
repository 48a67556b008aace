#include "msh/completion_word.hpp"

#include "msh/home_folder.hpp"
#include "msh/variable.hpp"

namespace msh {

namespace {

bool is_one_of(std::string_view word, std::string_view blank_separated) {
    for (size_t at; !blank_separated.empty();) {
        at = blank_separated.find(' ');
        if (word == blank_separated.substr(0, at)) return true;
        if (at == blank_separated.npos) return false;
        blank_separated.remove_prefix(at + 1);
    }
    return false;
}

// Walks over the text as the lexer would, as far as it decides what the last word is.
class word_scanner {
public:
    explicit word_scanner(std::string_view text) : text_(text) {}

    void scan() {
        for (at_ = 0; at_ < text_.size(); at_++) step(text_[at_]);
    }
    std::string_view word() const {
        return text_.substr(begin_ < text_.size() ? begin_ : text_.size());
    }
    char quote() const { return quote_; }
    bool is_command() const { return command_ && !redirects_ && !assigns_; }
    bool wants_folder() const { return is_one_of(name_, "cd rmdir") && !redirects_; }
    bool wants_job() const { return is_one_of(name_, "fg bg kill jobs wait disown"); }

private:
    void step(char c);
    void step_unquoted(char c);
    void end_word();
    void begin_word(bool command) {
        begin_ = at_ + 1;
        command_ = command;
        redirects_ = assigns_ = false;
    }
    // A substitution begins (or ends) inside whatever quotes there are.
    void enter() {
        if (depth_ < sizeof outer_) outer_[depth_++] = quote_;
        quote_ = 0;
        begin_word(true);
    }
    void leave() {
        quote_ = outer_[--depth_];
        command_ = false;
    }

    std::string_view text_, name_;
    size_t at_ = 0, begin_ = 0;
    char quote_ = 0, outer_[16];
    size_t depth_ = 0;
    bool command_ = true, redirects_ = false, assigns_ = false, backquoted_ = false;
};

void word_scanner::end_word() {
    const std::string_view word = text_.substr(begin_, at_ - begin_);
    if (word.empty()) return;
    if (redirects_) {
        redirects_ = false;
    } else if (assigns_) {
        assigns_ = false;
    } else if (command_) {
        name_ = word;
        command_ =
            is_one_of(word,
                      "! { if then elif else while until do time command exec eval env nohup "
                      "nice sudo xargs");
    }
}

void word_scanner::step(char c) {
    if (quote_ == '\'') {
        if (c == '\'') quote_ = 0;
        return;
    }
    if (c == '\\') {
        at_++;
    } else if (c == '$' && at_ + 1 < text_.size() && text_[at_ + 1] == '(') {
        at_++;
        enter();
    } else if (c == '`') {
        if (backquoted_ && depth_)
            leave();
        else
            enter();
        backquoted_ = !backquoted_;
    } else if (quote_) {
        if (c == quote_) quote_ = 0;
    } else {
        step_unquoted(c);
    }
}

void word_scanner::step_unquoted(char c) {
    switch (c) {
    case '\'':
    case '"': quote_ = c; break;
    case ' ':
    case '\t':
        end_word();
        begin_ = at_ + 1;
        break;
    case ')':
        if (depth_) {
            leave();
            break;
        }
        [[fallthrough]];
    case '\n':
    case ';':
    case '|':
    case '&':
    case '(': begin_word(true); break;
    case '<':
    case '>':
        // The number of a descriptor is no command.
        if (text_.substr(begin_, at_ - begin_).find_first_not_of("0123456789") != text_.npos)
            end_word();
        begin_ = at_ + 1;
        redirects_ = true;
        break;
    case '=':
        if (command_ && is_name(text_.substr(begin_, at_ - begin_))) assigns_ = true;
        begin_ = at_ + 1;
        break;
    case ':':
        if (assigns_) begin_ = at_ + 1;
        break;
    }
}

// The name behind the last $ of a word, if the word ends in one.
bool find_variable_name(std::string_view word, char quote, completion_word &into) {
    const size_t dollar = word.rfind('$');
    if (dollar == word.npos || quote == '\'' || (dollar && word[dollar - 1] == '\\')) return false;
    std::string_view name = word.substr(dollar + 1);
    if (name.starts_with('{')) {
        into.braces = true;
        name.remove_prefix(1);
    }
    for (const char c : name)
        if (!is_name_character(c)) return false;
    into.stem.add(name);
    into.wanted = completion_word::kind::variable;
    return true;
}

// The path that a word stands for: without quotes, with the home folder and variables in it.
void add_unquoted(std::string_view word, buffer &path) {
    char quote = 0;
    size_t at = 0;
    if (word.starts_with('~')) {
        const size_t end = word.find('/');
        if (end == word.npos) return path.add(word);
        const std::string_view user = word.substr(1, end - 1);
        const char *home = user.empty() ? variable_value("HOME") : home_folder(user);
        if (home) {
            path.add(std::string_view(home));
            at = end;
        }
    }
    for (; at < word.size(); at++) {
        const char c = word[at];
        const char next = at + 1 < word.size() ? word[at + 1] : 0;
        if (quote == '\'' ? c == '\'' : c == '"' || (c == '\'' && !quote)) {
            quote = quote ? 0 : c;
        } else if (quote != '\'' && c == '\\' &&
                   (!quote || std::string_view("$`\"\\").contains(next))) {
            if (next) path.add(next);
            at++;
        } else if (quote != '\'' && c == '$' && (is_name_character(next) || next == '{')) {
            size_t begin = at + 1 + (next == '{'), end = begin;
            while (end < word.size() && is_name_character(word[end])) end++;
            if (const char *value = variable_value(word.substr(begin, end - begin)))
                path.add(std::string_view(value));
            at = end - (next != '{' || end == word.size());
        } else {
            path.add(c);
        }
    }
}

}  // namespace

void find_completion_word(std::string_view before, completion_word &into) {
    using kind = completion_word::kind;
    word_scanner scanner(before);
    scanner.scan();
    const std::string_view word = scanner.word();
    into.quote = scanner.quote();
    if (find_variable_name(word, into.quote, into)) return;
    if (word.starts_with('%') && (scanner.wants_job() || !scanner.is_command())) {
        into.wanted = kind::job;
        into.stem.add(word.substr(1));
        return;
    }
    buffer path;
    add_unquoted(word, path);
    const size_t slash = path.view().rfind('/');
    into.starts = word.empty();
    into.wanted = scanner.wants_folder() ? kind::folder
                  : scanner.is_command() ? kind::command
                                         : kind::file;
    const size_t size = slash == std::string_view::npos ? 0 : slash + 1;
    into.folder.add(path.view().substr(0, size));
    into.stem.add(path.view().substr(size));
}

void add_completion(buffer &into, std::string_view text, char quote, bool starts) {
    for (size_t i = 0; i < text.size(); i++) {
        const char c = text[i];
        if (quote == '\'') {
            if (c == '\'')
                into.add("'\\''");
            else
                into.add(c);
            continue;
        }
        if (!quote && c == '\n') {
            into.add("'\n'");
            continue;
        }
        const std::string_view special = quote ? "$`\"\\" : " \t|&;<>()$`\\\"'*?[";
        if (special.contains(c) || (!quote && starts && !i && (c == '~' || c == '#')))
            into.add('\\');
        into.add(c);
    }
}

}  // namespace msh

#include <algorithm>
#include <iterator>

#include "edit/core/intern.hpp"
#include "edit/core/syntax.hpp"

namespace edit {

namespace {

constexpr std::string_view keywords[] = {"case", "do",     "done", "elif",     "else",
                                         "esac", "fi",     "for",  "function", "if",
                                         "in",   "select", "then", "until",    "while"};
constexpr std::string_view commands[] = {
    "alias",  "bg",   "break",  "cd",       "command", "continue", "declare", "echo",   "eval",
    "exec",   "exit", "export", "fg",       "getopts", "hash",     "jobs",    "kill",   "local",
    "printf", "pwd",  "read",   "readonly", "return",  "set",      "shift",   "source", "test",
    "times",  "trap", "type",   "ulimit",   "umask",   "unalias",  "unset",   "wait"};

bool is_name(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool ends_word(char c) {
    return std::string_view(" \t;|&()<>\"'$`\\").find(c) != std::string_view::npos;
}

class shell_syntax final : public syntax {
public:
    [[nodiscard]] const char *name() const override { return "Shell"; }

    line_state colour_line(std::string_view line, line_state before,
                           std::vector<colour> &colours) override {
        line_ = line;
        at_ = 0;
        out_ = &colours;
        documents_.clear();
        command_ = true;
        colours.assign(line.size(), colour::plain);
        switch (before % modes) {
        case here_document: return inside_document(before / modes);
        case single_quoted: mode_ = single_quoted; break;
        case double_quoted: mode_ = double_quoted; break;
        default: mode_ = normal;
        }
        while (at_ < line_.size()) step();
        if (mode_ != normal || documents_.empty()) return mode_;
        return state_of_documents(documents_);
    }

private:
    // The here-documents that follow have their number above these: for each, "-" if leading tabs
    // do not count or else " ", the delimiter, and a newline.
    enum : line_state { normal, single_quoted, double_quoted, here_document, modes };

    line_state state_of_documents(std::string_view documents) {
        if (documents.empty()) return normal;
        const size_t number = names_.add(documents);
        if (number == interned::limit) return normal;
        return static_cast<line_state>(number * modes + here_document);
    }

    void paint(size_t to, colour c) {
        to = std::min(to, line_.size());
        std::fill(out_->begin() + static_cast<ptrdiff_t>(at_),
                  out_->begin() + static_cast<ptrdiff_t>(to), c);
        at_ = to;
    }

    line_state inside_document(size_t number) {
        const std::string all = names_[number];
        const size_t end = all.find('\n');
        std::string_view content = line_;
        if (all[0] == '-')
            content.remove_prefix(std::min(content.find_first_not_of('\t'), content.size()));
        const bool last = content == std::string_view(all).substr(1, end - 1);
        paint(line_.size(), last ? colour::keyword : colour::string);
        return last ? state_of_documents(std::string_view(all).substr(end + 1))
                    : static_cast<line_state>(number * modes + here_document);
    }

    void step() {
        if (mode_ == single_quoted) {
            const size_t end = line_.find('\'', at_);
            paint(end == line_.npos ? end : end + 1, colour::string);
            if (end != line_.npos) mode_ = normal;
        } else if (mode_ == double_quoted) {
            quoted_step();
        } else {
            normal_step();
        }
    }

    void quoted_step() {
        const char c = line_[at_];
        if (c == '\\') {
            paint(at_ + 2, colour::escape);
        } else if (c == '$') {
            parameter(colour::string);
        } else {
            paint(at_ + 1, colour::string);
            if (c == '"') mode_ = normal;
        }
    }

    void normal_step() {
        const char c = line_[at_];
        const bool word_begins = at_ == 0 || ends_word(line_[at_ - 1]);
        if (c == '#' && word_begins) {
            paint(line_.size(), colour::comment);
        } else if (c == '\'' || c == '"') {
            mode_ = c == '"' ? double_quoted : single_quoted;
            paint(at_ + 1, colour::string);
            command_ = false;
        } else if (c == '\\') {
            paint(at_ + 2, colour::escape);
        } else if (c == '$') {
            parameter(colour::plain);
            command_ = false;
        } else if (line_.substr(at_).starts_with("<<") && !line_.substr(at_).starts_with("<<<")) {
            begin_document();
        } else if (ends_word(c)) {
            if (c != ' ' && c != '\t') command_ = c != '<' && c != '>';
            ++at_;
        } else {
            word();
        }
    }

    void parameter(colour otherwise) {
        const size_t next = at_ + 1;
        if (next >= line_.size()) {
            paint(next, otherwise);
        } else if (line_[next] == '{') {
            paint(std::min(line_.find('}', next), line_.size() - 1) + 1, colour::variable);
        } else if (is_name(line_[next])) {
            size_t end = next + 1;
            while (end < line_.size() && is_name(line_[end])) ++end;
            paint(end, colour::variable);
        } else if (std::string_view("@*#?-$!").find(line_[next]) != std::string_view::npos) {
            paint(next + 1, colour::variable);
        } else {
            paint(next, otherwise);
        }
    }

    void begin_document() {
        at_ += 2;
        const bool strip = at_ < line_.size() && line_[at_] == '-';
        at_ = std::min(line_.find_first_not_of(" \t", at_ + strip), line_.size());
        std::string name;
        const size_t begin = at_;
        size_t end = at_;
        for (; end < line_.size() &&
               std::string_view(" \t;|&()<>").find(line_[end]) == std::string_view::npos;
             ++end)
            if (line_[end] != '\'' && line_[end] != '"' && line_[end] != '\\') name += line_[end];
        if (end == begin) return;
        documents_ += (strip ? "-" : " ") + name + "\n";
        paint(end, colour::keyword);
    }

    void word() {
        size_t end = at_ + 1;
        while (end < line_.size() && !ends_word(line_[end])) ++end;
        const std::string_view name = line_.substr(at_, end - at_);
        const size_t equals = name.find('=');
        const bool keyword = std::binary_search(std::begin(keywords), std::end(keywords), name) &&
                             (command_ || name == "in" || name == "do");
        if (command_ && equals != name.npos && equals > 0 &&
            std::all_of(name.begin(), name.begin() + static_cast<ptrdiff_t>(equals), is_name)) {
            paint(at_ + equals, colour::variable);
            at_ = end;
            return;
        }
        if (keyword)
            paint(end, colour::keyword);
        else if (command_ && std::binary_search(std::begin(commands), std::end(commands), name))
            paint(end, colour::type);
        at_ = end;
        const bool prefix = name == "!" || name == "{" || name == "}";
        command_ = prefix || (keyword && name != "for" && name != "case" && name != "in");
    }

    std::string_view line_;
    size_t at_ = 0;
    std::vector<colour> *out_ = nullptr;
    line_state mode_ = normal;
    bool command_ = true;
    std::string documents_;
    interned names_;
};

}  // namespace

std::unique_ptr<syntax> make_shell_syntax() { return std::make_unique<shell_syntax>(); }

}  // namespace edit

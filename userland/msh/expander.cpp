#include "msh/expansion.hpp"

#include "msh/arithmetic.hpp"
#include "msh/home_folder.hpp"
#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/utf8.hpp"
#include "msh/variable.hpp"

namespace msh {

namespace {

// Buffers by depth of nesting, so that the usual expansion allocates nothing.
constexpr int kept_buffers = 16;
buffer kept[kept_buffers];
int depth;

separators ifs;
bool ifs_is_fresh;

}  // namespace

void watch_separators() {
    variable_named("IFS").changed = [] { ifs_is_fresh = false; };
}

const separators &current_separators() {
    if (ifs_is_fresh) return ifs;
    const char *value = variable_value("IFS");
    ifs = {};
    ifs.text = value ? value : " \t\n";
    for (const char c : ifs.text) {
        const auto i = static_cast<unsigned char>(c);
        ifs.is[i] = true;
        ifs.blank[i] = c == ' ' || c == '\t' || c == '\n';
    }
    ifs_is_fresh = true;
    return ifs;
}

expansion::expansion(expansion_mode mode, field_list *fields)
    : mode_(mode), fields_(fields), text_(depth < kept_buffers ? kept[depth] : *new buffer) {
    depth++;
    text_.clear();
}

expansion::~expansion() {
    if (--depth >= kept_buffers) delete &text_;
}

void expansion::add_quoted(std::string_view text) {
    present_ = true;
    if (mode_ == expansion_mode::text) return text_.add(text);
    for (const char c : text) {
        switch (c) {
        case '*':
        case '?':
        case '[':
        case ']':
        case '-':
        case '!':
        case '^':
        case '\\':
        case quote_mark: text_.add(quote_mark); marks_ = true;
        }
        text_.add(c);
    }
}

void expansion::add_unquoted(char c) {
    if (mode_ != expansion_mode::text) {
        if (c == '*' || c == '?' || c == '[') wildcards_ = true;
        if (c == quote_mark) {
            text_.add(quote_mark);
            marks_ = true;
        }
    }
    text_.add(c);
}

// Takes the quote marks away.
static void unmark(buffer &text) {
    size_t kept = 0;
    for (size_t i = 0; i < text.size(); i++) {
        if (text[i] == quote_mark && i + 1 < text.size()) i++;
        text[kept++] = text[i];
    }
    text.resize(kept);
}

void expansion::end_field() {
    if (wildcards_ && !shell.on(option::noglob) && expand_path(text_.view(), *fields_)) {
    } else {
        if (marks_) unmark(text_);
        fields_->add(scratch.copy(text_.view()));
    }
    text_.clear();
    wildcards_ = marks_ = present_ = false;
}

bool expansion::finish() {
    if (!text_.empty() || present_) end_field();
    return true;
}

std::string_view expansion::result() { return {scratch.copy(text_.view()), text_.size()}; }

bool expansion::add_value(std::string_view value, bool quoted) {
    if (quoted) {
        add_quoted(value);
        return true;
    }
    if (mode_ == expansion_mode::fields) return add_split(value);
    for (const char c : value) add_unquoted(c);
    return true;
}

bool expansion::add_split(std::string_view value) {
    const separators &s = current_separators();
    for (const char c : value) {
        const auto i = static_cast<unsigned char>(c);
        if (!s.is[i]) {
            add_unquoted(c);
            after_blank_ = false;
        } else if (s.blank[i]) {
            if (text_.empty() && !present_) continue;
            end_field();
            after_blank_ = true;
        } else if (after_blank_ && text_.empty() && !present_) {
            after_blank_ = false;
        } else {
            end_field();
        }
    }
    return true;
}

void expansion::add_tilde(std::string_view user) {
    const char *home = nullptr;
    if (user.empty()) {
        home = variable_value("HOME");
    } else if (user == "+") {
        home = variable_value("PWD");
    } else if (user == "-") {
        home = variable_value("OLDPWD");
    } else {
        home = home_folder(user);
    }
    if (home) return add_quoted(home);
    text_.add('~');
    text_.add(user);
}

bool expansion::add_parts(part *p, bool inside) {
    for (; p; p = p->next) {
        switch (p->kind) {
        case part_kind::text:
            if (p->quoted) {
                add_quoted({p->text, p->size});
            } else if (inside) {
                if (!add_value({p->text, p->size}, false)) return false;
            } else {
                after_blank_ = false;
                for (uint32_t i = 0; i < p->size; i++) add_unquoted(p->text[i]);
            }
            break;
        case part_kind::tilde: add_tilde({p->text, p->size}); break;
        case part_kind::parameter:
            if (!add_parameter(*p->parameter, p->quoted)) return false;
            break;
        case part_kind::command: {
            buffer output;
            if (!substitute_command(*p, output)) return false;
            if (!add_value(output.view(), p->quoted)) return false;
            break;
        }
        case part_kind::arithmetic: {
            word &w = *p->expression;
            const std::string_view text =
                w.plain ? std::string_view(w.plain, w.plain_size) : expand_text(w);
            int64_t value;
            if (!text.data() || !evaluate(text, value)) return false;
            char digits[24];
            char *begin = digits_before(digits + sizeof digits, value);
            if (!add_value({begin, static_cast<size_t>(digits + sizeof digits - begin)}, p->quoted))
                return false;
            break;
        }
        }
    }
    return true;
}

bool expand_word(word &w, field_list &fields) {
    if (w.plain) {
        fields.add(const_cast<char *>(w.plain));
        return true;
    }
    if (w.declares) {
        const std::string_view text = expand_text(w);
        if (text.data()) fields.add(const_cast<char *>(text.data()));
        return text.data();
    }
    expansion e(expansion_mode::fields, &fields);
    return e.add_parts(w.parts, false) && e.finish();
}

bool expand_words(word *words, field_list &fields) {
    for (word *w = words; w; w = w->next)
        if (!expand_word(*w, fields)) return false;
    return true;
}

std::string_view expand_text(word &w) {
    if (w.plain) return {w.plain, w.plain_size};
    expansion e(expansion_mode::text, nullptr);
    if (!e.add_parts(w.parts, false)) return {};
    return e.result();
}

std::string_view expand_pattern(word &w) {
    expansion e(expansion_mode::pattern, nullptr);
    if (!e.add_parts(w.parts, false)) return {};
    if (w.plain && !w.parts) return {w.plain, w.plain_size};
    return e.result();
}

}  // namespace msh

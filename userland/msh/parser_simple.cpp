// Simple commands, redirections and definitions of functions.

#include "msh/parser.hpp"

#include "msh/command_table.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"

namespace msh {

// export and its like take assignments as arguments.
static bool declares(std::string_view name) {
    return name == "export" || name == "readonly" || name == "local";
}

bool parser::redirects() {
    const token t = tokens_->peek();
    return t == token::io_number || t >= token::less;
}

redirection *parser::parse_redirection() {
    auto *r = into_.memory.make<redirection>();
    r->line = tokens_->line;
    r->descriptor = -1;
    if (tokens_->peek() == token::io_number) {
        r->descriptor = tokens_->descriptor;
        tokens_->next();
    }
    const token t = tokens_->next();
    int usual = 1;
    switch (t) {
    case token::less:
        r->kind = redirection_kind::input;
        usual = 0;
        break;
    case token::less_great:
        r->kind = redirection_kind::read_write;
        usual = 0;
        break;
    case token::less_and:
        r->kind = redirection_kind::duplicate_input;
        usual = 0;
        break;
    case token::double_less_dash: r->strip_tabs = true; [[fallthrough]];
    case token::double_less:
        r->kind = redirection_kind::here_document;
        usual = 0;
        break;
    case token::triple_less:
        r->kind = redirection_kind::here_string;
        usual = 0;
        break;
    case token::great: r->kind = redirection_kind::output; break;
    case token::clobber: r->kind = redirection_kind::clobber; break;
    case token::double_great: r->kind = redirection_kind::append; break;
    case token::great_and: r->kind = redirection_kind::duplicate_output; break;
    case token::and_great: r->kind = redirection_kind::both; break;
    default: r->kind = redirection_kind::both_append; break;
    }
    if (r->descriptor < 0) r->descriptor = usual;
    tokens_->expand_aliases = false;
    tokens_->keeps_raw = r->kind == redirection_kind::here_document;
    const token target = tokens_->peek();
    tokens_->keeps_raw = false;
    if (target != token::word) {
        unexpected("word");
        return nullptr;
    }
    r->target = tokens_->current_word;
    tokens_->next();
    if (r->kind == redirection_kind::here_document) tokens_->expect_here_document(r);
    return r;
}

node *parser::parse_simple() {
    auto *s = make<simple_command>(node_kind::simple);
    assignment **assignments = &s->assignments;
    word **words = &s->words;
    redirection **redirections = &s->redirections;
    std::string_view command;
    for (;;) {
        const bool before_command = !s->words;
        tokens_->expand_aliases = before_command;
        const token t = tokens_->peek();
        if (t == token::word) {
            word *w = tokens_->current_word;
            const std::string_view text = tokens_->word_text;
            // An assignment begins with a text of NAME=.
            const std::string_view begin =
                w->plain && !w->parts ? std::string_view(w->plain, w->plain_size)
                : w->parts && w->parts->kind == part_kind::text && !w->parts->quoted
                    ? std::string_view(w->parts->text, w->parts->size)
                    : std::string_view();
            const size_t equals = begin.find('=');
            const bool assigns = equals != begin.npos && is_name(begin.substr(0, equals));
            tokens_->next();
            if (assigns && before_command) {
                auto *a = into_.memory.make<assignment>();
                a->name = begin.substr(0, equals);
                a->value = w;
                if (w->plain) {
                    w->plain += equals + 1;
                    w->plain_size -= static_cast<uint32_t>(equals + 1);
                }
                if (w->parts) {
                    w->parts->text += equals + 1;
                    w->parts->size -= static_cast<uint32_t>(equals + 1);
                }
                *assignments = a;
                assignments = &a->next;
                continue;
            }
            if (before_command) {
                command = text;
                if (command == "[[") w->plain = "[[";
            } else if (assigns && declares(command)) {
                w->declares = true;
            }
            if (command == "command" && !before_command && w->plain && !assigns) command = text;
            *words = w;
            words = &w->next;
            tokens_->expand_aliases = false;
            if (before_command && !text.empty() && !s->assignments && !s->redirections &&
                tokens_->peek() == token::left_parenthesis) {
                tokens_->next();
                if (tokens_->peek() != token::right_parenthesis) return unexpected(")");
                tokens_->next();
                return parse_function(text);
            }
            if (before_command && functions_ && shell.on(option::hashall)) locate(text);
        } else if (redirects()) {
            redirection *r = parse_redirection();
            if (!r) return nullptr;
            *redirections = r;
            redirections = &r->next;
        } else {
            break;
        }
    }
    if (tokens_->failed) return nullptr;
    if (!s->words && !s->assignments && !s->redirections)
        return unexpected(tokens_->peek() == token::right_parenthesis ? nullptr : "command");
    return s;
}

node *parser::parse_function(std::string_view name) {
    auto *f = make<function_definition>(node_kind::function);
    f->name = name;
    f->owner = &into_;
    skip_newlines();
    functions_++;
    f->body = parse_command();
    functions_--;
    return f->body ? f : nullptr;
}

// `set -h`: a function's utilities are looked for when it is defined.
void parser::locate(std::string_view command) const {
    if (command.empty() || command.find('/') != command.npos || find_command(command)) return;
    find_program(into_.memory.copy(command));
}

}  // namespace msh

#include "msh/parser.hpp"

#include "msh/shell.hpp"
#include "msh/variable.hpp"

namespace msh {

void release(program *p) {
    if (--p->references == 0) delete p;
}

namespace {

constexpr std::string_view closers[] = {"then", "else", "elif", "fi", "do", "done", "esac", "}"};

constexpr std::string_view openers[] = {"if", "case", "for",      "while", "until",
                                        "{",  "!",    "function", "in"};

bool is_closer(std::string_view text) {
    for (const auto closer : closers)
        if (text == closer) return true;
    return false;
}

}  // namespace

bool is_keyword(std::string_view text) {
    for (const auto opener : openers)
        if (text == opener) return true;
    return is_closer(text);
}

node *parser::unexpected(const char *expected) {
    const char *got = tokens_->describe();
    const bool at_end = tokens_->peek() == token::end;
    if (expected)
        tokens_->fail(
            at_end ? "unexpected %s (expecting \"%s\")" : "unexpected \"%s\" (expecting \"%s\")",
            got, expected);
    else
        tokens_->fail(at_end ? "unexpected %s" : "unexpected \"%s\"", got);
    return nullptr;
}

parser::outcome parser::parse_line(node *&result) {
    source &from = root_.from();
    from.continued = false;
    retries = 0;
    root_.failed = too_deep = false;
    root_.forget_token();
    tokens_->expand_aliases = true;
    const token first = tokens_->peek();
    outcome done = outcome::error;
    if (first == token::end && !root_.failed) {
        done = outcome::end;
    } else if (first == token::newline) {
        tokens_->next();
        done = outcome::empty;
    } else if (!root_.failed) {
        from.continued = true;
        result = parse_list(true);
        if (result && !root_.failed) {
            const token t = tokens_->peek();
            if (t == token::newline || t == token::end) {
                tokens_->next();
                if (!root_.failed) done = outcome::command;
            } else {
                unexpected(nullptr);
            }
        }
    }
    if (done == outcome::error) {
        from.drop_line();
        root_.forget_token();
        root_.pending_ = nullptr;
    }
    return done;
}

bool parser::parse_substitution(lexer &tokens, node *&result) {
    lexer inner(tokens.from(), into_, *this);
    lexer *outer = tokens_;
    tokens_ = &inner;
    inner.expand_aliases = inner.inside_substitution = true;
    skip_newlines();
    result = nullptr;
    bool fine = true;
    if (tokens_->peek() != token::right_parenthesis) {
        result = tokens_->peek() == token::end ? unexpected(")") : parse_list(false);
        fine = result;
        if (fine && tokens_->peek() != token::right_parenthesis) fine = unexpected(")");
    }
    tokens_ = outer;
    if (fine && !inner.failed) return true;
    tokens.failed = true;
    return false;
}

bool parser::parse_whole(source &from, node *&result) {
    lexer inner(from, into_, *this);
    lexer *outer = tokens_;
    tokens_ = &inner;
    inner.expand_aliases = inner.inside_substitution = true;
    skip_newlines();
    result = nullptr;
    if (tokens_->peek() != token::end) {
        result = parse_list(false);
        if (result && tokens_->peek() != token::end) unexpected(nullptr);
    }
    tokens_ = outer;
    return !inner.failed;
}

void parser::skip_newlines() {
    tokens_->expand_aliases = true;
    while (tokens_->peek() == token::newline) tokens_->next();
}

bool parser::ends_list() {
    switch (tokens_->peek()) {
    case token::end:
    case token::right_parenthesis:
    case token::double_semicolon:
    case token::semicolon_and:
    case token::double_semicolon_and: return true;
    case token::word: return is_closer(tokens_->word_text);
    default: return false;
    }
}

node *parser::parse_list(bool until_newline) {
    sequence *list = nullptr;
    sequence_item **tail = nullptr;
    node *only = nullptr;
    for (;;) {
        const int line = tokens_->line;
        node *n = parse_and_or();
        if (!n) return nullptr;
        const token t = tokens_->peek();
        const bool background = t == token::ampersand;
        const bool separated =
            background || t == token::semicolon || (t == token::newline && !until_newline);
        if (!list && (background || separated)) {
            if (!only && !background) {
                only = n;
            }
            list = make<sequence>(node_kind::sequence);
            list->line = line;
            tail = &list->first;
        }
        if (list) {
            auto *item = into_.memory.make<sequence_item>();
            item->command = n;
            item->background = background;
            *tail = item;
            tail = &item->next;
        } else {
            only = n;
        }
        if (separated) {
            tokens_->expand_aliases = true;
            tokens_->next();
            tokens_->expand_aliases = true;
            if (!until_newline) skip_newlines();
        }
        if (!separated || ends_list() || (until_newline && tokens_->peek() == token::newline)) {
            if (tokens_->failed) return nullptr;
            if (list && list->first && !list->first->next && !list->first->background) return only;
            return list ? list : only;
        }
    }
}

node *parser::parse_and_or() {
    node *left = parse_pipeline();
    while (left) {
        const token t = tokens_->peek();
        if (t != token::and_if && t != token::or_if) break;
        auto *n = make<binary>(t == token::and_if ? node_kind::and_list : node_kind::or_list);
        tokens_->next();
        skip_newlines();
        n->left = left;
        n->right = parse_pipeline();
        if (!n->right) return nullptr;
        left = n;
    }
    return left;
}

node *parser::parse_pipeline() {
    tokens_->expand_aliases = true;
    bool negated = false;
    while (at_keyword("!")) {
        tokens_->next();
        negated = !negated;
        tokens_->expand_aliases = true;
    }
    node *first = parse_command();
    if (!first || (tokens_->peek() != token::bar && !negated)) return first;

    buffer many;
    const auto add = [&many](node *n) {
        many.add(std::string_view(reinterpret_cast<char *>(&n), sizeof n));
    };

    auto *p = make<pipeline>(node_kind::pipeline);
    p->negated = negated;
    add(first);
    p->count = 1;
    while (tokens_->peek() == token::bar) {
        tokens_->next();
        skip_newlines();
        node *n = parse_command();
        if (!n) return nullptr;
        add(n);
        p->count++;
    }
    p->commands = static_cast<node **>(into_.memory.allocate(many.size()));
    memcpy(p->commands, many.data(), many.size());
    return p;
}

bool parser::at_keyword(std::string_view keyword) {
    return tokens_->peek() == token::word && tokens_->word_text == keyword;
}

bool parser::take_keyword(const char *keyword) {
    if (!at_keyword(keyword)) return unexpected(keyword);
    tokens_->expand_aliases = true;
    tokens_->next();
    return true;
}

node *parser::parse_command() {
    if (stack_is_low()) {
        tokens_->fail_too_deep();
        return nullptr;
    }
    compound *c = nullptr;
    const token t = tokens_->peek();
    if (t == token::left_parenthesis) {
        c = parse_group(node_kind::subshell);
    } else if (t == token::word && !tokens_->word_text.empty()) {
        const std::string_view text = tokens_->word_text;
        if (text == "if")
            c = parse_if();
        else if (text == "while")
            c = parse_loop(node_kind::while_loop);
        else if (text == "until")
            c = parse_loop(node_kind::until_loop);
        else if (text == "for")
            c = parse_for();
        else if (text == "case")
            c = parse_case();
        else if (text == "{")
            c = parse_group(node_kind::group);
        else if (text == "function") {
            tokens_->next();
            tokens_->expand_aliases = false;
            if (tokens_->peek() != token::word || tokens_->word_text.empty())
                return unexpected("name");
            const std::string_view name = tokens_->word_text;
            tokens_->next();
            if (tokens_->peek() == token::left_parenthesis) {
                tokens_->next();
                if (tokens_->peek() != token::right_parenthesis) return unexpected(")");
                tokens_->next();
            }
            return parse_function(name);
        } else if (is_closer(text))
            return unexpected(nullptr);
        else
            return parse_simple();
    } else {
        return parse_simple();
    }
    if (!c) return nullptr;
    tokens_->expand_aliases = false;
    redirection **tail = &c->redirections;
    while (redirects()) {
        redirection *r = parse_redirection();
        if (!r) return nullptr;
        *tail = r;
        tail = &r->next;
    }
    return tokens_->failed ? nullptr : c;
}

}  // namespace msh

// Compound commands.

#include "msh/parser.hpp"

#include "msh/shell.hpp"
#include "msh/variable.hpp"

namespace msh {

// The commands up to a closing keyword, of which there must be at least one.
node *parser::parse_compound_list(const char *expected) {
    skip_newlines();
    if (ends_list()) return unexpected(tokens_->peek() == token::end ? expected : nullptr);
    return parse_list(false);
}

compound *parser::parse_group(node_kind kind) {
    auto *c = make<compound>(kind);
    tokens_->expand_aliases = true;
    tokens_->next();
    const bool braces = kind == node_kind::group;
    c->body = parse_compound_list(braces ? "}" : ")");
    if (!c->body) return nullptr;
    if (braces) {
        if (!take_keyword("}")) return nullptr;
    } else {
        if (tokens_->peek() != token::right_parenthesis)
            return static_cast<compound *>(unexpected(")"));
        tokens_->next();
    }
    return c;
}

compound *parser::parse_if() {
    auto *c = make<compound>(node_kind::if_clause);
    tokens_->expand_aliases = true;
    tokens_->next();
    if (!(c->condition = parse_compound_list("then")) || !take_keyword("then")) return nullptr;
    if (!(c->body = parse_compound_list("fi"))) return nullptr;
    if (at_keyword("elif")) {
        c->otherwise = parse_if();
        return c->otherwise ? c : nullptr;
    }
    if (at_keyword("else")) {
        tokens_->next();
        if (!(c->otherwise = parse_compound_list("fi"))) return nullptr;
    }
    return take_keyword("fi") ? c : nullptr;
}

compound *parser::parse_loop(node_kind kind) {
    auto *c = make<compound>(kind);
    tokens_->expand_aliases = true;
    tokens_->next();
    if (!(c->condition = parse_compound_list("do")) || !take_keyword("do")) return nullptr;
    if (!(c->body = parse_compound_list("done")) || !take_keyword("done")) return nullptr;
    return c;
}

// The third word of `for` and `case`: is it `in`?
bool parser::take_newlines_before_in(bool &any) {
    tokens_->expects_in = true;
    while (tokens_->peek() == token::newline) {
        tokens_->next();
        any = true;
    }
    tokens_->expects_in = false;
    return at_keyword("in");
}

compound *parser::parse_for() {
    auto *c = make<compound>(node_kind::for_loop);
    tokens_->expand_aliases = false;
    tokens_->next();
    tokens_->expand_aliases = false;
    if (tokens_->peek() != token::word || !is_name(tokens_->word_text)) {
        if (tokens_->peek() == token::word)
            tokens_->fail("bad for loop variable");
        else
            unexpected("name");
        return nullptr;
    }
    c->name = tokens_->word_text;
    tokens_->next();
    tokens_->expand_aliases = false;
    bool newline = false;
    if (take_newlines_before_in(newline)) {
        c->has_in = true;
        tokens_->next();
        word **tail = &c->words;
        while (tokens_->peek() == token::word) {
            *tail = tokens_->current_word;
            tail = &(*tail)->next;
            tokens_->next();
        }
        if (tokens_->peek() != token::semicolon && tokens_->peek() != token::newline)
            return static_cast<compound *>(unexpected("do"));
        tokens_->next();
    } else if (!newline && tokens_->peek() == token::semicolon) {
        tokens_->next();
    }
    tokens_->expects_in = true;
    skip_newlines();
    tokens_->expects_in = false;
    if (!take_keyword("do") || !(c->body = parse_compound_list("done")) || !take_keyword("done"))
        return nullptr;
    return c;
}

compound *parser::parse_case() {
    auto *c = make<compound>(node_kind::case_clause);
    tokens_->expand_aliases = false;
    tokens_->next();
    if (tokens_->peek() != token::word) return static_cast<compound *>(unexpected("word"));
    c->words = tokens_->current_word;
    tokens_->next();
    bool newline = false;
    if (!take_newlines_before_in(newline)) return static_cast<compound *>(unexpected("in"));
    tokens_->next();
    case_item **tail = &c->items;
    for (;;) {
        tokens_->expand_aliases = false;
        while (tokens_->peek() == token::newline) tokens_->next();
        if (at_keyword("esac")) break;
        auto *item = into_.memory.make<case_item>();
        if (tokens_->peek() == token::left_parenthesis) tokens_->next();
        word **patterns = &item->patterns;
        for (;;) {
            if (tokens_->peek() != token::word)
                return static_cast<compound *>(
                    unexpected(tokens_->peek() == token::end ? "esac" : "word"));
            *patterns = tokens_->current_word;
            patterns = &(*patterns)->next;
            tokens_->next();
            if (tokens_->peek() != token::bar) break;
            tokens_->next();
        }
        if (tokens_->peek() != token::right_parenthesis)
            return static_cast<compound *>(unexpected(")"));
        tokens_->expand_aliases = true;
        tokens_->next();
        skip_newlines();
        if (!ends_list() && !(item->body = parse_list(false))) return nullptr;
        *tail = item;
        tail = &item->next;
        const token t = tokens_->peek();
        if (t == token::double_semicolon)
            item->end = case_item::leave;
        else if (t == token::semicolon_and)
            item->end = case_item::fall_through;
        else if (t == token::double_semicolon_and)
            item->end = case_item::test_next;
        else if (at_keyword("esac"))
            break;
        else
            return static_cast<compound *>(unexpected(";;"));
        tokens_->expand_aliases = false;
        tokens_->next();
    }
    tokens_->next();
    return c;
}

}  // namespace msh

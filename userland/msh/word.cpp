// Words: quoting, and where expansions begin.

#include "msh/output.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"
#include "msh/word_builder.hpp"

namespace msh {

// A word of text only that neither a tilde nor a pattern can change is one field already. A [ that
// no ] follows is text, as the command of that name.
word *lexer::builder::finish() {
    finish_text();
    word *w = memory.make<word>();
    w->quoted = any_quoted;
    w->parts = first;
    size_t size = 0;
    bool bracket = false;
    for (part *p = first; p; p = p->next) {
        if (p->kind != part_kind::text) return w;
        for (uint32_t i = 0; i < p->size; i++) {
            const char c = p->text[i];
            if (!p->quoted && (c == '*' || c == '?')) return w;
            if (bracket && c == ']') return w;
            if (!p->quoted && c == '[') bracket = true;
        }
        size += p->size;
    }
    text.clear();
    for (part *p = first; p; p = p->next) text.add(std::string_view(p->text, p->size));
    w->plain = memory.copy(text.view());
    w->plain_size = static_cast<uint32_t>(size);
    return w;
}

static bool ends_plain(int c) {
    switch (c) {
    case ' ':
    case '\t':
    case '\n':
    case ';':
    case '&':
    case '|':
    case '<':
    case '>':
    case '(':
    case ')': return true;
    default: return false;
    }
}

// Reads up to what ends the context, which is left to be read, except for the quotes and braces.
bool lexer::read_parts(builder &b, context c) {
    if (stack_is_low()) {
        fail_too_deep();
        return false;
    }
    const bool quoted = c != context::plain && c != context::braces;
    int parentheses = 0;
    bool had_text = false;
    bool inner_quotes = false;  // inside "${x-"y"}", where they only hide a brace
    if (c == context::plain || c == context::braces) read_tilde(b, c);
    for (;;) {
        const int ch = peek_character();
        if (ch == source::end) {
            if (c == context::plain || c == context::here_document) return true;
            if (c == context::double_quotes)
                fail("unterminated quoted string, '\"' expected");
            else if (c == context::arithmetic)
                fail("end of file in arithmetic, '))' expected");
            else
                fail("missing '}'");
            return false;
        }
        switch (c) {
        case context::plain:
            if (ends_plain(ch)) return true;
            break;
        case context::double_quotes:
            if (ch == '"') {
                from_.skip();
                return true;
            }
            break;
        case context::braces:
        case context::quoted_braces:
            if (inner_quotes) break;
            if (ch == '}') return true;
            if (*stops_ && ch == *stops_ && !(ch == '/' && b.at_start())) return true;
            break;
        case context::arithmetic:
            if (ch == '(') parentheses++;
            if (ch == ')') {
                if (!parentheses) return true;
                parentheses--;
            }
            break;
        case context::here_document: break;
        }
        switch (ch) {
        case '\\': {
            from_.skip();
            const int escaped = from_.peek();
            if (escaped == source::end) {
                b.add('\\', quoted);
                continue;
            }
            const bool special = escaped == '$' || escaped == '`' || escaped == '\\' ||
                                 (escaped == '"' && c != context::here_document) ||
                                 (escaped == '}' && c == context::quoted_braces);
            if (quoted && !special) {
                b.add('\\', true);
                continue;
            }
            from_.skip();
            b.add(static_cast<char>(escaped), true);
            continue;
        }
        case '\'':
            if (quoted) break;
            if (!read_single_quotes(b)) return false;
            continue;
        case '"':
            if (c == context::here_document) break;
            from_.skip();
            if (c == context::arithmetic) continue;
            if (c == context::quoted_braces) {
                inner_quotes = !inner_quotes;
                b.any_quoted = true;
                continue;
            }
            had_text = b.text_pending && b.text_quoted;
            b.begin_text(true);
            if (!had_text && from_.peek() == '$' && from_.peek_second() == '@' && b.text.empty())
                b.text_pending = false;
            if (!read_parts(b, context::double_quotes)) return false;
            continue;
        case '`':
            if (!read_backquotes(b, quoted)) return false;
            continue;
        case '$':
            if (!read_dollar(b, c)) return false;
            continue;
        case '=':
            if (c == context::plain && !b.assigns && !b.first && b.text_pending && !b.text_quoted &&
                is_name(b.text.view())) {
                b.assigns = true;
                from_.skip();
                b.add('=', false);
                read_tilde(b, c);
                continue;
            }
            break;
        case ':':
            if (c == context::plain && b.assigns) {
                from_.skip();
                b.add(':', false);
                read_tilde(b, c);
                continue;
            }
            break;
        }
        from_.skip();
        b.add(static_cast<char>(ch), quoted);
    }
}

// ~ or ~name, if that is what comes, up to what ends it.
void lexer::read_tilde(builder &b, context c) {
    if (peek_character() != '~') return;
    const std::string_view ahead = from_.ahead();
    size_t size = 1;
    while (size < ahead.size() && (is_name_character(ahead[size]) || ahead[size] == '-' ||
                                   ahead[size] == '.' || ahead[size] == '+'))
        size++;
    const char stop = size < ahead.size() ? ahead[size] : '\n';
    const bool ends = ends_plain(stop) || stop == '/' || (stop == ':' && b.assigns) ||
                      (stop == '}' && c == context::braces);
    if (!ends) return;
    part *p = b.append_expansion(part_kind::tilde, false);
    p->text = into_.memory.copy(ahead.substr(1, size - 1));
    p->size = static_cast<uint32_t>(size - 1);
    from_.take(size);
}

bool lexer::read_single_quotes(builder &b) {
    from_.skip();
    b.begin_text(true);
    for (;;) {
        const int c = from_.get();
        if (c == '\'') return true;
        if (c == source::end) {
            fail("unterminated quoted string, \"'\" expected");
            return false;
        }
        b.text.add(static_cast<char>(c));
    }
}

// $'...': the escapes of C.
bool lexer::read_dollar_quotes(builder &b) {
    from_.skip();
    b.begin_text(true);
    for (;;) {
        const int c = from_.get();
        if (c == '\'') return true;
        if (c == source::end) {
            fail("unterminated quoted string, \"'\" expected");
            return false;
        }
        if (c == '\\')
            read_escape(b);
        else
            b.text.add(static_cast<char>(c));
    }
}

static int digit_value(int c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return 99;
}

void lexer::read_escape(builder &b) {
    const auto number = [this](int base, int most) {
        unsigned long value = 0;
        for (int d; most-- && (d = digit_value(from_.peek())) < base; from_.skip())
            value = value * static_cast<unsigned long>(base) + static_cast<unsigned long>(d);
        return value;
    };
    const auto add = [&b](unsigned long c) {
        if (c) b.text.add(static_cast<char>(c));
    };
    const int c = from_.peek();
    if (c == source::end) return b.text.add('\\');
    if (c >= '0' && c <= '7') return add(number(8, 3));
    from_.skip();
    switch (c) {
    case 'a': return b.text.add('\a');
    case 'b': return b.text.add('\b');
    case 'e':
    case 'E': return b.text.add(27);
    case 'f': return b.text.add('\f');
    case 'n': return b.text.add('\n');
    case 'r': return b.text.add('\r');
    case 't': return b.text.add('\t');
    case 'v': return b.text.add('\v');
    case '\\':
    case '\'':
    case '"':
    case '?': return b.text.add(static_cast<char>(c));
    case 'c': {
        const int control = from_.get();
        if (control != source::end) add(static_cast<unsigned long>(control) & 31);
        return;
    }
    case 'x':
        if (digit_value(from_.peek()) < 16) return add(number(16, 2));
        break;
    case 'u':
    case 'U':
        if (digit_value(from_.peek()) < 16) {
            if (const unsigned long code = number(16, c == 'u' ? 4 : 8)) b.text.add_utf8(code);
            return;
        }
        break;
    }
    b.text.add('\\');
    b.text.add(static_cast<char>(c));
}

}  // namespace msh

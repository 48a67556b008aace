#include "msh/lexer.hpp"

#include "msh/alias.hpp"
#include "msh/format.hpp"
#include "msh/output.hpp"
#include "msh/parser.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"
#include "msh/word_builder.hpp"

#include <stdarg.h>

namespace msh {

struct lexer::pending_document {
    pending_document *next;
    redirection *into;
    const char *delimiter;
};

// Backslash and newline together are nothing, wherever they stand outside single quotes.
void lexer::skip_continuations() {
    while (from_.peek() == '\\' && from_.peek_second() == '\n') {
        from_.skip();
        from_.get();
    }
}

int lexer::peek_character() {
    const int c = from_.peek();
    if (c != '\\') return c;
    skip_continuations();
    return from_.peek();
}

void lexer::fail(const char *format, ...) {
    if (failed) return;
    failed = true;
    if (parser_.trying) return;
    if (from_.ended()) parser_.wants_more = true;
    if (parser_.quiet) return;
    buffer text;
    va_list arguments;
    va_start(arguments, format);
    add_format(text, format, arguments);
    va_end(arguments);
    shell.line = line_shown(has_token_ ? line : from_.line);
    const char *builtin = shell.builtin;
    shell.builtin = from_.name;
    complain("syntax error: %s", text.text());
    shell.builtin = builtin;
}

void lexer::fail_too_deep() {
    parser_.too_deep = true;
    fail("nested too deeply");
}

token lexer::peek() {
    if (!has_token_) {
        token_ = failed ? token::end : read_token();
        has_token_ = true;
    }
    return token_;
}

token lexer::next() {
    const token t = peek();
    has_token_ = false;
    return t;
}

static bool is_blank(int c) { return c == ' ' || c == '\t'; }

static bool ends_word(int c) {
    switch (c) {
    case source::end:
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

// A keyword where the grammar takes it for one is no alias.
bool lexer::is_reserved() const {
    if (expects_in) return word_text == "in" || word_text == "do";
    return expand_aliases && word_text != "in" && word_text != "function" && is_keyword(word_text);
}

token lexer::read_token() {
    word_text = {};
    current_word = nullptr;
    bool may_be_alias = expand_aliases && !inside_substitution;
    for (;;) {
        int c = peek_character();
        while (is_blank(c)) {
            from_.skip();
            c = peek_character();
        }
        if (c == '#') {
            while ((c = from_.peek()) != source::end && c != '\n') from_.skip();
        }
        line = from_.line;
        // At its end the line may run, and read text with the same aliases.
        if (c == source::end || c == '\n') from_.settle_aliases();
        if (c == source::end) {
            if (pending_) read_here_documents();
            return token::end;
        }
        if (c == '\n') {
            from_.alias_blank = false;
            from_.skip();
            if (pending_) read_here_documents();
            return token::newline;
        }
        may_be_alias |= from_.alias_blank && !inside_substitution;
        if (ends_word(c)) {
            from_.alias_blank = false;
            return read_operator(c);
        }
        from_.alias_blank = false;
        from_.settle_aliases();
        const token t = keeps_raw ? read_raw_word() : read_word();
        if (t != token::word || !may_be_alias || word_text.empty() || is_reserved()) return t;
        alias *a = find_alias(word_text);
        if (!a || a->in_use) return t;
        from_.push(a->value, a);
        word_text = {};
        current_word = nullptr;
    }
}

token lexer::read_operator(int c) {
    from_.skip();
    const int second = peek_character();
    const auto take = [this](token t) {
        from_.skip();
        return t;
    };
    switch (c) {
    case ';':
        if (second == '&') return take(token::semicolon_and);
        if (second != ';') return token::semicolon;
        from_.skip();
        if (peek_character() == '&') return take(token::double_semicolon_and);
        return token::double_semicolon;
    case '&':
        if (second == '&') return take(token::and_if);
        if (second != '>') return token::ampersand;
        from_.skip();
        if (peek_character() == '>') return take(token::and_double_great);
        return token::and_great;
    case '|': return second == '|' ? take(token::or_if) : token::bar;
    case '(': return token::left_parenthesis;
    case ')': return token::right_parenthesis;
    case '<':
        if (second == '&') return take(token::less_and);
        if (second == '>') return take(token::less_great);
        if (second != '<') return token::less;
        from_.skip();
        if (peek_character() == '-') return take(token::double_less_dash);
        if (peek_character() == '<') return take(token::triple_less);
        return token::double_less;
    default:
        if (second == '&') return take(token::great_and);
        if (second == '>') return take(token::double_great);
        if (second == '|') return take(token::clobber);
        return token::great;
    }
}

// The common word has no quotes and no expansions and lies within one line: one copy and done.
token lexer::read_word() {
    const std::string_view ahead = from_.ahead();
    size_t size = 0;
    bool digits = true;
    while (size < ahead.size()) {
        const char c = ahead[size];
        if (c >= '0' && c <= '9') {
        } else if (is_name_start(c) || c == '-' || c == '.' || c == '/' || c == '=' || c == ':' ||
                   c == '+' || c == ',' || c == '%' || c == '@' || c == '{' || c == '}' ||
                   c == ']' || c == '!' || c == '^') {
            digits = false;
        } else {
            break;
        }
        size++;
    }
    if (size && size < ahead.size() && ends_word(static_cast<unsigned char>(ahead[size]))) {
        const char stop = ahead[size];
        if (digits && (stop == '<' || stop == '>') && size < 9) {
            descriptor = 0;
            for (size_t i = 0; i < size; i++) descriptor = descriptor * 10 + (ahead[i] - '0');
            from_.take(size);
            return token::io_number;
        }
        const char *text = into_.memory.copy(ahead.substr(0, size));
        from_.take(size);
        word *w = into_.memory.make<word>();
        w->plain = text;
        w->plain_size = static_cast<uint32_t>(size);
        current_word = w;
        word_text = {text, size};
        return token::word;
    }
    builder b(into_.memory);
    if (!read_parts(b, context::plain)) return token::end;
    current_word = b.finish();
    if (!current_word->plain || current_word->quoted) return token::word;
    word_text = {current_word->plain, current_word->plain_size};
    const int stop = from_.peek();
    if ((stop == '<' || stop == '>') && word_text.size() < 9 &&
        word_text.find_first_not_of("0123456789") == word_text.npos) {
        descriptor = 0;
        for (const char c : word_text) descriptor = descriptor * 10 + (c - '0');
        return token::io_number;
    }
    return token::word;
}

token lexer::read_raw_word() {
    const source::recording r = from_.record();
    const token t = read_word();
    const std::string_view text = from_.recorded(r);
    raw_word_ = {into_.memory.copy(text), text.size()};
    from_.keep(r);
    return t;
}

const char *lexer::describe() {
    static constexpr const char *names[] = {
        "end of file", "newline", "word", "descriptor", ";",   "&",  "&&", "||", "|",
        "(",           ")",       ";;",   ";&",         ";;&", "<",  ">",  "<<", "<<-",
        "<<<",         "<&",      ">&",   "<>",         ">|",  ">>", "&>", "&>>"};
    const token t = peek();
    if (t == token::word && !word_text.empty()) return into_.memory.copy(word_text);
    return names[static_cast<size_t>(t)];
}

// The text of a word without its quotes. What would be an expansion elsewhere stays as it is
// written.
static void remove_quotes(std::string_view raw, buffer &into) {
    char quote = 0;
    for (size_t i = 0; i < raw.size(); i++) {
        const char c = raw[i];
        if (c == '\\' && quote != '\'' && i + 1 < raw.size()) {
            const char next = raw[++i];
            if (next == '\n') continue;
            if (quote && !strchr("$`\"\\", next)) into.add('\\');
            into.add(next);
        } else if (quote ? c == quote : c == '\'' || c == '"') {
            quote = quote ? 0 : c;
        } else {
            into.add(c);
        }
    }
}

void lexer::expect_here_document(redirection *r) {
    auto *p = into_.memory.make<pending_document>();
    p->into = r;
    const word &w = *r->target;
    bool expands = false;
    for (const part *q = w.parts; q; q = q->next) expands |= q->kind != part_kind::text;
    buffer text;
    if (w.plain)
        text.add(std::string_view(w.plain, w.plain_size));
    else if (expands)
        remove_quotes(raw_word_, text);
    else
        for (const part *q = w.parts; q; q = q->next) text.add(std::string_view(q->text, q->size));
    p->delimiter = into_.memory.copy(text.view());
    r->literal = w.quoted || expands;
    pending_document **place = &pending_;
    while (*place) place = &(*place)->next;
    *place = p;
}

void lexer::read_here_documents() {
    pending_document *p = pending_;
    pending_ = nullptr;
    from_.continued = true;
    for (; p; p = p->next) {
        redirection *r = p->into;
        const std::string_view delimiter = p->delimiter;
        buffer body;
        const int first_line = from_.line;
        for (bool ended = false; !ended;) {
            const size_t begin = body.size();
            int c;
            if (r->strip_tabs)
                while (from_.peek() == '\t') from_.skip();
            while ((c = from_.get()) != source::end && c != '\n') {
                if (c == '\\' && !r->literal) {
                    const int second = from_.peek();
                    if (second == '\n') {
                        from_.skip();
                        continue;
                    }
                    body.add('\\');
                    if (second == source::end) continue;
                    c = from_.get();
                }
                body.add(static_cast<char>(c));
            }
            if (body.view().substr(begin) == delimiter && (c == '\n' || body.size() > begin)) {
                body.resize(begin);
                ended = true;
            } else if (c == source::end) {
                ended = true;
                parser_.wants_more = true;
            } else {
                body.add('\n');
            }
        }
        if (r->literal) {
            builder b(into_.memory);
            b.begin_text(true);
            b.text.add(body.view());
            r->target = b.finish();
            continue;
        }
        string_reader text(body.view());
        source inner(text, first_line);
        lexer sub(inner, into_, parser_);
        r->target = sub.parse_text(context::here_document);
        if (sub.failed) failed = true;
    }
}

word *lexer::parse_text(context c) {
    builder b(into_.memory);
    if (!read_parts(b, c)) {
        failed = true;
        return into_.memory.make<word>();
    }
    if (b.at_start()) b.begin_text(true);
    return b.finish();
}

}  // namespace msh

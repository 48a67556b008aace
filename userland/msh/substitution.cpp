// What begins with $ or a backquote.

#include "msh/parser.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"
#include "msh/word_builder.hpp"

namespace msh {

static bool is_special(int c) {
    return c == '@' || c == '*' || c == '#' || c == '?' || c == '-' || c == '$' || c == '!';
}

static part *add_parameter(lexer &, arena &memory, part *p) {
    p->parameter = memory.make<parameter>();
    p->parameter->position = -1;
    p->parameter->quoted = p->quoted;
    return p;
}

// $(( is arithmetic if it ends like that, else a command that begins with a subshell. To try each
// of several inside each other in both ways would take twice as long for each level: so what is no
// arithmetic is remembered for when something around it is read again, and the end of the input
// inside a trial ends those around it, too. Here-documents have sources of their own, which
// remember nothing of each other, hence the limit.
bool lexer::read_double_parenthesis(builder &b, bool quoted) {
    constexpr int most_retries = 10000;
    const source::recording r = from_.record();
    if (from_.remembers(r)) {
        from_.keep(r);
        return read_command(b, quoted);
    }
    from_.skip();
    const arena::mark unused = into_.memory.position();
    builder trial(into_.memory);
    const bool outer = parser_.trying;
    parser_.trying = true;
    const bool arithmetic =
        read_parts(trial, context::arithmetic) && from_.get() == ')' && peek_character() == ')';
    parser_.trying = outer;
    failed = false;
    if (arithmetic) {
        from_.keep(r);
        from_.skip();
        part *p = b.append_expansion(part_kind::arithmetic, quoted);
        if (trial.at_start()) trial.begin_text(true);
        p->expression = trial.finish();
        return true;
    }
    from_.remember(r);
    if (from_.ended()) {
        if (!outer) fail("unexpected end of file (expecting \"))\")");
        failed = true;
        return false;
    }
    if (parser_.too_deep || parser_.retries++ == most_retries) {
        fail_too_deep();
        return false;
    }
    from_.replay(r);
    into_.memory.rewind(unused);
    return read_command(b, quoted);
}

bool lexer::read_dollar(builder &b, context c) {
    const bool quoted = c != context::plain && c != context::braces;
    from_.skip();
    const int next = peek_character();
    if (next == '(') {
        from_.skip();
        return peek_character() == '(' ? read_double_parenthesis(b, quoted)
                                       : read_command(b, quoted);
    }
    if (next == '{') {
        from_.skip();
        return read_braced(b, quoted);
    }
    if (next == '\'' && !quoted) return read_dollar_quotes(b);
    if (next != source::end && is_name_start(static_cast<char>(next))) {
        buffer name;
        for (int n;
             (n = peek_character()) != source::end && is_name_character(static_cast<char>(n));
             from_.skip())
            name.add(static_cast<char>(n));
        part *p =
            add_parameter(*this, into_.memory, b.append_expansion(part_kind::parameter, quoted));
        p->parameter->name = {into_.memory.copy(name.view()), name.size()};
    } else if (next >= '0' && next <= '9') {
        from_.skip();
        part *p =
            add_parameter(*this, into_.memory, b.append_expansion(part_kind::parameter, quoted));
        p->parameter->position = next - '0';
    } else if (is_special(next)) {
        from_.skip();
        part *p =
            add_parameter(*this, into_.memory, b.append_expansion(part_kind::parameter, quoted));
        p->parameter->special = static_cast<char>(next);
    } else {
        b.add('$', quoted);
    }
    return true;
}

// The word behind an operator in ${}, up to } or one of `stops`.
word *lexer::read_operand(context c, const char *stops) {
    const char *outer = stops_;
    stops_ = stops;
    builder b(into_.memory);
    const bool fine = read_parts(b, c);
    stops_ = outer;
    return fine ? b.finish() : nullptr;
}

bool lexer::read_braced(builder &b, bool quoted) {
    part *p = add_parameter(*this, into_.memory, b.append_expansion(part_kind::parameter, quoted));
    parameter &e = *p->parameter;
    const context operand = quoted ? context::quoted_braces : context::braces;
    const auto set_position = [&](int digit) {
        long value = 0;
        for (; digit >= '0' && digit <= '9'; digit = peek_character()) {
            if (value < 1000000) value = value * 10 + (digit - '0');
            from_.skip();
        }
        e.position = static_cast<int>(value);
    };
    const auto read_name = [&] {
        const int c = peek_character();
        if (c != source::end && is_name_start(static_cast<char>(c))) {
            buffer name;
            for (int n;
                 (n = peek_character()) != source::end && is_name_character(static_cast<char>(n));
                 from_.skip())
                name.add(static_cast<char>(n));
            e.name = {into_.memory.copy(name.view()), name.size()};
        } else if (c >= '0' && c <= '9') {
            set_position(c);
        } else if (is_special(c)) {
            from_.skip();
            e.special = static_cast<char>(c);
        } else {
            return false;
        }
        return true;
    };
    // Reads on to the brace, so that the error can wait until the expansion is wanted.
    const auto bad = [&] {
        e.op = parameter_op::bad;
        if (!read_operand(operand, "")) return false;
        from_.skip();
        return true;
    };
    e.op = parameter_op::value;
    if (peek_character() == '#') {
        from_.skip();
        const int c = peek_character();
        if (c == '}') {
            from_.skip();
            e.special = '#';
            return true;
        }
        const int second = from_.peek_second();
        const bool operates_on_count =
            (c == ':' || c == '-' || c == '=' || c == '?' || c == '+' || c == '#' || c == '%') &&
            second != '}';
        if (operates_on_count || c == ':' || c == '=' || c == '+' || c == '%') {
            e.special = '#';
        } else {
            if (!read_name()) return bad();
            e.op = parameter_op::length;
            if (peek_character() != '}') return bad();
            from_.skip();
            return true;
        }
    } else if (!read_name()) {
        return bad();
    }
    int c = peek_character();
    if (c == '}') {
        from_.skip();
        return true;
    }
    if (c == ':') {
        from_.skip();
        c = peek_character();
        if (c == '-' || c == '=' || c == '?' || c == '+') {
            e.colon = true;
        } else {
            e.op = parameter_op::substring;
            if (c == '}') return bad();
            if (!(e.argument = read_operand(context::quoted_braces, ":"))) return false;
            if (peek_character() == ':') {
                from_.skip();
                if (!(e.second = read_operand(context::quoted_braces, ""))) return false;
            }
            from_.skip();
            return true;
        }
    }
    switch (c) {
    case '-': e.op = parameter_op::use_default; break;
    case '=': e.op = parameter_op::assign_default; break;
    case '?': e.op = parameter_op::error_if_unset; break;
    case '+': e.op = parameter_op::use_alternative; break;
    case '#': e.op = parameter_op::cut_prefix; break;
    case '%': e.op = parameter_op::cut_suffix; break;
    case '/': e.op = parameter_op::replace; break;
    default: return bad();
    }
    from_.skip();
    const bool doubled = peek_character() == c;
    switch (e.op) {
    case parameter_op::cut_prefix:
        if (doubled) e.op = parameter_op::cut_longest_prefix;
        break;
    case parameter_op::cut_suffix:
        if (doubled) e.op = parameter_op::cut_longest_suffix;
        break;
    case parameter_op::replace:
        if (doubled) e.op = parameter_op::replace_all;
        break;
    default: break;
    }
    const bool pattern = e.op >= parameter_op::cut_prefix;
    if (pattern && doubled) from_.skip();
    const bool replaces = e.op == parameter_op::replace || e.op == parameter_op::replace_all;
    // Patterns have quotes of their own even inside double quotes.
    if (!(e.argument = read_operand(pattern ? context::braces : operand, replaces ? "/" : "")))
        return false;
    if (replaces && peek_character() == '/') {
        from_.skip();
        if (!(e.second = read_operand(context::braces, ""))) return false;
    }
    from_.skip();
    return true;
}

// Its end is found without aliases (POSIX 2.2.3); those that are there when it runs count, so the
// text is kept for parsing it again. Not that of long ones inside others: what nests deeply would
// take the square of its size.
void lexer::keep_text(part &p, std::string_view text) {
    constexpr size_t longest_inside = 4096;
    if (inside_substitution && text.size() > longest_inside) return;
    p.text = into_.memory.copy(text);
    p.size = static_cast<uint32_t>(text.size());
    p.names_alias = text.find("alias") != text.npos;
}

bool lexer::read_command(builder &b, bool quoted) {
    part *p = b.append_expansion(part_kind::command, quoted);
    node *body;
    const source::recording r = from_.record();
    if (!parser_.parse_substitution(*this, body)) return false;
    const std::string_view text = from_.recorded(r);
    keep_text(*p, text.substr(0, text.size() - 1));
    from_.keep(r);
    p->command = body;
    return true;
}

// Takes one level of backslashes away, then parses what is left.
bool lexer::read_backquotes(builder &b, bool quoted) {
    from_.skip();
    buffer text;
    const int first_line = from_.line;
    for (;;) {
        int c = from_.get();
        if (c == source::end) {
            fail("unterminated quoted string, '`' expected");
            return false;
        }
        if (c == '`') break;
        if (c == '\\') {
            const int escaped = from_.peek();
            if (escaped == '\n') {
                from_.skip();
                continue;
            }
            if (escaped == '$' || escaped == '`' || escaped == '\\' || (escaped == '"' && quoted))
                c = from_.get();
        }
        text.add(static_cast<char>(c));
    }
    part *p = b.append_expansion(part_kind::command, quoted);
    string_reader reader(text.view());
    source inner(reader, first_line);
    node *body;
    if (!parser_.parse_whole(inner, body)) {
        failed = true;
        return false;
    }
    keep_text(*p, text.view());
    p->command = body;
    return true;
}

}  // namespace msh

#include "msh/arithmetic.hpp"

#include "msh/buffer.hpp"
#include "msh/shell.hpp"
#include "msh/variable.hpp"

namespace msh {

namespace {

enum class op : uint8_t {
    none,
    comma,
    assign,
    question,
    or_or,
    and_and,
    bit_or,
    bit_xor,
    bit_and,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    shift_left,
    shift_right,
    add,
    subtract,
    multiply,
    divide,
    remainder,
    power,
};

struct operator_found {
    op what;
    uint8_t precedence;  // higher binds tighter
    uint8_t size;
    bool assigns;  // op=
};

// An expression being read and evaluated at once; with `skip_`, only read.
class evaluation {
public:
    explicit evaluation(std::string_view text, int depth)
        : at_(text.data()), end_(text.data() + text.size()), depth_(depth) {}

    bool run(int64_t &result) {
        skip_blanks();
        if (at_ == end_) {
            result = 0;
            return true;
        }
        if (!expression(1, result)) return false;
        skip_blanks();
        return at_ == end_ || fail();
    }

private:
    bool fail(const char *why = "arithmetic syntax error") {
        if (shell.leaving == unwinding::none) abandon(2, "%s", why);
        return false;
    }
    void skip_blanks() {
        while (at_ < end_ && (*at_ == ' ' || *at_ == '\t' || *at_ == '\n')) at_++;
    }
    char peek(size_t i = 0) const { return at_ + i < end_ ? at_[i] : 0; }
    operator_found find_operator() const;
    bool expression(int least, int64_t &result);
    bool unary(int64_t &result);
    bool primary(int64_t &result);
    bool number(int64_t &result);
    bool name(int64_t &result);
    bool apply(op what, int64_t &left, int64_t right);
    bool read(variable &v, int64_t &result);
    bool store(variable &v, int64_t value);
    bool step(int64_t &result);

    const char *at_;
    const char *end_;
    int depth_;
    int skip_ = 0;
    variable *lvalue_ = nullptr;  // what the last primary named
};

operator_found evaluation::find_operator() const {
    const char c = peek(), d = peek(1), e = peek(2);
    const auto with_assign = [&](op what, uint8_t precedence) -> operator_found {
        if (d == '=') return {what, 2, 2, true};
        return {what, precedence, 1, false};
    };
    switch (c) {
    case ',': return {op::comma, 1, 1, false};
    case '=':
        if (d == '=') return {op::equal, 9, 2, false};
        return {op::assign, 2, 1, true};
    case '?': return {op::question, 3, 1, false};
    case '|':
        if (d == '|') return {op::or_or, 4, 2, false};
        return with_assign(op::bit_or, 6);
    case '&':
        if (d == '&') return {op::and_and, 5, 2, false};
        return with_assign(op::bit_and, 8);
    case '^': return with_assign(op::bit_xor, 7);
    case '!':
        if (d == '=') return {op::not_equal, 9, 2, false};
        break;
    case '<':
        if (d == '<')
            return e == '=' ? operator_found{op::shift_left, 2, 3, true}
                            : operator_found{op::shift_left, 11, 2, false};
        if (d == '=') return {op::less_equal, 10, 2, false};
        return {op::less, 10, 1, false};
    case '>':
        if (d == '>')
            return e == '=' ? operator_found{op::shift_right, 2, 3, true}
                            : operator_found{op::shift_right, 11, 2, false};
        if (d == '=') return {op::greater_equal, 10, 2, false};
        return {op::greater, 10, 1, false};
    case '+': return with_assign(op::add, 12);
    case '-': return with_assign(op::subtract, 12);
    case '*':
        if (d == '*') return {op::power, 14, 2, false};
        return with_assign(op::multiply, 13);
    case '/': return with_assign(op::divide, 13);
    case '%': return with_assign(op::remainder, 13);
    }
    return {op::none, 0, 0, false};
}

bool evaluation::apply(op what, int64_t &left, int64_t right) {
    const auto a = static_cast<uint64_t>(left), b = static_cast<uint64_t>(right);
    switch (what) {
    case op::none:
    case op::question:
    case op::comma:
    case op::assign: left = right; break;
    case op::or_or: left = left || right; break;
    case op::and_and: left = left && right; break;
    case op::bit_or: left |= right; break;
    case op::bit_xor: left ^= right; break;
    case op::bit_and: left &= right; break;
    case op::equal: left = left == right; break;
    case op::not_equal: left = left != right; break;
    case op::less: left = left < right; break;
    case op::less_equal: left = left <= right; break;
    case op::greater: left = left > right; break;
    case op::greater_equal: left = left >= right; break;
    case op::shift_left: left = static_cast<int64_t>(a << (b & 63)); break;
    case op::shift_right: left >>= b & 63; break;
    case op::add: left = static_cast<int64_t>(a + b); break;
    case op::subtract: left = static_cast<int64_t>(a - b); break;
    case op::multiply: left = static_cast<int64_t>(a * b); break;
    case op::divide:
    case op::remainder:
        if (skip_) break;
        if (right == 0) return fail("divide by zero");
        if (right == -1)
            left = what == op::divide ? static_cast<int64_t>(0 - a) : 0;
        else if (what == op::divide)
            left /= right;
        else
            left %= right;
        break;
    case op::power: {
        if (right < 0) return skip_ || fail("exponent less than 0");
        uint64_t result = 1, base = a;
        for (uint64_t n = b; n; n >>= 1, base *= base)
            if (n & 1) result *= base;
        left = static_cast<int64_t>(result);
        break;
    }
    }
    return true;
}

// Precedence climbing. Assignment and ?: bind to the right.
bool evaluation::expression(int least, int64_t &result) {
    if (stack_is_low()) return fail("expression nested too deeply");
    if (!unary(result)) return false;
    for (;;) {
        skip_blanks();
        const operator_found found = find_operator();
        if (found.what == op::none || found.precedence < least) return true;
        if (found.assigns) {
            variable *target = lvalue_;
            if (!target) return fail();
            at_ += found.size;
            int64_t right;
            if (!expression(2, right) || !apply(found.what, result, right)) return false;
            if (!store(*target, result)) return false;
            lvalue_ = nullptr;
            continue;
        }
        at_ += found.size;
        lvalue_ = nullptr;
        int64_t right = 0;
        if (found.what == op::question) {
            const bool condition = result;
            int64_t otherwise = 0;
            skip_ += !condition;
            if (!expression(1, right)) return false;
            skip_ -= !condition;
            skip_blanks();
            if (peek() != ':') return fail("malformed ?: operator");
            at_++;
            skip_ += condition;
            if (!expression(3, otherwise)) return false;
            skip_ -= condition;
            result = condition ? right : otherwise;
        } else if (found.what == op::or_or || found.what == op::and_and) {
            const bool decided = found.what == op::or_or ? result : !result;
            skip_ += decided;
            if (!expression(found.precedence + 1, right)) return false;
            skip_ -= decided;
            apply(found.what, result, right);
        } else {
            if (!expression(found.precedence + (found.what != op::power), right)) return false;
            if (!apply(found.what, result, right)) return false;
        }
        lvalue_ = nullptr;
    }
}

bool evaluation::unary(int64_t &result) {
    skip_blanks();
    const char c = peek();
    if ((c == '+' || c == '-') && peek(1) == c) {
        // ++x only before a name: --5 is two signs.
        const char *begin = at_;
        at_ += 2;
        skip_blanks();
        if (is_name_start(peek())) {
            if (!name(result)) return false;
            result += c == '+' ? 1 : -1;
            variable *target = lvalue_;
            lvalue_ = nullptr;
            return store(*target, result);
        }
        at_ = begin;
    }
    if (c == '+' || c == '-' || c == '!' || c == '~') {
        if (stack_is_low()) return fail("expression nested too deeply");
        at_++;
        if (!unary(result)) return false;
        lvalue_ = nullptr;
        if (c == '-') result = static_cast<int64_t>(0 - static_cast<uint64_t>(result));
        if (c == '!') result = !result;
        if (c == '~') result = ~result;
        return true;
    }
    return primary(result);
}

bool evaluation::primary(int64_t &result) {
    lvalue_ = nullptr;
    const char c = peek();
    if (c >= '0' && c <= '9') return number(result);
    if (is_name_start(c)) return name(result) && step(result);
    if (c != '(') return fail();
    at_++;
    if (!expression(1, result)) return false;
    skip_blanks();
    if (peek() != ')') return fail();
    at_++;
    lvalue_ = nullptr;
    return true;
}

// x++ and x--, unless another sign or operand shows that it is x + +y.
bool evaluation::step(int64_t &result) {
    skip_blanks();
    const char c = peek();
    if ((c != '+' && c != '-') || peek(1) != c) return true;
    const char *rest = at_ + 2;
    while (rest < end_ && (*rest == ' ' || *rest == '\t')) rest++;
    if (rest < end_ && (is_name_character(*rest) || *rest == '(' || *rest == '$')) return true;
    at_ += 2;
    variable *target = lvalue_;
    lvalue_ = nullptr;
    return store(*target, result + (c == '+' ? 1 : -1));
}

// Decimal, octal after 0, hexadecimal after 0x, BASE#digits.
bool evaluation::number(int64_t &result) {
    unsigned base = 10;
    uint64_t value = 0;
    if (peek() == '0') {
        base = 8;
        at_++;
        if (peek() == 'x' || peek() == 'X') {
            base = 16;
            at_++;
        }
    }
    for (;;) {
        const char c = peek();
        unsigned digit;
        if (c >= '0' && c <= '9')
            digit = static_cast<unsigned>(c - '0');
        else if (base > 10 && c >= 'a' && c <= 'z')
            digit = static_cast<unsigned>(c - 'a') + 10;
        else if (base > 36 && c >= 'A' && c <= 'Z')
            digit = static_cast<unsigned>(c - 'A') + 36;
        else if (base > 10 && c >= 'A' && c <= 'Z')
            digit = static_cast<unsigned>(c - 'A') + 10;
        else if (base > 36 && (c == '@' || c == '_'))
            digit = c == '@' ? 62 : 63;
        else if (c == '#' && base == 10 && value >= 2 && value <= 64) {
            base = static_cast<unsigned>(value);
            value = 0;
            at_++;
            continue;
        } else if (is_name_character(c))
            return fail();
        else
            break;
        if (digit >= base) return fail();
        value = value * base + digit;
        at_++;
    }
    result = static_cast<int64_t>(value);
    return true;
}

bool evaluation::name(int64_t &result) {
    const char *begin = at_;
    while (is_name_character(peek())) at_++;
    lvalue_ = &variable_named({begin, static_cast<size_t>(at_ - begin)});
    skip_blanks();
    if (find_operator().what == op::assign) {
        result = 0;
        return true;
    }
    return read(*lvalue_, result);
}

// A value that is not a plain number is an expression again.
bool evaluation::read(variable &v, int64_t &result) {
    result = 0;
    if (skip_) return true;
    const std::string_view text = v.view();
    if (!text.data()) {
        if (!shell.on(option::nounset)) return true;
        abandon(2, "%.*s: parameter not set", static_cast<int>(v.name_size), v.text);
        return false;
    }
    size_t i = 0;
    const bool negative = !text.empty() && text[0] == '-';
    if (negative) i = 1;
    if (text.size() - i < 18 && text.size() > i && (text[i] != '0' || text.size() == i + 1)) {
        int64_t value = 0;
        for (; i < text.size() && text[i] >= '0' && text[i] <= '9'; i++)
            value = value * 10 + (text[i] - '0');
        if (i == text.size()) {
            result = negative ? -value : value;
            return true;
        }
    }
    if (depth_ > 100) return fail("expression recursion loop detected");
    return evaluation(text, depth_ + 1).run(result);
}

bool evaluation::store(variable &v, int64_t value) {
    if (skip_) return true;
    char digits[24];
    char *begin = digits_before(digits + sizeof digits, value);
    if (assign(v, {begin, static_cast<size_t>(digits + sizeof digits - begin)})) return true;
    shell.status = 2;
    shell.leaving = unwinding::abandon;
    return false;
}

}  // namespace

bool evaluate(std::string_view expression, int64_t &result) {
    return evaluation(expression, 0).run(result);
}

}  // namespace msh

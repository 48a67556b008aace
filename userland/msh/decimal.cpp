#include "msh/decimal.hpp"

#include <strings.h>

namespace msh {

namespace {

constexpr long most_exponent = 100000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

void add_exponent(buffer &into, long exponent, char letter) {
    into.add(letter);
    into.add(exponent < 0 ? '-' : '+');
    if (exponent < 0) exponent = -exponent;
    if (exponent < 10) into.add('0');
    into.add_number(exponent);
}

}  // namespace

const char *decimal::read(const char *text) {
    const char *p = text;
    while (*p == ' ' || *p == '\t' || *p == '\n') p++;
    negative_ = *p == '-';
    if (*p == '-' || *p == '+') p++;
    for (const char *word : {"infinity", "inf", "nan"})
        if (strncasecmp(p, word, strlen(word)) == 0) {
            word_ = *word == 'n' ? "nan" : "inf";
            return p + strlen(word);
        }
    bool any = false, fraction = false;
    for (;; p++) {
        if (*p == '.' && !fraction) {
            fraction = true;
            continue;
        }
        if (!is_digit(*p)) break;
        any = true;
        if (!digits_.empty() || *p != '0') digits_.add(*p);
        if (fraction ? digits_.empty() : !digits_.empty()) point_ += fraction ? -1 : 1;
    }
    if (!any) return text;
    if (*p == 'e' || *p == 'E') {
        const char *q = p + 1;
        const bool below = *q == '-';
        if (*q == '-' || *q == '+') q++;
        if (is_digit(*q)) {
            long exponent = 0;
            for (; is_digit(*q); q++)
                if (exponent < most_exponent) exponent = exponent * 10 + (*q - '0');
            if (exponent > most_exponent) exponent = most_exponent;
            point_ += below ? -exponent : exponent;
            p = q;
        }
    }
    if (digits_.empty()) point_ = 1;
    return p;
}

// Keeps that many digits, of which a half goes to the even neighbour; fills up with zeros.
void decimal::round(buffer &digits, long &point, long kept) const {
    digits.clear();
    point = point_;
    if (kept < 0) return;
    const std::string_view all = digits_.view();
    const size_t count = static_cast<size_t>(kept);
    digits.add(all.substr(0, count));
    while (digits.size() < count) digits.add('0');
    if (all.size() <= count) return;
    const bool more = all.find_first_not_of('0', count + 1) != all.npos;
    const bool odd = count && (all[count - 1] & 1);
    if (all[count] < '5' || (all[count] == '5' && !more && !odd)) return;
    size_t i = count;
    while (i && digits[i - 1] == '9') digits[--i] = '0';
    if (i) {
        digits[i - 1]++;
    } else {
        digits.insert(0, "1");
        point++;
    }
}

void decimal::write(buffer &into, const number_format &f) const {
    buffer text;
    const char style = static_cast<char>(f.conversion | 32);
    long precision = f.precision < 0 ? 6 : f.precision;
    if (style == 'g' && precision == 0) precision = 1;
    buffer digits;
    long point;
    bool scientific = style == 'e';
    if (style == 'g') {
        round(digits, point, precision);
        const long exponent = point - 1;
        scientific = exponent < -4 || exponent >= precision;
        precision = scientific ? precision - 1 : precision - 1 - exponent;
    }
    if (word_) {
        text.add(word_);
    } else if (scientific) {
        round(digits, point, precision + 1);
        // A digit too many after 9.99 became 10.0.
        if (digits.size() > static_cast<size_t>(precision) + 1) digits.resize(digits.size() - 1);
        text.add(digits[0]);
        text.add('.');
        text.add(digits.view().substr(1));
    } else {
        round(digits, point, point_ + precision);
        const size_t whole = point > 0 ? static_cast<size_t>(point) : 0;
        while (digits.size() < whole) digits.add('0');
        text.add(whole ? digits.view().substr(0, whole) : "0");
        text.add('.');
        for (long zeros = -point; zeros > 0 && -point - zeros < precision; zeros--) text.add('0');
        text.add(digits.view().substr(whole));
    }
    if (!word_) {
        if (style == 'g' && !f.alternative)
            while (text.last() == '0') text.resize(text.size() - 1);
        if (text.last() == '.' && !f.alternative) text.resize(text.size() - 1);
        if (scientific) add_exponent(text, point - 1, f.conversion & 32 ? 'e' : 'E');
    }
    number_format padding = f;
    const char *sign = negative_ ? "-" : f.plus ? "+" : f.blank ? " " : "";
    if (f.zeros && !f.left && !word_) {
        const long rest = f.width - static_cast<long>(text.size() + strlen(sign));
        buffer zeros;
        for (long i = 0; i < rest && i < most_exponent; i++) zeros.add('0');
        text.insert(0, zeros.view());
    }
    text.insert(0, sign);
    if (!(f.conversion & 32))
        for (size_t i = 0; i < text.size(); i++)
            if (text[i] >= 'a' && text[i] <= 'z') text[i] = static_cast<char>(text[i] - 32);
    add_padded(into, text.view(), text.size(), padding);
}

}  // namespace msh

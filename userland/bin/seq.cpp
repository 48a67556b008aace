#include "lib/options.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace {

constexpr char help[] =
    "Usage: seq [OPTION]... [FIRST [STEP]] LAST\n"
    "Print the numbers from FIRST (or 1) to LAST, STEP (or 1) apart.\n\n"
    "  -f, --format=FORMAT     print with a floating-point conversion of printf\n"
    "  -s, --separator=STRING  write STRING between, not a newline\n"
    "  -w, --equal-width       make all equally wide with zeros in front\n"
    "      --help              show this text\n";
constexpr long_option names[] = {{"format", 'f', long_option::required},
                                 {"separator", 's', long_option::required},
                                 {"equal-width", 'w'}};

/// A number as it was typed.
struct operand {
    long double value = 0;
    const char *text = "1";
    int width = 0;      ///< of sign and digits before the point
    int precision = 0;  ///< digits behind the point, or -1 if that makes no sense for it

    static bool parse(const char *text, operand &result);
};

bool operand::parse(const char *text, operand &result) {
    char *end = nullptr;
    result.value = std::strtold(text, &end);
    if (end == text || *end) {
        usage_error(1, "invalid floating point argument: '%s'", text);
        return false;
    }
    if (std::isnan(result.value)) {
        usage_error(1, "invalid 'not-a-number' argument: '%s'", text);
        return false;
    }
    while (*text == ' ' || *text == '+') ++text;
    result.text = text;
    // 1.25e1 has one digit behind the point.
    const bool hexadecimal = std::strpbrk(text, "xX");
    const char *const exponent = hexadecimal ? nullptr : std::strpbrk(text, "eE");
    const size_t length = exponent ? static_cast<size_t>(exponent - text) : std::strlen(text);
    const size_t decimal = std::strspn(text, "-0123456789");
    result.width = static_cast<int>(decimal);
    result.precision = 0;
    if (text[decimal] == '.' &&
        std::strspn(text + decimal + 1, "0123456789") + decimal + 1 == length) {
        result.precision = static_cast<int>(length - decimal - 1);
        if (!decimal || text[decimal - 1] == '-') ++result.width;
    } else if (decimal != length) {
        result.precision = std::strpbrk(text, "xXnN.-") ? -1 : 0;
    }
    if (exponent && result.precision >= 0) {
        const long shift = std::clamp(std::strtol(exponent + 1, nullptr, 10), -4096L, 4096L);
        result.width += static_cast<int>(std::max(shift - result.precision, 0L));
        result.precision = static_cast<int>(std::clamp(result.precision - shift, 0L, 4096L));
    }
    return true;
}

/// Checks a format of the user, and makes it one for long double. No value after a message.
std::optional<std::string> checked_format(const char *format) {
    const char *at = format;
    const auto find = [&](const char *from) {
        for (from = std::strchr(from, '%'); from && from[1] == '%';)
            from = std::strchr(from + 2, '%');
        return from;
    };
    at = find(format);
    if (!at) {
        warn("format '%s' has no %% directive", format);
        return {};
    }
    const char *letter = at + 1;
    letter += std::strspn(letter, "-+#0 '");
    letter += std::strspn(letter, "0123456789");
    if (*letter == '.') letter += 1 + std::strspn(letter + 1, "0123456789");
    const size_t place = static_cast<size_t>(letter - format);
    letter += *letter == 'L';
    if (!*letter) {
        warn("format '%s' ends in %%", format);
        return {};
    }
    if (!std::strchr("efgaEFGA", *letter)) {
        warn("format '%s' has unknown %%%c directive", format, *letter);
        return {};
    }
    if (find(letter + 1)) {
        warn("format '%s' has too many %% directives", format);
        return {};
    }
    return std::string(format, place) + "L" + letter;
}

std::string format_value(const std::string &format, long double value) {
    char small[128];
// The format has one conversion, of long double: checked_format and text_format see to that.
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
    const int size = std::snprintf(small, sizeof small, format.c_str(), value);
    if (size < 0) return {};
    if (static_cast<size_t>(size) < sizeof small) return small;
    std::string large(static_cast<size_t>(size) + 1, '\0');
    std::snprintf(large.data(), large.size(), format.c_str(), value);
#pragma clang diagnostic pop
    large.pop_back();
    return large;
}

struct sequence {
    operand first{.value = 1, .width = 1}, step{.value = 1, .width = 1}, last;
    std::string format;  ///< empty: as precise as what was typed
    const char *separator = "\n";
    bool equal_width = false;

    int print();

private:
    [[nodiscard]] std::string own_format() const;
    [[nodiscard]] bool beyond(long double value) const {
        return step.value < 0 ? value < last.value : value > last.value;
    }
    bool print_integers(const char *first_text);
    bool print_digits();
    void print_values();
};

std::string sequence::own_format() const {
    if (first.precision < 0 || step.precision < 0) return "%Lg";
    const int precision = std::max(first.precision, step.precision);
    std::string text = "%";
    if (equal_width) {
        const int width = std::max(first.width, last.width) + (precision ? precision + 1 : 0);
        text += "0" + std::to_string(width);
    }
    return text + "." + std::to_string(precision) + "Lf";
}

/// Rounding may carry the end beyond the last number though it prints alike: 0.1 0.1 0.3.
void sequence::print_values() {
    std::string before;
    for (long double count = 0; !out.failed(); ++count) {
        const long double value = first.value + count * step.value;
        std::string text = format_value(format, value);
        if (beyond(value)) {
            char *end = nullptr;
            const long double printed = std::strtold(text.c_str(), &end);
            if (*end || printed != last.value || text == before) break;
        }
        if (count != 0) out.write(separator);
        out.write(text);
        before = std::move(text);
    }
    out.write("\n");
}

/// Counts with integers where that is exact, as it is several times as fast. False if it is not.
bool sequence::print_integers(const char *format_given) {
    constexpr long double limit = 1e15L;
    const auto whole = [&](const operand &each) {
        return each.precision == 0 && std::fabs(each.value) < limit &&
               each.value == std::floor(each.value);
    };
    if (format_given || equal_width || !whole(first) || !whole(step)) return false;
    const auto by = static_cast<long long>(step.value);
    const long double end = std::clamp(last.value, -limit, limit);
    if (end != last.value) return false;
    for (auto value = static_cast<long long>(first.value); !out.failed(); value += by) {
        if (by < 0 ? static_cast<long double>(value) < end : static_cast<long double>(value) > end)
            break;
        if (value != static_cast<long long>(first.value)) out.write(separator);
        char digits[24];
        char *at = digits + sizeof digits;
        unsigned long long rest = value < 0 ? 0ULL - static_cast<unsigned long long>(value)
                                            : static_cast<unsigned long long>(value);
        do *--at = static_cast<char>('0' + rest % 10);
        while (rest /= 10);
        if (value < 0) *--at = '-';
        out.write(at, static_cast<size_t>(digits + sizeof digits - at));
    }
    out.write("\n");
    return true;
}

/// Adds to a number written in decimal digits.
void add(std::string &digits, unsigned long long sum) {
    for (size_t at = digits.size(); sum; sum /= 10) {
        if (!at) digits.insert(at++, 1, '0');
        sum += static_cast<unsigned>(digits[--at] - '0');
        digits[at] = static_cast<char>('0' + sum % 10);
    }
}

/// Counts in digits, beyond what a long double holds exactly. False if it cannot.
bool sequence::print_digits() {
    for (const operand *each : {&first, &step, &last})
        if (!*each->text || each->text[std::strspn(each->text, "0123456789")]) return false;
    if (!format.empty() || equal_width || step.value > 1e18L) return false;
    const auto significant = [](const char *text) {
        return text + std::min(std::strspn(text, "0"), std::strlen(text) - 1);
    };
    std::string value = significant(first.text);
    const std::string end = significant(last.text);
    const char *gap = "";
    for (; !out.failed() && (value.size() != end.size() ? value.size() < end.size() : value <= end);
         add(value, static_cast<unsigned long long>(step.value)), gap = separator) {
        out.write(gap);
        out.write(value);
    }
    if (*gap || gap == separator) out.write("\n");
    return true;
}

int sequence::print() {
    if (beyond(first.value)) return 0;
    if (print_integers(format.empty() ? nullptr : format.c_str())) return 0;
    if (print_digits()) return 0;
    if (format.empty()) format = own_format();
    print_values();
    return 0;
}

/// Cuts off what follows the options: a negative number is no option.
std::vector<char *> take_numbers(char **argv) {
    std::vector<char *> numbers;
    char **word = argv + 1;
    for (; *word; ++word) {
        const char *text = *word;
        if (text[0] != '-' || (text[1] >= '0' && text[1] <= '9') || text[1] == '.') break;
        const bool takes = std::strcmp(text, "-s") == 0 || std::strcmp(text, "-f") == 0;
        if (takes && word[1]) ++word;
    }
    for (char **rest = word; *rest; ++rest) numbers.push_back(*rest);
    *word = nullptr;
    return numbers;
}

}  // namespace

int seq_main(int, char **argv) {
    std::vector<char *> numbers = take_numbers(argv);
    options parser(argv, "f:s:w", names, help);
    sequence series;
    const char *format = nullptr;
    for (int code; (code = parser.next()) != options::end;) switch (code) {
        case 'f': format = parser.argument(); break;
        case 's': series.separator = parser.argument(); break;
        case 'w': series.equal_width = true; break;
        default: return 1;
        }
    const auto words = parser.operands();
    numbers.insert(numbers.begin(), words.begin(), words.end());
    if (numbers.empty()) return usage_error(1, "missing operand");
    if (numbers.size() > 3) return usage_error(1, "extra operand '%s'", numbers[3]);
    if (format) {
        const auto checked = checked_format(format);
        if (!checked) return 1;
        series.format = *checked;
    }
    if (format && series.equal_width)
        return usage_error(1,
                           "format string may not be specified when printing equal width strings");
    operand *const places[][3] = {
        {&series.last}, {&series.first, &series.last}, {&series.first, &series.step, &series.last}};
    for (size_t i = 0; i < numbers.size(); ++i)
        if (!operand::parse(numbers[i], *places[numbers.size() - 1][i])) return 1;
    if (series.step.value == 0)
        return usage_error(1, "invalid Zero increment value: '%s'", numbers[1]);
    return series.print();
}

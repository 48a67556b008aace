#include <script_line.hpp>

namespace posix {

namespace {

constexpr std::string_view blanks = " \t";

std::string_view trim(std::string_view text) {
    const auto begin = text.find_first_not_of(blanks);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

}  // namespace

bool parse_script_line(std::string_view text, script_line &line) {
    if (!text.starts_with("#!")) return false;
    const bool cut = text.size() >= script_line_max;
    text = text.substr(2, script_line_max - 3);
    const auto end = text.find_first_of(std::string_view("\n\0", 2));
    const std::string_view whole = trim(text.substr(0, end));
    const auto gap = whole.find_first_of(blanks);
    // A name that goes on beyond what was read would run something else.
    if (end == text.npos && cut && gap == whole.npos) return false;
    line.interpreter = whole.substr(0, gap);
    line.argument = gap == whole.npos ? std::string_view{} : trim(whole.substr(gap));
    return !line.interpreter.empty();
}

}  // namespace posix

// How grep writes lines: names, numbers, context, colours.

#include "bin/grep/grep_search.hpp"
#include "lib/bytes.hpp"
#include "lib/output.hpp"

namespace {

constexpr std::string_view name_colour = "35", number_colour = "32", separator_colour = "36",
                           match_colour = "01;31";

void begin_colour(std::string_view colour) {
    out.write("\033[");
    out.write(colour);
    out.write("m\033[K");
}

void end_colour() { out.write("\033[m\033[K"); }

}  // namespace

void grep_search::print_name() {
    if (options_.colour) begin_colour(name_colour);
    out.write(name_);
    if (options_.colour) end_colour();
}

void grep_search::print_separator(char separator) {
    if (options_.colour) begin_colour(separator_colour);
    out.put(separator);
    if (options_.colour) end_colour();
}

void grep_search::print_prefix(const char *line, const char *at, char separator) {
    if (with_name_) {
        print_name();
        if (options_.name_with_nul)
            out.put('\0');
        else
            print_separator(separator);
    }
    const auto number = [&](uint64_t value) {
        if (options_.colour) begin_colour(number_colour);
        out.print("%llu", static_cast<unsigned long long>(value));
        if (options_.colour) end_colour();
        print_separator(separator);
    };
    if (options_.line_numbers) {
        if (line > counted_) {
            lines_ += count_byte({counted_, static_cast<size_t>(line - counted_)}, options_.end);
            counted_ = line;
        }
        number(lines_ + 1);
    }
    if (options_.byte_offsets) number(offset_ + static_cast<uint64_t>(at - buffer_));
    if (options_.initial_tab && (with_name_ || options_.line_numbers || options_.byte_offsets))
        out.put('\t');
}

void grep_search::print_line(const char *line, const char *end, char separator) {
    if (options_.only_matching) return print_matches(line, end, separator);
    const bool ended = end > line && end[-1] == options_.end;
    print_prefix(line, line, separator);
    const char *const stop = end - ended;
    if (options_.colour)
        print_coloured(line, stop, separator == ':');
    else
        out.write(line, static_cast<size_t>(stop - line));
    out.put(options_.end);
}

/// Matches are coloured in the lines that match, which are not those selected with -v.
void grep_search::print_coloured(const char *line, const char *end, bool selected) {
    const std::string_view text(line, static_cast<size_t>(end - line));
    const char *written = line;
    if (selected != options_.invert) {
        for (size_t from = 0; from <= text.size();) {
            const text_match match = options_.pattern.find(text, from);
            if (!match) break;
            if (match.begin == match.end) {
                from = static_cast<size_t>(match.end - line) + 1;
                continue;
            }
            out.write(written, static_cast<size_t>(match.begin - written));
            begin_colour(match_colour);
            out.write(match.begin, static_cast<size_t>(match.end - match.begin));
            end_colour();
            written = match.end;
            from = static_cast<size_t>(match.end - line);
        }
    }
    out.write(written, static_cast<size_t>(end - written));
}

/// -o
void grep_search::print_matches(const char *line, const char *end, char separator) {
    if ((separator == ':') == options_.invert) return;
    const std::string_view text(
        line, static_cast<size_t>(end - line) - (end > line && end[-1] == options_.end));
    for (size_t from = 0; from <= text.size();) {
        const text_match match = options_.pattern.find(text, from);
        if (!match) return;
        from = static_cast<size_t>(match.end - line);
        if (match.begin == match.end) {
            ++from;
            continue;
        }
        print_prefix(line, match.begin, separator);
        if (options_.colour) begin_colour(match_colour);
        out.write(match.begin, static_cast<size_t>(match.end - match.begin));
        if (options_.colour) end_colour();
        out.put(options_.end);
    }
}

/// The lines in front of one that is selected, set off from others by a line with two hyphens.
void grep_search::print_before(const char *line) {
    if (!options_.context) return;
    const char *at = lines_back(line, options_.before);
    // One search for all files knows whether anything came before.
    static bool any;
    if (any && options_.group_separator && (!any_printed_ || at > printed_)) {
        if (options_.colour) begin_colour(separator_colour);
        out.write(options_.group_separator);
        if (options_.colour) end_colour();
        out.put('\n');
    }
    any = true;
    while (at < line) {
        const char *end = line_end(at, line);
        print_line(at, end, '-');
        at = end;
    }
}

/// The lines behind one that was selected, as far as they begin before `stop`.
void grep_search::print_after(const char *stop) {
    while (after_left_ && printed_ < stop) {
        const char *end = line_end(printed_, filled_);
        print_line(printed_, end, '-');
        printed_ = end;
        --after_left_;
    }
}

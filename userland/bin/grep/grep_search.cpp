#include "bin/grep/grep_search.hpp"

#include "lib/bytes.hpp"
#include "lib/output.hpp"
#include "lib/program.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <unistd.h>

namespace {
constexpr size_t read_size = 98304;
}

grep_search::~grep_search() { std::free(buffer_); }

const char *grep_search::line_end(const char *at, const char *limit) const {
    const char *found = find_byte(at, limit, options_.end);
    return found == limit ? limit : found + 1;
}

/// The start of the line that is `lines` before the one at `at`; not before what has been printed.
const char *grep_search::lines_back(const char *at, uint64_t lines) const {
    const char *const stop = printed_ > begin_ ? printed_ : begin_;
    while (lines-- && at > stop) {
        --at;
        while (at > stop && at[-1] != options_.end) --at;
    }
    return at;
}

/// Reads more, after moving what is still needed to the front. False at the end.
bool grep_search::fill(int descriptor) {
    const char *keep = options_.before ? lines_back(at_, options_.before) : at_;
    // Offsets and numbers are counted from what goes away.
    if (options_.line_numbers && keep > counted_) {
        lines_ += count_byte({counted_, static_cast<size_t>(keep - counted_)}, options_.end);
        counted_ = keep;
    }
    const size_t gone = static_cast<size_t>(keep - buffer_);
    const size_t kept = static_cast<size_t>(filled_ - keep);
    char *old = buffer_;
    if (gone) std::memmove(buffer_, keep, kept);
    if (capacity_ - kept < read_size) {
        const size_t wanted = capacity_ * 2 + read_size * 2;
        char *moved = static_cast<char *>(std::realloc(buffer_, wanted));
        if (!moved) {
            error_ = ENOMEM;
            return false;
        }
        buffer_ = moved;
        capacity_ = wanted;
    }
    const auto rebase = [&](const char *&pointer) {
        pointer = pointer > keep ? buffer_ + (pointer - old) - gone : buffer_;
    };
    rebase(at_);
    rebase(printed_);
    rebase(counted_);
    begin_ = buffer_;
    filled_ = buffer_ + kept;
    offset_ += gone;
    ssize_t size;
    do size = read(descriptor, filled_, capacity_ - kept);
    while (size < 0 && errno == EINTR);
    if (size < 0) error_ = errno;
    if (size <= 0) return false;
    filled_ += size;
    binary_known_ = false;
    return true;
}

/// Whether the file has a NUL in what has been read of it.
bool grep_search::is_binary() {
    if (binary_ || options_.binary_files == grep_options::binary::text || options_.end == '\0')
        return binary_;
    if (!binary_known_) binary_ = find_byte(begin_, filled_, '\0') != filled_;
    binary_known_ = true;
    return binary_;
}

bool grep_search::take_line(const char *line, const char *end) {
    const size_t size = static_cast<size_t>(end - line) - (end > line && end[-1] == options_.end);
    return options_.pattern.matches({line, size}) != options_.invert;
}

/// Searches whole lines up to `limit`.
void grep_search::search(const char *limit) {
    while (at_ < limit && !done_) {
        grep_pattern::candidate next{at_, false};
        if (!options_.invert) next = options_.pattern.next(at_, limit);
        if (!next.place) break;
        const char *line = next.place;
        while (line > at_ && line[-1] != options_.end) --line;
        const char *end = line_end(next.place, limit);
        at_ = end;
        if (next.certain || take_line(line, end)) select(line, end);
    }
    if (!done_) at_ = limit;
    if (after_left_) print_after(at_);
}

void grep_search::select(const char *line, const char *end) {
    ++count_;
    done_ = count_ >= options_.most;
    next_line_ = offset_ + static_cast<uint64_t>(end - buffer_);
    if (options_.quiet || options_.list != grep_options::listing::none) {
        done_ = true;
        return;
    }
    if (options_.count) return;
    if (is_binary()) {
        // The message stands for all lines.
        done_ = true;
        return;
    }
    if (after_left_) print_after(line);
    print_before(line);
    print_line(line, end, ':');
    printed_ = end;
    any_printed_ = true;
    after_left_ = options_.after;
    if (options_.line_buffered) out.flush();
}

int grep_search::run(int descriptor) {
    bool first = true;
    while (!done_ && fill(descriptor)) {
        if (first && options_.binary_files == grep_options::binary::no_match && is_binary())
            return 0;
        if (first) static_cast<void>(is_binary());
        first = false;
        // NUL ends a line in a binary file, as others may have none.
        if (binary_ && options_.end != '\0')
            std::replace(const_cast<char *>(at_), filled_, '\0', options_.end);
        const char *limit = filled_;
        while (limit > at_ && limit[-1] != options_.end) --limit;
        if (limit > at_) search(limit);
        if (out.failed()) return 0;
    }
    // The last line may lack its end.
    if (!done_ && !error_ && at_ < filled_) search(filled_);
    // Lines after the last one that -m allows.
    while (done_ && after_left_ && !error_ && !binary_ && options_.after) {
        print_after(filled_);
        if (!after_left_) break;
        at_ = printed_;
        if (!fill(descriptor)) {
            print_after(filled_);
            break;
        }
    }
    finish();
    return error_;
}

void grep_search::finish() {
    if (options_.quiet) return;
    if (options_.count) {
        if (with_name_) {
            print_name();
            if (options_.name_with_nul)
                out.put('\0');
            else
                print_separator(':');
        }
        out.print("%llu\n", static_cast<unsigned long long>(count_));
    } else if (options_.list == grep_options::listing::none && binary_ && count_ &&
               options_.binary_files == grep_options::binary::message) {
        out.flush();
        warn("%s: binary file matches", name_);
    }
    if (options_.list == grep_options::listing::none) return;
    if ((options_.list == grep_options::listing::matching) != (count_ != 0)) return;
    print_name();
    out.put(options_.name_with_nul ? '\0' : '\n');
}

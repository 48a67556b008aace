#include "bin/tail/tail_part.hpp"

#include "lib/bytes.hpp"
#include "lib/number.hpp"
#include "lib/output.hpp"

#include <algorithm>
#include <cerrno>
#include <deque>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr size_t block_size = 65536;
char block[block_size];

/// Bytes read into `block`; -1 with errno set.
ssize_t read_block(int descriptor) {
    ssize_t size;
    do size = read(descriptor, block, block_size);
    while (size < 0 && errno == EINTR);
    return size;
}

/// Where in `text` its last `count` lines begin; `count` becomes the number not found in it. `last`
/// says that the text is the end of the file, whose last line may lack its end.
size_t last_lines(std::string_view text, char end, uint64_t &count, bool last) {
    size_t at = text.size();
    if (last && at && text.back() == end) --at;
    while (at) {
        const size_t found = text.rfind(end, at - 1);
        if (found == text.npos) break;
        if (--count == 0) return found + 1;
        at = found;
    }
    return 0;
}

}  // namespace

bool tail_part::parse(const char *text) {
    from_start = *text == '+';
    const auto value = parse_count(text + (*text == '-' || *text == '+'));
    if (value) count = *value;
    return value.has_value();
}

int tail_part::copy_rest(int descriptor) const {
    for (;;) {
        const ssize_t size = read_block(descriptor);
        if (size < 0) return errno;
        if (size == 0 || out.failed()) return 0;
        out.write(block, static_cast<size_t>(size));
    }
}

/// Passes over all but the part from the count-th byte or line on, and writes that.
int tail_part::skip(int descriptor) const {
    uint64_t left = count ? count - 1 : 0;
    if (bytes && left <= INT64_MAX && lseek(descriptor, 0, SEEK_CUR) >= 0) {
        struct stat status;
        const off_t position = lseek(descriptor, 0, SEEK_CUR);
        if (fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode)) {
            const off_t room = std::max<off_t>(status.st_size - position, 0);
            lseek(descriptor, std::min(room, static_cast<off_t>(left)), SEEK_CUR);
            left = 0;
        }
    }
    while (left) {
        const ssize_t size = read_block(descriptor);
        if (size < 0) return errno;
        if (size == 0) return 0;
        const char *at = block, *const stop = block + size;
        if (bytes) {
            const uint64_t used = std::min(left, static_cast<uint64_t>(size));
            at += used;
            left -= used;
        } else {
            while (left && (at = find_byte(at, stop, end)) != stop) {
                ++at;
                --left;
            }
        }
        if (!left) out.write(at, static_cast<size_t>(stop - at));
    }
    return copy_rest(descriptor);
}

/// Reads a regular file backwards until it has seen enough lines.
int tail_part::write_end_of_file(int descriptor, int64_t start, int64_t size) const {
    int64_t from = start;
    if (bytes) {
        if (count < static_cast<uint64_t>(size - start)) from = size - static_cast<int64_t>(count);
    } else {
        uint64_t left = count;
        for (int64_t stop = size; left && stop > start;) {
            const int64_t begin = std::max(start, (stop - 1) / static_cast<int64_t>(block_size) *
                                                      static_cast<int64_t>(block_size));
            const ssize_t got = pread(descriptor, block, static_cast<size_t>(stop - begin), begin);
            if (got < 0) return errno;
            if (got == 0) break;
            const size_t found =
                last_lines({block, static_cast<size_t>(got)}, end, left, stop == size);
            from = begin + static_cast<int64_t>(found);
            stop = begin;
        }
        if (!count) from = size;
    }
    lseek(descriptor, from, SEEK_SET);
    return copy_rest(descriptor);
}

/// Keeps the last blocks of what cannot be read twice.
int tail_part::write_end_of_stream(int descriptor) const {
    std::deque<std::string> kept;
    uint64_t total = 0;
    const auto worth = [this](const std::string &piece) {
        return bytes ? piece.size() : count_byte(piece, end);
    };
    for (;;) {
        const ssize_t size = read_block(descriptor);
        if (size < 0) return errno;
        if (size == 0) break;
        if (!count) continue;
        const auto length = static_cast<size_t>(size);
        if (!kept.empty() && kept.back().size() + length <= block_size) {
            total -= worth(kept.back());
            kept.back().append(block, length);
        } else {
            kept.emplace_back(block, length);
        }
        total += worth(kept.back());
        // A last line without an end needs one line more.
        while (total - worth(kept.front()) > count) {
            total -= worth(kept.front());
            kept.pop_front();
        }
    }
    if (kept.empty() || !count) return 0;
    std::string text;
    for (const std::string &each : kept) text += each;
    uint64_t left = count;
    const size_t from = bytes ? text.size() - std::min<uint64_t>(count, text.size())
                              : last_lines(text, end, left, true);
    out.write(std::string_view(text).substr(from));
    return 0;
}

int tail_part::write(int descriptor) const {
    if (from_start) return skip(descriptor);
    struct stat status;
    const off_t position = lseek(descriptor, 0, SEEK_CUR);
    // The files of /proc have no size.
    if (position >= 0 && fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode) &&
        status.st_size > position && status.st_size > 0)
        return write_end_of_file(descriptor, position, status.st_size);
    return write_end_of_stream(descriptor);
}

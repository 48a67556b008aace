#include "edit/core/recovery_record.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace edit {

namespace {

constexpr std::string_view magic = "edit-recovery 1 ";

// Takes decimal numbers, blanks and fixed words off the front of a record.
class record_reader {
public:
    explicit record_reader(std::string_view bytes) : rest_(bytes) {}

    bool word(std::string_view expected) {
        if (!rest_.starts_with(expected)) return false;
        rest_.remove_prefix(expected.size());
        return true;
    }
    bool number(uint64_t &value, char behind) {
        size_t digits = 0;
        value = 0;
        for (; digits < rest_.size() && digits < 19; ++digits) {
            const char c = rest_[digits];
            if (c < '0' || c > '9') break;
            value = value * 10 + static_cast<uint64_t>(c - '0');
        }
        if (digits == 0 || digits >= rest_.size() || rest_[digits] != behind) return false;
        rest_.remove_prefix(digits + 1);
        return true;
    }
    bool bytes(size_t size, std::string_view &found) {
        if (rest_.size() <= size || rest_[size] != '\n') return false;
        found = rest_.substr(0, size);
        rest_.remove_prefix(size + 1);
        return true;
    }
    [[nodiscard]] bool empty() const { return rest_.empty(); }

    bool header(recovery_header &to) {
        uint64_t seconds = 0, nanoseconds = 0, length = 0;
        std::string_view path;
        const bool fine = word(magic) && number(to.process, ' ') && number(to.base.size, ' ') &&
                          number(seconds, ' ') && number(nanoseconds, ' ') &&
                          number(length, '\n') && bytes(length, path);
        to.base.seconds = static_cast<int64_t>(seconds);
        to.base.nanoseconds = static_cast<int64_t>(nanoseconds);
        to.path = path;
        return fine;
    }

    struct part {
        bool original = false, end = false;
        uint64_t begin = 0, size = 0;
        std::string_view bytes;
    };
    bool next(part &to) {
        to = {};
        if (word("end\n")) return to.end = true;
        to.original = word("o ");
        if (to.original) return number(to.begin, ' ') && number(to.size, '\n');
        return word("a ") && number(to.size, '\n') && bytes(to.size, to.bytes);
    }

private:
    std::string_view rest_;
};

template <typename Visit>
bool for_each_part(std::string_view bytes, Visit visit) {
    record_reader reader(bytes);
    recovery_header header;
    if (!reader.header(header)) return false;
    record_reader::part part;
    while (reader.next(part)) {
        if (part.end) return reader.empty();
        if (!visit(part)) return false;
    }
    return false;
}

bool is_whole(std::string_view bytes, size_t base_size) {
    uint64_t reached = 0;
    return for_each_part(bytes, [&](const record_reader::part &part) {
        if (!part.original) return true;
        if (part.begin < reached || part.begin > base_size || part.size > base_size - part.begin)
            return false;
        reached = part.begin + part.size;
        return true;
    });
}

}  // namespace

bool write_recovery(const recovery_header &header, const text &state,
                    const std::function<bool(std::string_view)> &sink) {
    std::array<char, 128> line;
    const auto print = [&](const char *format, auto... values) {
        const int size = std::snprintf(line.data(), line.size(), format, values...);
        return sink({line.data(), static_cast<size_t>(size)});
    };
    using number = unsigned long long;
    if (!print("edit-recovery 1 %llu %llu %llu %llu %llu\n", number{header.process},
               number{header.base.size}, static_cast<number>(header.base.seconds),
               static_cast<number>(header.base.nanoseconds), number{header.path.size()}) ||
        !sink(header.path) || !sink("\n"))
        return false;
    const bool refers = header.base.size > self_contained;
    for (size_t at = 0; at < state.size();) {
        const piece p = state.piece_at(at);
        if (refers && p.from == piece::original) {
            if (!print("o %llu %llu\n", number{p.begin}, number{p.size})) return false;
        } else if (!print("a %llu\n", number{p.size}) || !sink(state.chunk(at)) || !sink("\n")) {
            return false;
        }
        at += p.size;
    }
    return sink("end\n");
}

std::optional<recovery_header> read_recovery_header(std::string_view bytes) {
    recovery_header header;
    if (!record_reader(bytes).header(header)) return std::nullopt;
    return header;
}

bool recovery_needs_base(std::string_view bytes) {
    return !for_each_part(bytes, [](const record_reader::part &part) { return !part.original; });
}

bool apply_recovery(std::string_view bytes, document &to) {
    if (!is_whole(bytes, to.content().size())) return false;
    // Parts of the base come in their order, so the base turns into the text from front to back:
    // [0, done) is finished, and what follows is the base from `base` on.
    size_t done = 0, base = 0;
    to.begin_group();
    const bool fine = for_each_part(bytes, [&](const record_reader::part &part) {
        if (part.original) {
            to.replace(done, done + static_cast<size_t>(part.begin) - base, {});
            done += static_cast<size_t>(part.size);
            base = static_cast<size_t>(part.begin + part.size);
        } else {
            to.replace(done, done, part.bytes);
            done += part.bytes.size();
        }
        return true;
    });
    to.replace(done, to.content().size(), {});
    to.end_group();
    to.move_to(0);
    return fine;
}

}  // namespace edit

#pragma once

#include <cstddef>
#include <string_view>

/// Standard output, or another descriptor, behind one large buffer. The first write error is kept,
/// and the rest discarded: the dispatcher reports it at the end, so that no utility mistakes a
/// partial output for success.
class output {
public:
    constexpr output() = default;
    explicit output(int descriptor) : above_standard_(descriptor - 1) {}

    void put(char c) {
        if (used_ == sizeof buffer_) flush();
        buffer_[used_++] = c;
    }
    void write(const char *data, size_t size);
    void write(std::string_view text) { write(text.data(), text.size()); }
    [[gnu::format(printf, 2, 3)]] void print(const char *format, ...);

    /// Writes out what is buffered. False if this or an earlier write failed.
    bool flush();

    /// Whether a write has failed; a utility without an end (yes) stops then.
    [[nodiscard]] bool failed() const { return error_ != 0; }

    /// The status that stands for a failed write, for utilities where 1 means something else.
    void set_error_status(int status) { error_status_ = status; }

    /// Flushes and closes; reports an error as "NAME: write error: REASON". Returns `status`, or
    /// after an error the status for that, if it is greater.
    int finish(int status);

private:
    void write_through(const char *data, size_t size);

    char buffer_[65536] = {};
    size_t used_ = 0;
    int error_ = 0;
    // 0 stands for 1 in these, so that all of this is zeros and takes no room.
    int error_status_ = 0;
    int above_standard_ = 0;
};

extern output out;

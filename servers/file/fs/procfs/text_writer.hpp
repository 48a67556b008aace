/// \file
/// Text that is made up piece by piece.
#pragma once

#include <string_view>

#include <vfs/array.hpp>

namespace procfs {

class text_writer {
public:
    /// printf. A piece that memory has no room for is left out, and failed() says so.
    void print(const char *format, ...) __attribute__((format(printf, 2, 3)));
    void add(std::string_view text);

    bool failed() const { return failed_; }
    std::string_view text() const { return {text_.begin(), text_.size()}; }

private:
    vfs::array<char> text_;
    bool failed_ = false;
};

}  // namespace procfs

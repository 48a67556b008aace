#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <string_view>

namespace edit {

/// The bytes of a file as they were when it was opened. Small files are read; large ones are
/// mapped, so that opening them costs nothing.
class file_image {
public:
    file_image() = default;
    ~file_image() { release(); }
    file_image(const file_image &) = delete;
    file_image &operator=(const file_image &) = delete;

    /// Takes what `descriptor` has from here to its end. Returns 0 or an errno.
    [[nodiscard]] int load(int descriptor);

    [[nodiscard]] std::string_view bytes() const { return mapped_ ? mapped_bytes() : read_; }

    /// Whether another program's writing to the file would be seen here.
    [[nodiscard]] bool is_mapped() const { return mapped_ != nullptr; }
    /// Makes a copy, which nobody else can change. The bytes move. Returns 0 or an errno.
    [[nodiscard]] int detach();

    /// Whether a mapped file turned out to be shorter than it was: what is missing reads as zeros.
    [[nodiscard]] static bool was_cut();

private:
    [[nodiscard]] int read_all(int descriptor, size_t expected);
    [[nodiscard]] std::string_view mapped_bytes() const {
        return {static_cast<const char *>(mapped_), size_};
    }
    void release();

    std::string read_;
    void *mapped_ = nullptr;
    size_t size_ = 0;
};

}  // namespace edit

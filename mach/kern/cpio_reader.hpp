/// \file
/// Reads a cpio archive in memory, format "newc" (cpio(5)), several of them one after another with
/// zeros between, as boot loaders concatenate them. It trusts nothing in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string_view>

struct cpio_entry {
    std::string_view name;  ///< without leading "/" or "./"
    std::span<const std::byte> data;
    uint32_t mode;  ///< as st_mode
};

class cpio_reader {
public:
    /// Why an archive cannot be read; a phrase for the console.
    using problem = const char *;

    explicit cpio_reader(std::span<const std::byte> archive) : archive_(archive) {}
    /// The next entry; one with an empty name at the end.
    [[nodiscard]] std::expected<cpio_entry, problem> next();
    /// The first entry called `name`; one with an empty name when there is none.
    [[nodiscard]] std::expected<cpio_entry, problem> find(std::string_view name);

private:
    /// Steps over zeros; archives begin at multiples of four bytes.
    void skip_padding();

    std::span<const std::byte> archive_;
    std::size_t at_ = 0;
};

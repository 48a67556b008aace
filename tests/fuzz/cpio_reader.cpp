// Any bytes as a boot archive: the reader ends, and every entry lies inside.
// clang++-19 -std=c++23 -g -O1 -fsanitize=fuzzer,address,undefined -Imach -Imach/include
// tests/fuzz/cpio_reader.cpp mach/kern/cpio_reader.cpp

#include <kern/cpio_reader.hpp>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size) {
    const auto archive = std::as_bytes(std::span(data, size));
    cpio_reader reader(archive);
    for (;;) {
        const auto entry = reader.next();
        if (!entry || entry->name.empty()) return 0;
        const auto *name = reinterpret_cast<const std::byte *>(entry->name.data());
        const bool inside = name >= archive.data() &&
                            name + entry->name.size() <= archive.data() + size &&
                            entry->data.data() + entry->data.size() <= archive.data() + size;
        if (!inside) __builtin_trap();
    }
}

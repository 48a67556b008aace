// Any bytes as a program: what parse accepts has the properties that its contract promises.
// clang++-19 -std=c++23 -g -O1 -fsanitize=fuzzer,address,undefined -Imach -Imach/include
// tests/fuzz/elf_image.cpp mach/kern/elf_image.cpp

#include <kern/elf_image.hpp>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size) {
    const auto file = std::as_bytes(std::span(data, size));
    const auto image = elf_image::parse(file, 62);
    if (!image) return 0;
    uint64_t last = 0;
    for (const elf_segment &segment : image->segments()) {
        const bool right = segment.first_page() >= last &&
                           segment.end_page() > segment.first_page() &&
                           segment.end_page() <= MACH_VM_MAX_ADDRESS &&
                           segment.data.size() <= segment.memory_size &&
                           segment.data.data() + segment.data.size() <= file.data() + size;
        if (!right) __builtin_trap();
        last = segment.end_page();
    }
    return 0;
}

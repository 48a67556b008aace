#include <kern/program.hpp>

#include <vm/vm_map.hpp>

namespace {

/// Where position-independent programs go: above everything that is linked low.
constexpr uint64_t relocated_base = 0x10000000;

result<> load_segment(vm_map &map, const elf_segment &segment, uint64_t bias) {
    const uint64_t begin = segment.first_page() + bias, end = segment.end_page() + bias;
    const vm_placement where{.address = begin, .mask = 0, .flags = VM_FLAGS_FIXED};
    TRY(map.allocate(where, end - begin));
    TRY(map.write(segment.address + bias, segment.data.data(), segment.data.size()));
    return map.protect(begin, end - begin, false, segment.protection);
}

}  // namespace

std::expected<program, elf_image::problem> program_load(vm_map &map, const elf_image &image) {
    const uint64_t bias = image.relocatable() ? relocated_base : 0;
    for (const elf_segment &segment : image.segments())
        if (!load_segment(map, segment, bias))
            return std::unexpected("a segment does not fit into memory");
    return program{image.entry() + bias, image.headers() ? image.headers() + bias : 0,
                   image.header_count()};
}

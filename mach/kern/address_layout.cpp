#include <kern/address_layout.hpp>

#include <machine/layout.h>

constinit address_layout kernel_layout{IMAGE_BASE, DIRECT_MAP_BASE, KERNEL_MAP_BEGIN, WINDOW_BASE};

namespace {

constexpr uint64_t page = 4096, gib = uint64_t{1} << 30, root_entry = 512 * gib;
constexpr uint64_t direct_map_step = 4 * gib, direct_map_room = 64 * 1024 * gib - DIRECT_MAP_SIZE;
/// Root entries for the kernel map, after the direct map's 128; the last one has window and image.
constexpr uint64_t kernel_map_entries = 126;
constexpr uint64_t top = ~uint64_t{0} - root_entry + 1, window_places = 255, image_places = 254;

uint64_t mix(uint64_t value) {
    value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9;
    value = (value ^ value >> 27) * 0x94d049bb133111eb;
    return value ^ value >> 31;
}

}  // namespace

void boot_entropy::add(uint64_t value) { state_ = mix(state_ + 0x9e3779b97f4a7c15) ^ mix(value); }

uint64_t boot_entropy::below(uint64_t bound) {
    state_ += 0x9e3779b97f4a7c15;
    return mix(state_) % bound;
}

address_layout random_layout(boot_entropy &entropy, uint64_t image_size) {
    const uint64_t image_pages = (gib - image_size) / page;
    return {.image = top + (window_places + 1 + entropy.below(image_places)) * gib +
                     entropy.below(image_pages) * page,
            .direct_map = DIRECT_MAP_BASE +
                          entropy.below(direct_map_room / direct_map_step) * direct_map_step,
            .kernel_map = KERNEL_MAP_BEGIN + entropy.below(kernel_map_entries) * root_entry +
                          entropy.below(root_entry / 2 / page) * page,
            .window = top + entropy.below(window_places) * gib};
}

bool command_line_has(std::string_view line, std::string_view word) {
    while (!line.empty()) {
        const std::size_t end = line.find(' ');
        if (line.substr(0, end) == word) return true;
        line = end == line.npos ? std::string_view{} : line.substr(end + 1);
    }
    return false;
}

void relocate(const uint64_t *begin, const uint64_t *end, uint64_t shift, uint64_t delta) {
    uint64_t *next = nullptr;
    for (const uint64_t *entry = begin; entry != end; ++entry) {
        if (!(*entry & 1)) {
            next = reinterpret_cast<uint64_t *>(*entry + shift);
            *next++ += delta;
            continue;
        }
        for (unsigned i = 0; i < 63; ++i)
            if (*entry >> (i + 1) & 1)
                next[i] += delta;  // NOLINT(clang-analyzer-*): an address comes first
        next += 63;
    }
}

/// \file
/// Where the kernel's parts stand in its half of the address space: somewhere else at each boot, so
/// that nobody can know an address of the kernel without having been told.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

/// First addresses of the parts. The sizes and what they are when nothing is random:
/// <machine/layout.h>.
struct address_layout {
    uint64_t image, direct_map, kernel_map, window;
};
/// Valid from the first instruction at the kernel's own addresses on; never shown to who has not
/// the host control port.
extern address_layout kernel_layout;

/// What an address is worth: sources of different quality, mixed by a bijection for each word
/// (finaliser of SplitMix64, G. Steele et al., OOPSLA 2014), so that a bad one spoils no good one.
class boot_entropy {
public:
    void add(uint64_t value);
    /// A number below `bound`, which is not zero; another one with each call.
    uint64_t below(uint64_t bound);

private:
    uint64_t state_ = 0;
};

/// Alignments and limits that both architectures' boot tables count on: the image lies in one GiB,
/// the window is one; the direct map begins at a multiple of 4 GiB; the map of what is made at run
/// time ends with its 512 GiB, of which it has more than a half.
/// \param image_size bytes, less than 1 GiB.
address_layout random_layout(boot_entropy &entropy, uint64_t image_size);

/// Is `word` one of the words of a command line?
bool command_line_has(std::string_view line, std::string_view word);

/// Adds `delta` to every word that holds an address of the image (ELF gABI, SHT_RELR: an even entry
/// is the address of a word, an odd one a bit map of the 63 that follow).
/// \param shift what the image's present addresses are above those it was linked at.
void relocate(const uint64_t *begin, const uint64_t *end, uint64_t shift, uint64_t delta);

/// \file
/// Random bytes: the ChaCha20 block function (Bernstein 2008; RFC 8439) in counter mode, its key
/// replaced by its own output after each request (fast key erasure), so that what was given out
/// cannot be computed back.
#pragma once

#include <cstddef>
#include <cstdint>

namespace devfs {

void fill_random(char *to, std::size_t count);
/// Stirs something in; never makes the state easier to guess.
void mix_random(const void *from, std::size_t count);

/// A few bits that an outsider does not know: processor counter, time. The platform's.
uint64_t entropy();

}  // namespace devfs

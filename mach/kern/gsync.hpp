/// \file
/// Waiting on a word of user memory (GNU Mach's gsync; H. Franke et al., "Fuss, futexes and
/// furwocks", OLS 2002).
///
/// A thread first enters its bucket, then reads the word, then waits unless it has been taken out
/// of the bucket meanwhile. A waker changes the word before it looks into the bucket, so one of the
/// two sees the other. Being taken out is what counts as being woken, even if a timeout or an abort
/// ends the wait at the same time.
#pragma once

#include <cstdint>

class vm_map;

/// What threads wait for: an address in a map, or a place in an object that several maps show.
struct gsync_key {
    const void *space;
    uint64_t offset;
    bool operator==(const gsync_key &) const = default;
};

inline constexpr unsigned gsync_buckets = 256;
/// Bucket number, 0 to gsync_buckets - 1.
unsigned gsync_hash(const gsync_key &key);

/// Wakes everybody who waits, SHARED or not, for the word at `address` of `map`.
void gsync_wake_word(vm_map &map, uint64_t address);

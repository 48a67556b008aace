// Precompiled for the kernel, and in front of each of its sources: the library headers that most of them
// include, which take four times as long to read as the kernel's own. A source includes what it uses all
// the same (`make PRECOMPILED=0` shows if not).
#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <span>
#include <utility>

#include <kern/list.hpp>

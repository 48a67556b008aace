/// \file
#pragma once

#include <cstdint>

namespace machine {

/// Seed material: RDRAND where there is one, always mixed with the time-stamp counter. For seeding
/// only.
uint64_t random_seed();

}  // namespace machine

/// \file
#pragma once

#include <cstdint>

namespace machine {

/// Seed material: RNDR where there is FEAT_RNG, always mixed with the counter and the device tree's
/// seeds. For seeding only.
uint64_t random_seed();

}  // namespace machine

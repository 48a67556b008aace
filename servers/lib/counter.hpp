/// \file
/// The processor's free-running counter, as the mapped time page counts it; one implementation per
/// architecture.
#pragma once

#include <cstdint>

namespace server {
uint64_t read_counter();
}

/// \file
/// The legacy interrupt controllers, which are only silenced. Intel 8259A data sheet.
#pragma once

#include <cstdint>

/// Moves their vectors to [first_vector, first_vector + 16), where spurious ones do no harm, and
/// masks all inputs.
void pic_8259_disable(uint8_t first_vector);

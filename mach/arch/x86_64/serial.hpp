/// \file
#pragma once

namespace machine {

/// Sets the early console's port up; before that uart_write sends as the firmware left it.
void init_serial();

}  // namespace machine

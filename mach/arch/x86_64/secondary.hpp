/// \file
/// Starting the other processors.
#pragma once

namespace machine {

/// Maps their stacks and the code they start with, while boot pages can be had.
void prepare_secondaries();

}  // namespace machine

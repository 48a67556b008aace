/// \file
/// What siginfo says of an exception.
#pragma once

#include <cstdint>

namespace posix::machine {

struct fault {
    int32_t code;      ///< si_code
    uint64_t address;  ///< si_addr
};

/// \param exception EXC_*; code and subcode as <mach/machine/*_exception.h> says.
fault describe_fault(int exception, int64_t code, uint64_t subcode);

}  // namespace posix::machine

/// \file
/// A processor: what it runs, its run queue and timers.
#pragma once

#include <machine/cpu.hpp>

class processor {
public:
    machine::cpu_local local{};  ///< first, so that the architecture's pointer to it is a pointer to the processor
};

extern processor processors[machine::max_cpus];

#include <kern/processor.hpp>

constinit processor processors[machine::max_cpus];

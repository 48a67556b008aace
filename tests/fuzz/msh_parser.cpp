// Any bytes as a command line: the parser ends, says nothing, and reads no byte twice as two.
// clang++-19 -std=c++23 -g -O1 -fsanitize=fuzzer,address,undefined -Iuserland
// tests/fuzz/msh_parser.cpp $(ls userland/msh/*.cpp userland/msh/builtin/*.cpp | grep -v main.cpp)

#include <msh/complete_command.hpp>
#include <msh/shell.hpp>

#include <stdint.h>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, std::size_t size) {
    msh::measure_stack();
    msh::is_complete_command({reinterpret_cast<const char *>(data), size});
    return 0;
}

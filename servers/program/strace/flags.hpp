/// \file
/// Numbers that are written as names.
#pragma once

#include <cstdint>
#include <string>

namespace strace {

std::string open_flags(uint64_t flags);
std::string protection(uint64_t bits);
std::string map_flags(uint64_t flags);
std::string access_mode(uint64_t bits);
std::string whence(uint64_t value);
std::string clock(uint64_t value);
std::string mask_change(uint64_t value);
std::string file_command(uint64_t value);
std::string family(uint64_t value);
std::string futex_operation(uint64_t value);
std::string wait_status(int status);
/// S_IFREG|0644
std::string file_mode(uint32_t mode);

std::string hexadecimal(uint64_t value);
std::string octal(uint64_t value);

}  // namespace strace

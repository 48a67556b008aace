/// \file
/// What the arguments of the calls are.
#pragma once

#include <string_view>

namespace strace {

/// A letter for each argument:
///
///     d int   u unsigned   l long   x hexadecimal   a address   f descriptor   D descriptor of a
///     folder, or AT_FDCWD   s string   b bytes, so many as the next argument says   S signal
///     o open's flags   m mode   p protection   M mmap's flags   k clock   K whence   A argument
///     vector   E environment   v vector of bytes, the next says how many   N timespec   n socket
///     address, the next says how long   F address family   Y access mode   O operation of a futex
///     h change of a signal mask   C command of fcntl
///
/// Written by the call, and shown after it:
///
///     B bytes, so many as the result says   t stat   P pair of ints   w wait status   V vector
///     that the result's bytes are in   T timespec   R resource limit   U system's names
///
/// Empty: no arguments, or the name is not known; `known` tells.
struct shape {
    std::string_view letters;
    bool known;
};
shape shape_of(const char *name);

/// Is its result an address?
bool gives_address(std::string_view name);

}  // namespace strace

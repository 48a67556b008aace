/// \file
/// What uname calls this architecture, and AT_PLATFORM.
#pragma once
namespace posix::machine {
inline constexpr char name[] = "x86_64";
}

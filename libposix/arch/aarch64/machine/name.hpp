/// \file
/// What uname calls this architecture, and AT_PLATFORM.
#pragma once
namespace posix::machine {
inline constexpr char name[] = "aarch64";
}

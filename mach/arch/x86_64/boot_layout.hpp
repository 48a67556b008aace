/// \file
/// What boot_layout.cpp found before the kernel was at its own addresses.
#pragma once

namespace machine {

/// `boot` holds what the boot loader said; else it is damaged.
extern bool boot_information_good;

}  // namespace machine

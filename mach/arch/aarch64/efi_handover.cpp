/// \file
#include "efi_handover.hpp"

namespace machine {
[[gnu::section(".data.efi")]] constinit bool efi_present = false;
[[gnu::section(".boot_tables")]] efi_handover efi_boot;
}  // namespace machine

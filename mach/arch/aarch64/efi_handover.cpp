/// \file
#include "efi_handover.hpp"

namespace machine {
[[gnu::section(".data.efi")]] constinit efi_handover efi_boot{};
}

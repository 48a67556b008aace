/// \file
/// The boot archive: what the boot loader put into memory beside the kernel.
#pragma once

#include <cstddef>
#include <span>

#include <kern/cpio_reader.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>

class vm_object;

/// Bytes of all modules together, each padded to whole pages.
uint64_t boot_archive_size();
/// The file of that name in one of the modules. An error for a damaged archive or when there is
/// none.
[[nodiscard]] std::expected<cpio_entry, cpio_reader::problem> boot_archive_find(
    std::string_view name);
/// A read-only view of all modules as one memory object.
[[nodiscard]] result<ref<vm_object>> boot_archive_object();

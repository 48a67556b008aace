/// \file
/// Fills the root file system from the boot archive.
#pragma once

#include <string_view>

#include <fs/tmpfs/tmpfs.hpp>
#include <vfs/result.hpp>

namespace boot {

/// What came of it; `reason` is null when all is well.
struct unpack_result {
    const char *reason;
    std::size_t offset;  ///< in the archive, where it went wrong
    unsigned files;
};

/// Makes every entry of `archive` below the root of `fs`. Later ones replace earlier ones, missing
/// parents are made. Contents stay in the archive's memory, which must stay as it is.
unpack_result unpack(std::string_view archive, tmpfs::filesystem &fs);

}  // namespace boot

/// \file
/// /proc: made up whenever somebody looks.
#pragma once

#include <fs/procfs/generators.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/vnode.hpp>

namespace procfs {

class filesystem final : public vfs::filesystem {
public:
    filesystem();

    const char *type() const override { return "proc"; }
    vfs::ref<vfs::vnode> root() override;
    vfs::filesystem_status status() const override {
        return {.type = 0x9fa0,
                .block_size = 4096,
                .blocks = 0,
                .blocks_free = 0,
                .files = 0,
                .files_free = 0};
    }

private:
    vfs::ref<vfs::vnode> root_;
};

/// One line of the table that describes the tree.
struct table_entry {
    const char *name;
    uint32_t mode;                ///< with the type
    generator generate;           ///< of files and links
    const table_entry *children;  ///< of directories; ends with an entry without a name
};

}  // namespace procfs

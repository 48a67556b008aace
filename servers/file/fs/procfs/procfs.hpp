/// \file
/// /proc and /sys: made up whenever somebody looks.
#pragma once

#include <fs/procfs/generators.hpp>
#include <vfs/filesystem.hpp>
#include <vfs/vnode.hpp>

namespace procfs {

struct table_entry;

/// What one of the two is.
struct tree {
    const char *type;
    uint32_t magic;
    const table_entry *root;
};
extern const tree process_tree, system_tree;

class filesystem final : public vfs::filesystem {
public:
    explicit filesystem(const tree &which);

    const char *type() const override { return tree_.type; }
    vfs::ref<vfs::vnode> root() override;
    vfs::filesystem_status status() const override {
        return {.type = tree_.magic,
                .block_size = 4096,
                .blocks = 0,
                .blocks_free = 0,
                .files = 0,
                .files_free = 0};
    }

private:
    const tree &tree_;
    vfs::ref<vfs::vnode> root_;
};

/// One line of the table that describes the tree.
struct table_entry {
    const char *name;
    uint32_t mode;                ///< with the type
    generator generate;           ///< of files and links
    const table_entry *children;  ///< of directories; ends with an entry without a name
    bool (*exists)() = nullptr;   ///< null: always
};

}  // namespace procfs

/// \file
/// /dev/pts: a device node for each pseudo-terminal whose master is open, made up whenever somebody
/// looks.
#pragma once

#include <vfs/filesystem.hpp>
#include <vfs/vnode.hpp>

namespace devpts {

class filesystem final : public vfs::filesystem {
public:
    filesystem();

    const char *type() const override { return "devpts"; }
    vfs::ref<vfs::vnode> root() override { return root_; }
    vfs::filesystem_status status() const override {
        return {.type = 0x1cd1,
                .block_size = 4096,
                .blocks = 0,
                .blocks_free = 0,
                .files = 0,
                .files_free = 0};
    }

private:
    vfs::ref<vfs::vnode> root_;
};

}  // namespace devpts

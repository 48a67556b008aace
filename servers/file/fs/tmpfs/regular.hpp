/// \file
/// A regular file of a tmpfs.
#pragma once

#include <fs/tmpfs/contents.hpp>
#include <fs/tmpfs/node.hpp>

namespace tmpfs {

class regular final : public node {
public:
    regular(filesystem &fs, const vfs::new_node &how) : node(fs, how), contents_(fs) {}

    uint64_t blocks() const override { return contents_.pages() * (filesystem::page / 512); }
    vfs::outcome<std::size_t> read(vfs::description &by, uint64_t offset, char *to,
                                   std::size_t count) override;
    vfs::outcome<std::size_t> write(vfs::description &by, uint64_t offset, const char *from,
                                    std::size_t count) override;
    vfs::outcome<> truncate(uint64_t new_size) override;
    vfs::outcome<> fill(std::string_view bytes) override;
    vfs::outcome<vfs::mappable> map(bool writable) override;
    const char *window(uint64_t offset, std::size_t &count) override;

private:
    contents contents_;
};

}  // namespace tmpfs

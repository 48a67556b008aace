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
    vfs::outcome<> allocate(uint64_t begin, uint64_t end, bool keep_size) override;
    vfs::outcome<> punch(uint64_t begin, uint64_t end) override;
    uint64_t next_data(uint64_t at) override { return contents_.next(at, size, true); }
    uint64_t next_hole(uint64_t at) override { return contents_.next(at, size, false); }
    vfs::outcome<uint32_t> seals() override { return seals_; }
    vfs::outcome<> add_seals(uint32_t more) override;
    /// Of a new file: nobody may seal it, unless this is called.
    void make_sealable() { seals_ = 0; }
    const char *window(uint64_t offset, std::size_t &count) override;

private:
    /// EPERM when a seal is against the file getting this size.
    vfs::outcome<> check_size(uint64_t new_size) const;

    contents contents_;
    uint32_t seals_ = 1;  ///< F_SEAL_SEAL
};

}  // namespace tmpfs

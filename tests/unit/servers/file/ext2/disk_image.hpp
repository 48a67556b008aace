/// \file
/// A disk in memory, and e2fsprogs to make and judge what is on it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <ext2/volume.hpp>

/// Counts what it does, and fails when told to.
class memory_disk final : public ext2::block_device {
public:
    explicit memory_disk(std::vector<char> bytes) : bytes(std::move(bytes)) {}

    uint64_t size() const override { return bytes.size(); }
    ext2::outcome<> read(uint64_t offset, void *to, uint32_t count) override;
    ext2::outcome<> write(uint64_t offset, const void *from, uint32_t count) override;
    ext2::outcome<> flush() override { return operation(); }
    void report(const char *, uint64_t) override { ++reports; }

    std::vector<char> bytes;
    unsigned reports = 0;
    uint64_t operations = 0;
    uint64_t fails_from = UINT64_MAX;  ///< operation from which on all give EIO
    uint64_t writes = 0;
    uint64_t loses_from = UINT64_MAX;  ///< write from which on nothing arrives

private:
    ext2::outcome<> operation() {
        return ++operations > fails_from ? ext2::outcome<>(ext2::fail(EIO)) : ext2::outcome<>();
    }
};

/// What `mke2fs -t ext2 OPTIONS` makes in `kilobytes`; `folder` is its contents when not empty.
std::vector<char> make_image(const std::string &options, unsigned kilobytes,
                             const std::string &folder = "");

/// `e2fsck -fn`'s complaints; empty when it finds nothing wrong.
std::string check_image(const std::vector<char> &bytes);

/// What debugfs answers to a request.
std::string ask_debugfs(const std::vector<char> &bytes, const std::string &request);

/// A folder that is gone with the object.
class temporary_folder {
public:
    temporary_folder();
    ~temporary_folder();
    std::string path;
};

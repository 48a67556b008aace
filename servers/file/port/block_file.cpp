#include <port/block_file.hpp>

#include <algorithm>
#include <cstring>
#include <new>

#include <protocol/block.hpp>
#include <vfs/device.hpp>

namespace port {

using vfs::fail, vfs::outcome;

namespace {

constexpr uint64_t sector = protocol::block_sector;
constexpr std::size_t buffer_size = 64 * 1024;
/// Whole sectors for bytes that are none. One request is served at a time.
alignas(sector) char buffer[buffer_size];

/// The sectors, as far as the buffer holds them, that `count` bytes at `offset` lie in.
struct span {
    span(uint64_t offset, std::size_t count)
        : begin(offset / sector * sector),
          skipped(static_cast<std::size_t>(offset - begin)),
          used(std::min(count, buffer_size - skipped)),
          size(static_cast<uint32_t>((skipped + used + sector - 1) / sector * sector)) {}
    uint64_t begin;
    std::size_t skipped, used;
    uint32_t size;
};

template <class T>
int put(char *data, std::size_t &size, T value) {
    std::memcpy(data, &value, sizeof value);
    size = sizeof value;
    return 0;
}

enum : uint32_t {  // <linux/fs.h>
    BLKROGET = 0x125e,
    BLKGETSIZE = 0x1260,
    BLKFLSBUF = 0x1261,
    BLKSSZGET = 0x1268,
    BLKGETSIZE64 = 0x80081272,
};

/// Linux's numbers of virtio disks: 16 minors each, the first the disk itself.
constexpr uint32_t virtio_major = 254, minors = 16, letters = 26;

}  // namespace

outcome<std::size_t> block_file::read(vfs::description &, uint64_t offset, char *to,
                                      std::size_t count) {
    if (offset >= disk_->size()) return 0;
    count = static_cast<std::size_t>(std::min<uint64_t>(count, disk_->size() - offset));
    std::size_t done = 0;
    while (done < count) {
        const span s(offset + done, count - done);
        if (auto got = disk_->read(s.begin, buffer, s.size); !got) {
            if (done) break;
            return fail(got.error());
        }
        std::memcpy(to + done, buffer + s.skipped, s.used);
        done += s.used;
    }
    return done;
}

outcome<std::size_t> block_file::write(vfs::description &, uint64_t offset, const char *from,
                                       std::size_t count) {
    if (disk_->read_only()) return fail(EROFS);
    if (offset >= disk_->size()) return count ? outcome<std::size_t>(fail(ENOSPC)) : 0;
    count = static_cast<std::size_t>(std::min<uint64_t>(count, disk_->size() - offset));
    std::size_t done = 0;
    while (done < count) {
        const span s(offset + done, count - done);
        outcome<> put;
        if (s.used != s.size) put = disk_->read(s.begin, buffer, s.size);
        std::memcpy(buffer + s.skipped, from + done, s.used);
        if (put) put = disk_->write(s.begin, buffer, s.size);
        if (put) put = disk_->finish();
        if (!put) {
            if (done) break;
            return fail(put.error());
        }
        done += s.used;
    }
    return done;
}

outcome<int> block_file::control(vfs::description &by, uint32_t request, uint64_t argument,
                                 char *data, std::size_t &size) {
    switch (request) {
    case BLKGETSIZE64: return put(data, size, disk_->size());
    case BLKGETSIZE: return put(data, size, disk_->size() / sector);
    case BLKSSZGET: return put(data, size, static_cast<int>(sector));
    case BLKROGET: return put(data, size, static_cast<int>(disk_->read_only()));
    case BLKFLSBUF: TRY(disk_->flush()); return 0;
    default: return io_object::control(by, request, argument, data, size);
    }
}

}  // namespace port

vfs::outcome<vfs::ref<vfs::io_object>> vfs::open_block_device(uint64_t number) {
    const uint32_t minor = minor_of(number), disk = minor / port::minors;
    if (major_of(number) != port::virtio_major || disk >= port::letters) return fail(ENXIO);
    char name[8] = {'v', 'd', static_cast<char>('a' + disk)};
    if (const uint32_t part = minor % port::minors; part >= 10)
        name[3] = '1', name[4] = static_cast<char>('0' + part - 10);
    else if (part)
        name[3] = static_cast<char>('0' + part);
    auto *made = new (std::nothrow) port::block_file(TRY(port::block_disk::open(name, false)));
    if (!made) return fail(ENOMEM);
    return vfs::ref<vfs::io_object>::adopt(made);
}

#include <stat_layout.hpp>

#include <sys/sysmacros.h>

#include <clock.hpp>

namespace posix {

namespace {

/// Seconds and nanoseconds of a time that may lie before the epoch.
constexpr time_value split(int64_t ns) {
    constexpr auto second = static_cast<int64_t>(ns_per_second);
    int64_t seconds = ns / second, rest = ns % second;
    if (rest < 0) {
        --seconds;
        rest += second;
    }
    return {seconds, rest};
}

struct timespec to_timespec(int64_t ns) {
    const time_value t = split(ns);
    return {.tv_sec = t.seconds, .tv_nsec = t.nanoseconds};
}

linux_statx_time to_timestamp(int64_t ns) {
    const time_value t = split(ns);
    return {
        .seconds = t.seconds, .nanoseconds = static_cast<uint32_t>(t.nanoseconds), .reserved = 0};
}

}  // namespace

struct stat to_stat(const protocol::io_attributes &a) {
    struct stat out{};
    out.st_dev = a.device;
    out.st_ino = a.inode;
    out.st_mode = a.mode;
    out.st_nlink = a.links;
    out.st_uid = a.uid;
    out.st_gid = a.gid;
    out.st_rdev = a.special_device;
    out.st_size = static_cast<off_t>(a.size);
    out.st_blksize = static_cast<decltype(out.st_blksize)>(a.block_size);
    out.st_blocks = static_cast<blkcnt_t>(a.blocks);
    out.st_atim = to_timespec(a.access_time);
    out.st_mtim = to_timespec(a.modification_time);
    out.st_ctim = to_timespec(a.change_time);
    return out;
}

linux_statx to_statx(const protocol::io_attributes &a) {
    linux_statx out{};
    out.mask = statx_basic;
    out.block_size = a.block_size;
    out.links = a.links;
    out.uid = a.uid;
    out.gid = a.gid;
    out.mode = static_cast<uint16_t>(a.mode);
    out.inode = a.inode;
    out.size = a.size;
    out.blocks = a.blocks;
    out.access = to_timestamp(a.access_time);
    out.modification = to_timestamp(a.modification_time);
    out.change = to_timestamp(a.change_time);
    out.special_major = major(a.special_device);
    out.special_minor = minor(a.special_device);
    out.device_major = major(a.device);
    out.device_minor = minor(a.device);
    return out;
}

struct statfs to_statfs(const protocol::io_filesystem &f) {
    struct statfs out{};
    out.f_type = f.type;
    out.f_bsize = f.block_size;
    out.f_blocks = f.blocks;
    out.f_bfree = f.blocks_free;
    out.f_bavail = f.blocks_available;
    out.f_files = f.files;
    out.f_ffree = f.files_free;
    out.f_fsid.__val[0] = static_cast<int>(f.id);
    out.f_fsid.__val[1] = static_cast<int>(f.id >> 32);
    out.f_namelen = f.name_max;
    out.f_frsize = f.block_size;
    out.f_flags = f.flags;
    return out;
}

}  // namespace posix

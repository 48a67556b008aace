/// \file
/// A mounted tree of vnodes.
#pragma once

#include <cstdint>

#include <vfs/ref.hpp>
#include <vfs/result.hpp>
#include <vfs/wait_queue.hpp>

namespace vfs {

class mount;
class vnode;

struct filesystem_status {
    uint64_t type;  ///< Linux's f_type
    uint64_t block_size, blocks, blocks_free;
    uint64_t files, files_free;
};

class filesystem {
public:
    filesystem(const filesystem &) = delete;
    filesystem &operator=(const filesystem &) = delete;
    /// After unmount, or never mounted.
    virtual ~filesystem() = default;

    /// As in /proc/mounts and mount -t.
    virtual const char *type() const = 0;
    /// What it is made of, as in /proc/mounts.
    virtual const char *source() const { return type(); }
    /// Can files be opened with O_DIRECT? (Those of memory cannot.)
    virtual bool direct() const { return false; }
    virtual ref<vnode> root() = 0;
    virtual filesystem_status status() const = 0;
    /// Everything that has been written is where it keeps without power. EIO.
    virtual outcome<> sync() { return {}; }
    /// How far a sync that waits for nothing has come.
    struct sync_state {
        bool begun = false;
        uint64_t mark = 0;
    };
    /// Like sync. EAGAIN: try again with the same state when `syncs` is settled.
    virtual outcome<> sync_later(sync_state & /*state*/) { return sync(); }
    /// Begins to write what has been changed. \return whether everything has been begun.
    virtual bool write_back() { return true; }
    wait_queue syncs;  ///< who waits for sync_later
    /// Gets ready to be deleted. EBUSY while something of it is in use beside the one
    /// mount: nothing has happened then.
    virtual outcome<> unmount() { return fail(EBUSY); }
    /// The system ends: leaves everything as unmount does, however much of it is in use. Nothing in
    /// it can be changed any more.
    virtual outcome<> shut_down() { return {}; }
    /// Nothing in it can be changed by anybody.
    bool read_only() const { return read_only_; }
    uint64_t device() const { return device_; }

    mount *mounted_at = nullptr;  ///< where; null for the root of all

protected:
    explicit filesystem(bool read_only = false);
    void make_read_only() { read_only_ = true; }

private:
    uint64_t device_;
    bool read_only_;
};

/// Something on a disk has been changed in memory: all file systems are synced some seconds later.
void write_back_later();

}  // namespace vfs

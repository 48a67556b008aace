/// \file
/// An open file or folder of a mounted archive: its position and what it answers.
#pragma once

#include <string>
#include <utility>

#include <lib/port_object.hpp>
#include <mach/server.hpp>
#include <protocol/file.hpp>

#include "tree.hpp"
#include "walk.hpp"

/// An archive in use. It goes with the last of its open files, of which a mount has the root.
struct mounted_archive {
    mounted_archive(mach_vm_address_t bytes, mach_vm_size_t length, std::string where, tree content,
                    uint64_t serial)
        : address(bytes),
          size(length),
          path(std::move(where)),
          files(std::move(content)),
          number(serial) {}
    mounted_archive(const mounted_archive &) = delete;
    mounted_archive &operator=(const mounted_archive &) = delete;
    ~mounted_archive();

    const mach_vm_address_t address;  ///< of the bytes that `files` shows, which it owns
    const mach_vm_size_t size;
    const std::string path;  ///< that it is mounted on
    const tree files;
    const uint64_t number;  ///< which no other archive has had
    unsigned users = 0;     ///< open files; the last one deletes it
};

/// Answers the I/O interface and, relative to itself, the file interface. Everything that would
/// change something is refused with EROFS.
class open_file final : public server::port_object {
public:
    open_file(server::loop &loop, mounted_archive &archive, tree::index node, uint32_t flags)
        : port_object(loop), loop_(loop), archive_(archive), node_(node), flags_(flags) {
        ++archive.users;
    }
    ~open_file() override;
    open_file(const open_file &) = delete;
    open_file &operator=(const open_file &) = delete;

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void no_senders() override { delete this; }

    template <class Routine>
    using call = mach::rpc::call<Routine>;

    kern_return_t serve(protocol::io_read, call<protocol::io_read> c);
    kern_return_t serve(protocol::io_read_ool, call<protocol::io_read_ool> c);
    kern_return_t serve(protocol::io_write, call<protocol::io_write>);
    kern_return_t serve(protocol::io_write_ool, call<protocol::io_write_ool> c);
    kern_return_t serve(protocol::io_truncate, call<protocol::io_truncate>);
    kern_return_t serve(protocol::io_control, call<protocol::io_control>);
    kern_return_t serve(protocol::io_seek, call<protocol::io_seek> c);
    kern_return_t serve(protocol::io_stat, call<protocol::io_stat> c);
    kern_return_t serve(protocol::io_flags, call<protocol::io_flags> c);
    kern_return_t serve(protocol::io_poll, call<protocol::io_poll> c);
    void serve(protocol::io_interrupt, call<protocol::io_interrupt>) {}
    kern_return_t serve(protocol::io_map, call<protocol::io_map> c);
    kern_return_t serve(protocol::io_sync, call<protocol::io_sync>) { return KERN_SUCCESS; }
    kern_return_t serve(protocol::io_read_directory, call<protocol::io_read_directory> c);
    kern_return_t serve(protocol::io_statfs, call<protocol::io_statfs> c);
    kern_return_t serve(protocol::io_path, call<protocol::io_path> c);
    kern_return_t serve(protocol::file_open, call<protocol::file_open> c);
    kern_return_t serve(protocol::file_stat, call<protocol::file_stat> c);
    kern_return_t serve(protocol::file_access, call<protocol::file_access> c);
    kern_return_t serve(protocol::file_read_link, call<protocol::file_read_link> c);
    kern_return_t serve(protocol::file_statfs, call<protocol::file_statfs> c);
    kern_return_t serve(protocol::file_resolve, call<protocol::file_resolve> c);
    /// Everything else.
    template <class Routine>
    kern_return_t serve(Routine, call<Routine> c);

private:
    const tree &files() const { return archive_.files; }
    const tree::node &node() const { return files().at(node_); }
    /// \return an error, or KERN_SUCCESS and the place in `found`
    kern_return_t find(const protocol::path_tail &path, uint32_t flags,
                       const mach_msg_max_trailer_t &trailer, tree::index &found) const;
    /// The bytes that a read gets. \return as a routine
    kern_return_t part(int64_t offset, uint64_t count, std::span<const std::byte> &data);
    /// A memory object with the file's bytes, made when somebody maps it.
    kern_return_t make_object();

    server::loop &loop_;
    mounted_archive &archive_;
    tree::index node_;
    uint32_t flags_;
    uint64_t position_ = 0;
    mach_port_t object_ = MACH_PORT_NULL;
};

/// \file
/// An open description of a terminal or of a pseudo-terminal's master: answers the I/O interface.
#pragma once

#include <lib/port_object.hpp>
#include <protocol/io.hpp>

#include "terminal_end.hpp"

class open_terminal final : public server::port_object {
public:
    /// The node in the file system by which it was opened.
    struct node {
        uint64_t device, inode;
        char path[24];  ///< ends with a zero
    };
    open_terminal(server::loop &loop, terminal_end &of, const node &by, uint32_t flags)
        : port_object(loop), terminal_(of), node_(by), flags_(flags) {
        terminal_.description_opened();
    }
    ~open_terminal() override { terminal_.description_closed(); }

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override;
    void no_senders() override { delete this; }

    kern_return_t serve(protocol::io_read, mach::rpc::call<protocol::io_read> call);
    kern_return_t serve(protocol::io_read_ool, mach::rpc::call<protocol::io_read_ool> call);
    kern_return_t serve(protocol::io_write, mach::rpc::call<protocol::io_write> call);
    kern_return_t serve(protocol::io_write_ool, mach::rpc::call<protocol::io_write_ool> call);
    kern_return_t serve(protocol::io_seek, mach::rpc::call<protocol::io_seek> call);
    kern_return_t serve(protocol::io_stat, mach::rpc::call<protocol::io_stat> call);
    kern_return_t serve(protocol::io_flags, mach::rpc::call<protocol::io_flags> call);
    kern_return_t serve(protocol::io_poll, mach::rpc::call<protocol::io_poll> call);
    void serve(protocol::io_interrupt, mach::rpc::call<protocol::io_interrupt> call);
    kern_return_t serve(protocol::io_map, mach::rpc::call<protocol::io_map> call);
    kern_return_t serve(protocol::io_truncate, mach::rpc::call<protocol::io_truncate> call);
    kern_return_t serve(protocol::io_sync, mach::rpc::call<protocol::io_sync> call);
    kern_return_t serve(protocol::io_control, mach::rpc::call<protocol::io_control> call);
    kern_return_t serve(protocol::io_read_directory,
                        mach::rpc::call<protocol::io_read_directory> call);
    kern_return_t serve(protocol::io_set_attributes,
                        mach::rpc::call<protocol::io_set_attributes> call);
    kern_return_t serve(protocol::io_statfs, mach::rpc::call<protocol::io_statfs> call);
    kern_return_t serve(protocol::io_path, mach::rpc::call<protocol::io_path> call);
    kern_return_t serve(protocol::io_lock, mach::rpc::call<protocol::io_lock> call);

private:
    template <class Call>
    kern_return_t read(Call &call);
    bool nonblocking() const;

    terminal_end &terminal_;
    const node node_;
    uint32_t flags_;  ///< O_ACCMODE, O_NONBLOCK, O_APPEND
};

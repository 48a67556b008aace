/// \file
/// Opening.
#include <new>

#include <lib/pending.hpp>
#include <mach/mach.h>
#include <port/code.hpp>
#include <port/device_client.hpp>
#include <port/open_port.hpp>
#include <port/operation.hpp>
#include <vfs/open.hpp>
#include <vfs/pipe.hpp>

namespace port {

namespace {

/// The pipe behind a FIFO that has just been opened.
vfs::pipe &pipe_of(const vfs::description &file) { return static_cast<vfs::pipe &>(*file.io); }

/// An open of a FIFO that waits for the other end.
class pending_open final : public operation {
public:
    pending_open(open_port &file, mach::rpc::call<protocol::file_open> c, uint32_t pid)
        : operation(nullptr, pid, c.request.cookie),
          reply_(c.header),
          file_(file),
          io_(file.file().io),
          readers_(pipe_of(file.file()).readers_ever()),
          writers_(pipe_of(file.file()).writers_ever()) {
        io_->waiters()->join(*this);
    }

    /// Is there a partner, or has there been one since?
    state retry() override {
        const vfs::pipe &pipe = pipe_of(file_.file());
        const bool met = file_.file().readable() ? pipe.writers_ever() != writers_
                                                 : pipe.readers_ever() != readers_;
        if (!met) return state::waiting;
        mach::rpc::wire<protocol::file_open_reply> out;
        out.body.mode = file_.file().node->mode;
        out.body.file = file_.make_send();
        if (!reply_.reply(out)) file_.give_back();
        delete this;
        return state::finished;
    }
    void interrupt() override {
        reply_.fail(code_of(EINTR));
        finish();
    }
    void abandon() override { finish(); }

private:
    void finish() {
        open_port &file = file_;
        delete this;
        file.give_back();
    }

    server::pending<protocol::file_open> reply_;
    open_port &file_;
    vfs::ref<vfs::io_object> io_;
    uint32_t readers_, writers_;
};

/// Must the opener of this FIFO wait for the other end?
bool waits_for_partner(const vfs::description &file, uint32_t flags) {
    if (!S_ISFIFO(file.node->mode) || !file.io || (flags & vfs::open_flag::nonblock)) return false;
    const uint32_t access = flags & vfs::open_flag::access_mode;
    if (access == vfs::open_flag::read_write) return false;
    const vfs::pipe &pipe = pipe_of(file);
    return access == vfs::open_flag::read_only ? pipe.writers() == 0 : pipe.readers() == 0;
}

}  // namespace

kern_return_t open_port::serve(protocol::file_open, call<protocol::file_open> c) {
    const vfs::credentials who = sender_of(c.trailer);
    open_port *made = take();
    if (!made) return code_of(ENFILE);
    vfs::walker where(who, root(), file_.node);
    const auto device =
        vfs::open(where, text_of(c.request.variable), c.request.flags, c.request.mode, made->file_);
    if (!device || device->server) {
        made->give_back();
        if (!device) return code_of(device.error());
        const mach_port_t remote =
            ANSWER(open_device(*device, *where.node, c.request.flags, c.trailer));
        c.reply.file = mach::rpc::port_descriptor(remote, MACH_MSG_TYPE_MOVE_SEND);
        c.reply.mode = where.node->mode;
        return KERN_SUCCESS;
    }
    vfs::description &file = made->file_;
    if (file.io) {
        // Somebody may have waited for this end of a FIFO.
        const vfs::ref<vfs::io_object> io = file.io;
        if (waits_for_partner(file, c.request.flags)) {
            if (!new (std::nothrow) pending_open(*made, c, who.pid)) {
                made->give_back();
                return code_of(ENOMEM);
            }
            settle(*io);
            return MIG_NO_REPLY;
        }
        settle(*io);
    }
    c.reply.mode = file.node->mode;
    c.reply.file = made->make_send();
    return KERN_SUCCESS;
}

kern_return_t open_port::serve(protocol::file_change_root, call<protocol::file_change_root> c) {
    const vfs::credentials who = sender_of(c.trailer);
    vfs::walker where(who, root(), file_.node);
    ANSWER(where.find(text_of(c.request.variable), vfs::last_link::follow));
    if (!where.node->is_directory()) return code_of(ENOTDIR);
    ANSWER(vfs::check_access(*where.node, who, vfs::may_execute));
    if (!who.superuser()) return code_of(EPERM);
    open_port *made = take();
    if (!made) return code_of(ENFILE);
    made->file_.root = where.node;
    made->file_.node = std::move(where.node);
    made->file_.flags = vfs::open_flag::read_only;
    c.reply.mode = made->file_.node->mode;
    c.reply.file = made->make_send();
    return KERN_SUCCESS;
}

}  // namespace port

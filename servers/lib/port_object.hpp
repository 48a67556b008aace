/// \file
/// Something in a server that answers messages on a port of its own.
///
///     class open_file : public server::port_object {
///         mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
///             return mach::rpc::demux<protocol::io_interface>(*this, in, out);
///         }
///         void no_senders() override { delete this; }
///     };
///
/// The receive right's context word is the object's address, so that the loop finds it without a table.
#pragma once

#include <mach/mach.h>
#include <mach/server.hpp>

namespace server {

class loop;

class port_object {
public:
    port_object(const port_object &) = delete;
    port_object &operator=(const port_object &) = delete;
    /// Destroys the receive right.
    virtual ~port_object();

    /// Serves one message. Called by one thread of the loop at a time for each object (see loop::run), with no lock held.
    /// `out` holds server::message_max bytes.
    virtual mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) = 0;
    /// The last send right is gone (and none has been made since). May delete the object.
    virtual void no_senders() {}

    mach_port_t port() const { return port_; }
    /// A right to this object for a reply descriptor: MACH_MSG_TYPE_MAKE_SEND of port(). Arms the no-senders notification when it was not.
    mach_msg_port_descriptor_t make_send();

protected:
    /// Allocates the receive right and adds it to the loop's port set. port() is MACH_PORT_NULL when the kernel had none left.
    explicit port_object(loop &owner);

private:
    friend class loop;
    loop &loop_;
    mach_port_t port_ = MACH_PORT_NULL;
    bool armed_ = false;
};

}  // namespace server

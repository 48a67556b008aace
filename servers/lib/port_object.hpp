/// \file
/// Something in a server that answers messages on a port of its own.
///
///     class open_file : public server::port_object {
///         mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override
///         {
///             return mach::rpc::demux<protocol::io_interface>(*this, in, out);
///         }
///         void no_senders() override { delete this; }
///     };
///
/// The receive right's context word is the object's address, so that the loop finds it without a
/// table.
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

    /// Serves one message. Called by one thread of the loop at a time for each object (see
    /// loop::run), with no lock held. `out` holds server::message_max bytes.
    virtual mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) = 0;
    /// The last send right is gone (and none has been made since). May delete the object.
    virtual void no_senders() {}

    mach_port_t port() const { return port_; }
    /// A right to this object for a reply descriptor: MACH_MSG_TYPE_MAKE_SEND of port(). Arms the
    /// no-senders notification when it was not. The descriptor must go into a message that is sent,
    /// or destroyed by mach_msg_destroy: either makes the right.
    mach_msg_port_descriptor_t make_send();

protected:
    /// Allocates the receive right and adds it to the loop's port set. port() is MACH_PORT_NULL
    /// when the kernel had none left.
    explicit port_object(loop &owner);

private:
    friend class loop;
    /// Asks for a notification when no send right is left after `count` have been made.
    void arm(mach_port_mscount_t count);
    /// A notification says that there were none after `count`. It is stale when one has been made
    /// since.
    void told(mach_port_mscount_t count);

    loop &loop_;
    mach_port_t port_ = MACH_PORT_NULL;
    mach_port_mscount_t made_ = 0;  ///< send rights made by make_send, which is every one
    bool armed_ = false;
};

}  // namespace server

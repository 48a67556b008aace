// squares: an external pager in its simplest form.

#include <cstdlib>

#include <lib/loop.hpp>
#include <lib/service.hpp>

#include "table.hpp"

namespace {

class entrance final : public server::port_object {
public:
    entrance(server::loop &loop, const table &squares) : port_object(loop), squares_(squares) {}

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::squares_interface>(*this, in, out);
    }
    kern_return_t serve(protocol::squares_open, mach::rpc::call<protocol::squares_open> call) {
        call.reply.object = mach::rpc::port_descriptor(squares_.object(), MACH_MSG_TYPE_COPY_SEND);
        call.reply.pages = squares_.pages();
        return KERN_SUCCESS;
    }

private:
    const table &squares_;
};

}  // namespace

int main() {
    server::loop loop;
    table squares(loop);
    entrance door(loop, squares);
    if (const kern_return_t kr = squares.create(); kr != KERN_SUCCESS) {
        server::log("no memory object: error %d", kr);
        return EXIT_FAILURE;
    }
    if (server::register_name("squares", door.port()) != KERN_SUCCESS) {
        server::log("the name \"squares\" is not granted");
        return EXIT_FAILURE;
    }
    loop.run();
}

// archive: shows archives as trees of files. An example of a server that is mounted on a path.

#include <cerrno>
#include <cstdlib>
#include <string_view>
#include <utility>

#include <lib/loop.hpp>
#include <lib/service.hpp>
#include <mach/audit.h>
#include <mach/mach.h>
#include <protocol/archive.hpp>
#include <protocol/error.hpp>

#include "open_file.hpp"

namespace {

class entrance final : public server::port_object {
public:
    explicit entrance(server::loop &loop) : port_object(loop), loop_(loop) {}

    mach::rpc::disposition dispatch(mach_msg_header_t &in, mach_msg_header_t &out) override {
        return mach::rpc::demux<protocol::archive_interface>(*this, in, out);
    }

    kern_return_t serve(protocol::archive_open, mach::rpc::call<protocol::archive_open> call) {
        const auto &data = call.request.data;
        const auto refuse = [&](int error) {
            (void)mach_vm_deallocate(mach_task_self(), data.address, data.size);
            return protocol::unix_error(error);
        };
        const std::string_view path(call.request.variable.items, call.request.variable.count);
        if (call.trailer.msgh_audit.val[AUDIT_EUID] != 0) return refuse(EPERM);
        if (!path.starts_with('/')) return refuse(EINVAL);
        std::size_t position = 0;
        auto files =
            tree::read({reinterpret_cast<const std::byte *>(data.address), data.size}, position);
        if (!files) {
            server::log("%.*s: no sound archive, at byte %zu", static_cast<int>(path.size()),
                        path.data(), position);
            return refuse(EUCLEAN);
        }
        auto *archive = new mounted_archive(data.address, data.size, std::string(path),
                                            std::move(*files), ++opened_);
        auto *root = new open_file(loop_, *archive, 0, 0);
        if (root->port() == MACH_PORT_NULL) {
            delete root;
            return protocol::unix_error(ENOMEM);
        }
        call.reply.root = root->make_send();
        return KERN_SUCCESS;
    }

private:
    server::loop &loop_;
    uint64_t opened_ = 0;
};

}  // namespace

int main() {
    server::loop loop;
    entrance door(loop);
    if (server::register_name("archive", door.port()) != KERN_SUCCESS) {
        server::log("the name \"archive\" is not granted");
        return EXIT_FAILURE;
    }
    loop.run();
}

#include <cstring>

#include <fs/procfs/network_source.hpp>
#include <port/service_client.hpp>
#include <protocol/error.hpp>
#include <protocol/socket.hpp>

namespace procfs {

namespace {
constinit port::service_client network("network");
}

vfs::outcome<> read_network(const char *name, text_writer &out) {
    mach::rpc::exchange<protocol::network_text> x;
    auto &wanted = x.request().variable;
    wanted.count = static_cast<uint32_t>(std::strlen(name));
    std::memcpy(wanted.items, name, wanted.count);
    const kern_return_t kr = network.call(x);
    if (kr != KERN_SUCCESS)
        return vfs::fail(protocol::is_unix_error(kr) ? protocol::unix_error_number(kr) : EIO);
    out.add({x.reply().variable.items, x.reply().variable.count});
    return {};
}

}  // namespace procfs

#include "block_service.hpp"

#include <cerrno>
#include <charconv>
#include <string_view>

#include <lib/service.hpp>
#include <protocol/error.hpp>

namespace {

std::string decimal(unsigned number) {
    char text[12];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    return {text, end};
}

}  // namespace

void block_service::add(std::unique_ptr<disk> d) {
    const std::string name = std::string("vd") + static_cast<char>('a' + disks_.size());
    disks_.push_back(std::move(d));
    disk &on = *disks_.back();
    partitions_.push_back(
        std::make_unique<partition>(loop_, on, name, sector_range{0, on.sectors(), 0, {}, {}}));
    for (const sector_range &range : read_partitions(on))
        partitions_.push_back(
            std::make_unique<partition>(loop_, on, name + decimal(range.number), range));
}

kern_return_t block_service::serve(protocol::block_open,
                                   const mach::rpc::call<protocol::block_open> &c) {
    const std::string_view name(c.request.variable.items, c.request.variable.count);
    constexpr std::string_view by_identity = "PARTUUID=", by_type = "PARTTYPE=";
    const auto meant = [&](const partition &p) {
        if (name.starts_with(by_identity))
            return !p.identity().empty() && p.identity() == name.substr(by_identity.size());
        if (name.starts_with(by_type))
            return !p.type().empty() && p.type() == name.substr(by_type.size());
        return p.name() == name;
    };
    for (const auto &p : partitions_) {
        if (!meant(*p)) continue;
        c.reply.device = p->make_send();
        c.reply.size = p->size();
        c.reply.read_only = p->read_only();
        c.reply.variable.count = static_cast<uint32_t>(
            p->name().copy(c.reply.variable.items, std::size(c.reply.variable.items)));
        return KERN_SUCCESS;
    }
    return protocol::unix_error(ENXIO);
}

#include "supervisor.hpp"

#include <algorithm>

#include <lib/cpio.hpp>
#include <lib/service.hpp>

#include "program_port.hpp"

namespace {

bool contains(const std::vector<std::string> &list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

std::span<const std::byte> supervisor::program(std::string_view path) const {
    while (path.starts_with('/')) path.remove_prefix(1);
    server::cpio_reader reader(archive_);
    server::cpio_entry entry;
    std::span<const std::byte> found;
    while (reader.next(entry) == server::cpio_reader::state::entry)
        if (entry.path == path) found = entry.data;
    return found;
}

service *supervisor::find(std::string_view name) const {
    const auto found = std::find_if(services_.begin(), services_.end(),
                                    [&](const auto &s) { return s->description().name == name; });
    return found == services_.end() ? nullptr : found->get();
}

std::string_view supervisor::option(std::string_view name) const {
    std::string_view found;
    for (std::string_view rest = command_line_; !rest.empty();) {
        const auto end = std::min(rest.find(' '), rest.size());
        const std::string_view word = rest.substr(0, end);
        if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=')
            found = word;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return found;
}

bool supervisor::provided(std::string_view name) const {
    return std::any_of(services_.begin(), services_.end(),
                       [&](const auto &s) { return contains(s->description().provides, name); });
}

bool supervisor::is_open(std::string_view name) const {
    return std::any_of(services_.begin(), services_.end(), [&](const auto &s) {
        const auto &d = s->description();
        return contains(d.open, name) && contains(d.provides, name);
    });
}

kern_return_t supervisor::look_up(std::string_view name,
                                  mach::rpc::call<protocol::name_lookup> &call) {
    if (const mach_port_t port = names_.find(name); port != MACH_PORT_NULL) {
        call.reply.port = mach::rpc::port_descriptor(port, MACH_MSG_TYPE_COPY_SEND);
        return KERN_SUCCESS;
    }
    if (!call.request.wait || !provided(name)) return KERN_INVALID_NAME;
    names_.wait(name, call.header);
    return MIG_NO_REPLY;
}

void supervisor::register_name(std::string_view name, mach_port_t port, const service &owner) {
    names_.set(name, port, &owner);
    init_->named(name);
}

void supervisor::gone(const service &dead) {
    names_.drop(dead);
    init_->do_without(dead.description().provides);
    for (const auto &each : services_)
        if (contains(each->description().follows, dead.description().name)) each->begin_anew();
}

void supervisor::restart_machine(const service &dead) {
    server::log("%s: died, and nothing works without it: restarting the machine",
                dead.description().name.c_str());
    (void)host_reboot(rights_.host_priv(), HOST_REBOOT_RESTART | HOST_REBOOT_SHOW_LOG);
}

void supervisor::run(system_description system) {
    for (auto &description : system.services)
        services_.push_back(std::make_unique<service>(*this, std::move(description)));
    program_port programs(*this);
    init_ = std::make_unique<init_starter>(*this, system.init, std::move(system.init_needs));
    for (auto &each : services_)
        if (!each->description().manual) (void)each->start();
    loop_.run();
}

#include "supervisor.hpp"

#include <algorithm>

#include <lib/cpio.hpp>
#include <lib/service.hpp>

#include "init_starter.hpp"

std::span<const std::byte> supervisor::program(std::string_view path) const {
    while (path.starts_with('/')) path.remove_prefix(1);
    server::cpio_reader reader(archive_);
    server::cpio_entry entry;
    std::span<const std::byte> found;
    while (reader.next(entry) == server::cpio_reader::state::entry)
        if (entry.path == path) found = entry.data;
    return found;
}

bool supervisor::provided(std::string_view name) const {
    return std::any_of(services_.begin(), services_.end(), [&](const auto &s) {
        const auto &provides = s->description().provides;
        return std::find(provides.begin(), provides.end(), name) != provides.end();
    });
}

void supervisor::run(system_description system) {
    for (auto &description : system.services)
        services_.push_back(std::make_unique<service>(*this, std::move(description)));
    for (auto &each : services_) each->start();
    init_starter init(*this, system.init);
    loop_.run();
}

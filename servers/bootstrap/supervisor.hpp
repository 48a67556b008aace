/// \file
/// All services, their names and their programs.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include <lib/loop.hpp>

#include "description.hpp"
#include "init_starter.hpp"
#include "name_table.hpp"
#include "rights.hpp"
#include "service.hpp"

class supervisor {
public:
    /// \param command_line the kernel's, kept by the caller
    supervisor(std::span<const std::byte> archive, kernel_rights rights,
               std::string_view command_line)
        : archive_(archive), rights_(rights), command_line_(command_line) {}

    /// Starts every service in its order, then serves for ever. Each comes up on its own; who needs
    /// a name waits for it at the name service.
    [[noreturn]] void run(system_description system);

    server::loop &loop() { return loop_; }
    name_table &names() { return names_; }
    const kernel_rights &rights() const { return rights_; }
    const std::vector<std::unique_ptr<service>> &services() const { return services_; }
    /// The service of that name, or null.
    service *find(std::string_view name) const;
    /// A file of the boot archive (the last of that path); empty when there is none.
    std::span<const std::byte> program(std::string_view path) const;
    /// The last word "NAME=VALUE" of the kernel's command line; empty when there is none.
    std::string_view option(std::string_view name) const;
    /// Serves name_lookup.
    kern_return_t look_up(std::string_view name, mach::rpc::call<protocol::name_lookup> &call);
    /// May programs look up that name?
    bool is_open(std::string_view name) const;
    /// Enters a name in the table.
    void register_name(std::string_view name, mach_port_t port, const service &owner);
    /// A service's task is gone: its names go with it, and who follows it begins anew.
    void gone(const service &dead);
    /// A service without which nothing works has died.
    void restart_machine(const service &dead);

private:
    /// Does any service provide this name?
    bool provided(std::string_view name) const;

    std::span<const std::byte> archive_;
    kernel_rights rights_;
    std::string_view command_line_;
    server::loop loop_;
    name_table names_;
    std::vector<std::unique_ptr<service>> services_;
    std::unique_ptr<init_starter> init_;
};

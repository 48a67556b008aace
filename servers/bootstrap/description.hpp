/// \file
/// The services file: which servers there are, in words a person can edit.
///
///     # comment
///     service console            a service begins; what follows belongs to it
///       program /boot/console    executable in the boot archive
///       arguments -v             (optional)
///       provides console         names that it may register
///       needs process            services that are started before it
///       rights device_master     kernel rights that it is given: host_priv, device_master, archive
///       restart always           or never
///     init /sbin/init            the first POSIX process
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

struct service_description {
    std::string name, program;
    std::vector<std::string> arguments, provides, needs, rights;
    bool restart = true;
    unsigned line = 0;
};

struct system_description {
    std::vector<service_description>
        services;  ///< in an order in which every service comes after what it needs
    std::string init;
};

/// \return the description, or one message "line N: what is wrong".
std::expected<system_description, std::string> parse_description(std::string_view text);

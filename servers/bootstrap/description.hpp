/// \file
/// The services files: which servers there are, in words a person can edit.
///
///     # comment
///     service console            a service begins; what follows belongs to it
///       program /boot/console    executable in the boot archive
///       arguments -v             (optional)
///       options root             NAME=VALUE of the kernel's command line becomes an argument
///       provides console         names that it may register
///       public console           those of them that POSIX programs may look up
///       needs process            services that are started before it
///       follows pci              is ended, to begin anew, whenever that service has died
///       rights device_master     kernel rights that it is given: host_priv, device_master,
///       archive;
///                                kept_memory: 64 KB of contiguous memory that outlive its tasks;
///                                kept_rights: may leave rights to its next task
///       restart always           when it dies; or never; or machine: nothing works without it
///       start boot               or manual: not before somebody asks for it
///     init /sbin/init console    the first POSIX process, and the names that must be there first
///     include /boot/services.d   reads all files of that folder, too
#pragma once

#include <string>
#include <string_view>
#include <vector>

enum class restart_policy : unsigned char { always, never, machine };

struct service_description {
    std::string name, program;
    std::vector<std::string> arguments, options, provides, open, needs, follows, rights;
    restart_policy restart = restart_policy::always;
    bool manual = false;
    bool broken = false;  ///< a mistake stands in its lines
    std::string file;
    unsigned line = 0;
};

struct system_description {
    std::vector<service_description> services;
    std::string init;
    std::vector<std::string> init_needs;  ///< names that are registered before it is started
    std::vector<std::string> includes;    ///< folders, to be read by the caller
    std::vector<std::string> mistakes;    ///< "FILE:LINE: what is wrong"
};

/// Adds what `text`, of the file of that name, says. A mistake is noted and spoils the service in
/// whose lines it stands, nothing else.
void read_description(std::string_view file, std::string_view text, system_description &into);

/// Puts every service after what it needs. Leaves out, with a mistake noted, those that are broken
/// or need what is not there, or need themselves by a circle; and of what init needs, what no
/// service will register by itself.
void put_in_order(system_description &system);

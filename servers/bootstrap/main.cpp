// bootstrap: the first task. Starts the servers that /boot/services describes, names them,
// supervises them.

#include <cstdlib>
#include <cstring>
#include <string_view>

#include <lib/cpio.hpp>
#include <lib/service.hpp>
#include <mach/mach_traps.h>

#include "supervisor.hpp"

namespace {

/// Value of "key=..." among the arguments that the kernel gave; null when there is none.
const char *argument(int argc, char **argv, std::string_view key) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument.starts_with(key) && argument.size() > key.size() &&
            argument[key.size()] == '=')
            return argv[i] + key.size() + 1;
    }
    return nullptr;
}

uint64_t number_argument(int argc, char **argv, std::string_view key) {
    const char *value = argument(argc, argv, key);
    return value ? std::strtoull(value, nullptr, 0) : 0;
}

[[noreturn]] void fail(const char *what) {
    server::log("boot: %s", what);
    task_exit_trap();
    std::abort();
}

std::string_view as_text(std::span<const std::byte> file) {
    return {reinterpret_cast<const char *>(file.data()), file.size()};
}

/// Reads the files of the folders that the first file includes.
void read_includes(std::span<const std::byte> archive, system_description &into) {
    const auto folders = into.includes;
    for (std::string_view folder : folders) {
        while (folder.starts_with('/')) folder.remove_prefix(1);
        server::cpio_reader reader(archive);
        server::cpio_entry entry;
        while (reader.next(entry) == server::cpio_reader::state::entry) {
            const std::string_view path = entry.path;
            if (!path.starts_with(folder) || path.size() <= folder.size() + 1 ||
                path[folder.size()] != '/' || entry.data.empty())
                continue;
            read_description("/" + std::string(path), as_text(entry.data), into);
        }
    }
}

}  // namespace

int main(int argc, char **argv) {
    const std::span archive(
        reinterpret_cast<const std::byte *>(number_argument(argc, argv, "archive")),
        number_argument(argc, argv, "archive_size"));
    kernel_rights rights;
    if (archive.data() == nullptr || !rights.find())
        fail("the kernel handed over no archive or no rights");
    const char *command_line = argument(argc, argv, "cmdline");
    supervisor system(archive, rights, command_line ? command_line : "");
    const auto text = system.program("/boot/services");
    if (text.empty()) fail("no /boot/services in the boot archive");
    system_description description;
    read_description("/boot/services", as_text(text), description);
    read_includes(archive, description);
    put_in_order(description);
    for (const auto &mistake : description.mistakes) server::log("%s", mistake.c_str());
    system.run(std::move(description));
}

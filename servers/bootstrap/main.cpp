// bootstrap: the first task. Starts the servers that /boot/services describes, names them,
// supervises them.

#include <cstdlib>
#include <cstring>
#include <string_view>

#include <lib/service.hpp>
#include <mach/mach_traps.h>

#include "supervisor.hpp"

namespace {

/// Value of "key=..." among the arguments that the kernel gave, as a number.
uint64_t number_argument(int argc, char **argv, std::string_view key) {
    for (int i = 1; i < argc; ++i) {
        const std::string_view argument = argv[i];
        if (argument.starts_with(key) && argument.size() > key.size() &&
            argument[key.size()] == '=')
            return std::strtoull(argv[i] + key.size() + 1, nullptr, 0);
    }
    return 0;
}

[[noreturn]] void fail(const char *what) {
    server::log("boot: %s", what);
    task_exit_trap();
    std::abort();
}

}  // namespace

int main(int argc, char **argv) {
    const std::span archive(
        reinterpret_cast<const std::byte *>(number_argument(argc, argv, "archive")),
        number_argument(argc, argv, "archive_size"));
    kernel_rights rights;
    if (archive.data() == nullptr || !rights.find())
        fail("the kernel handed over no archive or no rights");
    supervisor system(archive, rights);
    const auto text = system.program("/boot/services");
    if (text.empty()) fail("no /boot/services in the boot archive");
    auto description =
        parse_description({reinterpret_cast<const char *>(text.data()), text.size()});
    if (!description) fail(("/boot/services: " + description.error()).c_str());
    system.run(std::move(*description));
}

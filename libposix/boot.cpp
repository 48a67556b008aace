// The first process: no parent has given it anything but its ports.
#include <cerrno>
#include <csignal>

#include <sys/stat.h>

#include <exec.hpp>
#include <fd_table.hpp>
#include <image.hpp>
#include <limits.hpp>
#include <mach/client.hpp>
#include <mach/mach_traps.h>
#include <path.hpp>
#include <process.hpp>
#include <thread_block.hpp>
#include <threads.hpp>

extern "C" {
/// The first thread's stack and block; in a section of its own, see the linker script.
alignas(4096) unsigned char posix_boot_region[posix::thread_region_size]
    __attribute__((section(".boot_region")));
/// Written by the process server.
protocol::posix_boot_information posix_boot_information __attribute__((section(".data")));
}

namespace posix {

namespace {

constexpr const char *first_environment[] = {
    "HOME=/", "TERM=linux", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin", nullptr};

void say(const char *text) { (void)debug_write_trap(text, strlen(text)); }

bool open_root() {
    mach::rpc::exchange<protocol::file_root> x;
    if (x.call(self.file_service) != KERN_SUCCESS) return false;
    self.root_directory = self.working_directory = x.reply().root.name;
    return true;
}

/// Standard input, output and error.
void open_console() {
    mach::rpc::exchange<protocol::file_open> x;
    const kern_return_t kr = path_call(x, at_working_directory, std::string_view("/dev/console"),
                                       [](protocol::file_open_request &request) {
                                           request.flags = 2;  // O_RDWR
                                           request.mode = 0;
                                           request.cookie = 0;
                                       });
    if (kr != KERN_SUCCESS) {
        say("libposix: cannot open /dev/console\n");
        return;
    }
    (void)descriptors.insert(x.reply().file.name, x.reply().mode, false, 0, fd_max);
    (void)descriptors.duplicate(0, false, 1, fd_max);
    (void)descriptors.duplicate(0, false, 2, fd_max);
}

}  // namespace

}  // namespace posix

/// Runs on the boot stack; leaves the first program's registers in the block.
extern "C" void posix_boot() {
    using namespace posix;
    auto *block = reinterpret_cast<thread_block *>(posix_boot_region + sizeof posix_boot_region -
                                                   sizeof(thread_block));
    block->head.kernel.self = reinterpret_cast<uint64_t>(block);
    block->stack_top = reinterpret_cast<uint64_t>(block);
    block->alternate.flags = SS_DISABLE;
    mach_init();
    self.server = posix_boot_information.server;
    self.file_service = posix_boot_information.file_service;
    self.pid = block->tid = posix_boot_information.pid;
    self.umask = 022;
    set_default_limits();
    add_thread(*block);
    if (!open_root()) {
        say("libposix: no root directory\n");
        for (;;) task_exit_trap();
    }
    open_console();
    const char *const arguments[] = {posix_boot_information.program, nullptr};
    const long error =
        execute({.directory = at_working_directory,
                 .path = 0,
                 .own_path = posix_boot_information.program,
                 .descriptor = false},
                {.address = reinterpret_cast<uint64_t>(arguments), .own = true},
                {.address = reinterpret_cast<uint64_t>(first_environment), .own = true});
    if (error == 0) return;
    say("libposix: cannot execute ");
    say(posix_boot_information.program);
    say("\n");
    for (;;) task_exit_trap();
}

extern "C" mach_port_t *mach_reply_port_slot() { return &posix::this_thread().reply_port; }

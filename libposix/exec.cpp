#include <exec.hpp>

#include <cerrno>
#include <csignal>
#include <iterator>

#include <fd_table.hpp>
#include <limits.hpp>
#include <mach/client.hpp>
#include <mach/mach_traps.h>
#include <machine/fresh_vector.hpp>
#include <machine/thread_state.hpp>
#include <mapping.hpp>
#include <path.hpp>
#include <program_file.hpp>
#include <queue_notice.hpp>
#include <script_line.hpp>
#include <signal_file.hpp>
#include <signals.hpp>
#include <syscall/barrier.hpp>
#include <syscall/calls.hpp>
#include <system_info.hpp>
#include <table.hpp>
#include <threads.hpp>
#include <timers.hpp>

namespace posix {

namespace {

constexpr uint64_t program_base = 0x5555'5555'4000, interpreter_base = 0x7e00'0000'0000;
/// Programs lie below the stacks.
constexpr uint64_t program_limit = protocol::posix_area_begin - 0x1'0000'0000;
constexpr unsigned script_depth = 4;

/// Everything that is known of the new program before the old one goes.
struct plan {
    program_file program, interpreter;
    program_layout layout, interpreter_layout;
    program_stack stack;
    argument_prefix prefix{};
    char lines[script_depth][script_line_max];
    char path[256];  ///< as given, cut; for names and the script's argument
    std::string_view executable;
    std::string_view interpreter_path;  ///< of a script's last one

    uint64_t bias() const { return layout.position_independent ? program_base - layout.begin : 0; }
    uint64_t interpreter_bias() const {
        return interpreter_layout.position_independent ? interpreter_base - interpreter_layout.begin
                                                       : 0;
    }
    bool interpreted() const { return layout.interpreter_size != 0; }
};

void prepend(argument_prefix &prefix, std::string_view text) {
    for (unsigned i = prefix.count; i > 0; --i) prefix.text[i] = prefix.text[i - 1];
    prefix.text[0] = text;
    ++prefix.count;
}

long open_target(plan &p, const exec_target &target) {
    if (target.descriptor) {
        constexpr std::string_view folder = "/dev/fd/";
        memcpy(p.path, folder.data(), folder.size());
        p.path[folder.size()] = static_cast<char>('0' + target.directory % 10);
        p.executable = {p.path, folder.size() + 1};
        return p.program.open_descriptor(target.directory);
    }
    if (target.path == 0) {
        p.executable = target.own_path;
        return p.program.open(target.own_path);
    }
    const long length = copy_string_from_user(p.path, target.path, sizeof p.path);
    if (length < 0) return -EFAULT;
    p.executable = {p.path, static_cast<std::size_t>(length)};
    return p.program.open(target.directory, target.path);
}

/// Follows "#!" lines until an ELF program is open.
long resolve_scripts(plan &p) {
    for (unsigned depth = 0;; ++depth) {
        const long error = p.program.examine(p.layout);
        if (error == 0) return 0;
        if (depth == script_depth) return -ELOOP;
        char(&text)[script_line_max] = p.lines[depth];
        const uint64_t size = p.program.size() < sizeof text ? p.program.size() : sizeof text;
        script_line line;
        if (!p.program.read(0, text, size) || !parse_script_line({text, size}, line)) return error;
        // A path too long for the buffer cannot be handed to the interpreter whole.
        if (p.executable.size() >= sizeof p.path) return -ENAMETOOLONG;
        if (depth == 0) prepend(p.prefix, p.executable);
        if (!line.argument.empty()) prepend(p.prefix, line.argument);
        prepend(p.prefix, line.interpreter);
        p.program.close();
        p.interpreter_path = line.interpreter;
        if (const long failed = p.program.open(line.interpreter); failed != 0) return failed;
    }
}

long open_interpreter(plan &p) {
    char name[protocol::path_max];
    if (!p.program.read(p.layout.interpreter_offset, name, p.layout.interpreter_size))
        return -ENOEXEC;
    const std::size_t length = p.layout.interpreter_size - 1;
    if (name[length] != 0 || length == 0) return -ENOEXEC;
    if (const long error = p.interpreter.open({name, strlen(name)}); error != 0) return error;
    const long error = p.interpreter.examine(p.interpreter_layout);
    return error != 0 ? -ELIBBAD : 0;
}

bool placed_well(const program_layout &layout, uint64_t bias) {
    return mappable(layout.begin + bias, layout.end - layout.begin) &&
           layout.end + bias <= program_limit;
}

std::string_view base_name(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == path.npos ? path : path.substr(slash + 1);
}

/// Tells the server; afterwards this is the only thread.
/// \param by_descriptor the path given says nothing: the file's own name counts.
long commit(const plan &p, bool by_descriptor) {
    mach::rpc::exchange<protocol::process_exec> x;
    auto &request = x.request();
    signal_actions.reset_handlers();
    request.tid = this_thread().tid;
    request.ignored = signal_actions.ignored();
    request.arguments_begin = p.stack.arguments_begin();
    request.arguments_end = p.stack.arguments_end();
    request.environment_begin = p.stack.environment_begin();
    request.environment_end = p.stack.environment_end();
    memset(self.name, 0, sizeof self.name);
    std::string_view named = p.prefix.count != 0 ? p.prefix.text[p.prefix.count - 1] : p.executable;
    if (by_descriptor && p.prefix.count == 0) named = p.program.absolute_path();
    base_name(named).copy(self.name, sizeof self.name - 1);
    memcpy(request.name, self.name, sizeof self.name);
    const std::string_view path = !p.program.absolute_path().empty() ? p.program.absolute_path()
                                  : !p.interpreter_path.empty()      ? p.interpreter_path
                                                                     : p.executable;
    request.variable.count =
        static_cast<uint32_t>(path.copy(request.variable.items, request.variable.capacity));
    return x.call(self.server) == KERN_SUCCESS ? 0 : -EAGAIN;
}

/// What an exec resets besides memory.
void reset_process() {
    thread_block &block = this_thread();
    become_only_thread();
    descriptors.reset_lock();
    block.tid = self.pid;
    block.alternate = {.base = 0, .size = 0, .flags = SS_DISABLE};
    block.robust_list = block.clear_tid = 0;
    block.restart.kind = restart_kind::none;
    forget_timers();
    forget_barriers();
    self.not_dumpable = self.keeps_capabilities = false;
    self.capabilities = capabilities_after_exec(self.credentials, self.capabilities);
    report_unimplemented();
    mach_port_name_t released;
    while (descriptors.remove_close_on_exec(released)) {
        forget_signal_file(released);
        queue_notice::end(released);
        if (released != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), released);
    }
}

bool replace_memory(plan &p) {
    const uint64_t begin = p.stack.begin(), end = p.stack.end();
    (void)mach_vm_deallocate(mach_task_self(), MACH_VM_MIN_ADDRESS, begin - MACH_VM_MIN_ADDRESS);
    (void)mach_vm_deallocate(mach_task_self(), end, protocol::posix_area_begin - end);
    self.stack_begin = begin;
    self.stack_end = end;
    p.stack.keep();
    if (!p.program.map(p.layout, p.bias())) return false;
    if (p.interpreted() && !p.interpreter.map(p.interpreter_layout, p.interpreter_bias()))
        return false;
    self.break_begin = self.break_end = p.layout.end + p.bias();
    return true;
}

}  // namespace

long execute(const exec_target &target, string_vector arguments, string_vector environment) {
    plan p;
    if (const long error = open_target(p, target); error != 0) return error;
    if (const long error = resolve_scripts(p); error != 0) return error;
    if (p.interpreted()) {
        if (const long error = open_interpreter(p); error != 0) return error;
        if (!placed_well(p.interpreter_layout, p.interpreter_bias())) return -ENOEXEC;
    }
    if (!placed_well(p.layout, p.bias())) return -ENOEXEC;
    if (const long error = p.stack.create(self.limits[3 /* RLIMIT_STACK */].current); error != 0)
        return error;
    if (const long error = p.stack.copy_strings(p.prefix, arguments, environment, p.executable);
        error != 0)
        return error;
    const uint64_t entry = p.layout.entry + p.bias();
    const uint64_t stack_pointer =
        p.stack.finish({.headers = p.layout.headers != 0 ? p.layout.headers + p.bias() : 0,
                        .header_count = p.layout.header_count,
                        .base = p.interpreted() ? p.interpreter_bias() : 0,
                        .entry = entry,
                        .random = {random_bits(), random_bits()},
                        .secure = self.credentials.ruid != self.credentials.euid ||
                                  self.credentials.rgid != self.credentials.egid});
    if (const long error = commit(p, target.descriptor); error != 0) return error;

    reset_process();
    if (!replace_memory(p)) terminate_by(SIGKILL);
    thread_block &block = this_thread();
    block.fresh = true;
    block.call_number = no_call;
    machine::begin_program(
        block, p.interpreted() ? p.interpreter_layout.entry + p.interpreter_bias() : entry,
        stack_pointer);
    machine::load_fresh_vector();
    return 0;
}

long sys_execveat(int directory, user_address path, user_address arguments,
                  user_address environment, uint32_t flags) {
    constexpr uint32_t empty_path = 0x1000,
                       no_follow = 0x100;  // AT_EMPTY_PATH, AT_SYMLINK_NOFOLLOW
    if ((flags & ~(empty_path | no_follow)) != 0) return -EINVAL;
    char first;
    if (!get_user(first, path)) return -EFAULT;
    return execute({.directory = directory,
                    .path = path,
                    .own_path = {},
                    .descriptor = first == 0 && (flags & empty_path) != 0},
                   {.address = arguments, .own = false}, {.address = environment, .own = false});
}

long sys_execve(user_address path, user_address arguments, user_address environment) {
    return sys_execveat(at_working_directory, path, arguments, environment, 0);
}

}  // namespace posix

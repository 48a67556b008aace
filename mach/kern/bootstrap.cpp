#include <kern/bootstrap.hpp>

#include <cstdarg>
#include <cstring>

#include <elf.h>

#include <ipc/ipc_kobject.hpp>
#include <kern/boot_archive.hpp>
#include <kern/boot_info.hpp>
#include <kern/format.hpp>
#include <kern/host.hpp>
#include <kern/initial_stack.hpp>
#include <kern/log.hpp>
#include <kern/program.hpp>
#include <kern/task.hpp>
#include <machine/random.hpp>
#include <vm/vm_map.hpp>
#include <vm/vm_object.hpp>

namespace {

constexpr const char *program_name = "boot/bootstrap";
constexpr uint64_t stack_top = 0x7ff000000000, stack_size = 256 * 1024;
/// Addresses from here on are searched for a place for the archive.
constexpr uint64_t archive_hint = 0x40000000;

/// Ends the boot if a step failed.
template <class T>
T must(result<T> outcome, const char *step) {
    if (!outcome) boot_failed("cannot %s (error %d)", step, outcome.error());
    if constexpr (!std::is_void_v<T>) return std::move(*outcome);
}

program load(vm_map &map) {
    const auto file = boot_archive_find(program_name);
    if (!file) boot_failed("%s", file.error());
    const auto image = elf_image::parse(file->data, machine::elf_machine);
    if (!image) boot_failed("/%s: %s", program_name, image.error());
    const auto loaded = program_load(map, *image);
    if (!loaded) boot_failed("/%s: %s", program_name, loaded.error());
    return *loaded;
}

uint64_t map_archive(vm_map &map, const ref<vm_object> &archive, uint64_t size) {
    const vm_placement where{.address = archive_hint, .mask = 0, .flags = VM_FLAGS_ANYWHERE};
    const vm_attributes attributes{VM_PROT_READ, VM_PROT_READ, VM_INHERIT_NONE};
    return must(map.map(where, size, archive, 0, false, attributes), "map the boot archive");
}

void add_auxiliaries(initial_stack &stack, const program &loaded) {
    const uint64_t seeds[2] = {machine::random_seed(), machine::random_seed()};
    stack.add_auxiliary(AT_PHDR, loaded.headers);
    stack.add_auxiliary(AT_PHENT, elf_image::header_size);
    stack.add_auxiliary(AT_PHNUM, loaded.header_count);
    stack.add_auxiliary(AT_PAGESZ, MACH_PAGE_SIZE);
    stack.add_auxiliary(AT_BASE, 0);
    stack.add_auxiliary(AT_FLAGS, 0);
    stack.add_auxiliary(AT_ENTRY, loaded.entry);
    for (uint64_t identity : {AT_UID, AT_EUID, AT_GID, AT_EGID, AT_SECURE})
        stack.add_auxiliary(identity, 0);
    stack.add_auxiliary(AT_HWCAP, 0);
    stack.add_auxiliary(AT_CLKTCK, 100);
    stack.add_auxiliary(AT_RANDOM, stack.add_bytes(seeds, sizeof seeds));
}

/// \return the stack pointer.
uint64_t make_stack(vm_map &map, const program &loaded, uint64_t archive, uint64_t archive_size) {
    const vm_placement where{.address = stack_top - stack_size, .mask = 0, .flags = VM_FLAGS_FIXED};
    must(map.allocate(where, stack_size), "make a stack");
    initial_stack stack(stack_top);
    char text[sizeof boot.command_line + 16];
    stack.add_argument("bootstrap");
    format_string(text, sizeof text, "archive=0x%lx", archive);
    stack.add_argument(text);
    format_string(text, sizeof text, "archive_size=%lu", archive_size);
    stack.add_argument(text);
    format_string(text, sizeof text, "cmdline=%s", boot.command_line);
    stack.add_argument(text);
    add_auxiliaries(stack, loaded);
    const uint64_t pointer = stack.finish();
    must(map.write(pointer, stack.bytes().data(), stack.bytes().size()), "fill the stack");
    return pointer;
}

void give_ports(task &t, vm_object &archive) {
    auto object = must(archive.make_send(), "make a port for the boot archive");
    lock_guard guard(t.lock);
    t.host = ipc_right_transit::make_send(*the_host().name_port);
    t.registered[0] = ipc_right_transit::make_send(*the_host().control_port);
    t.registered[1] = ipc_right_transit::make_send(*the_host().device_master_port);
    t.registered[2] = std::move(object);
}

}  // namespace

void boot_failed(const char *format, ...) {
    log("boot: ");
    va_list arguments;
    va_start(arguments, format);
    log_va(format, arguments);
    va_end(arguments);
    log("\n");
    machine::halt_all();
}

void bootstrap_start() {
    const uint64_t size = boot_archive_size();
    if (size == 0) boot_failed("there is no boot archive");
    const ref<task> first = must(task::create(nullptr, false), "make the first task");
    first->limits.queued = vm_page_count().total * MACH_PAGE_SIZE / 4;
    first->apply_limits();
    std::memcpy(first->name, "bootstrap", sizeof "bootstrap");
    const ref<vm_object> archive = must(boot_archive_object(), "make the boot archive an object");
    const program loaded = load(first->map());
    const uint64_t address = map_archive(first->map(), archive, size);
    const uint64_t pointer = make_stack(first->map(), loaded, address, size);
    give_ports(*first, *archive);
    const ref<thread> t = must(thread::create(*first), "make the first thread");
    t->frame = machine::user_frame(loaded.entry, pointer);
    must(t->resume(), "start the first thread");
}

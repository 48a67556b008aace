// The first process: a fresh task with nothing but the library in it, which then opens the console
// and executes the program.
#include <algorithm>
#include <cstring>

#include <lib/service.hpp>
#include <mach/exception_types.h>
#include <protocol/process_service.hpp>
#include <service.hpp>
#include <world.hpp>

namespace process_server {

namespace {

kern_return_t write_boot_information(const world &w, const process &p,
                                     const protocol::process_start_init_request &request) {
    protocol::posix_boot_information boot{};
    boot.server = process_port_name;
    boot.file_service = file_service_name;
    boot.pid = p.pid;
    std::memcpy(boot.program, request.variable.items,
                std::min<std::size_t>(request.variable.count, sizeof boot.program - 1));
    return mach_vm_write(p.task, w.library.header().boot_information,
                         reinterpret_cast<vm_offset_t>(&boot), sizeof boot);
}

kern_return_t make_task(world &w, process &p, mach_port_t exceptions, mach_port_t file_service) {
    kern_return_t kr = task_create(mach_task_self(), 0, &p.task);
    if (kr != KERN_SUCCESS) return kr;
    w.add_task(p);
    (void)task_priority(p.task, mach_priority_of_nice(0), 1);
    // It inherits nothing of this server's: programs have a bootstrap port of their own, and all
    // of them inherit it.
    const mach_port_t programs = server::lookup_now("bootstrap");
    (void)task_set_special_port(p.task, TASK_BOOTSTRAP_PORT, programs);
    if (programs != MACH_PORT_NULL) (void)mach_port_deallocate(mach_task_self(), programs);
    kr = w.library.map_into(p.task);
    if (kr != KERN_SUCCESS) return kr;
    p.port = std::make_unique<process_port>(w.loop, p);
    if (!p.port->hand_to(p.task, process_port_name)) return KERN_RESOURCE_SHORTAGE;
    kr = mach_port_insert_right(p.task, file_service_name, file_service, MACH_MSG_TYPE_COPY_SEND);
    if (kr != KERN_SUCCESS) return kr;
    mach_port_t send = exceptions;
    (void)mach_port_insert_right(mach_task_self(), exceptions, exceptions, MACH_MSG_TYPE_MAKE_SEND);
    kr = task_set_exception_ports(p.task, EXC_MASK_ALL, send, EXCEPTION_DEFAULT, 0);
    if (kr == KERN_SUCCESS) p.publish_identity();
    return kr;
}

kern_return_t start_thread(const world &w, process &p) {
    protocol::posix_thread_state state = w.library.header().boot_state;
    thread_t thread;
    kern_return_t kr = thread_create(p.task, &thread);
    if (kr != KERN_SUCCESS) return kr;
    p.threads.push_back({.tid = p.pid,
                         .port = thread,
                         .block = w.library.header().boot_block,
                         .signals = {},
                         .scheduled = {}});
    kr = thread_set_state(thread, state.flavor, state.words, state.count);
    if (kr == KERN_SUCCESS) kr = thread_set_emulation_block(thread, w.library.header().boot_block);
    return kr == KERN_SUCCESS ? thread_resume(thread) : kr;
}

}  // namespace

kern_return_t service::serve(protocol::process_start_init,
                             mach::rpc::call<protocol::process_start_init> call) {
    if (world_.has_init()) return KERN_INVALID_ARGUMENT;
    // The first program shall not see the time before it is set.
    constexpr mach_msg_timeout_t patience_ms = 1000;
    if (const mach_port_t clock = server::lookup_within("rtc", patience_ms);
        clock != MACH_PORT_NULL)
        (void)mach_port_deallocate(mach_task_self(), clock);
    const mach_port_t file_service = server::lookup("file");
    if (file_service == MACH_PORT_NULL) return KERN_FAILURE;
    process *created = world_.create();
    if (created == nullptr) return KERN_RESOURCE_SHORTAGE;
    process &p = *created;
    world_.join(p, p.pid, p.pid);
    kern_return_t kr = make_task(world_, p, exception_port_, file_service);
    if (kr == KERN_SUCCESS) kr = write_boot_information(world_, p, call.request);
    if (kr == KERN_SUCCESS) kr = start_thread(world_, p);
    if (kr != KERN_SUCCESS) {
        server::log("cannot make the first process: %d", kr);
        if (p.task != MACH_PORT_NULL) (void)task_terminate(p.task);
        world_.remove(p);
        return kr;
    }
    world_.set_init(p);
    return KERN_SUCCESS;
}

}  // namespace process_server

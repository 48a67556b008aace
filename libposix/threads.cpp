#include <threads.hpp>

#include <csignal>

#include <lock.hpp>
#include <mach/mach_traps.h>
#include <machine/counter.hpp>
#include <machine/thread_state.hpp>
#include <process.hpp>

namespace posix {

namespace {

struct {
    lock mutex;
    thread_block *first;
} list;

constexpr uint64_t page_size = 4096;

}  // namespace

thread_block *allocate_thread_block() {
    mach_vm_address_t region = protocol::posix_dynamic_begin;
    if (mach_vm_map_trap(mach_task_self(), &region, thread_region_size, 0, VM_FLAGS_ANYWHERE,
                         VM_PROT_DEFAULT) != KERN_SUCCESS)
        return nullptr;
    if (mach_vm_protect(mach_task_self(), region, page_size, 0, VM_PROT_NONE) != KERN_SUCCESS) {
        (void)mach_vm_deallocate(mach_task_self(), region, thread_region_size);
        return nullptr;
    }
    auto *block =
        reinterpret_cast<thread_block *>(region + thread_region_size - sizeof(thread_block));
    block->head.kernel.self = reinterpret_cast<uint64_t>(block);
    block->stack_top = reinterpret_cast<uint64_t>(block);
    block->region = region;
    block->call_number = no_call;
    block->alternate.flags = SS_DISABLE;
    return block;
}

void free_thread_block(thread_block &block) {
    if (block.region != 0)
        (void)mach_vm_deallocate(mach_task_self(), block.region, thread_region_size);
}

void add_thread(thread_block &block) {
    locked hold(list.mutex);
    block.previous = nullptr;
    block.next = list.first;
    if (list.first != nullptr) list.first->previous = &block;
    list.first = &block;
    ++self.threads;
}

void remove_thread(thread_block &block) {
    locked hold(list.mutex);
    (block.previous != nullptr ? block.previous->next : list.first) = block.next;
    if (block.next != nullptr) block.next->previous = block.previous;
    --self.threads;
}

void interrupt_thread_accepting(uint64_t signals) {
    const thread_block *caller = &this_thread();
    locked hold(list.mutex);
    for (thread_block *block = list.first; block != nullptr; block = block->next) {
        if (block == caller || ((~block->head.blocked | block->waited_for) & signals) == 0)
            continue;
        if (block->thread_port != MACH_PORT_NULL) (void)thread_interrupt(block->thread_port);
        return;
    }
}

void pause_other_threads() {
    const thread_block *caller = &this_thread();
    // Asking for the registers waits until the thread is off its processor.
    protocol::posix_thread_state state = machine::thread_state(0, 0, 0, *caller);
    locked hold(list.mutex);
    for (thread_block *block = list.first; block != nullptr; block = block->next) {
        if (block == caller || block->thread_port == MACH_PORT_NULL) continue;
        mach_msg_type_number_t words = state.count;
        if (thread_suspend(block->thread_port) != KERN_SUCCESS) continue;
        (void)thread_get_state(block->thread_port, state.flavor,
                               reinterpret_cast<thread_state_t>(state.words), &words);
        (void)thread_resume(block->thread_port);
    }
}

bool has_thread(int32_t tid) {
    locked hold(list.mutex);
    const thread_block *block = list.first;
    while (block != nullptr && block->tid != tid) block = block->next;
    return block != nullptr;
}

uint64_t living_application_ticks() {
    const uint64_t now = machine::read_counter();
    uint64_t sum = 0;
    locked hold(list.mutex);
    for (thread_block *block = list.first; block != nullptr; block = block->next) {
        const uint64_t left_at = __atomic_load_n(&block->times.left_at, __ATOMIC_RELAXED);
        sum += block->times.application_ticks;
        if (left_at != 0 && left_at < now) sum += now - left_at;
    }
    return sum;
}

void become_only_thread() {
    thread_block &only = this_thread();
    list.mutex.reset();
    for (thread_block *block = list.first; block != nullptr;) {
        thread_block *next = block->next;
        if (block != &only) free_thread_block(*block);
        block = next;
    }
    only.next = only.previous = nullptr;
    list.first = &only;
    self.threads = 1;
}

}  // namespace posix

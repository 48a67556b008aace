#include <kern/kernel_work.hpp>

#include <ipc/ipc_reaper.hpp>
#include <kern/processor.hpp>
#include <vm/vm_reaper.hpp>

namespace {
/// Rights or pages that the reapers release in one piece.
constexpr unsigned reaper_budget = 32;
}  // namespace

void kernel_work::submit() {
    processor &cpu = this_processor();
    cpu.work->push_back(*this);
    cpu.has_work = true;
    if (cpu.current) cpu.current->ast.fetch_or(AST_WORK, std::memory_order_relaxed);
}

bool kernel_work_pending() {
    return this_processor().has_work || ipc_reaper_pending() || !vm_reaper::idle();
}

bool kernel_work_step() {
    processor &cpu = this_processor();
    auto &queue = *cpu.work;
    if (cpu.has_work) {
        kernel_work &work = queue.front();
        queue.pop_front();
        cpu.has_work = !queue.empty();
        if (work.step_(work.object_)) {
            queue.push_back(work);
            cpu.has_work = true;
        }
    } else if (ipc_reaper_pending()) {
        ipc_reap(reaper_budget);
    } else {
        vm_reaper::step(reaper_budget);
    }
    return kernel_work_pending();
}

#include <machine/signal_frame.hpp>

#include <machine/vector_state.hpp>
#include <signal_info.hpp>
#include <user_copy.hpp>

namespace posix::machine {

namespace {

// The layout is Linux's <asm/sigcontext.h> and <asm/ucontext.h>.
struct signal_context {
    uint64_t r8, r9, r10, r11, r12, r13, r14, r15, rdi, rsi, rbp, rbx, rdx, rax, rcx, rsp, rip,
        eflags;
    uint16_t cs, gs, fs, ss;
    uint64_t error, trap, old_mask, cr2;
    uint64_t vector_state;
    uint64_t reserved[8];
};
struct user_context {
    uint64_t flags, link;
    struct {
        uint64_t base;
        int32_t flags, padding;
        uint64_t size;
    } stack;
    signal_context context;
    uint64_t mask;
};
struct signal_frame {
    uint64_t return_address;
    user_context context;
    linux_signal_info info;
};
static_assert(sizeof(signal_context) == 256 && sizeof(user_context) == 304);

constexpr uint64_t red_zone = 128;
constexpr uint64_t context_has_ss = 6;  // UC_SIGCONTEXT_SS | UC_STRICT_RESTORE_SS
constexpr uint64_t user_code = 0x33, user_data = 0x2b;
/// What of rflags a frame may set: the arithmetic flags, direction, trap, alignment check.
constexpr uint64_t settable_flags = 0x50dd5;

signal_context save(const thread_block &block) {
    const registers &r = block.registers;
    return {.r8 = r.r8,
            .r9 = r.r9,
            .r10 = r.r10,
            .r11 = r.r11,
            .r12 = r.r12,
            .r13 = r.r13,
            .r14 = r.r14,
            .r15 = r.r15,
            .rdi = r.rdi,
            .rsi = r.rsi,
            .rbp = r.rbp,
            .rbx = r.rbx,
            .rdx = r.rdx,
            .rax = r.rax,
            .rcx = r.rcx,
            .rsp = r.rsp,
            .rip = block.head.kernel.return_pc,
            .eflags = block.head.kernel.return_flags,
            .cs = user_code,
            .gs = 0,
            .fs = 0,
            .ss = user_data,
            .error = 0,
            .trap = 0,
            .old_mask = 0,
            .cr2 = 0,
            .vector_state = 0,
            .reserved = {}};
}

void restore(thread_block &block, const signal_context &c) {
    block.registers = {.r8 = c.r8,
                       .r9 = c.r9,
                       .r10 = c.r10,
                       .r11 = c.r11,
                       .r12 = c.r12,
                       .r13 = c.r13,
                       .r14 = c.r14,
                       .r15 = c.r15,
                       .rdi = c.rdi,
                       .rsi = c.rsi,
                       .rbp = c.rbp,
                       .rbx = c.rbx,
                       .rdx = c.rdx,
                       .rax = c.rax,
                       .rcx = c.rcx,
                       .rsp = c.rsp};
    block.head.kernel.return_pc = c.rip;
    block.head.kernel.return_flags =
        (block.head.kernel.return_flags & ~settable_flags) | (c.eflags & settable_flags) | 0x202;
}

}  // namespace

bool push_signal_frame(thread_block &block, const protocol::signal_info &info,
                       const signal_action &action, signal_set interrupted_mask) {
    const uint64_t top = handler_stack(block, action.flags, red_zone);
    const uint64_t vector_at = (top - vector_state_size) & ~uint64_t{63};
    const uint64_t frame_at = ((vector_at - sizeof(signal_frame)) & ~uint64_t{15}) - 8;

    alignas(16) unsigned char vector[vector_state_size];
    posix_save_vector(vector);
    clear_software_part(vector);
    signal_frame frame{
        .return_address = action.restorer,
        .context = {.flags = context_has_ss,
                    .link = 0,
                    .stack = {.base = block.alternate.base,
                              .flags =
                                  on_alternate_stack(block) ? SS_ONSTACK : block.alternate.flags,
                              .padding = 0,
                              .size = block.alternate.size},
                    .context = save(block),
                    .mask = interrupted_mask},
        .info = to_linux(info)};
    frame.context.context.vector_state = vector_at;
    frame.context.context.old_mask = interrupted_mask;
    if (info.signal == SIGSEGV || info.signal == SIGBUS) {
        frame.context.context.cr2 = info.value;
        frame.context.context.trap = 14;
        frame.context.context.error = 4;
    }
    if (!copy_to_user(vector_at, vector, sizeof vector) ||
        !copy_to_user(frame_at, &frame, sizeof frame))
        return false;

    registers &r = block.registers;
    r.rdi = static_cast<uint64_t>(info.signal);
    r.rsi = frame_at + offsetof(signal_frame, info);
    r.rdx = frame_at + offsetof(signal_frame, context);
    r.rax = 0;
    r.rsp = frame_at;
    block.head.kernel.return_pc = action.handler;
    block.head.kernel.return_flags &= ~uint64_t{0x10500};  // direction, trap, resume
    return true;
}

bool pop_signal_frame(thread_block &block) {
    // The handler's `ret` has consumed the return address.
    const uint64_t frame_at = block.registers.rsp - 8;
    signal_frame frame;
    if (!copy_from_user(&frame, frame_at, sizeof frame)) return false;
    const signal_context &context = frame.context.context;
    if (context.vector_state != 0) {
        alignas(16) unsigned char vector[vector_state_size];
        if (!copy_from_user(vector, context.vector_state, sizeof vector)) return false;
        make_loadable(vector);
        posix_load_vector(vector);
    }
    restore(block, context);
    block.head.blocked = frame.context.mask & ~never_blocked;
    block.alternate = {.base = frame.context.stack.base,
                       .size = frame.context.stack.size,
                       .flags = frame.context.stack.flags & ~SS_ONSTACK};
    return true;
}

}  // namespace posix::machine

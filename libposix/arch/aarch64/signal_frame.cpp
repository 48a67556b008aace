#include <machine/signal_frame.hpp>

#include <image.hpp>
#include <machine/vector_state.hpp>
#include <signal_info.hpp>
#include <user_copy.hpp>
#include <vdso.hpp>

namespace posix::machine {

namespace {

// The layout is Linux's <asm/sigcontext.h> and <asm/ucontext.h>.
struct record_head {
    uint32_t magic, size;
};
struct vector_record {
    record_head head;
    uint32_t fpsr, fpcr;
    unsigned char v[32][16];
};
struct alignas(16) signal_context {
    uint64_t fault_address;
    uint64_t x[31];
    uint64_t sp, pc, pstate;
    alignas(16) vector_record vector;
    record_head end;
    unsigned char rest[4096 - sizeof(vector_record) - sizeof(record_head)];
};
struct user_context {
    uint64_t flags, link;
    struct {
        uint64_t base;
        int32_t flags, padding;
        uint64_t size;
    } stack;
    uint64_t mask;
    unsigned char unused[120];
    signal_context context;
};
struct signal_frame {
    linux_signal_info info;
    user_context context;
};
struct frame_record {
    uint64_t fp, lr;
};
static_assert(sizeof(vector_record) == 528);
static_assert(offsetof(user_context, context) == 176 && offsetof(signal_context, vector) == 288);
static_assert(sizeof(user_context) == 4560);

constexpr uint32_t vector_magic = 0x46508001;
constexpr uint64_t condition_flags = 0xf0000000;

/// Everything before the unused rest of the record space; that is not written.
constexpr std::size_t written_size = offsetof(signal_frame, context.context.rest);

}  // namespace

bool push_signal_frame(thread_block &block, const protocol::signal_info &info,
                       const signal_action &action, signal_set interrupted_mask) {
    const uint64_t top = handler_stack(block, action.flags, 0) & ~uint64_t{15};
    const uint64_t record_at = top - sizeof(frame_record);
    const uint64_t frame_at = record_at - sizeof(signal_frame);

    registers &r = block.registers;
    signal_frame frame;
    memset(&frame, 0, written_size);
    frame.info = to_linux(info);
    frame.context.stack = {.base = block.alternate.base,
                           .flags = on_alternate_stack(block) ? SS_ONSTACK : block.alternate.flags,
                           .padding = 0,
                           .size = block.alternate.size};
    frame.context.mask = interrupted_mask;
    signal_context &context = frame.context.context;
    memcpy(context.x, r.x, sizeof context.x);
    context.x[16] = block.head.kernel.return_x16;
    context.sp = r.sp;
    context.pc = block.head.kernel.return_pc;
    context.pstate = block.head.kernel.return_flags & condition_flags;
    if (info.signal == SIGSEGV || info.signal == SIGBUS) context.fault_address = info.value;
    vector_state vector;
    posix_save_vector(&vector);
    context.vector.head = {vector_magic, sizeof(vector_record)};
    context.vector.fpsr = vector.fpsr;
    context.vector.fpcr = vector.fpcr;
    memcpy(context.vector.v, vector.v, sizeof vector.v);
    const frame_record record{r.x[29], r.x[30]};
    if (!copy_to_user(record_at, &record, sizeof record) ||
        !copy_to_user(frame_at, &frame, written_size))
        return false;

    r.x[0] = static_cast<uint64_t>(info.signal);
    r.x[1] = frame_at + offsetof(signal_frame, info);
    r.x[2] = frame_at + offsetof(signal_frame, context);
    r.x[29] = record_at;
    r.x[30] =
        (action.flags & 0x04000000 /* SA_RESTORER */) != 0 ? action.restorer : vdso_sigreturn();
    r.sp = frame_at;
    block.head.kernel.return_pc = action.handler;
    return true;
}

bool pop_signal_frame(thread_block &block) {
    registers &r = block.registers;
    signal_frame frame;
    if ((r.sp & 15) != 0 || !copy_from_user(&frame, r.sp, written_size)) return false;
    const signal_context &context = frame.context.context;
    if (context.vector.head.magic == vector_magic) {
        vector_state vector;
        vector.fpsr = context.vector.fpsr;
        vector.fpcr = context.vector.fpcr;
        memcpy(vector.v, context.vector.v, sizeof vector.v);
        posix_load_vector(&vector);
    }
    memcpy(r.x, context.x, sizeof r.x);
    r.sp = context.sp;
    block.head.kernel.return_pc = context.pc;
    block.head.kernel.return_flags = context.pstate & condition_flags;
    block.head.kernel.return_x16 = context.x[16];
    block.head.blocked = frame.context.mask & ~never_blocked;
    block.alternate = {.base = frame.context.stack.base,
                       .size = frame.context.stack.size,
                       .flags = frame.context.stack.flags & ~SS_ONSTACK};
    return true;
}

}  // namespace posix::machine

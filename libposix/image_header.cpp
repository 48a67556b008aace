// The header at the image's start (protocol/posix_image.hpp). The linker knows the addresses, so
// they are pointers here, in a structure of the same layout.
#include <cstddef>

#include <fd_table.hpp>
#include <image.hpp>
#include <machine/boot_state.hpp>
#include <process.hpp>
#include <protocol/posix_image.hpp>
#include <signal_action.hpp>
#include <thread_block.hpp>
#include <threads.hpp>

extern "C" unsigned char posix_boot_region[posix::thread_region_size];
extern "C" protocol::posix_boot_information posix_boot_information;

namespace {

using protocol::posix_image_header;

struct linked_state {
    int32_t flavor;
    uint32_t count, argument_word, reserved;
    const void *registers[protocol::posix_thread_state::words_max / 2];
};
struct linked_header {
    uint64_t magic;
    const void *syscall_entry, *interrupt_entry, *image_begin, *image_end, *exit_begin, *exit_end;
    const void *copy_begin, *copy_end, *copy_fault;
    const void *boot_block, *boot_information, *process_info, *descriptor_table, *directories,
        *signal_actions, *limits, *ended_times;
    uint64_t thread_times;
    const void *time_page;
    uint64_t pc_word;
    linked_state boot_state;
};
static_assert(sizeof(linked_header) == sizeof(posix_image_header));
static_assert(offsetof(linked_header, exit_end) ==
              offsetof(posix_image_header, emulation.exit_end));
static_assert(offsetof(linked_header, copy_begin) == offsetof(posix_image_header, copy_begin));
static_assert(offsetof(linked_header, time_page) == offsetof(posix_image_header, time_page));
static_assert(offsetof(posix::process_state, root_directory) -
                  offsetof(posix::process_state, working_directory) ==
              offsetof(protocol::posix_directories, root));
static_assert(offsetof(linked_header, boot_state.registers) ==
              offsetof(posix_image_header, boot_state.words));

static_assert(sizeof(posix::signal_actions) ==
              protocol::posix_signal_max * sizeof(protocol::posix_signal_action));

constexpr const void *block =
    posix_boot_region + (posix::thread_region_size - sizeof(posix::thread_block));

constexpr linked_state boot_state() {
    linked_state state{.flavor = posix::machine::boot_flavor,
                       .count = posix::machine::boot_count,
                       .argument_word = 0,
                       .reserved = 0,
                       .registers = {}};
    state.registers[posix::machine::boot_pc_index] = posix_boot_entry;
    state.registers[posix::machine::boot_sp_index] = block;
    return state;
}

}  // namespace

extern "C" __attribute__((section(".header"), used)) constinit const linked_header posix_header{
    .magic = protocol::posix_image_magic,
    .syscall_entry = posix_syscall_entry,
    .interrupt_entry = posix_interrupt_entry,
    .image_begin = posix_text_begin,
    .image_end = posix_text_end,
    .exit_begin = posix_exit_start,
    .exit_end = posix_exit_end,
    .copy_begin = posix_copy_begin,
    .copy_end = posix_copy_end,
    .copy_fault = posix_copy_fault,
    .boot_block = block,
    .boot_information = &posix_boot_information,
    .process_info = &posix::self.info,
    .descriptor_table = &posix::descriptors,
    .directories = &posix::self.working_directory,
    .signal_actions = &posix::signal_actions,
    .limits = &posix::self.limits,
    .ended_times = &posix::self.ended_application_ticks,
    .thread_times = offsetof(posix::thread_block, times),
    .time_page = posix_time_page,
    .pc_word = posix::machine::boot_pc_index * 2,
    .boot_state = boot_state(),
};

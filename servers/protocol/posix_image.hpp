/// \file
/// What the process server knows of the emulation library's image: the header at its start, where
/// things lie in a POSIX task's address space, and the few words of the library's data that the
/// server reads or writes (its own process's business only: a program that spoils them harms
/// itself).
#pragma once

#include <cstdint>

#include <mach/emulation.h>
#include <mach/port.h>
#include <mach/vm_types.h>

namespace protocol {

/// The library and what it allocates for itself (threads' blocks and stacks) lie in
/// [posix_area_begin, MACH_VM_MAX_ADDRESS); the application has everything below.
inline constexpr uint64_t posix_area_begin = 0x7ffe'0000'0000;
/// The image is linked to this address.
inline constexpr uint64_t posix_image_base = posix_area_begin;
inline constexpr uint64_t posix_dynamic_begin = posix_area_begin + 0x1000'0000;

inline constexpr uint64_t posix_image_magic = 0x315849534f505442;  // "BTPOSIX1"

/// Registers for thread_set_state, made by the library so that the server need not know the
/// architecture.
struct posix_thread_state {
    static constexpr unsigned words_max = 68;
    int32_t flavor;
    uint32_t count;          ///< of words
    uint32_t argument_word;  ///< index of the low half of the first argument register
    uint32_t reserved;
    uint32_t words[words_max];
};

/// At posix_image_base. All members but the magic are addresses.
struct posix_image_header {
    uint64_t magic;
    mach_emulation_t emulation;
    uint64_t copy_begin, copy_end;  ///< instructions that touch the application's memory
    uint64_t copy_fault;            ///< where a fault in them goes on
    uint64_t boot_block;            ///< the block of a fresh task's first thread
    uint64_t boot_information;  ///< posix_boot_information of a fresh task, to be written before
                                ///< its thread runs
    uint64_t process_info;      ///< posix_process_info
    uint64_t descriptor_table;  ///< posix_descriptor_table
    uint64_t directories;       ///< posix_directories
    uint64_t signal_actions;    ///< posix_signal_action[posix_signal_max]
    uint64_t limits;            ///< posix_resource_limit[posix_limit_count]
    uint64_t ended_times;       ///< application_ticks of threads that have ended
    uint64_t thread_times;      ///< offset of posix_thread_times in a thread's block
    uint64_t time_page;         ///< where the time page is to be mapped
    uint64_t pc_word;           ///< index of the program counter's low half in a thread state
    posix_thread_state boot_state;  ///< of a fresh task's first thread
};

/// What a fresh task, which has no parent to inherit from, is told.
struct posix_boot_information {
    mach_port_name_t server;        ///< its process port
    mach_port_name_t file_service;  ///< the file server's named port
    int32_t pid;
    char program[256];  ///< path of what it executes first
};

/// Begins the block of each thread.
struct posix_block_head {
    mach_emulation_block_t kernel;
    uint64_t blocked;  ///< signal mask, bit n - 1 for signal n; read by the server to see whether
                       ///< an ignored signal is dropped
};

/// One file descriptor.
struct alignas(uint64_t) posix_descriptor {
    mach_port_name_t port;  ///< MACH_PORT_NULL: free
    uint16_t mode;  ///< the file's S_IFMT | permissions at open, to tell kinds apart without asking
    bool close_on_exec;
    bool path_only;         ///< O_PATH
    uint32_t armed_events;  ///< io_poll events whose notification is outstanding
    int32_t armed_by;       ///< by the thread with this tid
};
inline constexpr int posix_descriptor_max = 8192;
/// All of them; read by the server for procfs.
struct posix_descriptor_table {
    int32_t end;  ///< one more than the highest that is open
    posix_descriptor slots[posix_descriptor_max];
};

/// What a signal does: Linux's kernel struct sigaction (the same layout on both architectures, the
/// restorer included). The table is read by the server for procfs.
struct posix_signal_action {
    uint64_t handler;  ///< SIG_DFL 0, SIG_IGN 1
    uint64_t flags;
    uint64_t restorer;
    uint64_t mask;
};
inline constexpr int posix_signal_max = 64;

/// What a resource may be used to: Linux's struct rlimit64. The server reads them for procfs, and
/// reads and writes them for other processes.
struct posix_resource_limit {
    uint64_t current, maximum;
};
inline constexpr unsigned posix_limit_count = 16;

/// How long a thread has been in its application, in ticks of the time page's counter: the rest of
/// its processor time is system time. Time in which the thread was ready but others ran is in it.
struct posix_thread_times {
    uint64_t application_ticks;  ///< until it last entered the library
    uint64_t left_at;            ///< counter when it last left the library; 0 while it is there
};

/// Where paths begin; read by the server for procfs.
struct posix_directories {
    mach_port_name_t working, root;
};

/// In the library's data; the server writes it when the process is given to another parent, perhaps
/// before the process has run. What a parent had here is not valid for its child.
struct posix_process_info {
    int32_t parent;
    int32_t valid_for;  ///< this pid only
};

}  // namespace protocol

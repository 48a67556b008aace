/// \file
/// Linux's siginfo_t, 128 bytes, in the layout of 64-bit architectures.
#pragma once

#include <cstdint>

#include <protocol/process.hpp>
#include <thread_block.hpp>

namespace posix {

struct linux_signal_info {
    int32_t signal, error, code, padding;
    union {
        struct {
            int32_t pid;
            uint32_t uid;
            uint64_t value;
        } sender;
        struct {
            int32_t pid;
            uint32_t uid;
            int32_t status;
            int32_t padding;
            int64_t user_time, system_time;
        } child;
        struct {
            int32_t timer, overrun;
            uint64_t value;
        } timer;
        struct {
            uint64_t address;  ///< or what has happened to a file (SIGIO)
            int32_t descriptor;
        } fault;
        unsigned char bytes[112];
    };
};
static_assert(sizeof(linux_signal_info) == 128);

linux_signal_info to_linux(const protocol::signal_info &info);

/// The stack that a handler with these action flags runs on: the top of the alternate one, or the
/// current pointer.
uint64_t handler_stack(const thread_block &block, uint64_t flags, uint64_t red_zone);
/// Is the stack pointer on the alternate stack?
bool on_alternate_stack(const thread_block &block);

}  // namespace posix

/// \file
/// Symbols of the linker script and of assembly.
#pragma once

extern "C" {
extern const char posix_text_begin[], posix_text_end[];
extern const char posix_syscall_entry[], posix_interrupt_entry[], posix_exit_start[],
    posix_exit_end[];
extern const char posix_copy_begin[], posix_copy_end[], posix_copy_fault[];
extern const char posix_boot_entry[], posix_fork_entry[], posix_thread_entry[];
/// The page that the process server maps the time page over.
extern const char posix_time_page[];
/// The vDSO, an ELF image.
extern const char posix_vdso[];
}

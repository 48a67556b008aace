/// \file
/// The handlers, by family. Each returns what the system call returns: a value or -errno (or one of
/// errno_of.hpp's restart codes). Addresses are the application's and may be anything.
#pragma once

#include <cstdint>

#include <user_copy.hpp>

namespace posix {

// read.cpp, write.cpp, vector_io.cpp, copy.cpp
long sys_read(int fd, user_address buffer, uint64_t size);
long sys_pread64(int fd, user_address buffer, uint64_t size, int64_t offset);
long sys_write(int fd, user_address buffer, uint64_t size);
long sys_pwrite64(int fd, user_address buffer, uint64_t size, int64_t offset);
long sys_readv(int fd, user_address vector, int count);
long sys_writev(int fd, user_address vector, int count);
long sys_preadv(int fd, user_address vector, int count, int64_t offset);
long sys_pwritev(int fd, user_address vector, int count, int64_t offset);
long sys_preadv2(int fd, user_address vector, int count, int64_t offset, int64_t high,
                 uint32_t flags);
long sys_pwritev2(int fd, user_address vector, int count, int64_t offset, int64_t high,
                  uint32_t flags);
long sys_sendfile(int out, int in, user_address offset, uint64_t size);
long sys_copy_file_range(int in, user_address in_offset, int out, user_address out_offset,
                         uint64_t size, uint32_t flags);

// open.cpp, close.cpp, dup.cpp, fcntl.cpp, pipe.cpp, memory_file.cpp
long sys_openat(int directory, user_address path, uint32_t flags, uint32_t mode);
long sys_close(int fd);
long sys_close_range(uint32_t first, uint32_t last, uint32_t flags);
long sys_dup(int fd);
long sys_dup2(int from, int to);
long sys_dup3(int from, int to, uint32_t flags);
long sys_fcntl(int fd, uint32_t command, uint64_t argument);
long sys_flock(int fd, uint32_t operation);
long sys_memfd_create(user_address name, uint32_t flags);
long sys_pipe2(user_address pair, uint32_t flags);

// seek.cpp, stat.cpp, statx.cpp, directory.cpp, file_time.cpp, attributes.cpp, sync.cpp
long sys_lseek(int fd, int64_t offset, uint32_t whence);
long sys_fstat(int fd, user_address buffer);
long sys_newfstatat(int directory, user_address path, user_address buffer, uint32_t flags);
long sys_statx(int directory, user_address path, uint32_t flags, uint32_t mask,
               user_address buffer);
long sys_statfs(user_address path, user_address buffer);
long sys_fstatfs(int fd, user_address buffer);
long sys_getdents64(int fd, user_address buffer, uint32_t size);
long sys_getcwd(user_address buffer, uint64_t size);
long sys_chdir(user_address path);
long sys_fchdir(int fd);
long sys_chroot(user_address path);
long sys_utimensat(int directory, user_address path, user_address times, uint32_t flags);
long sys_fchmod(int fd, uint32_t mode);
long sys_fchmodat(int directory, user_address path, uint32_t mode);
long sys_fchown(int fd, uint32_t uid, uint32_t gid);
long sys_fchownat(int directory, user_address path, uint32_t uid, uint32_t gid, uint32_t flags);
long sys_ftruncate(int fd, uint64_t size);
long sys_truncate(user_address path, uint64_t size);
long sys_fallocate(int fd, uint32_t mode, int64_t offset, int64_t size);
long sys_fsync(int fd);
long sys_fdatasync(int fd);
long sys_sync();
long sys_mount(user_address device, user_address folder, user_address type, uint64_t flags,
               user_address data);
long sys_umount2(user_address folder, uint32_t flags);
long sys_syncfs(int fd);
long sys_sync_file_range(int fd, int64_t offset, int64_t size, uint32_t flags);
long sys_readahead(int fd, int64_t offset, uint64_t size);
long sys_fadvise64(int fd, int64_t offset, int64_t size, uint32_t advice);
long sys_umask(uint32_t mask);

// names.cpp, link.cpp, access.cpp, mount.cpp
long sys_mkdirat(int directory, user_address path, uint32_t mode);
long sys_mknodat(int directory, user_address path, uint32_t mode, uint64_t device);
long sys_unlinkat(int directory, user_address path, uint32_t flags);
long sys_readlinkat(int directory, user_address path, user_address buffer, int size);
long sys_symlinkat(user_address contents, int directory, user_address path);
long sys_linkat(int old_directory, user_address old_path, int new_directory, user_address new_path,
                uint32_t flags);
long sys_renameat(int old_directory, user_address old_path, int new_directory,
                  user_address new_path);
long sys_renameat2(int old_directory, user_address old_path, int new_directory,
                   user_address new_path, uint32_t flags);
long sys_faccessat(int directory, user_address path, uint32_t mode);
long sys_faccessat2(int directory, user_address path, uint32_t mode, uint32_t flags);

// ioctl.cpp, poll.cpp, select.cpp
long sys_ioctl(int fd, uint32_t request, uint64_t argument);
long sys_ppoll(user_address entries, uint32_t count, user_address timeout, user_address mask,
               uint64_t mask_size);
long sys_pselect6(int count, user_address read, user_address write, user_address except,
                  user_address timeout, user_address mask);

// socket.cpp, send.cpp, receive.cpp
long sys_socket(uint32_t family, uint32_t type, uint32_t protocol);
long sys_socketpair(uint32_t family, uint32_t type, uint32_t protocol, user_address pair);
long sys_bind(int fd, user_address address, uint32_t size);
long sys_listen(int fd, int backlog);
long sys_connect(int fd, user_address address, uint32_t size);
long sys_accept(int fd, user_address address, user_address size);
long sys_accept4(int fd, user_address address, user_address size, uint32_t flags);
long sys_getsockname(int fd, user_address address, user_address size);
long sys_getpeername(int fd, user_address address, user_address size);
long sys_shutdown(int fd, uint32_t how);
long sys_getsockopt(int fd, int level, int name, user_address value, user_address size);
long sys_setsockopt(int fd, int level, int name, user_address value, int32_t size);
long sys_sendto(int fd, user_address data, uint64_t size, uint32_t flags, user_address address,
                uint32_t address_size);
long sys_sendmsg(int fd, user_address message, uint32_t flags);
long sys_sendmmsg(int fd, user_address messages, uint32_t count, uint32_t flags);
long sys_recvfrom(int fd, user_address buffer, uint64_t size, uint32_t flags, user_address address,
                  user_address address_size);
long sys_recvmsg(int fd, user_address message, uint32_t flags);
long sys_recvmmsg(int fd, user_address messages, uint32_t count, uint32_t flags,
                  user_address timeout);

// mmap.cpp, brk.cpp, mremap.cpp, madvise.cpp
long sys_brk(uint64_t end);
long sys_mmap(uint64_t address, uint64_t size, uint32_t protection, uint32_t flags, int fd,
              uint64_t offset);
long sys_munmap(uint64_t address, uint64_t size);
long sys_mprotect(uint64_t address, uint64_t size, uint32_t protection);
long sys_mremap(uint64_t address, uint64_t old_size, uint64_t new_size, uint32_t flags,
                uint64_t new_address);
long sys_madvise(uint64_t address, uint64_t size, uint32_t advice);
long sys_msync(uint64_t address, uint64_t size, uint32_t flags);
long sys_mlock(uint64_t address, uint64_t size);
long sys_munlock(uint64_t address, uint64_t size);
long sys_mlockall(uint32_t flags);
long sys_munlockall();
long sys_mincore(uint64_t address, uint64_t size, user_address vector);

// signal_calls.cpp, signal_wait.cpp, kill.cpp
long sys_rt_sigaction(int signal, user_address action, user_address old, uint64_t size);
long sys_rt_sigprocmask(int how, user_address set, user_address old, uint64_t size);
long sys_rt_sigpending(user_address set, uint64_t size);
long sys_rt_sigsuspend(user_address set, uint64_t size);
long sys_rt_sigtimedwait(user_address set, user_address info, user_address timeout, uint64_t size);
long sys_rt_sigqueueinfo(int pid, int signal, user_address info);
long sys_rt_tgsigqueueinfo(int pid, int tid, int signal, user_address info);
long sys_rt_sigreturn();
long sys_sigaltstack(user_address stack, user_address old);
long sys_restart_syscall();
long sys_kill(int pid, int signal);
long sys_tkill(int tid, int signal);
long sys_tgkill(int pid, int tid, int signal);

// fork.cpp, thread.cpp, execve.cpp, exit.cpp, wait.cpp
long sys_clone3(user_address arguments, uint64_t size);
long sys_execve(user_address path, user_address arguments, user_address environment);
long sys_execveat(int directory, user_address path, user_address arguments,
                  user_address environment, uint32_t flags);
long sys_exit(int status);
long sys_exit_group(int status);
long sys_wait4(int pid, user_address status, uint32_t options, user_address usage);
long sys_waitid(uint32_t type, int id, user_address info, uint32_t options, user_address usage);
long sys_set_tid_address(user_address address);
long sys_set_robust_list(user_address head, uint64_t size);
long sys_get_robust_list(int tid, user_address head, user_address size);

// identity.cpp, credentials.cpp, group.cpp, limit.cpp, priority.cpp
long sys_getpid();
long sys_getppid();
long sys_gettid();
long sys_getuid();
long sys_geteuid();
long sys_getgid();
long sys_getegid();
long sys_getpgid(int pid);
long sys_getsid(int pid);
long sys_setpgid(int pid, int group);
long sys_setsid();
long sys_setuid(uint32_t uid);
long sys_setgid(uint32_t gid);
long sys_setreuid(uint32_t real, uint32_t effective);
long sys_setregid(uint32_t real, uint32_t effective);
long sys_setresuid(uint32_t real, uint32_t effective, uint32_t saved);
long sys_setresgid(uint32_t real, uint32_t effective, uint32_t saved);
long sys_getresuid(user_address real, user_address effective, user_address saved);
long sys_getresgid(user_address real, user_address effective, user_address saved);
long sys_setfsuid(uint32_t uid);
long sys_setfsgid(uint32_t gid);
long sys_getgroups(int size, user_address list);
long sys_setgroups(int size, user_address list);
long sys_prlimit64(int pid, uint32_t resource, user_address wanted, user_address old);
long sys_getrlimit(uint32_t resource, user_address limit);
long sys_setrlimit(uint32_t resource, user_address limit);
long sys_getpriority(uint32_t which, int who);
long sys_setpriority(uint32_t which, int who, int nice);
long sys_ioprio_get(uint32_t which, int who);
long sys_ioprio_set(uint32_t which, int who, uint32_t priority);

// power.cpp
long sys_reboot(uint32_t magic, uint32_t magic2, uint32_t command, user_address argument);
long sys_getrusage(int who, user_address usage);
long sys_times(user_address buffer);
long sys_capget(user_address header, user_address data);
long sys_capset(user_address header, user_address data);

// time_calls.cpp, calendar.cpp, sleep.cpp, interval_timer.cpp, timer.cpp
long sys_clock_gettime(int clock, user_address time);
long sys_clock_getres(int clock, user_address time);
long sys_clock_settime(int clock, user_address time);
long sys_settimeofday(user_address time, user_address zone);
long sys_gettimeofday(user_address time, user_address zone);
long sys_clock_nanosleep(int clock, uint32_t flags, user_address request, user_address remaining);
long sys_nanosleep(user_address request, user_address remaining);
long sys_getitimer(uint32_t which, user_address value);
long sys_setitimer(uint32_t which, user_address value, user_address old);
long sys_timer_create(int clock, user_address event, user_address id);
long sys_timer_settime(int id, uint32_t flags, user_address value, user_address old);
long sys_timer_gettime(int id, user_address value);
long sys_timer_getoverrun(int id);
long sys_timer_delete(int id);

// futex.cpp, affinity.cpp, scheduling.cpp, system.cpp, host_name.cpp, prctl.cpp, random.cpp
long sys_futex(user_address word, uint32_t operation, uint32_t value, uint64_t timeout,
               user_address second, uint32_t third);
long sys_sched_yield();
long sys_sched_getaffinity(int pid, uint32_t size, user_address mask);
long sys_sched_setaffinity(int pid, uint32_t size, user_address mask);
long sys_sched_setscheduler(int tid, uint32_t policy, user_address parameters);
long sys_sched_getscheduler(int tid);
long sys_sched_setparam(int tid, user_address parameters);
long sys_sched_getparam(int tid, user_address parameters);
long sys_sched_rr_get_interval(int tid, user_address interval);
long sys_sched_get_priority_max(uint32_t policy);
long sys_sched_get_priority_min(uint32_t policy);
long sys_getcpu(user_address cpu, user_address node);
long sys_uname(user_address buffer);
long sys_sysinfo(user_address buffer);
long sys_sethostname(user_address name, uint64_t size);
long sys_setdomainname(user_address name, uint64_t size);
long sys_syslog(int action, user_address buffer, int room);
long sys_prctl(uint32_t option, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4);
long sys_getrandom(user_address buffer, uint64_t size, uint32_t flags);

// names.cpp: extended attributes, which no file has
long sys_no_attributes();
long sys_no_attributes_of_file(int fd);
long sys_no_attribute_list();

}  // namespace posix

/// \file
/// System calls whose numbers or arguments only this architecture has: those that newer ones
/// replaced in the generic table.
#pragma once

#include <sys/syscall.h>

#include <table.hpp>
#include <user_copy.hpp>

namespace posix::machine {

long sys_clone(uint64_t flags, uint64_t stack, user_address parent_tid, user_address child_tid,
               uint64_t tls);
long sys_fork();
long sys_vfork();
long sys_arch_prctl(uint32_t code, uint64_t address);
long sys_open(user_address path, uint32_t flags, uint32_t mode);
long sys_creat(user_address path, uint32_t mode);
long sys_stat(user_address path, user_address buffer);
long sys_lstat(user_address path, user_address buffer);
long sys_access(user_address path, uint32_t mode);
long sys_pipe(user_address pair);
long sys_dup2(int from, int to);
long sys_poll(user_address entries, uint32_t count, int milliseconds);
long sys_select(int count, user_address read, user_address write, user_address except,
                user_address timeout);
long sys_mkdir(user_address path, uint32_t mode);
long sys_mknod(user_address path, uint32_t mode, uint64_t device);
long sys_rmdir(user_address path);
long sys_unlink(user_address path);
long sys_rename(user_address old_path, user_address new_path);
long sys_link(user_address old_path, user_address new_path);
long sys_symlink(user_address contents, user_address path);
long sys_readlink(user_address path, user_address buffer, int size);
long sys_chmod(user_address path, uint32_t mode);
long sys_chown(user_address path, uint32_t uid, uint32_t gid);
long sys_lchown(user_address path, uint32_t uid, uint32_t gid);
long sys_utime(user_address path, user_address times);
long sys_utimes(user_address path, user_address times);
long sys_futimesat(int directory, user_address path, user_address times);
long sys_getpgrp();
long sys_alarm(uint32_t seconds);
long sys_pause();
long sys_time(user_address time);
long sys_epoll_create(int size);
long sys_epoll_wait(int set, user_address events, int count, int milliseconds);
long sys_eventfd(uint32_t value);
long sys_inotify_init();
long sys_signalfd(int fd, user_address mask, uint64_t mask_size);

inline constexpr table_entry own_entries[] = {
    entry<sys_clone>(SYS_clone),
    entry<sys_fork>(SYS_fork),
    entry<sys_vfork>(SYS_vfork),
    entry<sys_arch_prctl>(SYS_arch_prctl),
    entry<sys_open>(SYS_open),
    entry<sys_creat>(SYS_creat),
    entry<sys_stat>(SYS_stat),
    entry<sys_lstat>(SYS_lstat),
    entry<sys_access>(SYS_access),
    entry<sys_pipe>(SYS_pipe),
    entry<sys_dup2>(SYS_dup2),
    entry<sys_poll>(SYS_poll),
    entry<sys_select>(SYS_select),
    entry<sys_mkdir>(SYS_mkdir),
    entry<sys_mknod>(SYS_mknod),
    entry<sys_rmdir>(SYS_rmdir),
    entry<sys_unlink>(SYS_unlink),
    entry<sys_rename>(SYS_rename),
    entry<sys_link>(SYS_link),
    entry<sys_symlink>(SYS_symlink),
    entry<sys_readlink>(SYS_readlink),
    entry<sys_chmod>(SYS_chmod),
    entry<sys_chown>(SYS_chown),
    entry<sys_lchown>(SYS_lchown),
    entry<sys_utime>(SYS_utime),
    entry<sys_utimes>(SYS_utimes),
    entry<sys_futimesat>(SYS_futimesat),
    entry<sys_getpgrp>(SYS_getpgrp),
    entry<sys_alarm>(SYS_alarm),
    entry<sys_pause>(SYS_pause),
    entry<sys_time>(SYS_time),
    entry<sys_epoll_create>(SYS_epoll_create),
    entry<sys_epoll_wait>(SYS_epoll_wait),
    entry<sys_eventfd>(SYS_eventfd),
    entry<sys_inotify_init>(SYS_inotify_init),
    entry<sys_signalfd>(SYS_signalfd),
};

}  // namespace posix::machine

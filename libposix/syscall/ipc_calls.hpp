/// \file
/// The handlers of System V's calls; as calls.hpp.
#pragma once

#include <cstdint>

#include <user_copy.hpp>

namespace posix {

long sys_shmget(int32_t key, uint64_t size, uint32_t flags);
long sys_shmat(int id, user_address address, uint32_t flags);
long sys_shmdt(user_address address);
long sys_shmctl(int id, uint32_t command, user_address buffer);
long sys_semget(int32_t key, int count, uint32_t flags);
long sys_semop(int id, user_address operations, uint64_t count);
long sys_semtimedop(int id, user_address operations, uint64_t count, user_address timeout);
long sys_semctl(int id, int index, uint32_t command, uint64_t argument);
long sys_msgget(int32_t key, uint32_t flags);
long sys_msgsnd(int id, user_address message, uint64_t size, uint32_t flags);
long sys_msgrcv(int id, user_address message, uint64_t size, int64_t type, uint32_t flags);
long sys_msgctl(int id, uint32_t command, user_address buffer);

}  // namespace posix

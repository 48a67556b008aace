/// \file
/// The handlers of message_queue.cpp; as calls.hpp.
#pragma once

#include <cstdint>

#include <user_copy.hpp>

namespace posix {

long sys_mq_open(user_address name, uint32_t flags, uint32_t mode, user_address attributes);
long sys_mq_unlink(user_address name);
long sys_mq_timedsend(int queue, user_address message, uint64_t size, uint32_t priority,
                      user_address deadline);
long sys_mq_timedreceive(int queue, user_address message, uint64_t size, user_address priority,
                         user_address deadline);
long sys_mq_notify(int queue, user_address event);
long sys_mq_getsetattr(int queue, user_address wanted, user_address old);

}  // namespace posix

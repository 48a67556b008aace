/// \file
/// The message that tells of an exception (<mach/interface/exception.hpp>) and the answer to it.
#pragma once

#include <kern/exception_ports.hpp>
#include <kern/result.hpp>

class ipc_kmsg;
class thread;

/// The message that `action` wants about the exception noted in self.saved, with a send-once right
/// to `reply` in it. KERN_RESOURCE_SHORTAGE; other errors when the state flavour does not exist.
[[nodiscard]] result<ipc_kmsg *> exception_message_create(thread &self, exception_action &&action,
                                                          ipc_port &reply);

/// What a reply says: the handler's result, and maybe registers for `stopped`, whose wait has been
/// claimed.
kern_return_t exception_reply_apply(thread &stopped, const mach_msg_header_t &message,
                                    mach_msg_size_t size);

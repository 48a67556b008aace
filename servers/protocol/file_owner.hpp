/// \file
/// The owner of an open file, who gets a signal when it changes (F_SETOWN); made by process_owner.
#pragma once

#include <protocol/io.hpp>
#include <protocol/message_queue.hpp>
#include <protocol/process.hpp>

namespace protocol {

#pragma pack(push, 4)

/// Who gets the signal: Linux's F_OWNER_*.
enum class owner_kind : uint32_t { thread, process, group };
struct file_owner_state {
    owner_kind kind;
    int32_t id;          ///< 0: nobody
    int32_t signal;      ///< 0: SIGIO, without saying why
    int32_t descriptor;  ///< what the signal names as its file
    uint64_t value;      ///< what the signal carries when a message has come to a queue
};
inline constexpr uint32_t file_owner_who = 1, file_owner_signal = 2, file_owner_descriptor = 4,
                          file_owner_value = 8;
struct file_owner_set_request {
    uint32_t fields;  ///< which of `state`
    file_owner_state state;
};
struct file_owner_get_reply {
    kern_return_t result;
    file_owner_state state;
};

#pragma pack(pop)

/// What is sent is what the last one to say who may send. unix_error(ESRCH), unix_error(EINVAL).
using file_owner_set = mach::rpc::routine<20760, "file_owner_set", file_owner_set_request>;
using file_owner_get =
    mach::rpc::routine<20761, "file_owner_get", mach::rpc::empty_request, file_owner_get_reply>;
using file_owner_interface =
    mach::rpc::interface<"file_owner", file_owner_set, file_owner_get, io_changed, mqueue_arrived>;

}  // namespace protocol

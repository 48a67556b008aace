/// \file
/// System V's shared memory, semaphores and message queues. Each process's own port answers
/// (process.hpp), so who asks is known. Ids 21000 to 21099. Requests that may wait carry a cookie
/// for process_interrupt.
#pragma once

#include <mach/rpc.hpp>

namespace protocol {

enum class ipc_kind : uint32_t { shared_memory, semaphores, messages };
inline constexpr unsigned semaphores_max = 4096;  ///< in a set
inline constexpr unsigned semaphore_operations_max = 500;
inline constexpr unsigned message_size_max = 8192;
inline constexpr uint32_t ipc_index_count = 32768;  ///< an id modulo this is its index

#pragma pack(push, 4)
struct ipc_permission {
    int32_t key;
    uint32_t uid, gid, creator_uid, creator_gid, mode;
    uint32_t sequence;
};
struct ipc_value_reply {
    kern_return_t result;
    int32_t value;
};
struct ipc_get_request {
    uint32_t kind;  ///< ipc_kind
    int32_t key;
    uint32_t flags;  ///< IPC_CREAT, IPC_EXCL, permissions
    uint64_t size;   ///< bytes of shared memory, number of semaphores
};
struct ipc_set_request {
    uint32_t kind;
    int32_t id;
    uint32_t uid, gid, mode;
    uint64_t bytes;  ///< of a queue
};
struct ipc_object_request {
    uint32_t kind;
    int32_t id;
};
/// Which object a question is about.
enum class ipc_lookup : uint32_t { id, index, index_any };
struct ipc_status_request {
    uint32_t kind;
    int32_t id;
    uint32_t lookup;  ///< ipc_lookup: an id, an index, an index whatever the permissions say
};
struct ipc_status_reply {
    kern_return_t result;
    int32_t id;
    ipc_permission permission;
    int64_t times[3];   ///< seconds: attach, detach, change; operation, -, change; send, receive,
                        ///< change
    int32_t pids[2];    ///< creator, last; -; last sender, last receiver
    uint64_t size;      ///< bytes, semaphores, messages
    uint64_t attached;  ///< how often; bytes in a queue
    uint64_t limit;     ///< bytes that a queue may hold
};
struct ipc_totals_request {
    uint32_t kind;
};
struct ipc_totals_reply {
    kern_return_t result;
    int32_t highest;     ///< index in use, 0 when there is none
    uint32_t used;       ///< objects
    uint64_t amount[2];  ///< pages; semaphores; messages and their bytes
};
struct ipc_text_request {
    uint32_t kind, offset;
};
struct ipc_text_reply {
    kern_return_t result;
    mach::rpc::tail<char, 4096> variable;
};
struct shm_object_request {
    int32_t id;
    uint32_t writable;
};
struct shm_object_reply {
    static constexpr mach::rpc::descriptor_kind descriptors[] = {mach::rpc::descriptor_kind::send};
    mach_msg_port_descriptor_t object;
    kern_return_t result;
    uint64_t size;
};
struct shm_attach_request {
    int32_t id;
    uint64_t address;
};
struct shm_detach_request {
    uint64_t address;
};
struct shm_detach_reply {
    kern_return_t result;
    uint64_t size;
};
struct shm_lock_request {
    int32_t id;
    uint32_t locked;  ///< boolean
};
/// What semctl asks of one semaphore.
enum class sem_question : uint32_t { value, pid, waiting_for_more, waiting_for_zero };
struct sem_query_request {
    int32_t id;
    uint32_t index;
    uint32_t question;  ///< sem_question
};
struct sem_values_request {
    int32_t id;
};
struct sem_values_reply {
    kern_return_t result;
    mach::rpc::tail<uint16_t, semaphores_max> variable;
};
struct sem_set_values_request {
    int32_t id;
    uint32_t index;  ///< of the only one
    uint32_t all;    ///< boolean
    mach::rpc::tail<uint16_t, semaphores_max> variable;
};
struct sem_operation {
    uint16_t index;
    int16_t change;
    int16_t flags;  ///< IPC_NOWAIT, SEM_UNDO
};
struct sem_operate_request {
    int32_t id;
    uint32_t cookie;
    mach::rpc::tail<sem_operation, semaphore_operations_max> variable;
};
struct msg_send_request {
    int32_t id;
    uint32_t flags, cookie;
    int64_t type;
    mach::rpc::tail<char, message_size_max> variable;
};
struct msg_receive_request {
    int32_t id;
    uint32_t flags, cookie;
    int64_t type;
    uint64_t size;
};
struct msg_receive_reply {
    kern_return_t result;
    int64_t type;
    mach::rpc::tail<char, message_size_max> variable;
};
#pragma pack(pop)

using ipc_get = mach::rpc::routine<21000, "ipc_get", ipc_get_request, ipc_value_reply>;
using ipc_set = mach::rpc::routine<21001, "ipc_set", ipc_set_request>;
using ipc_remove = mach::rpc::routine<21002, "ipc_remove", ipc_object_request>;
using ipc_status = mach::rpc::routine<21003, "ipc_status", ipc_status_request, ipc_status_reply>;
using ipc_totals = mach::rpc::routine<21004, "ipc_totals", ipc_totals_request, ipc_totals_reply>;
/// The memory object of a segment.
using shm_object = mach::rpc::routine<21010, "shm_object", shm_object_request, shm_object_reply>;
/// It has been mapped there. unix_error(EIDRM).
using shm_attach = mach::rpc::routine<21011, "shm_attach", shm_attach_request>;
using shm_detach = mach::rpc::routine<21012, "shm_detach", shm_detach_request, shm_detach_reply>;
using shm_lock = mach::rpc::routine<21013, "shm_lock", shm_lock_request>;
using sem_query = mach::rpc::routine<21020, "sem_query", sem_query_request, ipc_value_reply>;
using sem_values = mach::rpc::routine<21021, "sem_values", sem_values_request, sem_values_reply>;
using sem_set_values = mach::rpc::routine<21022, "sem_set_values", sem_set_values_request>;
using sem_operate = mach::rpc::routine<21023, "sem_operate", sem_operate_request>;
using msg_send = mach::rpc::routine<21030, "msg_send", msg_send_request>;
using msg_receive =
    mach::rpc::routine<21031, "msg_receive", msg_receive_request, msg_receive_reply>;

using sysv_interface =
    mach::rpc::interface<"sysv", ipc_get, ipc_set, ipc_remove, ipc_status, ipc_totals, shm_object,
                         shm_attach, shm_detach, shm_lock, sem_query, sem_values, sem_set_values,
                         sem_operate, msg_send, msg_receive>;

}  // namespace protocol

// Remote procedure calls, by size, by what they carry, by where the server is.

#include <utility>

#include "mach_bench.hpp"
#include "mach_echo.hpp"

using mach_bench::measure;

void bench_rpc() {
    {
        echo_server server(echo_server::place::task, false);
        measure("null_rpc", 1000, [&] { server.call(0); });
        measure("rpc_64b", 1000, [&] { server.call(64); });
        measure("rpc_1k", 500, [&] { server.call(1024); });
        measure("rpc_4k", 200, [&] { server.call(4096); });
        mach_port_t right = mach_reply_port();
        mach_bench::must("right", mach_port_insert_right(mach_task_self(), right, right,
                                                         MACH_MSG_TYPE_MAKE_SEND));
        measure("rpc_port_right", 500, [&] { server.call_with_right(right); });
        const std::pair<const char *, mach_msg_size_t> sizes[] = {
            {"rpc_ool_1k", 1024}, {"rpc_ool_16k", 16384}, {"rpc_ool_64k", 65536}};
        for (const auto &[name, size] : sizes) {
            mach_vm_address_t area = 0;  // each its own: a part of a region makes two of it
            mach_bench::must("area",
                             mach_vm_allocate(mach_task_self(), &area, size, VM_FLAGS_ANYWHERE));
            std::memset(reinterpret_cast<void *>(area), 1, size);
            measure(name, 200, [&] { server.call_with_memory(area, size); });
        }
    }
    {
        echo_server server(echo_server::place::task, true);
        measure("rpc_port_set", 1000, [&] { server.call(0); });
    }
    echo_server server(echo_server::place::thread, false);
    measure("rpc_same_task", 1000, [&] { server.call(0); });
}

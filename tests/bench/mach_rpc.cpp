// Remote procedure calls, by size, by what they carry, by where the server is.

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
        constexpr mach_vm_size_t most = 65536;
        mach_vm_address_t area = 0;
        mach_bench::must("area",
                         mach_vm_allocate(mach_task_self(), &area, most, VM_FLAGS_ANYWHERE));
        std::memset(reinterpret_cast<void *>(area), 1, most);
        measure("rpc_ool_1k", 200, [&] { server.call_with_memory(area, 1024); });
        measure("rpc_ool_16k", 200, [&] { server.call_with_memory(area, 16384); });
        measure("rpc_ool_64k", 200, [&] { server.call_with_memory(area, most); });
    }
    {
        echo_server server(echo_server::place::task, true);
        measure("rpc_port_set", 1000, [&] { server.call(0); });
    }
    echo_server server(echo_server::place::thread, false);
    measure("rpc_same_task", 1000, [&] { server.call(0); });
}

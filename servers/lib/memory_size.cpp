#include <lib/memory_size.hpp>

#include <mach/mach.h>

namespace server {

uint64_t memory_size() {
    host_basic_info_data_t info{};
    mach_msg_type_number_t count = HOST_BASIC_INFO_COUNT;
    if (host_info(mach_host_self(), HOST_BASIC_INFO, reinterpret_cast<host_info_t>(&info),
                  &count) != KERN_SUCCESS)
        return 64 * 1024 * 1024;
    return info.memory_size;
}

}  // namespace server

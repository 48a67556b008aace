/// \file
/// The memory server: the default memory manager, on the swap partition. Without one it only waits.
#include <cstdlib>
#include <optional>

#include <lib/loop.hpp>
#include <lib/service.hpp>

#include "pager.hpp"
#include "status.hpp"

int main() {
    server::loop loop;
    std::optional<pager> the_pager;
    std::optional<status> the_status;
    if (auto space = swap_space::find()) {
        server::log("%s: %llu KB of swap space", space->name.c_str(),
                    static_cast<unsigned long long>(space->size / 1024));
        the_status.emplace(loop, *space);
        the_pager.emplace(loop, std::move(*space));
        const kern_return_t kr = the_pager->take_over(loop);
        if (kr != KERN_SUCCESS) {
            server::log("the kernel keeps its memory to itself: error %d", kr);
            return EXIT_FAILURE;
        }
        if (server::register_name("memory", the_status->port()) != KERN_SUCCESS)
            server::log("the name \"memory\" is not granted");
    }
    loop.run();
}

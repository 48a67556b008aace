#include <port/main_clock.hpp>

#include <port/open_port.hpp>

namespace port {

server::alarm_clock &main_clock() {
    static server::alarm_clock *made = nullptr;
    if (!made) made = new server::alarm_clock(main_loop());
    return *made;
}

}  // namespace port

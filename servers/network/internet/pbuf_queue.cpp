#include "pbuf_queue.hpp"

#include <algorithm>

namespace network {

std::size_t pbuf_queue::copy(std::span<char> to) const {
    std::size_t done = 0;
    for (const pbuf *chain : chains_) {
        if (done == to.size()) break;
        const auto now =
            static_cast<u16_t>(std::min<std::size_t>(to.size() - done, chain->tot_len));
        done += pbuf_copy_partial(chain, to.data() + done, now, 0);
    }
    return done;
}

void pbuf_queue::drop(std::size_t count) {
    bytes_ -= count;
    while (count != 0) {
        pbuf *&chain = chains_.front();
        const auto now = static_cast<u16_t>(std::min<std::size_t>(count, chain->tot_len));
        count -= now;
        if (now == chain->tot_len) {
            pbuf_free(chain);
            chains_.pop_front();
        } else {
            chain = pbuf_free_header(chain, now);
        }
    }
}

}  // namespace network

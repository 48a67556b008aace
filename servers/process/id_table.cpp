#include <id_table.hpp>

namespace process_server {

int32_t id_table::acquire() {
    for (int32_t tried = 0; tried < id_max; ++tried) {
        last_ = last_ < id_max ? last_ + 1 : 2;
        if (used(last_)) continue;
        hold(last_);
        return last_;
    }
    return 0;
}

}  // namespace process_server

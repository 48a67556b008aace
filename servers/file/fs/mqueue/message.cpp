#include <fs/mqueue/message.hpp>

#include <cstdlib>
#include <cstring>
#include <new>

namespace mqueue {

message *message::create(uint32_t priority, std::string_view bytes) {
    void *memory = std::malloc(sizeof(message) + bytes.size());
    if (!memory) return nullptr;
    auto *made = new (memory) message(priority, bytes.size());
    std::memcpy(made->data_, bytes.data(), bytes.size());
    return made;
}

void message::destroy(message *m) {
    m->~message();
    std::free(m);
}

}  // namespace mqueue

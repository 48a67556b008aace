/// \file
/// One who waits at a semaphore or a queue, with what the server keeps for it. A program may ask
/// without waiting for the answers, so that these are counted.
#pragma once

#include <cstddef>
#include <cstdint>

namespace process_server {

class waiting_place {
public:
    /// May one more thread wait of a process that has so many?
    static bool room(int32_t pid, std::size_t threads);

    explicit waiting_place(int32_t pid);
    waiting_place(waiting_place &&other) noexcept;
    ~waiting_place();
    waiting_place(const waiting_place &) = delete;
    waiting_place &operator=(const waiting_place &) = delete;

private:
    int32_t pid_;
};

}  // namespace process_server

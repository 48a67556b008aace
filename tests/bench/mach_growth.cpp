// What an operation costs when there are few of a thing and when there are very many.

#include <cstdio>
#include <memory>

#include "mach_bench.hpp"

using mach_bench::must;

namespace {

/// Things that are made and ended to measure, beside those that are there.
constexpr int sample = 32;

class population {
public:
    explicit population(int most) : names_(new mach_port_t[static_cast<std::size_t>(most)]) {}
    virtual ~population() = default;

    /// Reports what making one costs, from 10 of them to `most` in steps of ten times.
    void grow(const char *what, int most) {
        measure(nullptr, 0);  // warms everything up
        for (int size = 10; size <= most; size *= 10) {
            while (count_ < size) add();
            measure(what, size);
        }
        while (count_ > 0) remove();
    }

protected:
    virtual mach_port_t make() = 0;
    virtual void end(mach_port_t name) = 0;
    /// What else is to be measured when there are `size`.
    virtual void at(int /*size*/) {}
    mach_port_t name(int i) const { return names_[static_cast<std::size_t>(i)]; }
    int count() const { return count_; }

private:
    void add() { names_[static_cast<std::size_t>(count_++)] = make(); }
    void remove() { end(names_[static_cast<std::size_t>(--count_)]); }
    void measure(const char *what, int size) {
        // What has ended before is cleared up when there is time, which is not to be counted.
        (void)thread_switch(MACH_PORT_NULL, SWITCH_OPTION_WAIT, 50);
        mach_port_t made[sample];
        const uint64_t begin = server::monotonic_ns();
        for (mach_port_t &each : made) each = make();
        const uint64_t taken = server::monotonic_ns() - begin;
        for (const mach_port_t each : made) end(each);
        if (what == nullptr) return;
        tell(what, size, taken / sample);
        at(size);
    }

protected:
    static void tell(const char *what, int size, uint64_t instructions) {
        char name[40];
        std::snprintf(name, sizeof name, "%s_at_%d", what, size);
        mach_bench::report(name, instructions);
    }

private:
    std::unique_ptr<mach_port_t[]> names_;
    int count_ = 0;
};

class ports final : public population {
public:
    using population::population;

private:
    mach_port_t make() override {
        mach_port_t port = MACH_PORT_NULL;
        must("port", mach_port_allocate(mach_task_self(), MACH_PORT_RIGHT_RECEIVE, &port));
        return port;
    }
    void end(mach_port_t port) override {
        must("end of a port",
             mach_port_mod_refs(mach_task_self(), port, MACH_PORT_RIGHT_RECEIVE, -1));
    }
    /// A message to each of some ports far apart, and back out of it.
    void at(int size) override {
        for (int round = 0; round < 2; ++round) {
            const uint64_t begin = server::monotonic_ns();
            for (int i = 0; i < sample; ++i) pass(name(i * 7919 % count()));
            if (round == 1) tell("message", size, (server::monotonic_ns() - begin) / sample);
        }
    }
    static void pass(mach_port_t port) {
        struct {
            mach_msg_header_t header;
            mach_msg_max_trailer_t trailer;
        } m;
        m.header = {.msgh_bits = MACH_MSGH_BITS(MACH_MSG_TYPE_MAKE_SEND, 0u),
                    .msgh_size = sizeof m.header,
                    .msgh_remote_port = port,
                    .msgh_local_port = MACH_PORT_NULL,
                    .msgh_reserved = 0,
                    .msgh_id = 1};
        must("message", mach_msg_trap(&m.header, MACH_SEND_MSG | MACH_RCV_MSG, sizeof m.header,
                                      sizeof m, port, 0, MACH_PORT_NULL));
    }
};

/// In tasks that are not to run, since one may have only so many.
class threads final : public population {
public:
    using population::population;
    ~threads() override {
        for (unsigned i = 0; i < used_; ++i) must("end of their task", task_terminate(tasks_[i]));
    }

private:
    mach_port_t make() override {
        if (made_++ % each == 0) {
            must("their task", task_create(mach_task_self(), 0, &tasks_[used_++]));
        }
        thread_t thread = MACH_PORT_NULL;
        must("thread", thread_create(tasks_[used_ - 1], &thread));
        return thread;
    }
    void end(mach_port_t thread) override {
        must("end of a thread", thread_terminate(thread));
        must("its name", mach_port_deallocate(mach_task_self(), thread));
    }

    static constexpr unsigned each = 4000, homes = 8;
    unsigned made_ = 0, used_ = 0;
    task_t tasks_[homes] = {};
};

class tasks final : public population {
public:
    using population::population;

private:
    mach_port_t make() override {
        task_t task = MACH_PORT_NULL;
        must("task", task_create(mach_task_self(), 0, &task));
        return task;
    }
    void end(mach_port_t task) override {
        must("end of a task", task_terminate(task));
        must("its name", mach_port_deallocate(mach_task_self(), task));
    }
};

}  // namespace

void bench_growth() {
    if (mach_bench::repeated != nullptr) return;
    constexpr int most_ports = 100'000, most_threads = 10'000, most_tasks = 1'000;
    ports(most_ports).grow("port_allocate", most_ports);
    threads(most_threads).grow("thread_create", most_threads);
    tasks(most_tasks).grow("task_create", most_tasks);
}

/// \file
/// What the whole kernel holds: objects by zone, tasks, threads, frames.
#pragma once

#include <array>
#include <cstring>

#include <lib/clock.hpp>
#include <mach/mach.h>

struct balance {
    /// Empty page tables that the processors keep for their next use may differ by so many.
    static constexpr uint64_t kept_frames = 64;
    /// What may come and go: the stress's own memory is cut and joined as its pages are written,
    /// and each processor keeps a message buffer. Two ports have been seen to stay on four
    /// processors, never more (docs/status.md).
    static uint64_t slack(const char *zone) {
        static constexpr struct {
            const char *zone;
            uint64_t objects;
        } slacks[] = {{"vm_map_entry", 6},
                      {"vm_object", 6},
                      {"vm_page_tree", 6},
                      {"ipc messages", 8},
                      {"ipc ports", 4}};
        for (const auto &one : slacks)
            if (std::strcmp(zone, one.zone) == 0) return one.objects;
        return 0;
    }

    uint64_t tasks = 0, threads = 0;
    std::array<host_zone_record_t, 64> zones{};
    mach_msg_type_number_t zone_count = 0;
    uint64_t frames = 0;  ///< free, or in slabs

    static balance now() {
        balance all;
        const auto statistics = [](int flavor, void *info, mach_msg_type_number_t count) {
            (void)host_statistics(mach_host_self(), flavor, static_cast<host_info_t>(info), &count);
        };
        host_load_info_data_t load{};
        host_vm_info_data_t memory{};
        statistics(HOST_LOAD_INFO, &load, HOST_LOAD_INFO_COUNT);
        statistics(HOST_VM_INFO, &memory, HOST_VM_INFO_COUNT);
        all.tasks = load.tasks;
        all.threads = load.threads;
        all.zone_count = all.zones.size();
        (void)host_zone_info(mach_host_self(), 0, all.zones.data(), &all.zone_count);
        all.frames = memory.free;
        for (unsigned i = 0; i < all.zone_count; ++i) all.frames += all.zones[i].pages;
        return all;
    }

    const host_zone_record_t *zone(const char *name) const {
        for (unsigned i = 0; i < zone_count; ++i)
            if (std::strcmp(zones[i].name, name) == 0) return &zones[i];
        return nullptr;
    }

    /// Calls `say(what, before, after)` for everything that there is more of (frames: less).
    template <class Say>
    void differences(const balance &after, Say say) const {
        if (after.tasks > tasks) say("tasks", tasks, after.tasks);
        if (after.threads > threads) say("threads", threads, after.threads);
        for (unsigned i = 0; i < after.zone_count; ++i) {
            const host_zone_record_t *own = zone(after.zones[i].name);
            const uint64_t was = own ? own->in_use : 0;
            if (after.zones[i].in_use > was + slack(after.zones[i].name))
                say(after.zones[i].name, was, after.zones[i].in_use);
        }
        if (after.frames + kept_frames < frames) say("frames", frames, after.frames);
    }
    bool covers(const balance &after) const {
        bool none = true;
        differences(after, [&](const char *, uint64_t, uint64_t) { none = false; });
        return none;
    }

    /// The balance once it is as this one, or will never be: what has ended is cleared up in
    /// pieces, by whoever has time.
    balance settled() const {
        balance after = now();
        for (int i = 0; i < 400 && !covers(after); ++i) {
            (void)mach_wait_until(server::monotonic_ns() + 5'000'000);
            after = now();
        }
        return after;
    }
};

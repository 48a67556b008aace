// /proc/PID/maps, smaps and smaps_rollup.
#include <fs/procfs/generators.hpp>

#include <cinttypes>

#include <mach/vm_types.h>

#include <fs/procfs/process_source.hpp>

namespace procfs {

using protocol::memory_region;
using vfs::outcome;

namespace {

constexpr uint64_t page_kilobytes = 4;
/// Of more regions nothing is told, so that no process can make a file that takes long to open.
constexpr std::size_t regions_max = 16 * 1024;

/// Looking at a page costs a kernel call, for which everybody waits: of the first regions many
/// pages are looked at, of the others some.
class patience {
public:
    uint32_t samples() const { return left_ > 0 ? 512 : 8; }
    void spend(const memory_region &region) {
        const uint64_t pages = (region.end - region.begin) / (page_kilobytes * 1024);
        const uint64_t used = pages < samples() ? pages : samples();
        left_ = left_ > used ? left_ - used : 0;
    }

private:
    uint64_t left_ = 8192;
};

/// Calls `each` for the regions in their order.
template <class Each>
outcome<> for_each_region(int32_t pid, bool counted, Each each) {
    patience budget;
    uint64_t from = 0;
    for (std::size_t number = 0; number < regions_max;) {
        memory_region some[48];
        const std::size_t count =
            TRY(process_regions(pid, from, counted ? budget.samples() : 0, some, std::size(some)));
        if (count == 0) return {};
        for (std::size_t i = 0; i < count; ++i) {
            each(some[i]);
            budget.spend(some[i]);
        }
        from = some[count - 1].end;
        number += count;
    }
    return {};
}

void print_line(text_writer &out, const memory_region &r) {
    out.print("%08" PRIx64 "-%08" PRIx64 " %c%c%c%c %08" PRIx64 " 00:00 0 \n", r.begin, r.end,
              (r.protection & VM_PROT_READ) != 0 ? 'r' : '-',
              (r.protection & VM_PROT_WRITE) != 0 ? 'w' : '-',
              (r.protection & VM_PROT_EXECUTE) != 0 ? 'x' : '-', r.shared != 0 ? 's' : 'p',
              r.offset);
}

/// What smaps counts.
struct totals {
    protocol::page_counts pages{};
    uint64_t anonymous = 0;

    void add(const memory_region &r) {
        pages.shared_clean += r.pages.shared_clean;
        pages.shared_dirty += r.pages.shared_dirty;
        pages.private_clean += r.pages.private_clean;
        pages.private_dirty += r.pages.private_dirty;
        if (r.shared == 0) anonymous += r.pages.shared_dirty + r.pages.private_dirty;
    }
};

void print_totals(text_writer &out, const totals &t) {
    const uint64_t resident =
        t.pages.shared_clean + t.pages.shared_dirty + t.pages.private_clean + t.pages.private_dirty;
    const struct {
        const char *name;
        uint64_t pages;
    } lines[] = {
        {"Rss:", resident},
        {"Pss:", resident},
        {"Shared_Clean:", t.pages.shared_clean},
        {"Shared_Dirty:", t.pages.shared_dirty},
        {"Private_Clean:", t.pages.private_clean},
        {"Private_Dirty:", t.pages.private_dirty},
        {"Referenced:", resident},
        {"Anonymous:", t.anonymous},
        {"LazyFree:", 0},
        {"AnonHugePages:", 0},
        {"Shared_Hugetlb:", 0},
        {"Private_Hugetlb:", 0},
        {"Swap:", 0},
        {"SwapPss:", 0},
        {"Locked:", 0},
    };
    for (const auto &line : lines)
        out.print("%-15s %8" PRIu64 " kB\n", line.name, line.pages * page_kilobytes);
}

}  // namespace

outcome<> process_maps(text_writer &out, int32_t pid) {
    return for_each_region(pid, false, [&](const memory_region &r) { print_line(out, r); });
}

outcome<> process_smaps(text_writer &out, int32_t pid) {
    return for_each_region(pid, true, [&](const memory_region &r) {
        print_line(out, r);
        out.print("%-15s %8" PRIu64 " kB\n", "Size:", (r.end - r.begin) / 1024);
        out.print("%-15s %8" PRIu64 " kB\n", "KernelPageSize:", page_kilobytes);
        out.print("%-15s %8" PRIu64 " kB\n", "MMUPageSize:", page_kilobytes);
        totals of_region;
        of_region.add(r);
        print_totals(out, of_region);
        out.add("THPeligible:           0\n");
    });
}

outcome<> process_smaps_rollup(text_writer &out, int32_t pid) {
    totals all;
    memory_region whole{};
    TRY(for_each_region(pid, true, [&](const memory_region &r) {
        if (whole.begin == 0) whole.begin = r.begin;
        whole.end = r.end;
        all.add(r);
    }));
    out.print("%08" PRIx64 "-%08" PRIx64 " ---p 00000000 00:00 0 [rollup]\n", whole.begin,
              whole.end);
    print_totals(out, all);
    return {};
}

}  // namespace procfs

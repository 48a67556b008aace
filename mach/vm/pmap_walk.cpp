/// \file
/// The pmap's page tables: finding, making and freeing them.

#include <vm/pmap_table.hpp>

using namespace pmap_table;

namespace {

/// Tables that became empty entry by entry, and so need not be cleared for their next use; the
/// processor's own.
struct table_cache {
    static constexpr unsigned capacity = 8;
    unsigned count = 0;
    vm_page *tables[capacity];
};
table_cache caches[machine::max_cpus];

}  // namespace

vm_page *pmap_table::table_allocate() {
    table_cache &cache = caches[machine::cpu_number()];
    vm_page *page = cache.count != 0 ? cache.tables[--cache.count]
                                     : vm_page_allocate_zeroed(vm_page_demand::kernel);
    if (page) page->use = vm_page_use::table;
    return page;
}

void pmap_table::table_free(vm_page &page, bool zeroed) {
    page.use = vm_page_use::kernel;
    table_cache &cache = caches[machine::cpu_number()];
    if (zeroed && cache.count < table_cache::capacity)
        cache.tables[cache.count++] = &page;
    else
        vm_page_free(page, 0);
}

pmap::entry *pmap::find(uint64_t address, uint64_t *skip) const {
    entry *table = root();
    for (unsigned level = levels - 1; level > 0; --level) {
        const entry value = load(table[index(address, level)]);
        if (!value.present()) {
            if (skip) *skip = next(address, level);
            return nullptr;
        }
        table = table_at(value);
    }
    return table + index(address, 0);
}

pmap::entry *pmap::make(uint64_t address) {
    entry *table = root();
    for (unsigned level = levels - 1; level > 0; --level) {
        entry &slot = table[index(address, level)];
        entry value = load(slot);
        if (!value.present()) {
            vm_page *page = table_allocate();
            if (!page)
                return nullptr;  // tables made above stay, empty; the next removal or use finds
                                 // them
            value = entry::make_table(vm_page_address(*page));
            store(slot, value);
            ++frame_of(&slot).count;
        }
        table = table_at(value);
    }
    return table + index(address, 0);
}

void pmap::unhook(uint64_t address, list<vm_page, &vm_page::queue_hook> &freed) {
    entry *path[levels];
    entry *table = root();
    unsigned level = levels - 1;
    for (;; --level) {
        path[level] = table + index(address, level);
        if (level == 1) break;
        table = table_at(load(*path[level]));
    }
    for (; level < levels; ++level) {
        freed.push_back(frame_of(table_at(load(*path[level]))));
        store(*path[level], entry{});
        if (--frame_of(path[level]).count != 0 || level == levels - 1) break;
    }
}

/// \file
/// A task's table of port names.
///
/// A name is index << 8 | generation. Entries stand in chunks of 64 that never move; a directory
/// that doubles points at them. Free entries are in a doubly linked list, so that a given name can
/// be taken as quickly as any. Send rights are also found by port: linear hashing (W. Litwin, VLDB
/// 1980) whose buckets live in the entries themselves and grow with each chunk, so that no
/// operation ever rehashes the whole table.
#pragma once

#include <atomic>

#include <ipc/ipc_entry.hpp>
#include <kern/ref.hpp>
#include <kern/result.hpp>
#include <kern/spinlock.hpp>
#include <kern/zone.hpp>

class ipc_space : public ref_counted<ipc_space> {
public:
    static constexpr uint32_t chunk_entries = 64;
    /// Most names of one task; names with a higher index are refused.
    static constexpr uint32_t max_entries = 1u << 18;

    [[nodiscard]] static result<ref<ipc_space>> create();
    static void destroy(ipc_space *space);

    spinlock lock{lock_rank::ipc_space};

    static uint32_t index_of(mach_port_name_t name) { return name >> 8; }
    static mach_port_name_t name_of(uint32_t index, uint8_t generation) {
        return index << 8 | generation;
    }

    bool active() const REQUIRES(lock) { return active_; }
    /// Most names that it may have from now on; those there are stay.
    void set_limit(uint32_t names) EXCLUDES(lock);
    /// Bytes in queues that count as this task's, and how many may; see ipc_charge.hpp.
    std::atomic<uint64_t> queued{0}, queue_limit{~uint64_t{0}};
    /// The entry of `name`, or null when it denotes nothing.
    [[gnu::always_inline]] ipc_entry *lookup(mach_port_name_t name) REQUIRES(lock) {
        const uint32_t index = index_of(name);
        if (index / chunk_entries >= directory_size_) return nullptr;
        chunk *c = directory_[index / chunk_entries];
        if (c == nullptr) return nullptr;
        ipc_entry &entry = c->entries[index % chunk_entries];
        return entry.type != ENTRY_FREE && entry.generation == (name & 0xff) ? &entry : nullptr;
    }

    /// The same, if it is of a type in the mask `types`.
    [[gnu::always_inline]] ipc_entry *lookup(mach_port_name_t name, unsigned types) REQUIRES(lock) {
        const uint32_t index = index_of(name);
        if (index / chunk_entries >= directory_size_) return nullptr;
        chunk *c = directory_[index / chunk_entries];
        if (c == nullptr) return nullptr;
        ipc_entry &entry = c->entries[index % chunk_entries];
        return (entry.type & types) != 0 && entry.generation == (name & 0xff) ? &entry : nullptr;
    }

    /// Is `name` a send right to `port`?
    [[gnu::always_inline]] bool names_send_right(mach_port_name_t name, const ipc_port &port)
        EXCLUDES(lock) {
        lock_guard guard(lock);
        const ipc_entry *entry = lookup(name, ENTRY_SEND);
        return entry != nullptr && entry->port == &port;
    }

    /// The same for a thread that uses few names, each over and over: `hint` is where it found the
    /// last one.
    [[gnu::always_inline]] ipc_entry *lookup(mach_port_name_t name, unsigned types,
                                             ipc_entry_hint &hint) REQUIRES(lock) {
        if (index_of(name) != hint.index && !find(name, hint)) [[unlikely]]
            return nullptr;
        ipc_entry &entry = *hint.entry;
        return (entry.type & types) != 0 && entry.generation == (name & 0xff) ? &entry : nullptr;
    }

    struct allocation {
        ipc_entry *entry;
        mach_port_name_t name;
    };
    /// A fresh entry, of no type until the caller sets one before it unlocks. KERN_INVALID_TASK,
    /// KERN_NO_SPACE, KERN_RESOURCE_SHORTAGE
    [[nodiscard]] result<allocation> allocate() REQUIRES(lock);
    /// The same from the entries that there are; null when they are used up, the limit is reached
    /// or the space has ended.
    [[gnu::always_inline]] ipc_entry *take_free(mach_port_name_t &name) REQUIRES(lock) {
        if (used_ >= limit_) return nullptr;
        if (ipc_entry *entry = last_freed_; entry != nullptr) {
            last_freed_ = nullptr;
            ++used_;
            name = name_of(last_freed_index_, entry->generation);
            return entry;
        }
        const uint32_t index = first_free_;
        if (index == 0) return nullptr;
        ipc_entry &entry = at(index);
        first_free_ = entry.free.next;
        if (first_free_ != 0) at(first_free_).free.previous = 0;
        ++used_;
        name = name_of(index, entry.generation);
        return &entry;
    }
    /// The same under a name of the caller's choice. Also KERN_NAME_EXISTS.
    [[nodiscard]] result<ipc_entry *> allocate(mach_port_name_t name) REQUIRES(lock);
    /// Frees an entry whose rights are gone; the name is not reused until 255 others were made at
    /// its index.
    [[gnu::always_inline]] void free(mach_port_name_t name, ipc_entry &entry) REQUIRES(lock) {
        assert(entry.request == nullptr);
        ++entry.generation;
        entry.urefs = 0;
        --used_;
        if (last_freed_ != nullptr) return link_free(index_of(name), entry);
        entry.type = ENTRY_FREE;
        last_freed_ = &entry;
        last_freed_index_ = index_of(name);
    }

    /// The entry of the send right (receive rights not counted) to `port`, if this space has one.
    [[nodiscard]] allocation find_send(const ipc_port *port) REQUIRES(lock);
    /// Enters and removes an entry of type exactly ENTRY_SEND in the index by port.
    void hash_insert(mach_port_name_t name, ipc_entry &entry) REQUIRES(lock);
    void hash_remove(mach_port_name_t name, ipc_entry &entry) REQUIRES(lock);

    /// The first entry in use with an index not under `index`; entry null at the end.
    [[nodiscard]] allocation next_used(uint32_t index) REQUIRES(lock);
    uint32_t used() const REQUIRES(lock) { return used_; }
    uint32_t table_size() const REQUIRES(lock) { return buckets_; }

    /// Releases at most `budget` rights. \return true when the space is empty and inactive for
    /// good. The first call makes it inactive.
    bool terminate_step(unsigned budget) EXCLUDES(lock);

private:
    struct chunk {
        ipc_entry entries[chunk_entries];
    };
    template <class>
    friend class zone;

    ipc_space() = default;
    ~ipc_space() = default;

    static zone<chunk> chunks;
    static zone<ipc_space> spaces;

    ipc_entry &at(uint32_t index) {
        return directory_[index / chunk_entries]->entries[index % chunk_entries];
    }
    /// Where `name` would stand. \return false when there is no such place
    [[clang::preserve_most]] bool find(mach_port_name_t name, ipc_entry_hint &hint) REQUIRES(lock);
    /// Gives back one chunk of an ended space's, which messages that count as its task's may keep
    /// for long. The first stays, with the buckets that the index may ask for. \return true when
    /// there is no other
    [[nodiscard]] bool shrink() REQUIRES(lock);
    uint32_t bucket_of(const ipc_port *port) const;
    [[nodiscard]] result<> grow_directory(uint32_t chunks_wanted) REQUIRES(lock);
    [[nodiscard]] result<> add_chunk(uint32_t number) REQUIRES(lock);
    void add_buckets() REQUIRES(lock);
    void link_free(uint32_t index, ipc_entry &entry) REQUIRES(lock) {
        entry.type = ENTRY_FREE;
        entry.free = {.next = first_free_, .previous = 0};
        if (first_free_ != 0) at(first_free_).free.previous = index;
        first_free_ = index;
    }
    void unlink_free(ipc_entry &entry) REQUIRES(lock);

    chunk **directory_ = nullptr;
    uint32_t directory_size_ = 0;  ///< chunks that the directory has room for
    uint32_t first_free_ =
        0;  ///< index, 0: none (entry 0 is MACH_PORT_NULL's and never handed out)
    /// A free entry that is in no list, if not null: names of send-once rights come and go.
    ipc_entry *last_freed_ = nullptr;
    uint32_t last_freed_index_ = 0;
    uint32_t buckets_ = 0;            ///< entries in the chunks without a gap from the first on
    uint32_t round_ = chunk_entries;  ///< largest power of two not above buckets_
    uint32_t used_ = 0;
    uint32_t cursor_ = 0;           ///< termination has got so far
    uint32_t shrunk_ = 0;           ///< the last chunk that termination has given back
    uint32_t limit_ = max_entries;  ///< of used_; 0 when the space has ended
    bool active_ = true;
};

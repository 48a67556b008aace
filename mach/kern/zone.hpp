/// \file
/// Zones: fixed-size kernel objects in slabs of whole pages, with a magazine per processor (J.
/// Bonwick and J. Adams, "Magazines and Vmem", USENIX 2001), and kalloc for the few variable sizes
/// (messages, tables).
#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

class zone_base {
public:
    /// \param name for host_zone_info; a literal. Zones register themselves in a global list at
    /// first allocation.
    constexpr zone_base(const char *name, std::size_t size, std::size_t alignment)
        : name_(name),
          size_(static_cast<uint32_t>(size)),
          alignment_(static_cast<uint32_t>(alignment)) {}
    /// \return uninitialised memory, or null when there are no pages left.
    [[nodiscard]] void *allocate();
    void free(void *object);
    /// For up to `count` objects at once. \return for how many.
    [[nodiscard]] unsigned allocate(void **to, unsigned count);
    void free(void *const *objects, unsigned count);
    const char *name() const { return name_; }
    std::size_t object_size() const { return size_; }
    /// Objects handed out and not freed, over all processors.
    std::size_t in_use() const;
    std::size_t pages() const;

private:
    friend class zone_implementation;
    const char *name_;
    uint32_t size_, alignment_;
    void *state_ = nullptr;  ///< vm/zone.cpp's
};

/// The zone of one type: constructs and destroys.
template <class T>
class zone : public zone_base {
public:
    explicit constexpr zone(const char *name) : zone_base(name, sizeof(T), alignof(T)) {}
    template <class... Arguments>
    [[nodiscard]] T *create(Arguments &&...arguments) {
        void *memory = allocate();
        return memory ? ::new (memory) T(std::forward<Arguments>(arguments)...) : nullptr;
    }
    void destroy(T *object) {
        object->~T();
        free(object);
    }
};

/// Memory of any size up to 1 MiB (power-of-two zones, then whole page runs); null when there is
/// none.
[[nodiscard]] void *kalloc(std::size_t size);
/// \param size the same as was asked for.
void kfree(void *memory, std::size_t size);

/// \file
/// Shared ownership by an intrusive count.
///
///     class task : public ref_counted<task> { ... static void destroy(task *);  // called when the
///     count reaches zero }; ref<task> t = ref<task>::share(*pointer);   // one more reference
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

#include <kern/assert.hpp>

/// Base of T: a count that begins at one, owned by the creator. T::destroy(T *) runs when it
/// reaches zero, without locks of the object held.
template <class T>
class ref_counted {
public:
    ref_counted() = default;
    ref_counted(const ref_counted &) = delete;
    ref_counted &operator=(const ref_counted &) = delete;

    void acquire() const {
        [[maybe_unused]] uint32_t before = references_.fetch_add(1, std::memory_order_relaxed);
        assert(before != 0);
    }
    void acquire(uint32_t count) const {
        [[maybe_unused]] uint32_t before = references_.fetch_add(count, std::memory_order_relaxed);
        assert(before != 0);
    }
    /// One more reference unless the object is already on its way out.
    [[nodiscard]] bool try_acquire() const {
        uint32_t count = references_.load(std::memory_order_relaxed);
        while (count != 0)
            if (references_.compare_exchange_weak(count, count + 1, std::memory_order_relaxed))
                return true;
        return false;
    }
    void release() const {
        if (references_.fetch_sub(1, std::memory_order_acq_rel) ==
            1)  // orders all use before destruction
            T::destroy(const_cast<T *>(static_cast<const T *>(this)));
    }
    uint32_t reference_count() const { return references_.load(std::memory_order_relaxed); }

protected:
    ~ref_counted() = default;

private:
    mutable std::atomic<uint32_t> references_{1};
};

/// A counted pointer, maybe null.
template <class T>
class ref {
public:
    ref() = default;
    ref(std::nullptr_t) {}
    /// Takes over one reference that the caller owns.
    static ref adopt(T *object) {
        ref r;
        r.object_ = object;
        return r;
    }
    /// One more reference to an object that is alive.
    static ref share(T &object) {
        object.acquire();
        return adopt(&object);
    }
    ref(const ref &other) : object_(other.object_) {
        if (object_) object_->acquire();
    }
    ref(ref &&other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    ref &operator=(ref other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~ref() {
        if (object_) object_->release();
    }

    T *get() const { return object_; }
    T *operator->() const { return object_; }
    T &operator*() const { return *object_; }
    explicit operator bool() const { return object_ != nullptr; }
    bool operator==(const ref &) const = default;
    bool operator==(const T *object) const { return object_ == object; }
    /// Gives the reference to the caller.
    [[nodiscard]] T *leak() { return std::exchange(object_, nullptr); }

private:
    T *object_ = nullptr;
};

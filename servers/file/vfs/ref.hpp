/// \file
/// Shared ownership by an intrusive count. Not atomic: the file server's objects belong to its one
/// dispatching thread (docs/file-server.md, "One thread").
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

namespace vfs {

/// Base of what a ref can hold. The count begins at one, owned by the creator.
class counted {
public:
    counted() = default;
    counted(const counted &) = delete;
    counted &operator=(const counted &) = delete;

    void acquire() { ++references_; }
    uint32_t references() const { return references_; }
    void release() {
        if (--references_ == 0) delete this;
    }

protected:
    virtual ~counted() = default;

private:
    uint32_t references_ = 1;
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
    /// One more reference.
    static ref share(T &object) {
        object.acquire();
        return adopt(&object);
    }
    ref(const ref &other) : object_(other.object_) {
        if (object_) object_->acquire();
    }
    ref(ref &&other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    template <class Derived>
        requires(!std::is_same_v<Derived, T> && std::is_convertible_v<Derived *, T *>)
    ref(ref<Derived> other) : object_(other.leak()) {}
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
    bool operator==(const ref &other) const { return object_ == other.object_; }
    bool operator==(const T *object) const { return object_ == object; }
    /// Gives the reference to the caller.
    [[nodiscard]] T *leak() { return std::exchange(object_, nullptr); }

private:
    T *object_ = nullptr;
};

}  // namespace vfs

/// \file
/// A block of device registers that is mapped as device memory.
#pragma once

#include <cstdint>

class mmio {
public:
    mmio() = default;
    explicit mmio(void *base) : base_(static_cast<volatile unsigned char *>(base)) {}

    uint8_t read8(uint64_t offset) const { return base_[offset]; }
    uint32_t read32(uint64_t offset) const { return *at<uint32_t>(offset); }
    uint64_t read64(uint64_t offset) const { return *at<uint64_t>(offset); }
    void write8(uint64_t offset, uint8_t value) const { base_[offset] = value; }
    void write32(uint64_t offset, uint32_t value) const { *at<uint32_t>(offset) = value; }
    void write64(uint64_t offset, uint64_t value) const { *at<uint64_t>(offset) = value; }
    mmio block(uint64_t offset) const { return mmio(const_cast<unsigned char *>(base_) + offset); }

private:
    template <class T>
    volatile T *at(uint64_t offset) const {
        return reinterpret_cast<volatile T *>(base_ + offset);
    }
    volatile unsigned char *base_ = nullptr;
};

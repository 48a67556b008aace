/// \file
/// A virtio 1.x device over PCI (Virtual I/O Device 1.1, 4.1), behind its port of the server "pci".
#pragma once

#include <memory>

#include <lib/virtio/queue.hpp>

namespace virtio {

inline constexpr uint64_t feature_indirect = uint64_t{1} << 28,
                          feature_version_1 = uint64_t{1} << 32;

class transport {
public:
    /// Claims the next device of a type (2: block, 1: network) that nobody has, and resets it.
    /// \return null when there is none.
    static std::unique_ptr<transport> claim(mach_port_t pci, uint16_t type);
    /// Does the bus live? One that has died meanwhile says nothing about what devices there are:
    /// its successor is to be asked, by a driver that begins anew.
    static bool bus_lives(mach_port_t pci);
    transport(const transport &) = delete;
    transport &operator=(const transport &) = delete;
    /// The device falls silent and is free again.
    ~transport();

    mach_port_t dma() const { return dma_; }
    /// Accepts what both sides know of `known`. \return those; 0 when the device refuses.
    uint64_t negotiate(uint64_t known);
    /// Makes queue `index`, as large as the device and queue::size_max allow.
    bool set_queue(uint16_t index, queue &q);
    /// Has interrupts sent to `port` (a receive right of this task). Before set_queue.
    bool connect(mach_port_t port);
    /// From now on the device works.
    void start() { common_[20] = status_ |= 4; }
    void notify(uint16_t index);
    /// An interrupt message has come; what it tells has been looked at after this.
    void interrupt_seen();
    void interrupt_done();

    template <class T>
    T config(uint32_t offset) const {
        return *reinterpret_cast<volatile T *>(device_ + offset);
    }

private:
    transport() = default;
    bool find_capabilities();
    volatile uint8_t *map(uint32_t bar);
    template <class T>
    volatile T &common(uint32_t offset) const {
        return *reinterpret_cast<volatile T *>(common_ + offset);
    }

    mach_port_t pci_ = MACH_PORT_NULL, dma_ = MACH_PORT_NULL;
    volatile uint8_t *bars_[6] = {};
    uint64_t bar_sizes_[6] = {};
    volatile uint8_t *common_ = nullptr, *notify_ = nullptr, *interrupt_ = nullptr,
                     *device_ = nullptr;
    uint32_t notify_multiplier_ = 0;
    uint16_t notify_offsets_[4] = {};
    uint32_t line_ = 0;
    uint16_t vector_ = 0xffff;
    uint8_t status_ = 0;
};

}  // namespace virtio

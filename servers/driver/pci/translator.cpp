#include "translator.hpp"

#include <atomic>
#include <cstring>

namespace {

constexpr uint64_t GITS_CTLR = 0, GITS_TYPER = 8, GITS_CBASER = 0x80, GITS_CWRITER = 0x88,
                   GITS_CREADR = 0x90, GITS_BASER = 0x100, GITS_TRANSLATER = 0x10040;
constexpr uint64_t GICR_CTLR = 0, GICR_TYPER = 8, GICR_WAKER = 0x14, GICR_PROPBASER = 0x70,
                   GICR_PENDBASER = 0x78, GICR_frame = 0x20000;

constexpr uint32_t CTLR_enable = 1;
constexpr uint64_t TYPER_physical = 1, TYPER_target_address = 1u << 19;
constexpr uint64_t TYPER_virtual = 1u << 1, TYPER_last = 1u << 4;
constexpr uint32_t WAKER_asleep = 3u << 1;
constexpr uint64_t address_bits = 0x000f'ffff'ffff'f000, shareable = 1u << 10, valid = 1ull << 63;
constexpr uint64_t cacheable = 7ull << 59, cacheable_lpi = 7u << 7, none_pending = 1ull << 62;
constexpr uint64_t kind_devices = 1, kind_collections = 4, page_size = 3u << 8;
constexpr unsigned tables_max = 8, lpi_identity_bits = 14;
constexpr uint8_t enabled = 0xa3;  ///< priority 0xa0, group 1
constexpr uint64_t ring_size = 0x1000, command_size = 32, ring_offset = 0xfffe0, stalled = 1;

constexpr uint64_t SYNC = 5, MAPD = 8, MAPC = 9, MAPTI = 10;

uint32_t read32(volatile uint8_t *at, uint64_t offset) {
    return *reinterpret_cast<volatile uint32_t *>(at + offset);
}
uint64_t read64(volatile uint8_t *at, uint64_t offset) {
    return *reinterpret_cast<volatile uint64_t *>(at + offset);
}
void write32(volatile uint8_t *at, uint64_t offset, uint32_t value) {
    *reinterpret_cast<volatile uint32_t *>(at + offset) = value;
}
void write64(volatile uint8_t *at, uint64_t offset, uint64_t value) {
    *reinterpret_cast<volatile uint64_t *>(at + offset) = value;
}
/// What was written before is there when the hardware hears of it.
void settle() { std::atomic_thread_fence(std::memory_order_seq_cst); }

}  // namespace

/// The first that the kernel has woken, so that its processor takes interrupts.
bool translator::find_redistributor() {
    const bool by_address = read64(service_.at, GITS_TYPER) & TYPER_target_address;
    for (uint64_t at = 0; at + GICR_frame <= redistributors_.size;) {
        volatile uint8_t *frame = redistributors_.at + at;
        const uint64_t type = read64(frame, GICR_TYPER);
        if ((type & TYPER_physical) && !(read32(frame, GICR_WAKER) & WAKER_asleep)) {
            redistributor_ = frame;
            target_ = by_address ? redistributors_.physical + at : (type >> 8 & 0xffff) << 16;
            return true;
        }
        if (type & TYPER_last) break;
        at += type & TYPER_virtual ? 2 * GICR_frame : GICR_frame;
    }
    return false;
}

/// All are enabled for good: one that no message becomes does not come.
bool translator::start_interrupts() const {
    const uint64_t configuration = physical_of(tables_.configuration);
    const uint32_t control = read32(redistributor_, GICR_CTLR);
    if (control & CTLR_enable)
        return (read64(redistributor_, GICR_PROPBASER) & address_bits) == configuration;
    std::memset(tables_.configuration, enabled, sizeof tables_.configuration);
    write64(redistributor_, GICR_PROPBASER,
            configuration | shareable | cacheable_lpi | (lpi_identity_bits - 1));
    write64(redistributor_, GICR_PENDBASER, pending_ | shareable | cacheable_lpi | none_pending);
    settle();
    write32(redistributor_, GICR_CTLR, control | CTLR_enable);
    return true;
}

/// \return false when the hardware wants that table otherwise
bool translator::set_table(unsigned index, bool running) {
    const uint64_t at = GITS_BASER + index * 8, now = read64(service_.at, at);
    const uint64_t kind = now >> 56 & 7, entry = (now >> 48 & 31) + 1;
    if (kind != kind_devices && kind != kind_collections) return true;
    const bool devices = kind == kind_devices;
    const uint64_t size = devices ? sizeof tables_.devices : sizeof tables_.collections;
    if (devices) devices_ = size / entry;
    if (running) return true;
    const void *table = devices ? tables_.devices : tables_.collections;
    write64(service_.at, at,
            valid | cacheable | shareable | physical_of(table) | (size / 0x1000 - 1));
    const uint64_t taken = read64(service_.at, at);
    return (taken & valid) && !(taken & page_size);
}

bool translator::start_service() {
    const uint64_t ring = physical_of(&tables_.commands);
    const uint32_t control = read32(service_.at, GITS_CTLR);
    const bool running = control & CTLR_enable;
    if (running && (read64(service_.at, GITS_CBASER) & address_bits) != ring) return false;
    for (unsigned index = 0; index < tables_max; ++index)
        if (!set_table(index, running)) return false;
    if (running) return true;
    write64(service_.at, GITS_CBASER, valid | cacheable | shareable | ring);
    write64(service_.at, GITS_CWRITER, 0);
    settle();
    write32(service_.at, GITS_CTLR, control | CTLR_enable);
    return true;
}

bool translator::start() {
    constexpr uint64_t translation_max = sizeof tables_.translations[0] / 2;
    if (service_.size < GITS_TRANSLATER) return false;
    const uint64_t type = read64(service_.at, GITS_TYPER);
    if (!(type & TYPER_physical) || (type >> 4 & 15) + 1 > translation_max) return false;
    return find_redistributor() && start_interrupts() && start_service() &&
           run({MAPC, 0, valid | target_}) && finish();
}

bool translator::run(const command &c) const {
    constexpr unsigned tries_max = 1'000'000;
    const uint64_t at = read64(service_.at, GITS_CWRITER) & ring_offset;
    if (at >= ring_size) return false;
    std::memcpy(tables_.commands.words + at / 8, c.data(), command_size);
    settle();
    const uint64_t next = (at + command_size) % ring_size;
    write64(service_.at, GITS_CWRITER, next);
    for (unsigned tries = 0; tries < tries_max; ++tries) {
        const uint64_t done = read64(service_.at, GITS_CREADR);
        if (done & stalled) return false;
        if ((done & ring_offset) == next) return true;
    }
    return false;
}

/// What the commands before have changed holds for the next message.
bool translator::finish() const { return run({SYNC, 0, target_}); }

std::optional<translator::message> translator::map(unsigned index, uint32_t device) {
    const uint64_t identity_bits = (read64(service_.at, GITS_TYPER) >> 13 & 31) + 1;
    if (index >= translation_tables::functions_max || device >= devices_ ||
        uint64_t{device} >> identity_bits != 0)
        return std::nullopt;
    const unsigned line = first_line + index;
    const uint64_t name = uint64_t{device} << 32;
    if (!run({MAPD | name, 0, valid | physical_of(tables_.translations[index])}) ||
        !run({MAPTI | name, uint64_t{line} << 32}) || !finish())
        return std::nullopt;
    return message{service_.physical + GITS_TRANSLATER, 0, line};
}

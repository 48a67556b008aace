/// \file
/// See fdt_platform.hpp. Bindings: Devicetree Specification 0.4 chapter 3, Linux
/// Documentation/devicetree/bindings (arm,gic, arm,gic-v3, arm,arch_timer, arm,pl011, arm,pl031,
/// arm/psci).
#include <chip/fdt_platform.hpp>

namespace {

using range = fdt_platform::range;
using bytes = std::span<const std::byte>;

constexpr unsigned deepest = 16;

/// What a node says of its children, and what it is.
struct level {
    enum class kind : uint8_t { other, root, cpus, reserved_memory, gic } is = kind::other;
    std::size_t address_cells = 2, size_cells = 1;
    bool direct = false;  ///< its children's addresses are physical addresses
};

/// The properties of one node that matter, gathered before its first child.
struct node {
    std::string_view name;
    bytes reg, compatible, interrupts, device_type, method, initrd_start, initrd_end, bootargs,
        rng_seed, kaslr_seed;
    bool disabled = false;
};

/// One pass over the tree. A node is taken in when its properties end, at its first child or its
/// end.
class reader {
public:
    explicit reader(fdt_platform &out) : out_(out) {}
    bool run(const fdt &tree);

private:
    void property(std::string_view name, bytes value);
    void node_complete();
    void device();
    void chosen();
    void gic(fdt_platform::gic_kind kind);
    /// The `index`th address and size of the node's reg in the parent's cells; empty if it is not
    /// there.
    range reg(std::size_t index = 0) const;
    std::size_t reg_count() const;
    const level &parent() const { return levels_[depth_ - 1]; }

    fdt_platform &out_;
    level levels_[deepest + 1] = {};
    node node_;
    unsigned depth_ = 0;
    bool gathering_ = false;
};

uint64_t number(bytes value) {
    fdt_cells cells(value);
    return cells.count() == 1 || cells.count() == 2 ? cells.take(cells.count()) : 0;
}

/// GIC interrupt specifier: 0 shared, 1 per processor; number; flags.
unsigned interrupt_at(bytes interrupts, std::size_t index) {
    fdt_cells cells(interrupts);
    if (!cells.has(index * 3 + 3)) return 0;
    for (std::size_t i = 0; i < index * 3; i++) cells.take(1);
    const uint64_t type = cells.take(1), line = cells.take(1);
    return type <= 1 && line < 988 ? static_cast<unsigned>(line + (type == 0 ? 32 : 16)) : 0;
}

std::size_t reader::reg_count() const {
    const std::size_t cells = parent().address_cells + parent().size_cells;
    return cells == 0 ? 0 : fdt_cells(node_.reg).count() / cells;
}

range reader::reg(std::size_t index) const {
    if (index >= reg_count()) return {};
    const std::size_t width = parent().address_cells + parent().size_cells;
    fdt_cells cells(node_.reg.subspan(index * width * 4));
    const uint64_t address = cells.take(parent().address_cells),
                   size = cells.take(parent().size_cells);
    return address + size < address ? range{} : range{address, size};
}

bool reader::run(const fdt &tree) {
    fdt_cursor cursor(tree);
    for (;;) {
        switch (cursor.next()) {
        case fdt_cursor::token::begin_node:
            if (gathering_) node_complete();
            depth_ = cursor.depth();
            if (depth_ > deepest) return false;
            levels_[depth_] = {};
            node_ = {};
            node_.name = cursor.name();
            gathering_ = true;
            break;
        case fdt_cursor::token::property:
            if (gathering_) property(cursor.name(), cursor.value());
            break;
        case fdt_cursor::token::end_node:
            if (gathering_) node_complete();
            depth_ = cursor.depth();
            break;
        case fdt_cursor::token::end: return true;
        case fdt_cursor::token::malformed: return false;
        }
    }
}

void reader::property(std::string_view name, bytes value) {
    static constexpr std::size_t most_cells = 2;
    auto &here = levels_[depth_];
    if (name == "#address-cells")
        here.address_cells = number(value) <= most_cells + 1 ? number(value) : most_cells;
    else if (name == "#size-cells")
        here.size_cells = number(value) <= most_cells ? number(value) : most_cells;
    else if (name == "ranges")
        here.direct = value.empty();
    else if (name == "status")
        node_.disabled = !fdt_string(value).starts_with("ok");
    else if (name == "reg")
        node_.reg = value;
    else if (name == "compatible")
        node_.compatible = value;
    else if (name == "interrupts")
        node_.interrupts = value;
    else if (name == "device_type")
        node_.device_type = value;
    else if (name == "method")
        node_.method = value;
    else if (name == "linux,initrd-start")
        node_.initrd_start = value;
    else if (name == "linux,initrd-end")
        node_.initrd_end = value;
    else if (name == "bootargs")
        node_.bootargs = value;
    else if (name == "rng-seed")
        node_.rng_seed = value;
    else if (name == "kaslr-seed")
        node_.kaslr_seed = value;
}

void reader::node_complete() {
    gathering_ = false;
    auto &here = levels_[depth_];
    if (depth_ == 1) {
        here.is = level::kind::root;
        here.direct = true;
        return;
    }
    here.direct = here.direct && parent().direct;
    switch (parent().is) {
    case level::kind::cpus:
        if (fdt_string(node_.device_type) == "cpu" && !node_.disabled)
            out_.cpus.add(number(node_.reg) & 0xff00ffffff);
        return;
    case level::kind::reserved_memory:
        for (std::size_t i = 0; i < reg_count(); i++) out_.reserved.add(reg(i));
        return;
    case level::kind::root:
        if (node_.name == "cpus")
            here.is = level::kind::cpus;
        else if (node_.name == "reserved-memory")
            here.is = level::kind::reserved_memory;
        else if (node_.name == "chosen")
            chosen();
        else if (fdt_string(node_.device_type) == "memory" && !node_.disabled)
            for (std::size_t i = 0; i < reg_count(); i++) out_.memory.add(reg(i));
        break;
    default: break;
    }
    if (!node_.disabled && parent().direct) device();
    // UEFI firmware marks the clock that it uses itself as disabled; reading it does no harm.
}

void reader::chosen() {
    const uint64_t begin = number(node_.initrd_start), end = number(node_.initrd_end);
    if (begin < end) out_.initrd = {begin, end - begin};
    out_.command_line = fdt_string(node_.bootargs);
    out_.random_seed = node_.rng_seed;
    out_.layout_seed = node_.kaslr_seed;
}

void reader::gic(fdt_platform::gic_kind kind) {
    levels_[depth_].is = level::kind::gic;
    out_.gic = kind;
    out_.distributor = reg(0);
    if (kind == fdt_platform::gic_kind::v2) {
        out_.gic_cpu.add(reg(1));
        return;
    }
    // Redistributor regions come next; then the GICv2 compatibility frames, which are smaller than
    // any region.
    for (std::size_t i = 1; i < reg_count() && reg(i).size >= 0x20000; i++)
        out_.gic_cpu.add(reg(i));
}

void reader::device() {
    const auto is = [&](std::string_view name) {
        return fdt_list_contains(node_.compatible, name);
    };
    if (is("arm,psci") || is("arm,psci-0.2") || is("arm,psci-1.0")) {
        const auto method = fdt_string(node_.method);
        out_.psci = method == "hvc"   ? fdt_platform::psci_conduit::hvc
                    : method == "smc" ? fdt_platform::psci_conduit::smc
                                      : fdt_platform::psci_conduit::none;
    } else if (is("arm,gic-v3")) {
        gic(fdt_platform::gic_kind::v3);
    } else if (is("arm,cortex-a15-gic") || is("arm,gic-400") || is("arm,cortex-a9-gic")) {
        gic(fdt_platform::gic_kind::v2);
    } else if (is("arm,gic-v2m-frame")) {
        out_.msi_frame = reg();
    } else if (is("arm,armv8-timer")) {
        // secure, non-secure, virtual, hypervisor
        if (const unsigned line = interrupt_at(node_.interrupts, 2); line >= 16 && line < 32)
            out_.timer_interrupt = line;
    } else if (is("arm,pl011") && out_.uart.size == 0) {
        out_.uart = reg();
        out_.uart_interrupt = interrupt_at(node_.interrupts, 0);
    }
}

}  // namespace

bool fdt_platform::read(const fdt &tree) {
    for (std::size_t i = 0; const auto entry = tree.reserved(i); i++)
        if (entry->address + entry->size > entry->address)
            reserved.add({entry->address, entry->size});
    return reader(*this).run(tree);
}

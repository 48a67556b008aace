/// \file
/// GICv3: distributor, a redistributor for each processor, processor interface by system registers.
/// Arm GIC Architecture Specification (IHI 0069) 12.
#pragma once

#include <span>

#include <chip/gic_distributor.hpp>

class gic_v3 {
public:
    static constexpr unsigned most_cpus = 8;
    /// A run of redistributors.
    struct region {
        mmio registers;
        uint64_t size;
    };

    /// Run once, on the boot processor, with at most four regions; init_processor on each, the boot
    /// processor too.
    void init(mmio distributor, std::span<const region> redistributors, uint64_t boot_affinity);
    /// \param affinity of MPIDR_EL1. False: there is no redistributor for it.
    bool init_processor(unsigned cpu, uint64_t affinity);

    /// The highest pending interrupt's INTID; 1020 to 1023: none.
    uint32_t acknowledge() const {
        uint64_t id;
        asm volatile("mrs %0, s3_0_c12_c12_0; dsb sy" : "=r"(id)::"memory");  // ICC_IAR1_EL1
        return static_cast<uint32_t>(id);
    }
    /// Lets others interrupt again; the line stays active until `deactivate`.
    void drop_priority(uint32_t id) const {
        asm volatile("msr s3_0_c12_c12_1, %0; isb" ::"r"(uint64_t{id}));
    }  // ICC_EOIR1_EL1
    void deactivate(uint32_t id) const {
        asm volatile("msr s3_0_c12_c11_1, %0; isb" ::"r"(uint64_t{id}));
    }  // ICC_DIR_EL1

    void send(unsigned cpu, unsigned sgi) const;
    void send_to_others(unsigned sgi) const;

    /// Routes a shared interrupt to the boot processor.
    void route(unsigned line) const;
    /// \param cpu has been through init_processor.
    void unmask_private(unsigned cpu, unsigned line) const;
    const gic_distributor &distributor() const { return distributor_; }

private:
    bool find_redistributor(unsigned cpu, uint64_t affinity);

    gic_distributor distributor_;
    region regions_[4] = {};
    unsigned region_count_ = 0;
    uint64_t affinity_[most_cpus] = {};
    mmio redistributors_[most_cpus];
};

#pragma once

#include "lib/process_table.hpp"
#include "lib/system_state.hpp"

#include <optional>
#include <string>
#include <vector>

/// What a process did since the sample before.
struct sampled_process {
    process_entry process;
    unsigned tenths = 0;  ///< of a per cent of one processor
};

enum class sort_key : char { processor, memory, time, number };

/// The system and its processes at a moment, and what they did since the one before.
class sample {
public:
    /// No value, with errno set, if /proc cannot be read. `before` may be null.
    [[nodiscard]] static std::optional<sample> take(const sample *before);

    void sort(sort_key key);
    /// The lines above the list of processes.
    [[nodiscard]] std::vector<std::string> summary() const;
    static const char *heading();
    [[nodiscard]] std::string row(const sampled_process &each, bool whole_command) const;
    [[nodiscard]] const std::vector<sampled_process> &processes() const { return processes_; }

private:
    [[nodiscard]] std::string task_line() const;
    [[nodiscard]] std::string processor_line() const;
    [[nodiscard]] std::string memory_line() const;

    system_state state_;
    uint64_t busy_ = 0, user_ = 0, system_ = 0, ticks_ = 0;         ///< since the sample before
    uint64_t memory_ = 0, memory_free_ = 0, memory_available_ = 0;  ///< bytes
    uint64_t taken_ns_ = 0;
    std::vector<sampled_process> processes_;
};

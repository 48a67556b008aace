/// \file
/// Loads a static server program from the boot archive into a new task (System V gABI, ELF-64;
/// musl's static start-up contract).
#pragma once

#include <cstddef>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include <mach/mach.h>

/// Maps the segments of `image` into the empty `task`, makes a stack with `arguments`, starts its
/// first thread.
/// \return nothing, or why it cannot be. On failure the task is the caller's to terminate.
std::expected<void, std::string> start_program(task_t task, std::span<const std::byte> image,
                                               const std::vector<std::string> &arguments);

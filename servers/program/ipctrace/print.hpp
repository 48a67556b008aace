/// \file
/// Ways of writing down what was exchanged.
#pragma once

#include <cstdio>
#include <vector>

#include <ipctrace/exchange.hpp>

namespace ipctrace {

/// A line for each exchange, indented under the one that it served.
void print_text(std::FILE *to, const std::vector<exchange> &all, uint64_t lost);
/// One JSON object for the host's tools (build/portolan_tool/trace_page.py), an exchange a line.
void print_json(std::FILE *to, const std::vector<exchange> &all, uint64_t lost);

}  // namespace ipctrace

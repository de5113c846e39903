// What a run says when it has ended.
#pragma once

#include <string>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "engine/statistics/run_statistics.hpp"

namespace tbbimg {

/// The closing lines: every entry is accounted for. `memory` is RunOptions::memory with its default filled in.
[[nodiscard]] std::vector<std::string> summary_lines(const RunReport& report, const RunStatistics& statistics,
                                                     const std::string& output, std::uint64_t memory);

}  // namespace tbbimg

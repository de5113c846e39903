// What a run says when it has ended.
#pragma once

#include <string>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "tools/run/run_log.hpp"

namespace tbbimg::tools {

/// The closing lines: every entry is accounted for.
[[nodiscard]] std::vector<std::string> summary_lines(const RunReport& report, const SkipCounts& skips,
                                                     const std::string& output);

}  // namespace tbbimg::tools

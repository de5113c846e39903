// A report for programs.
#pragma once

#include <string>

#include "engine/watch/report/report.hpp"

namespace tbbimg {

/// The object that README.md describes; paths that are not UTF-8 are {"hex": "..."}.
[[nodiscard]] std::string json_report(const RunFacts& facts);

}  // namespace tbbimg

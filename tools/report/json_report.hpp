// A report for programs.
#pragma once

#include <string>

#include "tools/report/report.hpp"

namespace tbbimg::tools {

/// The object that tools/report/README.md describes; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_report(const RunFacts& facts);

}  // namespace tbbimg::tools

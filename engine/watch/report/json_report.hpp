// A report for programs.
#pragma once

#include <string>

#include "engine/watch/report/report.hpp"

namespace tbbimg {

/// The object that README.md describes; bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string json_report(const RunFacts& facts);

}  // namespace tbbimg

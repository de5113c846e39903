// A report for people.
#pragma once

#include <string>

#include "tools/report/report.hpp"
#include "tools/report/thumbnails.hpp"

namespace tbbimg::tools {

/// One page without scripts that fetches nothing from elsewhere.
[[nodiscard]] std::string html_report(const RunFacts& facts, const Thumbnails& thumbnails);

}  // namespace tbbimg::tools

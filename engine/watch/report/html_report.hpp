// A report for people.
#pragma once

#include <string>

#include "engine/watch/report/report.hpp"
#include "engine/watch/report/thumbnails.hpp"

namespace tbbimg {

/// One page without scripts that fetches nothing from elsewhere.
[[nodiscard]] std::string html_report(const RunFacts& facts, const Thumbnails& thumbnails);

}  // namespace tbbimg

// What is to be told of a run, and where.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/watch/metrics/metrics_export.hpp"

namespace tbbimg {

enum class ProgressMode : std::uint8_t { automatic, bar, plain, json, none };

struct WatchOptions {
  ProgressMode progress = ProgressMode::automatic;
  int verbose = 0;                   ///< 1: also of skipped images and retries; 2: of every image
  std::string log_file;              ///< empty: none
  std::vector<std::string> reports;  ///< names that end with .json or .html
  MetricsExport::Options metrics;
};

}  // namespace tbbimg

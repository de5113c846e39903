// What is typed to watch a run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "kernels/core/error.hpp"
#include "tools/metrics/metrics_export.hpp"

namespace tbbimg::tools {

enum class ProgressMode : std::uint8_t { automatic, bar, plain, json, none };

struct WatchArguments {
  ProgressMode progress = ProgressMode::automatic;
  int verbose = 0;       ///< how often -v was given
  bool quiet = false;    ///< then `progress` is none
  std::string log_file;  ///< empty: none
  std::vector<std::string> reports;
  MetricsExport::Options metrics;
};

/// Adds the options to `app`, which fills `arguments` as it parses; both must outlive the parsing.
void add_watch_options(CLI::App& app, WatchArguments& arguments);

/// What an option's check cannot see. Errors: invalid_argument.
[[nodiscard]] Status complete(WatchArguments& arguments);

}  // namespace tbbimg::tools

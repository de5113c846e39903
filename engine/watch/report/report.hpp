// --report FILE: what a run was like, for programs or for people.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/statistics/run_statistics.hpp"

namespace tbbimg {

/// All that reports tell; what is referred to must outlive it.
struct RunFacts {
  const RunReport& report;
  const RunStatistics& statistics;
  const Recipe& recipe;
  const RunOptions& options;                  ///< with the defaults filled in
  const std::vector<std::string>& arguments;  ///< of the command line, as typed
  const std::vector<std::string>& inputs;
  const std::string& output;
  std::chrono::system_clock::time_point started, ended;
  int exit_code = 0;        ///< of the process; 0: all is well
  std::string outcome;      ///< the same in a few words, such as "all done"
  std::string explanation;  ///< why it ended as it did; may be empty
};

/// Errors: invalid_argument if the name ends neither with .json nor with .html.
[[nodiscard]] Status check_report_name(const std::string& path);

/// Writes the kind that the name asks for, whole or not at all. Errors: those of replace_named_file().
[[nodiscard]] Status write_report(const std::string& path, const RunFacts& facts);

}  // namespace tbbimg

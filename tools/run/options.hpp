// What is typed behind `tbbimg run`.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/files/sync_mode.hpp"
#include "engine/io/shard.hpp"
#include "engine/io/skip.hpp"
#include "engine/journal/resume_scope.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/error.hpp"
#include "tools/run/recovery_options.hpp"
#include "tools/run/watch_options.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace tbbimg::tools {

struct RunArguments {
  std::vector<std::string> inputs;
  std::string output;
  std::vector<std::string> operations;
  std::string recipe_file;  ///< empty: the operations are the recipe
  std::optional<std::string> format;
  int quality = VariantDefaults{}.quality;
  bool keep_smaller = VariantDefaults{}.keep_smaller;
  bool first_frame_only = VariantDefaults{}.first_frame_only;
  RunOptions options;
  std::optional<Shard> shard;  ///< the part of a run that several processes share
  std::string shard_origin;    ///< of --shard auto: who says so
  bool overwrite = false;
  ResumeScope resume = ResumeScope::missing;
  bool dry_run = false;
  SyncMode sync = SyncMode::group;
  SelectionRules selection;
  std::string files_from;          ///< as RunSpec has it
  bool null_separated = false;     ///< likewise
  std::vector<std::string> notes;  ///< to be told when the run begins
  RecoveryArguments recovery;
  WatchArguments watch;
};

/// Adds the options to `app`, which fills `arguments` as it parses; both must outlive the parsing.
void add_run_options(CLI::App& app, RunArguments& arguments);

/// Those of them that `tbbimg retry` takes, too: they do not change what is made.
void add_retry_options(CLI::App& app, RunArguments& arguments);

/// What an option's check cannot see: the strings as typed, and options that need or forbid each other.
/// Errors: invalid_argument.
[[nodiscard]] Status complete(RunArguments& arguments);

}  // namespace tbbimg::tools

// A run as plain data: whoever has it can do the run again, from any folder, without any file of whoever wrote it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "codecs/registry.hpp"
#include "engine/files/sync_mode.hpp"
#include "engine/io/shard.hpp"
#include "engine/io/skip.hpp"
#include "engine/journal/resume_scope.hpp"
#include "engine/operations/registry.hpp"
#include "engine/pipeline/run_options.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// What is to be made of each image, in words.
struct RecipeText {
  std::optional<std::string> toml;      ///< for Recipe::parse_toml()
  std::vector<std::string> operations;  ///< for Recipe::parse(), if there is no TOML
  std::string file_name;                ///< of the TOML, for messages; may be empty
  std::string folder;                   ///< where relative paths in it start; empty: the working folder

  friend bool operator==(const RecipeText&, const RecipeText&) = default;
};

/// What belongs to a run, and nothing that watches it.
struct RunSpec {
  std::vector<std::string> inputs;  ///< files and folders
  std::string output;               ///< a folder
  RecipeText recipe;
  VariantDefaults defaults;
  RunOptions options;      ///< as asked for: what is 0 is found out on the machine that runs
  bool overwrite = false;  ///< makes outputs again that are there already
  ResumeScope resume = ResumeScope::missing;
  std::optional<Shard> shard;
  SyncMode sync = SyncMode::group;
  SelectionRules selection;  ///< of what lies below the inputs
  /// A file of names, or NameList::kStandardInput; empty: all that lies below the inputs. Of a list, the one input is
  /// the folder where relative names start.
  std::string files_from = {};
  bool null_separated = false;  ///< names end with a zero byte, not with a line break

  static constexpr int kMaxThreads = 1024;  ///< of options.threads and options.io_threads
  static constexpr int kMaxImages = 1'000'000;
  static constexpr int kMaxRetries = 1000;
};

/// `path` behind `folder`, unless it is absolute or empty. ".." stays: behind a link it leads elsewhere than it seems.
[[nodiscard]] std::string path_from(const std::string& folder, const std::string& path);

/// The same run for a process in any folder: `folder` in front of all relative paths.
[[nodiscard]] RunSpec with_absolute_paths(RunSpec spec, const std::string& folder);

/// One JSON object in one line. Of `options`, give_up_after is left out: it is a promise of the process.
[[nodiscard]] std::string to_json(RunSpec spec);

/// Takes what to_json() gives of a run with absolute paths. Members may be missing, but not "inputs", "output" and
/// "recipe". Errors: invalid_argument, with a sentence, for anything else: unknown members, values that no option
/// takes, relative paths, zero bytes.
[[nodiscard]] Result<RunSpec> run_spec_from_json(std::string_view json);

/// The recipe, or all its mistakes: one at least.
[[nodiscard]] tl::expected<Recipe, std::vector<Error>> make_recipe(const RunSpec& spec,
                                                                   const OperationRegistry& operations,
                                                                   const CodecRegistry& codecs);

}  // namespace tbbimg

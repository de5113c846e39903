#include "tools/run/make_spec.hpp"

#include <filesystem>

#include "kernels/core/time.hpp"

#include "tools/recipe/load.hpp"

namespace tbbimg::tools {

Result<RunSpec> make_spec(const RunArguments& run) {
  RunSpec spec;
  spec.inputs = run.inputs;
  spec.output = run.output;
  spec.recipe.operations = run.operations;
  if (!run.recipe_file.empty()) {
    TBBIMG_ASSIGN_OR_RETURN(spec.recipe.toml, read_recipe_text(run.recipe_file));
    const std::filesystem::path path(run.recipe_file);
    spec.recipe.file_name = path.filename().string();
    spec.recipe.folder = path.parent_path().string();
  }
  if (run.format) spec.defaults.format = *run.format;
  spec.defaults.quality = run.quality;
  spec.defaults.keep_smaller = run.keep_smaller;
  spec.defaults.first_frame_only = run.first_frame_only;
  spec.options = run.options;
  spec.overwrite = run.overwrite;
  spec.resume = run.resume;
  spec.shard = run.shard;
  spec.sync = run.sync;
  spec.selection = run.selection;
  spec.files_from = run.files_from;
  spec.null_separated = run.null_separated;
  return spec;
}

std::vector<std::string> arguments_for(const RunSpec& spec) {
  std::vector<std::string> arguments = {"run"};
  arguments.insert(arguments.end(), spec.inputs.begin(), spec.inputs.end());
  arguments.insert(arguments.end(), {"-o", spec.output});
  if (spec.recipe.toml) {
    arguments.insert(arguments.end(), {"--recipe", path_from(spec.recipe.folder, spec.recipe.file_name)});
  }
  for (const std::string& operation : spec.recipe.operations) arguments.insert(arguments.end(), {"--op", operation});
  if (spec.defaults.format != Variant::kSameFormat) {
    arguments.insert(arguments.end(), {"--format", spec.defaults.format});
  }
  if (spec.defaults.quality != VariantDefaults{}.quality) {
    arguments.insert(arguments.end(), {"--quality", std::to_string(spec.defaults.quality)});
  }
  if (spec.defaults.keep_smaller) arguments.emplace_back("--keep-smaller");
  if (spec.defaults.first_frame_only) arguments.insert(arguments.end(), {"--frames", "first"});
  if (const int page = spec.options.choice.page; page != 0) {
    arguments.insert(arguments.end(), {"--page", std::to_string(page)});
  }
  if (spec.options.choice.develop) arguments.insert(arguments.end(), {"--raw", "develop"});
  if (spec.options.salvage) arguments.insert(arguments.end(), {"--on-corrupt", "salvage"});
  if (spec.options.name_template != NameTemplate::kDefault) {
    arguments.insert(arguments.end(), {"--name", spec.options.name_template});
  }
  if (!spec.files_from.empty()) arguments.insert(arguments.end(), {"--files-from", spec.files_from});
  if (spec.null_separated) arguments.emplace_back("-0");
  const SelectionRules& rules = spec.selection;
  for (const std::string& glob : rules.exclude) arguments.insert(arguments.end(), {"--exclude", glob});
  for (const std::string& glob : rules.include) arguments.insert(arguments.end(), {"--include", glob});
  if (rules.hidden) arguments.emplace_back("--hidden");
  if (rules.follow) arguments.emplace_back("--follow");
  if (rules.min_bytes > 0) arguments.insert(arguments.end(), {"--min-size", std::to_string(rules.min_bytes)});
  if (rules.newer_than.count() > 0)
    arguments.insert(arguments.end(), {"--newer-than", time_text(rules.newer_than.count())});
  if (rules.max_depth != SelectionRules{}.max_depth) {
    arguments.insert(arguments.end(), {"--max-depth", std::to_string(rules.max_depth)});
  }
  return arguments;
}

}  // namespace tbbimg::tools

#include "tools/run/journalling.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/recipe/fingerprint.hpp"
#include "tools/text/format.hpp"

namespace tbbimg::tools {
namespace {

std::uint64_t fingerprint_of(const Pipeline& pipeline) {
  return recipe_fingerprint(pipeline.recipe(), pipeline.options().name_template, pipeline.codecs());
}

}  // namespace

std::string working_folder() {
  std::error_code error;
  return std::filesystem::current_path(error).string();
}

std::string reachable_path(const std::string& path) {
  return (std::filesystem::path(working_folder()) / path).string();
}

Result<std::unique_ptr<Journal>> open_journal(const Pipeline& pipeline, const RunArguments& run,
                                              const std::vector<std::string>& arguments) {
  Journal::Options options;
  options.output = run.output;
  options.compact = run.resume.has_value();
  for (const Variant& variant : pipeline.recipe().variants()) options.variants.push_back(variant.name);
  options.run.version = TBBIMG_VERSION;
  options.run.folder = working_folder();
  options.run.arguments = arguments;
  for (const std::string& input : run.inputs) options.run.roots.push_back(reachable_path(input));
  if (run.shard) options.run.shard = to_string(*run.shard);
  options.run.recipe = fingerprint_of(pipeline);
  return Journal::open(std::move(options));
}

std::optional<Resume> make_resume(const JournalIndex& index, const Pipeline& pipeline, const RunArguments& run) {
  if (!run.resume) return std::nullopt;
  return Resume(index, {*run.resume, run.output, working_folder(), fingerprint_of(pipeline)});
}

Suspects::Options suspects_of(const Pipeline& pipeline, const RunArguments& run,
                              std::function<void(std::string_view)> say) {
  // A small machine is exhausted by less.
  const std::uint64_t noted_from = std::min(Suspects::kNotedFrom, pipeline.options().max_image_memory / 4);
  return {run.output, working_folder(), noted_from, std::move(say)};
}

std::string note_on_recipe(const Journal& journal, const RunArguments& run) {
  if (run.resume || run.overwrite) return {};
  const std::uint64_t others = journal.index().done_otherwise(journal.run().recipe);
  if (others == 0) return {};
  return run.output + " holds outputs of " + std::to_string(others) + (others == 1 ? " image" : " images") +
         " that another recipe made; they are kept, --resume makes them anew";
}

std::string command_to_go_on(const RunArguments& run, const std::vector<std::string>& arguments) {
  if (run.resume == ResumeScope::failed) return "tbbimg retry " + shell_quoted(run.output);
  std::string command = "tbbimg";
  for (const std::string& argument : arguments) {
    if (argument != "--overwrite") command += " " + shell_quoted(argument);
  }
  const bool resumes = std::find(arguments.begin(), arguments.end(), "--resume") != arguments.end();
  return command + (resumes ? "" : " --resume");
}

}  // namespace tbbimg::tools

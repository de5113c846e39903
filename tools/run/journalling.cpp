#include "tools/run/journalling.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/files/mount_table.hpp"
#include "engine/journal/absolute_path.hpp"
#include "engine/recipe/fingerprint.hpp"
#include "kernels/core/time.hpp"
#include "kernels/core/format.hpp"

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
                                              const std::vector<std::string>& arguments, JournalSyncing syncing) {
  Journal::Options options;
  options.output = run.output;
  options.compact = run.resume != ResumeScope::missing;
  options.syncing = std::move(syncing);
  options.run.kind = run.overwrite ? RunKind::overwrite : options.compact ? RunKind::resume : RunKind::plain;
  options.run.boot = boot_id();
  options.run.is_whole = run.resume != ResumeScope::failed;
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
  const bool spares_strangers = run.overwrite && lies_among_inputs(run);
  if (run.overwrite && !spares_strangers) return std::nullopt;
  return Resume(index, {spares_strangers ? ResumeScope::own : run.resume, run.output, working_folder(),
                        fingerprint_of(pipeline)});
}

Suspects::Options suspects_of(const Pipeline& pipeline, const RunArguments& run,
                              std::function<void(std::string_view)> say) {
  // A small machine is exhausted by less.
  const std::uint64_t noted_from = std::min(Suspects::kNotedFrom, pipeline.options().max_image_memory / 4);
  return {run.output, working_folder(), noted_from, std::move(say)};
}

std::string note_on_recipe(const Journal& journal, const RunArguments& run) {
  if (run.resume != ResumeScope::missing || run.overwrite) return {};
  const std::uint64_t others = journal.index().done_otherwise(journal.run().recipe);
  if (others == 0) return {};
  return run.output + " holds outputs of " + std::to_string(others) + (others == 1 ? " image" : " images") +
         " that another recipe made; they are kept, --resume makes them anew";
}

bool lies_among_inputs(const RunArguments& run) {
  const AbsolutePath absolute("/");
  const auto real = [&](const std::string& path) {
    std::error_code error;
    const std::filesystem::path resolved = std::filesystem::weakly_canonical(path, error);
    return absolute(error ? reachable_path(path) : resolved.string());
  };
  const std::string output = real(run.output);
  return std::any_of(run.inputs.begin(), run.inputs.end(), [&](const std::string& input) {
    const std::string path = real(input);
    return path != output && (is_path_in(path, output) || is_path_in(output, path));
  });
}

std::string note_on_strangers(const RunArguments& run) {
  if (!run.overwrite || !lies_among_inputs(run)) return {};
  return run.output +
         " lies among the inputs, or they in it: only what a run has made there is made again, and images "
         "that the journal does not tell of stay";
}

std::string trouble_of(const JournalIndex& index) {
  for (const Interruption& each : index.interruptions()) {
    if (each.kind == Interruption::Kind::damaged) return each.journal + " cannot be read whole: lines are damaged";
    if (!each.is_clock_wrong) continue;
    return each.journal + " tells of a run that was started at " + time_text(each.started_ms) +
           ", which is later than what came after it: a clock was wrong";
  }
  return {};
}

std::string note_on_trouble(const JournalIndex& index, ResumeScope scope) {
  const std::string trouble = trouble_of(index);
  if (trouble.empty()) return {};
  return trouble + (scope == ResumeScope::missing
                        ? "; outputs that no line tells of are kept as they are, --resume makes them anew"
                        : "; outputs are compared by their bytes, and those that no line tells of are made anew");
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

#include "engine/run/detail/run_inputs.hpp"

#include <algorithm>
#include <filesystem>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "engine/files/absolute_path.hpp"
#include "engine/files/mount_table.hpp"
#include "engine/files/name_list.hpp"
#include "engine/recipe/fingerprint.hpp"

namespace tbbimg {
namespace {

std::optional<Resume> resume_of(const RunSpec& spec, const std::string& folder, const RunInputs::Against& against) {
  const bool spares_strangers = spec.overwrite && lies_among_inputs(spec, folder);
  if (spec.overwrite && !spares_strangers) return std::nullopt;
  return Resume(against.index,
                {spares_strangers ? ResumeScope::own : spec.resume, spec.output, fingerprint_of(against.pipeline)});
}

// A retry takes what has failed: a list that came from the standard input is gone.
Result<std::unique_ptr<NameList>> names_of(const RunSpec& spec, const JournalIndex& index) {
  if (spec.resume != ResumeScope::failed) return NameList::open(spec.files_from, spec.null_separated ? '\0' : '\n');
  std::vector<std::string> names;
  JournalParser parser;
  for (std::size_t i = 0; i < index.images(); ++i) {
    auto image = index.at(i, parser);
    if (image && image->status == JournalStatus::failed) names.push_back(std::move(image->path));
  }
  return std::make_unique<NameList>(names);
}

}  // namespace

RunInputs::RunInputs(std::optional<Resume> resume, const Against& against, CollisionCheck::Order order)
    : resume_(std::move(resume)),
      sink_(against.sink),
      suspects_(against.suspects),
      journal_(against.journal),
      collisions_(against.pipeline.names(), against.pipeline.codecs(), order, {}, against.pipeline.options().choice) {
  if (sink_ != nullptr && resume_) sink_->set_times_of_runs(resume_->times());
}

Result<std::unique_ptr<RunInputs>> RunInputs::open(const RunSpec& spec, const std::string& folder,
                                                   const Against& against, std::stop_token stop) {
  using Order = CollisionCheck::Order;
  std::unique_ptr<RunInputs> inputs(new RunInputs(resume_of(spec, folder, against), against,
                                                  spec.files_from.empty() ? Order::by_folder : Order::by_list));
  DirectorySourceOptions options;
  if (!spec.files_from.empty()) {
    TBBIMG_ASSIGN_OR_RETURN(options.names, names_of(spec, against.index));
  }
  options.roots = spec.inputs;
  options.exclude = spec.output;
  options.if_exists = spec.overwrite ? IfExists::replace : IfExists::keep;
  options.shard = spec.shard;
  options.selection = spec.selection;
  options.stop = std::move(stop);
  options.inspect_folder = [self = inputs.get()](FolderListing& listing) {
    self->collisions_.inspect(listing);
    if (self->sink_ != nullptr) self->sink_->protect_links(listing);
    if (self->journal_ != nullptr) self->journal_->on_folder(listing);
  };
  options.inspect = [self = inputs.get()](std::span<SourceItem> items) {
    if (self->resume_) self->resume_->inspect(items);
    if (self->suspects_ != nullptr) self->suspects_->inspect(items);
  };
  TBBIMG_ASSIGN_OR_RETURN(inputs->source_, DirectorySource::open(std::move(options)));
  return inputs;
}

std::uint64_t fingerprint_of(const Pipeline& pipeline) {
  return recipe_fingerprint(pipeline.recipe(), pipeline.options().name_template, pipeline.codecs(),
                            pipeline.options().choice);
}

bool lies_among_inputs(const RunSpec& spec, const std::string& folder) {
  const AbsolutePath absolute(folder);
  const auto real = [&](const std::string& path) {
    std::error_code error;
    const std::filesystem::path resolved = std::filesystem::weakly_canonical(path_from(folder, path), error);
    return absolute(error ? path : resolved.string());
  };
  const std::string output = real(spec.output);
  return std::any_of(spec.inputs.begin(), spec.inputs.end(), [&](const std::string& input) {
    const std::string path = real(input);
    return path != output && (is_path_in(path, output) || is_path_in(output, path));
  });
}

Result<Pipeline> adapted_to_case(const Pipeline& pipeline, const DirectorySink& sink) {
  if (!sink.ignores_case() || pipeline.options().ignore_case) return pipeline;
  return pipeline.ignoring_case();
}

}  // namespace tbbimg

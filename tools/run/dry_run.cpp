#include "tools/run/dry_run.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include "codecs/recognise.hpp"
#include "engine/files/directory_sink.hpp"
#include "engine/files/file.hpp"
#include "engine/files/probe_file.hpp"
#include "engine/journal/journal_index.hpp"
#include "engine/naming/collisions.hpp"
#include "engine/pipeline/image_need.hpp"
#include "tools/print.hpp"
#include "tools/run/command.hpp"
#include "tools/run/estimate.hpp"
#include "tools/run/journalling.hpp"

namespace tbbimg::tools {
namespace {

// Read at once by the system as well as less would be; holds the headers of all images but those with long metadata.
constexpr std::size_t kHeadBytes = std::size_t{64} << 10;

class DryRun {
 public:
  DryRun(const Pipeline& pipeline, const RunArguments& arguments, DirectorySink* sink)
      : pipeline_(pipeline), output_(arguments.output), is_part_(arguments.shard.has_value()), sink_(sink) {}

  void add(const SourceItem& item) {
    if (item.failure) {
      report(*item.failure);
    } else if (needs_nothing(item.skip.kind)) {
      ++done_;
    } else if (item.skip) {
      ++skipped_;
    } else if (const auto head = read_head(item.path, kHeadBytes); !head) {
      report(head.error());
    } else {
      add_file(item, {reinterpret_cast<const std::uint8_t*>(head->data()), head->size()});
    }
  }

  [[nodiscard]] ExitCode finish() {
    const Estimate estimate = estimate_run(pipeline_, sample_);
    for (const Error& failure : estimate.failures) report(failure);
    if (estimate.images > 0) print_message(estimate_text(estimate, sample_, pipeline_.options().threads));
    print_message("would write " + std::to_string(outputs_) + " outputs to " + output_ + "; " + std::to_string(kept_) +
                  " are there already, " + std::to_string(skipped_) + " inputs are no images, " +
                  (done_ > 0 ? std::to_string(done_) + " need nothing, " : "") +
                  (not_wanted_ > 0 ? std::to_string(not_wanted_) + " are for no variant, " : "") +
                  std::to_string(failures_) + " would fail");
    if (impossible_)
      return complain(ExitCode::bad_plan, "the plan is wrong: nothing but the outputs above would be written");
    if (failures_ > 0) return ExitCode::some_failed;
    if (outputs_ + kept_ + not_wanted_ + done_ == 0 && !is_part_)
      return complain(ExitCode::bad_plan, "there is no image among the inputs");
    return ExitCode::done;
  }

 private:
  void report(const Error& error) {
    ++failures_;
    if (error.code == ErrorCode::name_collision) impossible_ = true;
    print_line(error.to_string(), stderr);
  }

  void add_file(const SourceItem& item, std::span<const std::uint8_t> head) {
    Recognition found = recognise(head, item.file_name, pipeline_.codecs());
    if (found.failure) {
      found.failure->path = item.path;
      return report(*found.failure);
    }
    const Decoder* const decoder = found.decoder;
    if (decoder == nullptr) {
      ++skipped_;
      return;
    }
    if (const auto info = decoder->probe(head)) {
      if (Status fits = check_image(pipeline_, *info, item.bytes); !fits) {
        fits.error().stage = Stage::decode;
        fits.error().path = item.path;
        return report(fits.error());
      }
    }
    const OutputNames& names = pipeline_.names();
    if (!names.need_header()) return add_outputs(item, names.without_header(item, decoder->name()));
    const auto info = probe_file(item.path, pipeline_.codecs());
    if (!info) return report(info.error());
    add_outputs(item, names.of(item, info->format, *info));
  }

  void add_outputs(const SourceItem& item, const std::vector<OutputName>& outputs) {
    const std::uint64_t before = outputs_;
    for (const OutputName& output : outputs) {
      if (output.error) {
        impossible_ = true;
        report(*output.error);
      } else {
        add_output(item, output.name);
      }
    }
    if (outputs_ > before) sample_.add(item);
    if (outputs.empty()) ++not_wanted_;
  }

  void add_output(const SourceItem& item, const std::string& name) {
    const Result<bool> kept = sink_ != nullptr ? sink_->keeps(name, item.if_exists_of(name)) : Result<bool>(false);
    if (!kept) {
      // An output that would replace a source.
      impossible_ = impossible_ || kept.error().code == ErrorCode::invalid_argument;
      report(kept.error());
      return;
    }
    if (*kept) {
      ++kept_;
      return;
    }
    ++outputs_;
    print_line(item.path + " -> " + output_ + "/" + name);
  }

  const Pipeline& pipeline_;
  std::string output_;
  bool is_part_;         ///< of the inputs, which may hold no image
  DirectorySink* sink_;  ///< null: OUT is not there yet
  Sample sample_;        ///< of the inputs that would give outputs
  std::uint64_t outputs_ = 0;
  std::uint64_t kept_ = 0;
  std::uint64_t skipped_ = 0;
  std::uint64_t done_ = 0;        ///< images that --resume passes over
  std::uint64_t not_wanted_ = 0;  ///< by the conditions of all variants
  std::uint64_t failures_ = 0;
  bool impossible_ = false;
};

}  // namespace

ExitCode dry_run(Pipeline pipeline, const RunArguments& arguments) {
  std::optional<CollisionCheck> check;
  std::unique_ptr<DirectorySink> sink;
  const auto inspect_folder = [&](FolderListing& folder) {
    check->inspect(folder);
    if (sink != nullptr) sink->protect_links(folder);
  };
  // What would be gone on with is looked up, and nothing noted.
  const auto journal = JournalIndex::load(arguments.output);
  if (!journal) return complain(ExitCode::cannot_create, journal.error());
  auto resume = make_resume(*journal, pipeline, arguments);
  auto source = open_source(arguments, inspect_folder, [&resume](std::span<SourceItem> items) {
    if (resume) resume->inspect(items);
  });
  if (!source) return complain(ExitCode::bad_plan, source.error());
  std::error_code error;
  if (std::filesystem::exists(arguments.output, error)) {
    auto opened = DirectorySink::inspect(arguments.output, arguments.inputs);
    if (!opened) return complain(ExitCode::cannot_create, opened.error());
    sink = std::move(*opened);
    if (resume) sink->set_times_of_runs(resume->times());
    const auto note = adapt_to_case(pipeline, *sink, arguments);
    if (!note) return complain(ExitCode::bad_plan, note.error());
    if (!note->empty()) print_message(*note);
  }
  if (const std::string note = note_on_strangers(arguments); !note.empty()) print_message(note);
  check.emplace(pipeline.names(), pipeline.codecs());
  DryRun run(pipeline, arguments, sink.get());
  for (;;) {
    const auto item = (*source)->next();
    if (!item) return complain(ExitCode::environment, item.error());
    if (!*item) return run.finish();
    run.add(**item);
  }
}

}  // namespace tbbimg::tools

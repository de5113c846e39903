#include "engine/run/image_run.hpp"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <system_error>
#include <utility>

#include "engine/files/directory_sink.hpp"
#include "engine/files/folder_reader.hpp"
#include "engine/journal/journal.hpp"
#include "engine/journal/suspects.hpp"
#include "engine/run/detail/run_inputs.hpp"
#include "engine/run/detail/run_notes.hpp"
#include "engine/run/room.hpp"
#include "engine/system/machine.hpp"

namespace tbbimg {
namespace {

using Part = RunRefusal::Part;

// Whether an entry was an image, whatever became of it.
class ImagesSeen final : public RunRecorder {
 public:
  void on_settled(const SettledImage& image) override {
    if (image.fate != Fate::skipped || is_of_image(image.skip.kind)) any_ = true;
  }
  [[nodiscard]] bool any() const noexcept { return any_; }

 private:
  std::atomic<bool> any_ = false;
};

RunEnding ending_of(const RunReport& report, bool saw_image) noexcept {
  switch (report.ended_by) {
    case EndedBy::stop_request: return RunEnding::interrupted;
    case EndedBy::environment: return RunEnding::environment;
    case EndedBy::failure_limit: return RunEnding::failure_limit;
    case EndedBy::end_of_source: break;
  }
  if (report.failed > 0 || report.salvaged > 0) return RunEnding::some_failed;
  return saw_image ? RunEnding::all_done : RunEnding::no_image;
}

Journal::Options journal_options(const RunSpec& spec, const std::string& folder, const Pipeline& pipeline,
                                 TypedCommand typed, JournalSyncing syncing) {
  Journal::Options options;
  options.output = spec.output;
  options.compact = spec.resume != ResumeScope::missing;
  options.syncing = std::move(syncing);
  for (const Variant& variant : pipeline.recipe().variants()) options.variants.push_back(variant.name);
  JournalRun& run = options.run;
  run.kind = spec.overwrite ? RunKind::overwrite : options.compact ? RunKind::resume : RunKind::plain;
  run.boot = boot_id();
  run.is_whole = spec.resume != ResumeScope::failed && spec.selection == SelectionRules{} && spec.files_from.empty();
  run.version = TBBIMG_VERSION;
  run.folder = typed.folder.empty() ? folder : typed.folder;
  run.arguments = std::move(typed.arguments);
  const RunSpec absolute = with_absolute_paths(spec, folder);
  run.roots = absolute.inputs;
  if (spec.shard) run.shard = to_string(*spec.shard);
  run.recipe = fingerprint_of(pipeline);
  run.spec = to_json(absolute);
  return options;
}

Suspects::Options suspects_of(const RunSpec& spec, const Pipeline& pipeline,
                              std::function<void(std::string_view)> say) {
  // A small machine is exhausted by less.
  const std::uint64_t noted_from = std::min(Suspects::kNotedFrom, pipeline.options().max_image_memory / 4);
  return {spec.output, noted_from, std::move(say)};
}

}  // namespace

// What one run uses beside its ImageRun: each member is made of those above it, and goes before them.
class ImageRun::Session {
 public:
  [[nodiscard]] static tl::expected<std::unique_ptr<Session>, RunRefusal> open(const ImageRun& run,
                                                                               ImageRunControls controls);
  [[nodiscard]] tl::expected<RunOutcome, RunRefusal> run();

 private:
  Session(const ImageRun& run, ImageRunControls controls, std::stop_source drain, std::unique_ptr<DirectorySink> sink,
          Pipeline pipeline, std::unique_ptr<Journal> journal)
      : run_(run),
        controls_(std::move(controls)),
        drain_(std::move(drain)),
        on_drain_(controls_.stop.drain, [this] { drain_.request_stop(); }),
        sink_(std::move(sink)),
        pipeline_(std::move(pipeline)),
        journal_(std::move(journal)),
        suspects_(suspects_of(run.spec_, pipeline_, [this](std::string_view note) { tell(note); })) {}

  void tell(std::string_view note) const {
    if (controls_.note && !note.empty()) controls_.note(note);
  }
  void tell_notes();
  void tell_trouble();

  const ImageRun& run_;
  const ImageRunControls controls_;
  std::stop_source drain_;  ///< the caller's, and the journal's when it loses something
  const std::stop_callback<std::function<void()>> on_drain_;
  const std::unique_ptr<DirectorySink> sink_;
  const Pipeline pipeline_;
  const std::unique_ptr<Journal> journal_;
  Suspects suspects_;
  std::unique_ptr<RunInputs> inputs_;
  bool told_trouble_ = false;
};

tl::expected<std::unique_ptr<ImageRun::Session>, RunRefusal> ImageRun::Session::open(const ImageRun& run,
                                                                                     ImageRunControls controls) {
  const RunSpec& spec = run.spec_;
  auto sink = DirectorySink::open(spec.output, spec.inputs, spec.sync);
  if (!sink) return refused(Part::output, std::move(sink).error());
  auto pipeline = adapted_to_case(run.pipeline_, **sink);
  if (!pipeline) return refused(Part::names, std::move(pipeline).error());
  std::stop_source drain;
  JournalSyncing syncing;
  if (spec.sync != SyncMode::none) {
    syncing.outputs = [outputs = sink->get()] { return outputs->sync(); };
    // What is made from now on may be lost, too. RunOutcome::journal_error tells why.
    syncing.failed = [drain](const Error&) mutable { drain.request_stop(); };
  }
  auto journal =
      Journal::open(journal_options(spec, run.folder_, *pipeline, std::move(controls.typed), std::move(syncing)));
  if (!journal) return refused(Part::journal, std::move(journal).error());
  std::unique_ptr<Session> session(new Session(run, std::move(controls), std::move(drain), *std::move(sink),
                                               *std::move(pipeline), *std::move(journal)));
  auto inputs = RunInputs::open(spec, run.folder_,
                                {session->pipeline_, session->journal_->index(), session->sink_.get(),
                                 &session->suspects_, session->journal_.get()},
                                session->drain_.get_token());
  if (!inputs) return refused(Part::inputs, std::move(inputs).error());
  session->inputs_ = *std::move(inputs);
  return session;
}

// Once: it may be met at the beginning, or not before something is to be noted.
void ImageRun::Session::tell_trouble() {
  const std::string note = note_on_rooms(sink_->trouble());
  if (note.empty() || std::exchange(told_trouble_, true)) return;
  tell(note);
}

void ImageRun::Session::tell_notes() {
  const JournalIndex& index = journal_->index();
  tell(note_on_case(run_.pipeline_, pipeline_, run_.spec_));
  tell(journal_->lock_note());
  tell(note_on_trouble(index, run_.spec_.resume));
  tell(note_on_recipe(index, journal_->run().recipe, run_.spec_));
  tell(note_on_strangers(run_.spec_, run_.folder_));
  tell_trouble();
}

tl::expected<RunOutcome, RunRefusal> ImageRun::Session::run() {
  if (controls_.begin) controls_.begin();
  tell_notes();
  ImagesSeen images;
  auto report = pipeline_.run(inputs_->source(), *sink_,
                              {{drain_.get_token(), controls_.stop.cancel},
                               controls_.observers,
                               controls_.metrics,
                               {journal_.get(), &suspects_, &images}});
  tell_trouble();
  if (!report) return refused(Part::accounting, std::move(report).error());
  RunOutcome outcome;
  outcome.report = *report;
  outcome.ending = ending_of(*report, images.any() || run_.spec_.shard.has_value());
  if (const Status closed = journal_->close(*report); !closed) {
    outcome.journal_error = closed.error();
    outcome.ending = RunEnding::environment;
  }
  const auto& error = report->environment_error;
  if (error && error->code == ErrorCode::no_space && !is_read_only(run_.spec_.output)) {
    outcome.room_needed = room_needed(*report, inputs_->source());
  }
  return outcome;
}

ImageRun::ImageRun(RunSpec spec, std::string folder, Pipeline pipeline)
    : spec_(std::move(spec)), folder_(std::move(folder)), pipeline_(std::move(pipeline)) {}

ImageRun::~ImageRun() = default;

tl::expected<std::unique_ptr<ImageRun>, RunRefusal> ImageRun::open(RunSpec spec, const OperationRegistry& operations,
                                                                   CodecRegistry codecs) {
  auto recipe = make_recipe(spec, operations, codecs);
  if (!recipe) return tl::unexpected(RunRefusal{Part::recipe, std::move(recipe).error()});
  auto pipeline = Pipeline::create(*std::move(recipe), spec.options, std::move(codecs));
  if (!pipeline) return refused(Part::options, std::move(pipeline).error());
  auto inputs = FolderReader::create(spec.inputs, spec.output, spec.selection);
  if (!inputs) return refused(Part::inputs, std::move(inputs).error());
  std::error_code error;
  const std::string folder = std::filesystem::current_path(error).string();
  return std::unique_ptr<ImageRun>(new ImageRun(std::move(spec), folder, *std::move(pipeline)));
}

tl::expected<RunPlan, RunRefusal> ImageRun::plan(const PlanListener& listener) const {
  return plan_run(spec_, folder_, pipeline_, listener);
}

tl::expected<RunOutcome, RunRefusal> ImageRun::run(ImageRunControls controls) {
  session_.reset();
  auto session = Session::open(*this, std::move(controls));
  if (!session) return tl::unexpected(std::move(session).error());
  session_ = *std::move(session);
  return session_->run();
}

}  // namespace tbbimg

#include "engine/pipeline/stages.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <new>
#include <span>
#include <string_view>
#include <utility>

#include "codecs/recognise.hpp"
#include "engine/io/file_hash.hpp"
#include "engine/operations/make_upright.hpp"
#include "engine/pipeline/image_need.hpp"
#include "engine/pipeline/task_plan.hpp"
#include "engine/variants/animation.hpp"
#include "engine/variants/encode.hpp"
#include "engine/variants/kept_source.hpp"
#include "engine/variants/transform.hpp"
#include "kernels/core/validate.hpp"

namespace tbbimg {
namespace {

Error cancelled(const ImageTask& task, Stage stage, std::string_view why) {
  return {.code = ErrorCode::cancelled, .message = why, .stage = stage, .path = task.item.path, .retryable = true};
}

// Whether a failure may come from where an image lies rather than from the image.
bool concerns_place(const Error& error) noexcept {
  switch (error.code) {
    case ErrorCode::not_found:
    case ErrorCode::permission_denied:
    case ErrorCode::read_failed:
    case ErrorCode::write_failed:
    case ErrorCode::no_space: return true;
    default: return false;
  }
}

std::string seconds_text(std::chrono::milliseconds time) {
  return time.count() % 1000 == 0 ? std::to_string(time.count() / 1000) + " s" : std::to_string(time.count()) + " ms";
}

// What was read of the file since the last time.
void count_parts(ImageTask& task) noexcept {
  const std::uint64_t read = task.parts->bytes->bytes_read();
  task.bytes_read += read - std::exchange(task.parts->counted, read);
}

}  // namespace

// Adds the time of its life to a stage's and to the image's.
class Stages::Stopwatch {
 public:
  Stopwatch(Stage stage, WorkClock& clock, StageTimes& times) noexcept : stage_(stage), clock_(clock), times_(times) {
    clock_.begin(stage, begin_);
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  ~Stopwatch() {
    const auto end = WorkClock::Clock::now();
    times_.add(stage_, end - begin_);
    clock_.end(stage_, end);
  }

 private:
  const WorkClock::Clock::time_point begin_ = WorkClock::Clock::now();
  const Stage stage_;
  WorkClock& clock_;
  StageTimes& times_;
};

// Counts an image as computed on. While fewer are than there are threads, each is split by rows.
class Stages::Busy {
 public:
  explicit Busy(const Stages& stages) noexcept : busy_(stages.busy_) { ++busy_; }
  Busy(const Busy&) = delete;
  Busy& operator=(const Busy&) = delete;
  ~Busy() { --busy_; }

 private:
  std::atomic<int>& busy_;
};

Stages::Stages(const Pipeline& pipeline, Kernels kernels, BufferPool pool, Source& source, Sink& sink,
               const RunState& state)
    : pipeline_(pipeline), kernels_(kernels), pool_(std::move(pool)), source_(source), sink_(sink), state_(state) {}

Error Stages::out_of_time(const ImageTask& task, Stage stage) const {
  return {.code = ErrorCode::timed_out,
          .message = "took longer than the " + seconds_text(pipeline_.options().image_timeout) + " that it may take",
          .stage = stage,
          .path = task.item.path};
}

template <class Body>
std::optional<Error> Stages::run_guarded(ImageTask& task, Stage stage, StageTimes& times,
                                         const Body& body) const noexcept {
  if (task.abandoned) return cancelled(task, stage, "given up");
  if (task.timed_out) return out_of_time(task, stage);
  const Stopwatch stopwatch(stage, task.clock, times);
  try {
    Status status = body();
    if (status) return std::nullopt;
    if (status.error().code == ErrorCode::cancelled && task.timed_out) return out_of_time(task, stage);
    return located(std::move(status).error(), task, stage);
  } catch (const std::bad_alloc&) {
    return located({.code = ErrorCode::out_of_memory, .message = "no memory is left"}, task, stage);
  } catch (const std::exception& exception) {
    return located({.code = ErrorCode::internal, .message = std::string("unexpected: ") + exception.what()}, task,
                   stage);
  } catch (...) {
    return located({.code = ErrorCode::internal, .message = "unexpected failure"}, task, stage);
  }
}

template <class Body>
void Stages::guarded(ImageTask& task, Stage stage, const Body& body) const noexcept {
  if (task.decided()) return;
  if (state_.draining()) {
    task.error = cancelled(task, stage, "not begun when the run was stopped");
    return;
  }
  task.error = run_guarded(task, stage, task.times, body);
}

OperationContext Stages::context(const ImageTask& task, const ImageFacts& facts) const {
  return {kernels_, pool_, task.stop.get_token(), busy_ < pipeline_.options().threads, facts};
}

ImageFacts Stages::facts_of(const ImageTask& task) noexcept {
  ImageFacts facts;
  facts.directory = task.item.directory;
  facts.stem = task.item.stem();
  facts.index = task.item.index;
  facts.date = task.info.exif.date;
  facts.copyright = task.info.exif.copyright;
  return facts;
}

void Stages::read(ImageTask& task) const noexcept {
  guarded(task, Stage::read, [&] {
    ++task.attempts;
    return do_read(task);
  });
  if (!task.error || task.abandoned) return;
  const Stopwatch stopwatch(Stage::read, task.clock, task.times);  // to look may take as long as to read
  if (!concerns_place(*task.error)) return;
  const bool is_sink = task.error->stage == Stage::write;
  if (Status status = is_sink ? sink_.check_place(0) : source_.check_place(task.item); !status) {
    task.gone = GonePlace{std::move(status).error(), is_sink, 0};
  }
}

// Fills task.variants with those whose outputs are not there yet; the image is skipped if there is none.
Status Stages::choose_variants(ImageTask& task, std::vector<OutputName> outputs) const {
  const auto was_written = [&](const OutputName& output) {
    return std::any_of(task.outputs.begin(), task.outputs.end(), [&](const SettledOutput& written) {
      return !written.was_there && written.variant == output.variant;
    });
  };
  for (OutputName& output : outputs) {
    if (was_written(output)) continue;
    bool kept = false;
    auto there = pipeline_.names().name_to_look_for(output, task.item);
    if (!output.error && there) {
      TBBIMG_ASSIGN_OR_RETURN(kept, sink_.keeps(*there, task.item.if_exists_of(*there)));
    }
    if (kept) {
      task.outputs.push_back({output.variant, *std::move(there), true, 0, {}, 0});
    } else {
      VariantTask& variant = task.variants.emplace_back();
      variant.owner = &task;
      variant.variant = output.variant;
      variant.name = std::move(output.name);
      variant.open_hash = output.hash;
      variant.error = std::move(output.error);
    }
  }
  if (task.variants.empty()) task.skip = {outputs.empty() ? SkipKind::no_variant : SkipKind::outputs_exist};
  return {};
}

Status Stages::do_read(ImageTask& task) const {
  const OutputNames& names = pipeline_.names();
  if (!names.need_format() && !names.need_header()) {
    TBBIMG_RETURN_IF_ERROR(choose_variants(task, names.without_header(task.item, {})));
    if (task.decided()) return {};
  }

  const RunOptions& options = pipeline_.options();
  const std::uint64_t max_bytes = std::min(options.limits.max_file_bytes, options.max_image_memory);
  auto data = source_.read(task.item, {.max_bytes = max_bytes,
                                       .pool = pool_,
                                       .codecs = &pipeline_.codecs(),
                                       .choice = options.choice,
                                       .wants_own_bytes = may_keep_source(pipeline_.recipe())});
  if (!data) {
    if (data.error().code == ErrorCode::limit_exceeded) TBBIMG_RETURN_IF_ERROR(check_need(task.item.bytes, options));
    return fail(std::move(data).error());
  }
  if (auto* pixels = std::get_if<DecodedImage>(&*data)) {
    task.decoded = std::move(*pixels);
    if (names.need_format())
      return fail(ErrorCode::invalid_argument,
                  "pixels without a file have no format of their own; the recipe must name one");
    return {};
  }
  if (auto* parts = std::get_if<FileInParts>(&*data)) {
    task.parts = std::move(*parts);
    count_parts(task);
  } else {
    task.file = std::get<Buffer>(*std::move(data));
    task.bytes_read += task.file.size();
  }
  const auto beginning = task.parts ? std::span(std::as_const(task.parts->head)) : std::as_const(task.file).bytes();
  Recognition found = recognise(beginning, task.item.file_name, pipeline_.codecs());
  if (found.failure) return fail(*std::move(found.failure));
  if (found.decoder == nullptr) {
    task.skip = {SkipKind::not_image, std::move(found.other)};
    return {};
  }
  task.decoder = found.decoder;
  task.format = task.decoder->name();
  if (!names.need_format() || names.need_header()) return {};
  return choose_variants(task, names.without_header(task.item, task.format));
}

void Stages::probe(ImageTask& task) const noexcept {
  guarded(task, Stage::decode, [&] { return do_probe(task); });
}

Status Stages::do_probe(ImageTask& task) const {
  const PictureChoice& choice = pipeline_.options().choice;
  ImageShape full = task.decoded.image.shape();
  if (task.decoder != nullptr) {
    TBBIMG_ASSIGN_OR_RETURN(task.info,
                            task.parts ? task.parts->info : task.decoder->probe_chosen(task.file.bytes(), choice));
    full = full_shape(task.info);
  } else if (task.decoded.image.empty()) {
    return fail(ErrorCode::invalid_argument, "the source gave an image without pixels");
  } else {
    task.info.stored_size = full.size;
    task.info.pixel_format = full.format;
  }
  TBBIMG_RETURN_IF_ERROR(check_size(full.size, pipeline_.options()));

  if (pipeline_.names().need_header()) {
    TBBIMG_RETURN_IF_ERROR(choose_variants(task, pipeline_.names().of(task.item, task.format, task.info)));
    if (task.decided()) return {};
  }
  return plan_task(task, full, pipeline_);
}

void Stages::decode(ImageTask& task) const noexcept {
  guarded(task, Stage::decode, [&] { return do_decode(task); });
  if (task.animations.variants.empty()) task.file.reset();
  if (task.parts) count_parts(task);
  task.parts.reset();
}

Status Stages::do_decode(ImageTask& task) const {
  const Busy busy(*this);
  if (task.decoder == nullptr || task.plan.variants.empty()) return {};
  if (Status status = read_pixels(task); !status) {
    return fail(naming_the_option(std::move(status).error(), pipeline_.options()));
  }
  if (task.needs_own_bytes && task.animations.variants.empty() && task.warnings.empty()) {
    // Without them, the output is what is encoded, and so it is where a decoder has had to look away.
    if (auto own = task.decoder->strip(task.file.bytes(), pool_)) task.own_bytes = *std::move(own);
  }
  if (task.plan.narrows(task.info.bits_per_sample)) {
    task.warnings.push_back({DecodeWarningKind::narrowed, static_cast<std::uint64_t>(task.info.bits_per_sample)});
  }
  const bool loses = std::any_of(task.plan.variants.begin(), task.plan.variants.end(), [&](const VariantPlan& each) {
    return each.wanted && wants_frames(pipeline_.recipe().variants()[each.variant], task.info);
  });
  if (loses) task.warnings.push_back({DecodeWarningKind::lost_frames, static_cast<std::uint64_t>(task.info.frames)});
  if (task.decoded.image.empty() || task.plan.turn == task.info.exif.orientation) return {};
  TBBIMG_ASSIGN_OR_RETURN(task.decoded.image,
                          make_upright(std::move(task.decoded.image), task.info.exif.orientation, context(task)));
  return {};
}

Status Stages::read_pixels(ImageTask& task) const {
  const Size at_least = swaps_sides(task.info.exif.orientation) ? task.plan.at_least.transposed() : task.plan.at_least;
  const DecodeOptions options{.at_least = at_least,
                              .limits = pipeline_.options().limits,
                              .pool = pool_,
                              .stop = task.stop.get_token(),
                              .sixteen_bits = task.plan.wants_sixteen_bits(),
                              .salvage = pipeline_.options().salvage,
                              .still = true,
                              .page = pipeline_.options().choice.page,
                              .develop = pipeline_.options().choice.develop};
  TBBIMG_ASSIGN_OR_RETURN(const auto reader, task.parts ? task.decoder->open_parts(*task.parts->bytes, options)
                                                        : task.decoder->open(task.file.bytes(), options));
  if (task.plan.rows_at_once == 0) {
    TBBIMG_ASSIGN_OR_RETURN(task.decoded, task.decoder->decode(*reader, options));
  } else {
    TBBIMG_ASSIGN_OR_RETURN(task.first,
                            make_by_rows(*reader, pipeline_.recipe(), task.plan, context(task, facts_of(task))));
    task.decoded.metadata = reader->metadata();
  }
  task.warnings = reader->warnings();
  return {};
}

void Stages::transform(ImageTask& task, const std::function<void(VariantTask&)>& hand_on) const noexcept {
  const Busy busy(*this);
  if (!task.animations.variants.empty()) {
    const auto error = run_guarded(task, Stage::transform, task.times,
                                   [&] { return animate(task, pipeline_, pool_, context(task, facts_of(task))); });
    if (error) fail_animations(task, *error);
  }
  VariantMaker maker = task.plan.rows_at_once == 0
                           ? VariantMaker(pipeline_.recipe(), task.plan, std::move(task.decoded.image))
                           : VariantMaker(pipeline_.recipe(), task.plan, std::move(task.first));
  // What is handed on may settle, and the last one takes the task with it: nothing of it is touched after that.
  std::vector<VariantTask*> decided;
  for (VariantTask& variant : task.variants) {
    if (variant.error || variant.encoded.size() > 0) decided.push_back(&variant);
  }
  std::vector<VariantTask*> ordered;
  for (const VariantPlan& plan : task.plan.variants) {
    const auto variant = std::find_if(task.variants.begin(), task.variants.end(),
                                      [&](const VariantTask& v) { return v.variant == plan.variant; });
    ordered.push_back(plan.wanted ? &*variant : nullptr);
  }
  // What is made for others only comes to nothing if the last wanted one is handed on.
  while (!ordered.empty() && ordered.back() == nullptr) ordered.pop_back();
  for (VariantTask* variant : decided) hand_on(*variant);
  for (std::size_t i = 0; i < ordered.size(); ++i) {
    std::shared_ptr<const Image> image;
    auto error = run_guarded(task, Stage::transform, task.times, [&]() -> Status {
      TBBIMG_ASSIGN_OR_RETURN(image, maker.make(i, context(task, facts_of(task))));
      return {};
    });
    if (ordered[i] == nullptr) continue;
    ordered[i]->image = std::move(image);
    ordered[i]->error = std::move(error);
    hand_on(*ordered[i]);
  }
}

Status Stages::do_encode(VariantTask& variant) const {
  const ImageTask& task = *variant.owner;
  const auto own = task.own_bytes.bytes();
  const auto plan = std::find_if(task.plan.variants.begin(), task.plan.variants.end(),
                                 [&](const VariantPlan& each) { return each.variant == variant.variant; });
  TBBIMG_ASSIGN_OR_RETURN(std::optional<Buffer> file, repacked(variant, *plan, own, pipeline_, context(task)));
  if (!file) {
    TBBIMG_ASSIGN_OR_RETURN(file, encode_variant(variant.image->view(), task.decoded.metadata,
                                                 pipeline_.recipe().variants()[variant.variant], task.format,
                                                 pipeline_.codecs(), context(task)));
  }
  variant.encoded = *std::move(file);
  prefer_own_bytes(variant, *plan, own, pipeline_);
  return {};
}

void Stages::encode(VariantTask& variant) const noexcept {
  if (!variant.image) {  // an animation, which is made
    variant.bytes = variant.encoded.size();
    return;
  }
  const Busy busy(*this);
  variant.error = run_guarded(*variant.owner, Stage::encode, variant.times, [&] { return do_encode(variant); });
  variant.bytes = variant.encoded.size();
  variant.size = variant.image->shape().size;
  variant.image.reset();
}

void Stages::write(VariantTask& variant) const noexcept {
  const std::string& source = variant.owner->item.path;
  variant.error = run_guarded(*variant.owner, Stage::write, variant.times, [&]() -> Status {
    if (variant.owner->stop.stop_requested()) return fail(ErrorCode::cancelled, "stopped on request");
    const auto bytes = variant.encoded.bytes();
    variant.hash = file_hash(bytes);
    const auto open_hash = std::exchange(variant.open_hash, std::nullopt);
    if (open_hash) variant.name = open_hash->close(variant.name, variant.hash);
    Status status = sink_.write(variant.name, bytes, variant.owner->item.if_exists_of(variant.name));
    const bool is_taken = !status && status.error().code == ErrorCode::already_exists;
    if (is_taken && open_hash && sink_.holds(variant.name, bytes)) status = {};
    if (!status && !status.error().path.empty()) {
      status.error().message += " (the output of " + source + ")";
      status.error().set_subject(source);
    }
    return status;
  });
  if (variant.error && concerns_place(*variant.error)) {
    const Stopwatch stopwatch(Stage::write, variant.owner->clock, variant.times);
    if (Status status = sink_.check_place(variant.bytes); !status) variant.sink_gone = std::move(status).error();
    // There is room by now.
    if (variant.error->code == ErrorCode::no_space) variant.error->retryable = true;
  }
}

}  // namespace tbbimg

#include "engine/pipeline/supervisor.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <utility>

namespace tbbimg {
namespace {

using namespace std::chrono_literals;

// Images that wait for another attempt hold no memory to speak of, yet are not to be without bound.
constexpr std::size_t kMostWaiting = 4096;

// How often images that should stop are looked at.
constexpr auto kWatch = 20ms;

// The listing asks a place that was away again after this.
constexpr auto kListAgain = 250ms;

// A thread that wakes this much too late was not kept waiting by others: the process was stopped (SIGSTOP, a frozen
// cgroup, a suspended machine). An image that gains less than this on a busy machine loses nothing by it.
constexpr auto kPause = 500ms;

}  // namespace

Supervisor::Supervisor(const Pipeline& pipeline, Stages& stages, Source& source, Sink& sink,
                       const RunControls& controls, Flow& flow)
    : options_(pipeline.options()),
      recipe_(pipeline.recipe()),
      stop_(controls.stop),
      stages_(stages),
      source_(source),
      sink_(sink),
      flow_(flow),
      ledger_(options_, controls),
      waiting_room_(options_.breaker_timeout, [this](const BreakerChange& change) { ledger_.change(change); }),
      backoff_(std::random_device{}()),
      on_drain_(stop_.drain, [this] { alarm_.ring(); }),
      on_cancel_(stop_.cancel, [this] { alarm_.ring(); }) {}

bool Supervisor::wait_for_intake() {
  std::unique_lock lock(mutex_);
  intake_.wait(lock, [this] {
    return stages_.draining() || (!waiting_room_.places_away() && waiting_room_.size() < kMostWaiting);
  });
  return !stages_.draining();
}

bool Supervisor::wait_for_source(const Error& error) {
  std::unique_lock lock(mutex_);
  if (!source_away_since_) source_away_since_ = now();
  if (now() >= *source_away_since_ + options_.breaker_timeout) drain(EndedBy::environment, &error);
  SourceItem place;
  place.path = error.path;
  wait_for_place(
      error, [this, place] { return source_.check_place(place); }, nullptr);
  // The place may be well by itself, so that its breaker closes at once, and yet not be listed.
  intake_.wait_for(lock, kListAgain, [this] { return stages_.draining(); });
  return !stages_.draining();
}

ImageTask* Supervisor::take_in(SourceItem item) {
  const std::lock_guard lock(mutex_);
  if (listing_ == Listing::given_up) return nullptr;
  source_away_since_.reset();
  ledger_.list(item);
  auto* image = new ImageTask(std::move(item));
  unsettled_.insert(image);
  image->error = std::move(image->item.failure);
  image->skip = image->item.skip;
  if (!image->decided()) return image;
  settle(*image);
  return nullptr;
}

bool Supervisor::holds_back(ImageTask& image) {
  const std::lock_guard lock(mutex_);
  if (!image.item.is_suspect || stages_.draining()) return false;
  image.is_ahead = false;
  held_back_.push_back(&image);
  return true;
}

void Supervisor::end_listing() {
  const std::lock_guard lock(mutex_);
  if (listing_ == Listing::given_up) return;
  listing_ = Listing::ended;
  ledger_.metrics().listing_done = true;
  let_in_suspect();
  over_.notify_all();
}

void Supervisor::end_run(const Error& error) {
  const std::lock_guard lock(mutex_);
  drain(EndedBy::environment, &error);
}

bool Supervisor::begin(ImageTask& image) {
  const std::lock_guard lock(mutex_);
  image.has_token = true;
  if (waiting_room_.places_away() && !waiting_room_.is_on_trial(&image) && !stages_.draining()) {
    flow_.give_back(image);
    waiting_room_.wait_for_places(&image);
    return false;
  }
  if (!image.abandoned) ++ledger_.metrics().in_flight;
  return true;
}

void Supervisor::planned(const ImageTask& image) {
  std::vector<std::string> replaced;
  for (const VariantTask& variant : image.variants) {
    if (image.item.if_exists_of(variant.name) == IfExists::replace) replaced.push_back(variant.name);
  }
  if (replaced.empty()) return;
  const std::lock_guard lock(mutex_);
  if (!image.abandoned) ledger_.begin(image.item, replaced);
}

void Supervisor::admit(const ImageTask& image) {
  const std::lock_guard lock(mutex_);
  if (!image.decided()) ledger_.admit(image);
}

void Supervisor::end_variant(VariantTask& variant) {
  const std::lock_guard lock(mutex_);
  ImageTask& image = *variant.owner;
  if (!variant.error) {
    if (!image.abandoned) ledger_.write(variant);
    image.outputs.push_back(
        {variant.variant, std::move(variant.name), false, variant.encoded.size(), variant.size, variant.hash});
  } else {
    if (variant.error->code != ErrorCode::cancelled) ++image.failed_variants;
    if (variant.sink_gone) image.sink_gone = std::move(variant.sink_gone);
    const bool retryable = variant.error->retryable || (image.error && image.error->retryable);
    if (!image.error || image.error->code == ErrorCode::cancelled) {
      image.error = of_variant(*std::move(variant.error), recipe_.variants()[variant.variant]);
    }
    image.error->retryable = retryable;
  }
  image.sink_bytes = std::max<std::uint64_t>(image.sink_bytes, variant.encoded.size());
  variant.encoded.reset();
  if (--image.unsettled_variants == 0) attempt_ends(image);
}

void Supervisor::end_attempt(ImageTask& image) {
  const std::lock_guard lock(mutex_);
  attempt_ends(image);
}

void Supervisor::attempt_ends(ImageTask& image) {
  flow_.give_back(image);
  // Not before: while there are variants to be made, transform measures its own share.
  for (const VariantTask& variant : image.variants) image.times += variant.times;
  if (image.abandoned) {
    --abandoned_;
    for (; image.io_threads_kept > 0; --image.io_threads_kept) flow_.take_back_io_thread();
    flow_.forget(&image);
    return;
  }
  --ledger_.metrics().in_flight;
  if (!waits_for_place(image)) {
    const auto released = waiting_room_.went_well(&image);
    if (!waits_for_retry(image)) settle(image);
    let_in(released);
  }
  flow_.measure(ledger_.metrics());
  ledger_.metrics().waiting = waiting_room_.size();
}

bool Supervisor::waits_for_place(ImageTask& image) {
  if (image.source_gone) {
    const Error gone = *image.source_gone;
    wait_for_place(
        gone, [this, item = image.item] { return source_.check_place(item); }, &image);
  } else if (image.sink_gone) {
    const Error gone = *image.sink_gone;
    wait_for_place(
        gone, [this, bytes = image.sink_bytes] { return sink_.check_place(bytes); }, &image);
  } else {
    return false;
  }
  prepare_again(image);
  return true;
}

void Supervisor::wait_for_place(const Error& error, WaitingRoom::Probe probe, ImageTask* image) {
  waiting_room_.wait_for_place(error, std::move(probe), image, now());
  alarm_.ring();
}

bool Supervisor::waits_for_retry(ImageTask& image) {
  const bool may = image.error && image.error->retryable && image.error->code != ErrorCode::cancelled &&
                   image.attempts <= options_.retries;
  if (!may) return false;
  const auto delay = backoff_.next(image.attempts);
  ledger_.retry({image.item, *image.error, image.attempts, delay});
  waiting_room_.wait_until(now() + delay, &image);
  prepare_again(image);
  alarm_.ring();
  return true;
}

// Keeps what was written, what was measured, and why it is to be tried again.
void Supervisor::prepare_again(ImageTask& image) {
  image.last_error = std::exchange(image.error, std::nullopt);
  image.file.reset();
  image.decoded = {};
  image.plan = {};
  image.variants.clear();
  image.failed_variants = 0;
  image.skip = {};
  image.source_gone.reset();
  image.sink_gone.reset();
  image.sink_bytes = 0;
  image.clock.reset();
  std::erase_if(image.outputs, [](const SettledOutput& output) { return output.was_there; });
}

void Supervisor::settle(ImageTask& image) {
  if (image.failed_variants > 1) {
    image.error->message += " (and " + std::to_string(image.failed_variants - 1) + " more of its variants failed)";
  }
  const Fate fate = ledger_.settle(image);
  if (fate == Fate::failed) {
    if (image.error->code == ErrorCode::no_space) drain(EndedBy::environment, &*image.error);
    if (ledger_.over_limit()) drain(EndedBy::failure_limit, nullptr);
  }
  unsettled_.erase(&image);
  flow_.forget(&image);
  let_in_suspect();
  // It may be the last one beside those that were given up.
  if (abandoned_ > 0) over_.notify_all();
}

void Supervisor::drain(EndedBy reason, const Error* error) {
  stages_.drain(reason, error);
  intake_.notify_all();
  alarm_.ring();
}

void Supervisor::let_in(const std::vector<ImageTask*>& images) {
  for (ImageTask* image : images) flow_.let_in(image);
  // A place may have come back without an image that waited for it: then the listing does.
  intake_.notify_all();
}

void Supervisor::let_in_suspect() {
  const bool is_next = listing_ == Listing::ended && unsettled_.size() == held_back_.size() && !stages_.draining();
  if (!is_next || held_back_.empty()) return;
  flow_.let_in(held_back_.back());
  held_back_.pop_back();
}

void Supervisor::tend() {
  while (tending_) {
    const auto due = tend_once();
    alarm_.wait_until(due);
    notice_pause(due);
  }
}

void Supervisor::notice_pause(Clock::time_point due) {
  const auto late = Clock::now() - due;
  if (late < kPause) return;
  const std::lock_guard lock(mutex_);
  paused_ += late;
  for (ImageTask* image : unsettled_) image->clock.skip(late, Clock::now());
}

void Supervisor::stop_tending() {
  tending_ = false;
  alarm_.ring();
}

Supervisor::Clock::time_point Supervisor::tend_once() {
  const std::lock_guard lock(mutex_);
  const auto now = this->now();
  WaitingRoom::Due due = waiting_room_.due(now);
  let_in(due.images);
  for (const auto& place : due.probes) probe(place);
  if (due.lost) drain(EndedBy::environment, &*due.lost);
  if (stages_.draining()) {
    intake_.notify_all();
    settle_waiting();
  }
  if (stop_.cancel.stop_requested() && !cancelled_at_) cancelled_at_ = now;
  ledger_.metrics().waiting = waiting_room_.size();
  const bool may_be_late = cancelled_at_ || options_.image_timeout > 0ms;
  if (may_be_late) {
    stop_overdue(now);
    give_up_listing(now);
  }
  // Time limits need a look often enough to tell a pause.
  const Clock::duration look_again = may_be_late || waiting_room_.places_away() ? Clock::duration(kWatch) : 1h;
  return std::min(waiting_room_.next_due(), now + look_again) + paused_;
}

void Supervisor::probe(const WaitingRoom::Due::PlaceProbe& place) {
  ++probes_;
  flow_.post_probe([this, place] {
    const Status status = place.probe();
    const std::lock_guard lock(mutex_);
    --probes_;
    let_in(waiting_room_.probed(place.place, status, now()));
    intake_.notify_all();
    alarm_.ring();
  });
}

void Supervisor::settle_waiting() {
  std::vector<ImageTask*> waiting = waiting_room_.empty();
  waiting.insert(waiting.end(), held_back_.begin(), held_back_.end());
  held_back_.clear();
  for (ImageTask* image : waiting) {
    image->error = Error{.code = ErrorCode::cancelled,
                         .message = "not done when the run was stopped",
                         .path = image->item.path,
                         .retryable = true};
    if (image->last_error) {
      image->error->stage = image->last_error->stage;
      image->error->message += "; its last attempt failed: " + image->last_error->sentence().text();
    }
    settle(*image);
  }
}

void Supervisor::stop_overdue(Clock::time_point now) {
  std::vector<ImageTask*> stuck;
  for (ImageTask* image : unsettled_) {
    const WorkClock::Reading reading = image->clock.read(Clock::now());
    const bool overdue = options_.image_timeout > 0ms && reading.worked > options_.image_timeout;
    if (!image->stop_asked && (cancelled_at_ || overdue)) {
      image->timed_out = overdue;
      image->stop_asked = now;
      image->stop.request_stop();
    }
    // Behind a call that does not return, others wait for its thread.
    const bool holds_up = reading.working || cancelled_at_;
    if (image->stop_asked && holds_up && options_.give_up_after &&
        now >= *image->stop_asked + *options_.give_up_after) {
      stuck.push_back(image);
    }
  }
  for (ImageTask* image : stuck) give_up(*image);
}

void Supervisor::give_up(ImageTask& image) {
  const WorkClock::Reading reading = image.clock.read(Clock::now());
  Error error{.code = ErrorCode::cancelled,
              .message = "had not ended when the run was cancelled",
              .stage = reading.stage,
              .path = image.item.path,
              .retryable = true};
  if (image.timed_out) error = stages_.out_of_time(image, reading.stage);
  ledger_.settle_abandoned(image, error);
  if (image.has_token) --ledger_.metrics().in_flight;
  image.abandoned = true;
  ++abandoned_;
  unsettled_.erase(&image);
  flow_.give_back_token(image);
  let_in(waiting_room_.went_well(&image));
  for (; image.timed_out && image.io_threads_kept < reading.on_io_threads; ++image.io_threads_kept) {
    if (!flow_.replace_io_thread()) end_without_io_threads();
  }
  let_in_suspect();
  if (image.timed_out && ledger_.over_limit()) drain(EndedBy::failure_limit, nullptr);
  over_.notify_all();
}

// Nothing can be read or written any more: what waits for that is cancelled.
void Supervisor::end_without_io_threads() {
  const Error error{
      .code = ErrorCode::timed_out,
      .message = "reads and writes that do not return keep all threads, and the run can get no more of them"};
  drain(EndedBy::environment, &error);
  if (!cancelled_at_) cancelled_at_ = now();
}

void Supervisor::give_up_listing(Clock::time_point now) {
  const bool late = cancelled_at_ && options_.give_up_after && now >= *cancelled_at_ + *options_.give_up_after;
  if (!late || listing_ != Listing::goes_on) return;
  listing_ = Listing::given_up;
  ++abandoned_;
  over_.notify_all();
}

void Supervisor::graph_is_empty() {
  const std::lock_guard lock(mutex_);
  graph_is_empty_ = true;
  over_.notify_all();
}

void Supervisor::wait() {
  std::unique_lock lock(mutex_);
  over_.wait(lock, [this] {
    return graph_is_empty_ || (abandoned_ > 0 && listing_ != Listing::goes_on && unsettled_.empty());
  });
}

Result<RunReport> Supervisor::close() {
  const std::lock_guard lock(mutex_);
  TBBIMG_ASSIGN_OR_RETURN(RunReport report, ledger_.close());
  report.abandoned = abandoned_ + probes_;
  report.ended_by = stages_.ended_by();
  report.environment_error = stages_.environment_error();
  return report;
}

}  // namespace tbbimg

#include "engine/pipeline/shared_run.hpp"

#include <utility>

namespace tbbimg {
namespace {

// Images that wait for another attempt hold no memory to speak of, yet are not to be without bound.
constexpr std::size_t kMostWaiting = 4096;

}  // namespace

SharedRun::SharedRun(const RunOptions& run_options, const RunControls& controls, Flow& graph)
    : options(run_options),
      flow(graph),
      state(controls.stop),
      intake(state),
      observers(controls.observers, [this](bool is_full) { intake.hold(Intake::Hold::observers_behind, is_full); }),
      ledger(options, controls, observers),
      waiting_room(options.breaker_timeout, [this](const BreakerChange& change) { ledger.change(change); }),
      in_flight(options) {}

bool SharedRun::is_over() const {
  if (!ledger.is_complete()) return false;
  const bool is_left_behind = in_flight.given_up() > 0 || unrecorded > 0 || intake.is_given_up();
  return graph_is_empty_ || (is_left_behind && in_flight.empty() && !intake.goes_on());
}

void SharedRun::end_graph() {
  const Turn turn(*this);
  graph_is_empty_ = true;
}

void SharedRun::wait() {
  std::unique_lock lock(mutex_);
  over_.wait(lock, [this] { return is_over(); });
}

Result<RunReport> SharedRun::close() {
  const std::lock_guard lock(mutex_);
  TBBIMG_ASSIGN_OR_RETURN(RunReport report, ledger.close());
  report.abandoned = in_flight.given_up() + unrecorded + probes + (intake.is_given_up() ? 1 : 0);
  report.ended_by = state.ended_by();
  report.environment_error = state.environment_error();
  return report;
}

Turn::~Turn() {
  draw_consequences();
  const bool wakes = run_.ledger.take_wake();
  lock_.unlock();
  if (wakes) run_.observers.wake();
  gone_.clear();
  for (; tokens_ > 0; --tokens_) run_.flow.give_back_token();
  std::optional<Flow::Memory> memory;
  if (bytes_) {
    run_.flow.give_back(*bytes_);
    memory = run_.flow.measure();
  }
  for (ImageTask* image : let_in_) run_.flow.let_in(image);
  if (!endings_.empty() || memory) {
    auto record = [&run = run_, endings = std::move(endings_), memory] {
      for (const Ledger::Place& ending : endings) run.ledger.record(*ending);
      Turn(run).close(endings, memory);
    };
    if (records_ == Records::here) {
      record();
    } else {
      run_.flow.post_record(std::move(record));
    }
  }
  // Last: the run may be over then.
  for (; gone_images_ > 0; --gone_images_) run_.flow.image_goes();
}

void Turn::draw_consequences() {
  const bool images_wait = run_.waiting_room.places_away() || run_.waiting_room.size() >= kMostWaiting;
  run_.intake.hold(Intake::Hold::images_wait, images_wait);
  run_.ledger.metrics().waiting = run_.waiting_room.size();
  if (run_.ledger.is_complete() && run_.intake.has_ended() && !run_.state.draining()) {
    if (ImageTask* suspect = run_.in_flight.next_suspect()) let_in(suspect);
  }
  if (run_.is_over()) run_.over_.notify_all();
}

void Turn::give_back_token(ImageTask& image) {
  if (std::exchange(image.has_token, false)) ++tokens_;
}

void Turn::give_back(ImageTask& image) {
  give_back_token(image);
  bytes_ = std::exchange(image.held, {});
}

void Turn::settle(ImageTask& image) { endings_.push_back(run_.ledger.end(run_.in_flight.remove(image))); }

void Turn::settle_given_up(ImageTask& image, Error error) {
  endings_.push_back(run_.ledger.end_given_up(image, std::move(error)));
  run_.in_flight.give_up(image);
}

void Turn::forget(ImageTask& image) {
  gone_.emplace_back(run_.in_flight.remove(image));
  ++gone_images_;
}

void Turn::drain(EndedBy reason, const Error* error) {
  run_.state.drain(reason, error);
  run_.intake.wake();
  run_.alarm.ring();
}

void Turn::close(const std::vector<Ledger::Place>& endings, const std::optional<Flow::Memory>& memory) {
  for (const Ledger::Place& ending : endings) {
    const SettledImage image = ending->image;
    gone_.push_back(ending->owner);  // outlives `image`
    if (ending->task) ++gone_images_;
    run_.ledger.close_ending(ending);
    if (image.fate != Fate::failed) continue;
    if (image.error->code == ErrorCode::no_space) drain(EndedBy::environment, image.error);
    if (run_.ledger.over_limit()) drain(EndedBy::failure_limit, nullptr);
  }
  if (!memory) return;
  Metrics& metrics = run_.ledger.metrics();
  metrics.pool_bytes = memory->pool;
  metrics.bytes_held = memory->held;
  metrics.bytes_budget = run_.options.memory;
}

}  // namespace tbbimg

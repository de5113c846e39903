#include "engine/pipeline/tender.hpp"

#include <algorithm>
#include <utility>

namespace tbbimg {
namespace {

using namespace std::chrono_literals;

// How often images that should stop are looked at.
constexpr auto kWatch = 20ms;

// What a recorder takes at least before it counts as one that does not return.
constexpr auto kRecord = 50ms;

// A thread that wakes this much too late was not kept waiting by others: the process was stopped (SIGSTOP, a frozen
// cgroup, a suspended machine). An image that gains less than this on a busy machine loses nothing by it.
constexpr auto kPause = 500ms;

}  // namespace

Tender::Tender(SharedRun& run, const Stages& stages)
    : run_(run),
      stages_(stages),
      on_drain_(run.state.stop().drain, [this] { run_.alarm.ring(); }),
      on_cancel_(run.state.stop().cancel, [this] { run_.alarm.ring(); }) {}

void Tender::tend() {
  while (tending_) {
    const auto due = look();
    run_.alarm.wait_until(due);
    notice_pause(due);
  }
}

void Tender::stop() {
  tending_ = false;
  run_.alarm.ring();
}

void Tender::notice_pause(Clock::time_point due) {
  const auto late = Clock::now() - due;
  if (late < kPause) return;
  const Turn turn(run_);
  run_.paused = run_.paused.load() + late;
  run_.in_flight.skip_pause(late, Clock::now());
}

Tender::Clock::time_point Tender::look() {
  std::vector<WaitingRoom::Due::PlaceProbe> probes;
  int io_threads = 0;
  Clock::time_point again;
  {
    Turn turn(run_, Turn::Records::elsewhere);
    const auto now = run_.now();
    // Another attempt may end with another event.
    const bool may_try = !run_.observers.is_full();
    WaitingRoom::Due due = run_.waiting_room.due(now, may_try);
    turn.let_in(due.images);
    probes = std::move(due.probes);
    run_.probes += probes.size();
    if (due.lost) turn.drain(EndedBy::environment, &*due.lost);
    if (run_.state.draining()) {
      run_.intake.wake();
      settle_waiting(turn);
    }
    if (run_.state.cancelled()) run_.in_flight.cancel(Clock::now());
    if (run_.in_flight.has_deadlines()) give_up_stuck(turn, io_threads);
    // Time limits need a look often enough to tell a pause.
    const bool looks_often = run_.in_flight.has_deadlines() || run_.waiting_room.places_away();
    const auto next_due = may_try ? run_.waiting_room.next_due() : now + kWatch;
    again = std::min(next_due, now + (looks_often ? Clock::duration(kWatch) : 1h)) + run_.paused.load();
  }
  for (const auto& place : probes) post_probe(place);
  replace_io_threads(io_threads);
  return again;
}

void Tender::post_probe(const WaitingRoom::Due::PlaceProbe& place) {
  run_.flow.post_probe([&run = run_, place] {
    const Status status = place.probe();
    {
      Turn turn(run);
      --run.probes;
      turn.let_in(run.waiting_room.probed(place.place, status, run.now()));
    }
    run.alarm.ring();
  });
}

void Tender::settle_waiting(Turn& turn) {
  std::vector<ImageTask*> waiting = run_.waiting_room.empty();
  const std::vector<ImageTask*> suspects = run_.in_flight.take_suspects();
  waiting.insert(waiting.end(), suspects.begin(), suspects.end());
  for (ImageTask* image : waiting) {
    image->error = Error{.code = ErrorCode::cancelled,
                         .message = "not done when the run was stopped",
                         .path = image->item.path,
                         .retryable = true};
    if (image->last_error) {
      image->error->stage = image->last_error->stage;
      image->error->message += "; its last attempt failed: " + image->last_error->sentence().text();
    }
    turn.settle(*image);
  }
}

void Tender::give_up_stuck(Turn& turn, int& io_threads) {
  const auto now = Clock::now();
  for (ImageTask* image : run_.in_flight.overdue(now)) give_up(*image, turn, io_threads);
  if (!run_.in_flight.is_patience_over(now)) return;
  run_.intake.give_up();
  run_.unrecorded += run_.ledger.count_endings(now - kRecord);
}

void Tender::give_up(ImageTask& image, Turn& turn, int& io_threads) {
  const WorkClock::Reading reading = image.clock.read(Clock::now());
  Error error{ErrorCode::cancelled, "had not ended when the run was cancelled", reading.stage, image.item.path, true};
  if (image.timed_out) error = stages_.out_of_time(image, reading.stage);
  if (image.has_token) --run_.ledger.metrics().in_flight;
  turn.give_back_token(image);
  turn.settle_given_up(image, std::move(error));
  turn.let_in(run_.waiting_room.went_well(&image));
  if (!image.timed_out) return;
  io_threads += reading.on_io_threads - image.io_threads_kept;
  image.io_threads_kept = reading.on_io_threads;
}

void Tender::replace_io_threads(int count) {
  bool is_one_left = true;
  for (; count > 0; --count) is_one_left = run_.flow.replace_io_thread() && is_one_left;
  if (is_one_left) return;
  // Nothing can be read or written any more: what waits for that is cancelled.
  const Error error{
      ErrorCode::timed_out,
      "all I/O threads hang in reads or writes, and no more can be started; check the disks and network mounts",
      Stage::none,
      {},
      false};
  run_.state.cancel();
  Turn(run_).drain(EndedBy::environment, &error);
}

}  // namespace tbbimg

#include "engine/pipeline/lister.hpp"

#include <exception>
#include <string>
#include <utility>

namespace tbbimg {
namespace {

// The listing asks a place that was away again after this.
constexpr auto kListAgain = std::chrono::milliseconds(250);

}  // namespace

void Lister::list() {
  while (run_.intake.wait()) {
    auto item = next();
    if (!item) {
      wait_for_source(item.error());
    } else if (*item) {
      run_.intake.source_works();
      take_in(**std::move(item));
    } else {
      break;
    }
  }
  end();
}

void Lister::refuse(const Error& error) {
  Turn(run_).drain(EndedBy::environment, &error);
  end();
}

void Lister::end() {
  const Turn turn(run_);
  if (run_.intake.end()) run_.ledger.metrics().listing_done = true;
}

// An entry that failed is the last one of a source that throws.
Result<std::optional<SourceItem>> Lister::next() {
  try {
    return source_.next();
  } catch (const std::exception& exception) {
    SourceItem broken;
    broken.failure = Error{.code = ErrorCode::internal,
                           .message = std::string("the source failed: ") + exception.what(),
                           .stage = Stage::list};
    Turn(run_).drain(EndedBy::environment, &*broken.failure);
    return broken;
  }
}

void Lister::take_in(SourceItem item) {
  Turn turn(run_);
  if (run_.intake.is_given_up()) return;
  run_.ledger.list(item);
  ImageTask& image = run_.in_flight.add(std::move(item));
  run_.flow.image_comes();
  image.error = std::move(image.item.failure);
  image.skip = image.item.skip;
  if (image.decided()) {
    turn.settle(image);
  } else if (image.item.is_suspect && !run_.state.draining()) {
    run_.in_flight.hold_back(image);
  } else {
    image.is_ahead = true;
    run_.intake.take_place();
    turn.let_in(&image);
  }
}

void Lister::wait_for_source(const Error& error) {
  if (run_.intake.source_failed(run_.now(), run_.options.breaker_timeout)) {
    Turn(run_).drain(EndedBy::environment, &error);
  }
  SourceItem place;
  place.path = error.path;
  {
    const Turn turn(run_);
    run_.waiting_room.wait_for_place(
        error, [this, place] { return source_.check_place(place); }, nullptr, run_.now());
  }
  run_.alarm.ring();
  // The place may be well by itself, so that its breaker closes at once, and yet not be listed.
  run_.intake.pause(kListAgain);
}

}  // namespace tbbimg

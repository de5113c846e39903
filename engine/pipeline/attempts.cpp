#include "engine/pipeline/attempts.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include "engine/pipeline/task_plan.hpp"

namespace tbbimg {
namespace {

// Keeps what was written, what was measured, and why it is to be tried again.
void prepare_again(ImageTask& image) {
  image.drop_work();
  image.last_error = std::exchange(image.error, std::nullopt);
  image.failed_variants = 0;
  image.skip = {};
  image.warnings.clear();
  image.gone.reset();
  image.clock.reset();
  std::erase_if(image.outputs, [](const SettledOutput& output) { return output.was_there; });
}

}  // namespace

Attempts::Attempts(SharedRun& run, const Recipe& recipe, Source& source, Sink& sink)
    : run_(run), recipe_(recipe), source_(source), sink_(sink), backoff_(std::random_device{}()) {}

bool Attempts::begin(ImageTask& image) {
  Turn turn(run_);
  if (std::exchange(image.is_ahead, false)) run_.intake.free_place();
  image.has_token = true;
  if (run_.waiting_room.places_away() && !run_.waiting_room.is_on_trial(&image) && !run_.state.draining()) {
    turn.give_back_token(image);
    run_.waiting_room.wait_for_places(&image);
    return false;
  }
  if (!image.abandoned) ++run_.ledger.metrics().in_flight;
  return true;
}

void Attempts::planned(const ImageTask& image) const {
  std::vector<std::string> replaced;
  for (const VariantTask& variant : image.variants) {
    if (!variant.open_hash && image.item.if_exists_of(variant.name) == IfExists::replace)
      replaced.push_back(variant.name);
  }
  if (!replaced.empty() && !image.abandoned) run_.ledger.begin(image.item, replaced);
}

void Attempts::admit(const ImageTask& image) const {
  if (!image.decided()) run_.ledger.admit(image);
}

void Attempts::end_variant(VariantTask& variant) noexcept {
  ImageTask& image = *variant.owner;
  variant.encoded.reset();
  Turn turn(run_);
  merge(variant);
  if (--image.unsettled_variants == 0) end(image, turn);
}

void Attempts::end(ImageTask& image) noexcept {
  image.file.reset();
  image.decoded = {};
  Turn turn(run_);
  end(image, turn);
}

void Attempts::merge(VariantTask& variant) const {
  ImageTask& image = *variant.owner;
  if (!variant.error) {
    if (!image.abandoned) run_.ledger.write(variant);
    image.outputs.push_back(
        {variant.variant, std::move(variant.name), false, variant.bytes, variant.size, variant.hash});
    return;
  }
  if (variant.error->code != ErrorCode::cancelled) ++image.failed_variants;
  if (variant.sink_gone) image.gone = GonePlace{*std::move(variant.sink_gone), true, variant.bytes};
  const bool retryable = variant.error->retryable || (image.error && image.error->retryable);
  if (!image.error || image.error->code == ErrorCode::cancelled) {
    image.error = of_variant(*std::move(variant.error), recipe_.variants()[variant.variant]);
  }
  image.error->retryable = retryable;
}

void Attempts::end(ImageTask& image, Turn& turn) {
  image.own_bytes.reset();
  turn.give_back(image);
  // Not before: while there are variants to be made, transform measures its own share.
  for (const VariantTask& variant : image.variants) image.times += variant.times;
  if (image.abandoned) {
    for (; image.io_threads_kept > 0; --image.io_threads_kept) run_.flow.take_back_io_thread();
    return turn.forget(image);
  }
  --run_.ledger.metrics().in_flight;
  if (waits_for_place(image)) return;
  const auto released = run_.waiting_room.went_well(&image);
  if (!waits_for_retry(image)) {
    if (image.failed_variants > 1) {
      image.error->message += " (and " + std::to_string(image.failed_variants - 1) + " more of its variants failed)";
    }
    turn.settle(image);
  }
  turn.let_in(released);
}

bool Attempts::waits_for_place(ImageTask& image) {
  if (!image.gone) return false;
  const GonePlace gone = *std::move(image.gone);
  WaitingRoom::Probe probe = [this, item = image.item] { return source_.check_place(item); };
  if (gone.is_sink) probe = [this, bytes = gone.bytes] { return sink_.check_place(bytes); };
  run_.waiting_room.wait_for_place(gone.error, std::move(probe), &image, run_.now());
  prepare_again(image);
  run_.alarm.ring();
  return true;
}

bool Attempts::waits_for_retry(ImageTask& image) {
  const bool may = image.error && image.error->retryable && image.error->code != ErrorCode::cancelled &&
                   image.attempts <= run_.options.retries;
  if (!may) return false;
  const auto delay = backoff_.next(image.attempts);
  run_.ledger.retry({image.item, *image.error, image.attempts, delay});
  run_.waiting_room.wait_until(run_.now() + delay, &image);
  prepare_again(image);
  run_.alarm.ring();
  return true;
}

}  // namespace tbbimg

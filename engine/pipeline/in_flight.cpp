#include "engine/pipeline/in_flight.hpp"

#include <utility>

namespace tbbimg {

ImageTask& InFlight::add(SourceItem item) {
  auto image = std::make_unique<ImageTask>(std::move(item));
  ImageTask& added = *image;
  unsettled_.emplace(&added, std::move(image));
  return added;
}

std::unique_ptr<ImageTask> InFlight::remove(ImageTask& image) {
  Images& images = image.abandoned ? given_up_ : unsettled_;
  return std::move(images.extract(&image).mapped());
}

ImageTask* InFlight::next_suspect() {
  if (held_back_.empty() || unsettled_.size() > held_back_.size()) return nullptr;
  ImageTask* const next = held_back_.back();
  held_back_.pop_back();
  return next;
}

std::vector<ImageTask*> InFlight::take_suspects() { return std::exchange(held_back_, {}); }

std::vector<ImageTask*> InFlight::overdue(Clock::time_point now) {
  std::vector<ImageTask*> stuck;
  for (const auto& [key, image] : unsettled_) {
    const WorkClock::Reading reading = image->clock.read(now);
    const bool is_late = image_timeout_.count() > 0 && reading.worked > image_timeout_;
    if (!image->stop_asked && (cancelled_at_ || is_late)) {
      image->timed_out = is_late;
      image->stop_asked = now;
      image->stop.request_stop();
    }
    // Behind a call that does not return, others wait for its thread.
    const bool holds_up = reading.working || cancelled_at_;
    if (holds_up && is_over(image->stop_asked, now)) stuck.push_back(image.get());
  }
  return stuck;
}

void InFlight::give_up(ImageTask& image) {
  given_up_.insert(unsettled_.extract(&image));
  image.abandoned = true;
}

void InFlight::cancel(Clock::time_point now) {
  if (!cancelled_at_) cancelled_at_ = now;
}

void InFlight::skip_pause(Clock::duration pause, Clock::time_point now) {
  if (cancelled_at_) *cancelled_at_ += pause;
  for (const auto& [key, image] : unsettled_) {
    image->clock.skip(pause, now);
    if (image->stop_asked) *image->stop_asked += pause;
  }
}

}  // namespace tbbimg

#include "engine/pipeline/waiting_room.hpp"

#include <algorithm>
#include <utility>

namespace tbbimg {

void WaitingRoom::tell(const Breaker& breaker) const {
  const bool closed = breaker.state() == BreakerState::closed;
  on_change_({breaker.place(), breaker.state(), closed ? nullptr : &breaker.error()});
}

std::list<WaitingRoom::Place>::iterator WaitingRoom::find(const std::string& name) {
  return std::find_if(places_.begin(), places_.end(), [&](const Place& p) { return p.breaker.place() == name; });
}

bool WaitingRoom::is_on_trial(const ImageTask* image) const noexcept {
  return std::any_of(places_.begin(), places_.end(), [&](const Place& p) { return p.trial == image; });
}

void WaitingRoom::wait_for_place(const Error& error, Probe probe, ImageTask* image, Clock::time_point now) {
  if (image != nullptr) parked_.push_back(image);
  auto place = find(error.path);
  // On trial for one place, and stopped by another: the one is taken to be well, until an image says otherwise.
  for (auto other = places_.begin(); image != nullptr && other != places_.end(); ++other) {
    if (other->trial == image && other != place) close(*other);
  }
  if (place == places_.end()) {
    places_.push_back({Breaker(error.path), {}});
    place = std::prev(places_.end());
  }
  if (place->breaker.state() == BreakerState::open) return;
  if (place->breaker.state() == BreakerState::closed) ++away_;
  place->probe = std::move(probe);
  place->trial = nullptr;
  place->breaker.trip(error, now);
  tell(place->breaker);
}

WaitingRoom::Due WaitingRoom::due(Clock::time_point now, bool with_images) {
  Due due;
  while (with_images && !retries_.empty() && retries_.begin()->first <= now) {
    due.images.push_back(retries_.begin()->second);
    retries_.erase(retries_.begin());
  }
  for (Place& place : places_) {
    Breaker& breaker = place.breaker;
    if (breaker.state() == BreakerState::closed || place.is_lost) continue;
    if (now >= breaker.since() + longest_) {
      place.is_lost = true;
      due.lost = breaker.error();
    }
    if (breaker.probe_at() > now || place.is_lost) continue;
    breaker.probing();
    due.probes.push_back({breaker.place(), place.probe});
  }
  return due;
}

WaitingRoom::Clock::time_point WaitingRoom::next_due() const {
  auto next = retries_.empty() ? Clock::time_point::max() : retries_.begin()->first;
  for (const Place& place : places_) {
    if (place.breaker.state() == BreakerState::closed || place.is_lost) continue;
    next = std::min({next, place.breaker.probe_at(), place.breaker.since() + longest_});
  }
  return next;
}

void WaitingRoom::close(Place& place) {
  place.trial = nullptr;
  place.breaker.close();
  --away_;
  tell(place.breaker);
}

std::vector<ImageTask*> WaitingRoom::released() {
  return away_ == 0 ? std::exchange(parked_, {}) : std::vector<ImageTask*>{};
}

std::vector<ImageTask*> WaitingRoom::probed(const std::string& name, const Status& status, Clock::time_point now) {
  const auto place = find(name);
  place->breaker.probed(status, now);
  if (place->breaker.state() != BreakerState::half_open || place->trial != nullptr) return {};
  if (parked_.empty()) {  // the listing goes on, and will find out
    close(*place);
    return {};
  }
  tell(place->breaker);
  place->trial = parked_.back();
  parked_.pop_back();
  return {place->trial};
}

std::vector<ImageTask*> WaitingRoom::went_well(const ImageTask* image) {
  const auto place = std::find_if(places_.begin(), places_.end(), [&](const Place& p) { return p.trial == image; });
  if (place == places_.end()) return {};
  close(*place);
  return released();
}

std::vector<ImageTask*> WaitingRoom::empty() {
  std::vector<ImageTask*> all = std::exchange(parked_, {});
  for (const auto& [time, image] : retries_) all.push_back(image);
  retries_.clear();
  return all;
}

}  // namespace tbbimg

#include "engine/pipeline/intake.hpp"

namespace tbbimg {

bool Intake::wait() {
  std::unique_lock lock(mutex_);
  may_go_on_.wait(lock, [this] { return state_.draining() || (held_ == 0 && !is_full_); });
  return !state_.draining();
}

void Intake::pause(Clock::duration time) {
  std::unique_lock lock(mutex_);
  may_go_on_.wait_for(lock, time, [this] { return state_.draining(); });
}

void Intake::hold(Hold reason, bool on) {
  const std::lock_guard lock(mutex_);
  const unsigned before = held_;
  held_ = on ? held_ | static_cast<unsigned>(reason) : held_ & ~static_cast<unsigned>(reason);
  if (before != 0 && held_ == 0) may_go_on_.notify_all();
}

void Intake::take_place() {
  const std::lock_guard lock(mutex_);
  if (++taken_ >= ahead_) is_full_ = true;
}

void Intake::free_place() {
  const std::lock_guard lock(mutex_);
  if (--taken_ > ahead_ / 2 || !is_full_) return;
  is_full_ = false;
  may_go_on_.notify_all();
}

void Intake::wake() {
  const std::lock_guard lock(mutex_);
  may_go_on_.notify_all();
}

bool Intake::source_failed(Clock::time_point now, Clock::duration longest) {
  if (!away_since_) away_since_ = now;
  return now >= *away_since_ + longest;
}

bool Intake::change(Listing to) {
  const std::lock_guard lock(mutex_);
  if (listing_ != Listing::goes_on) return false;
  listing_ = to;
  return true;
}

Intake::Listing Intake::listing() const {
  const std::lock_guard lock(mutex_);
  return listing_;
}

}  // namespace tbbimg

#include "engine/pipeline/byte_budget.hpp"

#include <utility>
#include <vector>

namespace tbbimg {

bool ByteBudget::has_room(std::uint64_t bytes) const noexcept {
  return held_ == 0 || (held_ <= limit_ && bytes <= limit_ - held_);
}

void ByteBudget::acquire(std::uint64_t bytes, std::function<void()> granted) {
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty() || !has_room(bytes)) {
      waiting_.push_back({bytes, std::move(granted)});
      return;
    }
    held_ += bytes;
  }
  granted();
}

void ByteBudget::release(std::uint64_t bytes) {
  std::vector<std::function<void()>> granted;
  {
    const std::lock_guard lock(mutex_);
    held_ -= bytes;
    while (!waiting_.empty() && has_room(waiting_.front().bytes)) {
      held_ += waiting_.front().bytes;
      granted.push_back(std::move(waiting_.front().granted));
      waiting_.pop_front();
    }
  }
  for (const auto& grant : granted) grant();
}

std::uint64_t ByteBudget::held() const {
  const std::lock_guard lock(mutex_);
  return held_;
}

}  // namespace tbbimg

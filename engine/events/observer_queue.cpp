#include "engine/events/observer_queue.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <utility>

namespace tbbimg {
namespace {

using namespace std::chrono_literals;

// The thread wakes for the first event and then takes what has gathered meanwhile: to be woken for each of thousands of
// images a second costs more than to tell of them.
constexpr auto kGather = 5ms;

// What is told when the patience is over may still end.
constexpr auto kLastCall = 50ms;

}  // namespace

struct ObserverQueue::State {
  using Event = std::function<void(RunObserver&)>;

  State(std::vector<RunObserver*> all, std::function<void(bool)> hears_full)
      : observers(std::move(all)), on_full(std::move(hears_full)) {}

  [[nodiscard]] bool push(Event event);
  void tell_all();

  const std::vector<RunObserver*> observers;
  const std::function<void(bool)> on_full;
  mutable std::mutex mutex;
  std::condition_variable wake;  ///< of the thread
  std::condition_variable over;
  std::deque<Event> events;
  bool is_full = false;
  bool is_asleep = false;
  bool ending = false;    ///< no more events come
  bool given_up = false;  ///< nothing more is to be told
  bool has_ended = true;
};

bool ObserverQueue::State::push(Event event) {
  if (observers.empty()) return false;
  const std::lock_guard lock(mutex);
  if (given_up) return false;
  events.push_back(std::move(event));
  if (events.size() >= kFull && !std::exchange(is_full, true) && on_full) on_full(true);
  return std::exchange(is_asleep, false);
}

void ObserverQueue::State::tell_all() {
  std::unique_lock lock(mutex);
  while (!given_up) {
    if (events.empty()) {
      if (ending) break;
      wake.wait_for(lock, kGather, [this] { return ending; });
      is_asleep = events.empty() && !ending;
      wake.wait(lock, [this] { return !events.empty() || ending; });
      is_asleep = false;
      continue;
    }
    const Event event = std::move(events.front());
    events.pop_front();
    if (is_full && events.size() <= kFull / 2) {
      is_full = false;
      if (on_full) on_full(false);
    }
    for (RunObserver* const observer : observers) {
      if (given_up) break;
      lock.unlock();
      event(*observer);
      lock.lock();
    }
  }
  has_ended = true;
  over.notify_all();
}

ObserverQueue::ObserverQueue(std::vector<RunObserver*> observers, std::function<void(bool)> on_full)
    : state_(std::make_shared<State>(std::move(observers), std::move(on_full))) {}

ObserverQueue::~ObserverQueue() { static_cast<void>(finish({}, std::nullopt)); }

Status ObserverQueue::start() {
  if (state_->observers.empty()) return {};
  state_->has_ended = false;
  TBBIMG_ASSIGN_OR_RETURN(thread_, Thread::start([state = state_] { state->tell_all(); }));
  return {};
}

bool ObserverQueue::push(const SettledImage& image, std::shared_ptr<const void> owner) {
  return state_->push([image, owner = std::move(owner)](RunObserver& observer) { observer.on_settled(image); });
}

bool ObserverQueue::push(const RetriedImage& image) {
  return state_->push(
      [item = image.item, error = image.error, attempts = image.attempts, delay = image.delay](RunObserver& observer) {
        observer.on_retry({item, error, attempts, delay});
      });
}

bool ObserverQueue::push(const BreakerChange& change) {
  const auto error = change.error != nullptr ? std::optional(*change.error) : std::nullopt;
  return state_->push([place = change.place, state = change.state, error](RunObserver& observer) {
    observer.on_breaker({place, state, error ? &*error : nullptr});
  });
}

void ObserverQueue::wake() { state_->wake.notify_one(); }

bool ObserverQueue::is_full() const {
  const std::lock_guard lock(state_->mutex);
  return state_->is_full;
}

bool ObserverQueue::finish(const std::stop_token& cancel, std::optional<std::chrono::milliseconds> patience) {
  if (!thread_.joinable()) return true;
  State& state = *state_;
  const std::stop_callback on_cancel(cancel, [&state] {
    const std::lock_guard lock(state.mutex);
    state.over.notify_all();
  });
  {
    std::unique_lock lock(state.mutex);
    const auto has_ended = [&state] { return state.has_ended; };
    state.ending = true;
    state.wake.notify_one();
    state.over.wait(lock, [&] { return state.has_ended || (patience && cancel.stop_requested()); });
    if (!state.has_ended && !state.over.wait_for(lock, *patience, has_ended)) {
      state.given_up = true;
      state.over.wait_for(lock, kLastCall, has_ended);
    }
    if (!state.has_ended) {
      thread_.detach();
      return false;
    }
  }
  thread_.join();
  return true;
}

}  // namespace tbbimg

// When the listing may go on, and how far it is. Internal to the pipeline.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

#include "engine/pipeline/run_state.hpp"

namespace tbbimg {

/// One thread lists and waits here; any other may say what it waits for. Thread-safe.
class Intake {
 public:
  using Clock = std::chrono::steady_clock;
  /// Entries listed ahead of the limiter: enough to hide a slow directory, few enough to hold nothing.
  static constexpr std::size_t kAhead = 256;

  /// Why nothing is listed for the moment.
  enum class Hold : std::uint8_t {
    images_wait = 1,       ///< for another attempt: too many, or for a place that is gone
    observers_behind = 2,  ///< by as many events as ObserverQueue holds
  };

  explicit Intake(const RunState& state, std::size_t ahead = kAhead) : state_(state), ahead_(ahead) {}

  /// Blocks while there is a Hold, or no place ahead of the limiter; from then on until half of them are free, so that
  /// the thread is not woken for each. False: no more is to be listed.
  [[nodiscard]] bool wait();
  /// Blocks for a while, unless the run is to end.
  void pause(Clock::duration time);
  void hold(Hold reason, bool on);
  /// An entry waits for the limiter, and later does no more.
  void take_place();
  void free_place();
  /// RunState::draining() may have changed.
  void wake();

  /// The listing could not go on. True: nor has it for `longest`.
  [[nodiscard]] bool source_failed(Clock::time_point now, Clock::duration longest);
  /// It has gone on.
  void source_works() { away_since_.reset(); }

  /// Either ends the listing. False: the other one was first.
  bool end() { return change(Listing::ended); }
  bool give_up() { return change(Listing::given_up); }
  [[nodiscard]] bool goes_on() const { return listing() == Listing::goes_on; }
  [[nodiscard]] bool has_ended() const { return listing() == Listing::ended; }
  [[nodiscard]] bool is_given_up() const { return listing() == Listing::given_up; }

 private:
  enum class Listing : std::uint8_t { goes_on, ended, given_up };
  bool change(Listing to);
  [[nodiscard]] Listing listing() const;

  const RunState& state_;
  const std::size_t ahead_;
  mutable std::mutex mutex_;
  std::condition_variable may_go_on_;
  unsigned held_ = 0;  ///< by these reasons
  bool is_full_ = false;
  std::size_t taken_ = 0;  ///< places
  Listing listing_ = Listing::goes_on;
  std::optional<Clock::time_point> away_since_;  ///< of the listing thread alone
};

}  // namespace tbbimg

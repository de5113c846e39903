// What a run tells of itself while it runs.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "codecs/decoder.hpp"
#include "engine/io/source.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg {

enum class Fate : std::uint8_t { done, failed, skipped, cancelled };

[[nodiscard]] std::string_view to_string(Fate fate) noexcept;

/// An output that is there now.
struct SettledOutput {
  std::size_t variant = 0;  ///< index into the recipe
  std::string name;         ///< below the sink's root
  bool was_there = false;   ///< kept from an earlier run: what follows is not known of it
  std::uint64_t bytes = 0;
  Size size;               ///< in pixels
  std::uint64_t hash = 0;  ///< XXH3, 64 bits, of the file
};

/// Time spent working on an image, all attempts and variants together; waiting for room, threads or retries is not in
/// it. Indexed by Stage.
class StageTimes {
 public:
  using Duration = std::chrono::nanoseconds;
  [[nodiscard]] Duration operator[](Stage stage) const noexcept { return times_[static_cast<std::size_t>(stage)]; }
  void add(Stage stage, Duration time) noexcept { times_[static_cast<std::size_t>(stage)] += time; }
  StageTimes& operator+=(const StageTimes& other) noexcept {
    for (std::size_t i = 0; i < times_.size(); ++i) times_[i] += other.times_[i];
    return *this;
  }
  [[nodiscard]] Duration total() const noexcept;

 private:
  std::array<Duration, kStages> times_{};
};

/// What became of one entry of the source; valid during the call that passes it on.
struct SettledImage {
  const SourceItem& item;
  Fate fate;
  const Error* error = nullptr;              ///< of a failed or cancelled image, the first if several variants failed
  Skip skip = {};                            ///< of a skipped one
  std::span<const SettledOutput> outputs{};  ///< also of an image some of whose variants failed
  int attempts = 0;                          ///< 0: never begun
  StageTimes times = {};
  std::uint64_t bytes_read = 0;
  std::uint64_t pixels = 0;                   ///< of the source at full size, once it is known
  std::span<const DecodeWarning> warnings{};  ///< of the last attempt; also of failed images that were decoded
};

/// An image that will be tried again.
struct RetriedImage {
  const SourceItem& item;
  const Error& error;
  int attempts;                     ///< so far
  std::chrono::milliseconds delay;  ///< until the next
};

/// closed: all is well; open: nothing goes there; half_open: one image is let through to see.
enum class BreakerState : std::uint8_t { closed, open, half_open };

[[nodiscard]] std::string_view to_string(BreakerState state) noexcept;

/// A root of the source, or the sink, has gone away or has come back.
struct BreakerChange {
  const std::string& place;  ///< as its errors name it
  BreakerState state;
  const Error* error;  ///< why it opened; null when it closes
};

/// Hears of every entry once, and of what else happens, in the order in which it happened. All calls of one run come
/// from one thread, which works on no image: an observer that returns late, or never, holds up the other observers, and
/// the listing once ObserverQueue is full, but neither images in flight nor the recorders. It must not throw.
class RunObserver {
 public:
  RunObserver() = default;
  RunObserver(const RunObserver&) = delete;
  RunObserver& operator=(const RunObserver&) = delete;
  virtual ~RunObserver() = default;
  virtual void on_settled(const SettledImage& image) = 0;
  virtual void on_retry(const RetriedImage& /*image*/) {}
  virtual void on_breaker(const BreakerChange& /*change*/) {}
};

}  // namespace tbbimg

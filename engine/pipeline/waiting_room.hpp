// Images that are to be tried again, and what they wait for. Internal to the pipeline.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "engine/pipeline/image_task.hpp"
#include "engine/recovery/breaker.hpp"

namespace tbbimg {

/// Not thread-safe: SharedRun's lock guards it. Without threads and clock of its own: Tender has both.
class WaitingRoom {
 public:
  using Clock = Breaker::Clock;
  /// Looks whether a place is there again; may block.
  using Probe = std::function<Status()>;

  /// `longest` is how long a place may be away; `on_change` hears of its going and coming.
  WaitingRoom(std::chrono::milliseconds longest, std::function<void(const BreakerChange&)> on_change)
      : longest_(longest), on_change_(std::move(on_change)) {}

  void wait_until(Clock::time_point time, ImageTask* image) { retries_.emplace(time, image); }

  /// A place is gone, found out by `image` (null: by the listing), which waits for it.
  void wait_for_place(const Error& error, Probe probe, ImageTask* image, Clock::time_point now);
  /// While a place is away, what would be begun waits as well.
  void wait_for_places(ImageTask* image) { parked_.push_back(image); }
  [[nodiscard]] bool places_away() const noexcept { return away_ > 0; }
  [[nodiscard]] bool is_on_trial(const ImageTask* image) const noexcept;

  struct Due {
    std::vector<ImageTask*> images;  ///< to be tried now
    struct PlaceProbe {
      std::string place;
      Probe probe;
    };
    std::vector<PlaceProbe> probes;  ///< to be asked, each answered by probed()
    std::optional<Error> lost;       ///< a place has been away for too long
  };
  /// `with_images` false: only what concerns places.
  [[nodiscard]] Due due(Clock::time_point now, bool with_images = true);
  /// When due() has something next.
  [[nodiscard]] Clock::time_point next_due() const;

  /// Returns what is to be tried now: one image, while the others wait for how it fares; or all, if no place is away.
  [[nodiscard]] std::vector<ImageTask*> probed(const std::string& name, const Status& status, Clock::time_point now);
  /// An image has come to the end of an attempt that no place stopped. Returns what is to be tried now: something only
  /// if it was the one that was let through.
  [[nodiscard]] std::vector<ImageTask*> went_well(const ImageTask* image);

  /// Everything that waits, which then waits no more.
  [[nodiscard]] std::vector<ImageTask*> empty();
  [[nodiscard]] std::size_t size() const noexcept { return retries_.size() + parked_.size(); }

 private:
  struct Place {
    Breaker breaker;
    Probe probe;
    ImageTask* trial = nullptr;  ///< lets us know whether a half open place is well
    bool is_lost = false;        ///< has been told
  };
  [[nodiscard]] std::list<Place>::iterator find(const std::string& name);
  void tell(const Breaker& breaker) const;
  void close(Place& place);
  [[nodiscard]] std::vector<ImageTask*> released();  ///< those who waited for places, if none is away

  std::chrono::milliseconds longest_;
  std::function<void(const BreakerChange&)> on_change_;
  std::multimap<Clock::time_point, ImageTask*> retries_;
  std::vector<ImageTask*> parked_;
  std::list<Place> places_;  ///< that have been away in this run
  int away_ = 0;
};

}  // namespace tbbimg

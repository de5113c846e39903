// What a run tells people of single images and of what happens, on stderr.
#pragma once

#include <string>
#include <string_view>

#include "engine/events/observer.hpp"
#include "engine/watch/console.hpp"
#include "engine/watch/watch_options.hpp"

namespace tbbimg {

/// Failures always; the rest as WatchOptions ask for.
class RunLog final : public RunObserver {
 public:
  RunLog(ProgressMode mode, int verbose, Console& console) : mode_(mode), verbose_(verbose), console_(console) {}

  void on_settled(const SettledImage& image) override;
  void on_retry(const RetriedImage& image) override;
  void on_breaker(const BreakerChange& change) override;
  /// A sentence that is not about one image.
  void note(std::string_view message);

 private:
  ProgressMode mode_;
  int verbose_;
  Console& console_;
};

}  // namespace tbbimg

// What a run tells of single images: failures at once, skips as counts.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "engine/pipeline/pipeline.hpp"
#include "tools/run/console.hpp"
#include "tools/run/options.hpp"

namespace tbbimg::tools {

/// Images by why they were skipped; bounded, whatever the inputs hold.
using SkipCounts = std::map<std::string, std::uint64_t>;

class RunLog final : public RunObserver {
 public:
  RunLog(ProgressMode mode, Console& console) : mode_(mode), console_(console) {}

  void on_settled(const SettledImage& image) override;
  /// A sentence that is not about one image.
  void note(std::string_view message);

  /// Valid after the run.
  [[nodiscard]] const SkipCounts& skips() const noexcept { return skips_; }
  /// Whether an entry was an image, though its outputs may be there already or it may have failed.
  [[nodiscard]] bool saw_image() const noexcept { return saw_image_; }

 private:
  ProgressMode mode_;
  Console& console_;
  SkipCounts skips_;
  bool saw_image_ = false;
};

}  // namespace tbbimg::tools

// What a run would take, from doing a few of its images.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "engine/pipeline/pipeline.hpp"
#include "engine/run/plan.hpp"

namespace tbbimg {

/// A few of the images seen, each as likely as any other (reservoir sampling), the same ones every time.
class Sample {
 public:
  void add(const SourceItem& item);

  [[nodiscard]] const std::vector<SourceItem>& items() const noexcept { return items_; }
  [[nodiscard]] std::uint64_t seen() const noexcept { return seen_; }
  [[nodiscard]] std::uint64_t bytes_seen() const noexcept { return bytes_seen_; }

 private:
  std::vector<SourceItem> items_;
  std::uint64_t seen_ = 0;
  std::uint64_t bytes_seen_ = 0;
  std::minstd_rand random_{1};
};

/// Reads the sample from `source` and makes its outputs without writing them, for two seconds at most and some more to
/// end, and scales up by the bytes of the inputs.
[[nodiscard]] Estimate estimate_run(const Pipeline& pipeline, const Sample& sample, Source& source);

}  // namespace tbbimg

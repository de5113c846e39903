// What a run would do, without doing it.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "engine/pipeline/pipeline.hpp"
#include "engine/run/run_refusal.hpp"
#include "engine/run/run_spec.hpp"

namespace tbbimg {

/// Hears what a run would do, entry by entry, on the thread that asks.
struct PlanListener {
  std::function<void(const SourceItem& item, const std::string& output)> output;  ///< would be written, below OUT
  std::function<void(const Error& error)> failure;                                ///< an image would fail with it
  std::function<void(std::string_view note)> note;  ///< a sentence that is not about one entry
  std::stop_token stop = {};                        ///< asks to leave it at that: what is planned by then is given
};

/// What a run would take, from doing a few of its images.
struct Estimate {
  std::vector<Error> failures;  ///< of images of the sample
  std::uint64_t images = 0;     ///< that were done for it; 0: nothing could be estimated
  std::uint64_t bytes = 0;      ///< of all outputs
  std::uint64_t of = 0;         ///< images that would be done
  double seconds = 0;           ///< of the whole run
};

struct RunPlan {
  std::uint64_t outputs = 0;         ///< that would be written
  std::uint64_t kept = 0;            ///< outputs that are there and would stay
  std::uint64_t no_images = 0;       ///< inputs that are none and claim nothing
  std::uint64_t need_nothing = 0;    ///< images that are done, as the journal says, or that a retry leaves alone
  std::uint64_t for_no_variant = 0;  ///< images that no condition lets in
  std::uint64_t failures = 0;
  bool is_impossible = false;  ///< outputs collide, or would replace an input
  Estimate estimate;

  /// Whether there is an image among the inputs that would not fail.
  [[nodiscard]] bool has_images() const noexcept { return outputs + kept + for_no_variant + need_nothing > 0; }
};

/// ImageRun::plan(). `folder` is where relative paths start. Reads the first bytes of the inputs, and does a few of
/// the images without writing them.
[[nodiscard]] tl::expected<RunPlan, RunRefusal> plan_run(const RunSpec& spec, const std::string& folder,
                                                         const Pipeline& pipeline, const PlanListener& listener);

}  // namespace tbbimg

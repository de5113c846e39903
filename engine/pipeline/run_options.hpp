// How a run goes about its work.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "codecs/decoder.hpp"
#include "codecs/limits.hpp"
#include "engine/recipe/name_template.hpp"

namespace tbbimg {

/// More failed images than this end a run.
struct FailureLimit {
  std::optional<std::uint64_t> images;
  std::optional<double> percent;  ///< of those settled, once there are kFewest

  static constexpr std::uint64_t kFewest = 100;
};

struct RunOptions {
  int threads = 0;           ///< that compute; 0: available_processors()
  int io_threads = 0;        ///< that read and write; 0: 16, which hides 20 ms reads up to 800 images/s
  int max_images = 0;        ///< in flight at once; 0: 4 per thread and 2 per I/O thread
  std::uint64_t memory = 0;  ///< bytes for files and pixels in flight; 0: half of available_memory()
  /// What one image may need at once, its file included; 0: what this process may use in all. An image that needs less,
  /// yet more than `memory`, passes alone.
  std::uint64_t max_image_memory = 0;
  FailureLimit failure_limit;
  int retries = 3;                             ///< of an image after failures that may pass (Error::retryable)
  std::chrono::milliseconds image_timeout{0};  ///< for all work on one image and attempt; 0: none
  /// How long to wait for a place that is gone or full before the run ends; 0: it ends at once.
  std::chrono::milliseconds breaker_timeout{60'000};
  /// How long a call that should end (it was cancelled, or timed out) is waited for before its image settles, or the
  /// run ends, without it. If it is set and RunReport::abandoned is not zero, then source, sink, recorders and
  /// observers must outlive the process. Not set: forever.
  std::optional<std::chrono::milliseconds> give_up_after;
  Limits limits;
  /// Whether whoever reads the errors has the options of `tbbimg run` that move limits; otherwise they say where to
  /// find them.
  bool has_limit_options = true;
  bool salvage = false;  ///< DecodeOptions::salvage: damaged images are done as far as they are whole
  PictureChoice choice;  ///< of each file, what is decoded
  std::string name_template{NameTemplate::kDefault};  ///< of variants that have none
  bool ignore_case = false;                           ///< outputs whose names differ only in case collide
};

}  // namespace tbbimg

// Whether the outputs that a journal tells of are what they were.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/journal/journal_index.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

struct BadOutput {
  JournalImage image;
  std::string path;  ///< below OUT
  std::string what;  ///< "is missing", ...
  bool is_changed;   ///< in its bytes alone: nobody sees it who looks at sizes
};

struct VerifyOptions {
  bool sizes_only = false;
  int threads = 8;       ///< that read
  std::stop_token stop;  ///< looked at before each output
};

/// Read by anyone at any time.
struct VerifyCounts {
  std::atomic<std::uint64_t> images = 0;   ///< done ones that were looked at
  std::atomic<std::uint64_t> outputs = 0;  ///< of them
  std::atomic<std::uint64_t> bytes = 0;    ///< that were read
  std::atomic<std::uint64_t> unknown = 0;  ///< outputs of which only the size is known
};

/// Looks at all outputs of images that are done, unless it is stopped. `on_bad` is called from one thread at a time.
/// Outputs that were kept from before the first run have no hash: only their size is compared.
void verify_outputs(const JournalIndex& index, const std::string& output, const VerifyOptions& options,
                    VerifyCounts& counts, const std::function<void(const BadOutput&)>& on_bad);

/// Notes that images are damaged, so that --resume makes them anew. Errors: already_exists if a run is under way; those
/// of writing.
[[nodiscard]] Status mark_damaged(const std::string& output, const JournalIndex& index,
                                  std::vector<JournalImage> images);

}  // namespace tbbimg

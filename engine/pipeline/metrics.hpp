// Figures of a run while it runs.
#pragma once

#include <atomic>
#include <cstdint>

namespace tbbimg {

/// Written by the pipeline, read by anyone at any time.
struct Metrics {
  std::atomic<std::uint64_t> listed = 0;   ///< entries that the source gave
  std::atomic<bool> listing_done = false;  ///< no more will come
  std::atomic<std::uint64_t> done = 0;
  std::atomic<std::uint64_t> failed = 0;
  std::atomic<std::uint64_t> skipped = 0;
  std::atomic<std::uint64_t> cancelled = 0;
  std::atomic<std::uint64_t> outputs = 0;    ///< files written
  std::atomic<std::uint64_t> bytes_in = 0;   ///< read
  std::atomic<std::uint64_t> bytes_out = 0;  ///< written
  std::atomic<std::uint64_t> pixels_in = 0;  ///< of the images done, at full size

  [[nodiscard]] std::uint64_t settled() const noexcept { return done + failed + skipped + cancelled; }
};

}  // namespace tbbimg

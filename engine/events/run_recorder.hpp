// Who writes down what a run must not forget: what would be lost with the process otherwise.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/events/observer.hpp"

namespace tbbimg {

/// The run waits for each call, on the thread that works on the image and without a lock: what a call tells of goes on
/// when it returns. Calls for different images may come at the same time, those for one image come one after the other.
/// A recorder never waits for an observer.
class RunRecorder {
 public:
  RunRecorder() = default;
  RunRecorder(const RunRecorder&) = delete;
  RunRecorder& operator=(const RunRecorder&) = delete;
  virtual ~RunRecorder() = default;
  /// Outputs of these names that are there will be replaced by those of `item`; none is yet.
  virtual void on_begun(const SourceItem& /*item*/, std::span<const std::string> /*outputs*/) {}
  /// An attempt that will take `bytes` of memory at once, its file included, is about to decode.
  virtual void on_admitted(const SourceItem& /*item*/, std::uint64_t /*bytes*/) {}
  /// The end of an image, before observers hear of it.
  virtual void on_settled(const SettledImage& image) = 0;
};

}  // namespace tbbimg

// How far `tbbimg verify` is, if it takes long.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "engine/journal/verify.hpp"
#include "engine/system/thread.hpp"

namespace tbbimg::tools {

/// A line on stderr every few seconds, as long as it lives.
class VerifyProgress {
 public:
  VerifyProgress(const VerifyCounts& counts, std::uint64_t images);
  VerifyProgress(const VerifyProgress&) = delete;
  VerifyProgress& operator=(const VerifyProgress&) = delete;
  ~VerifyProgress();

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  Thread thread_;
};

}  // namespace tbbimg::tools

// How far `tbbimg verify` is, if it takes long.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>

#include "engine/journal/verify.hpp"

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
  std::thread thread_;
};

}  // namespace tbbimg::tools

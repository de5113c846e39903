#include "tools/journal/verify_progress.hpp"

#include <chrono>
#include <string>

#include "tools/print.hpp"
#include "tools/text/format.hpp"

namespace tbbimg::tools {
namespace {

constexpr auto kInterval = std::chrono::seconds(5);

}  // namespace

VerifyProgress::VerifyProgress(const VerifyCounts& counts, std::uint64_t images)
    : thread_([this, &counts, images] {
        std::unique_lock lock(mutex_);
        while (!wake_.wait_for(lock, kInterval, [this] { return ending_; })) {
          print_message(std::to_string(counts.images) + " of " + std::to_string(images) + " images looked at, " +
                        human_bytes(counts.bytes) + " read");
        }
      }) {}

VerifyProgress::~VerifyProgress() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

}  // namespace tbbimg::tools

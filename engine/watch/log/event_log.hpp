// --log FILE: what happened, one line per event, for programs and for grep.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/files/file_descriptor.hpp"
#include "engine/pipeline/pipeline.hpp"

namespace spdlog {
class logger;
namespace details {
class thread_pool;
}
}  // namespace spdlog

namespace tbbimg {

/// Lines of key=value pairs (logfmt) that are appended: time, level, event, and what belongs to the event. A thread of
/// its own writes them, so that no image waits for the disk; if that falls behind by kMaxWaiting lines, the oldest are
/// dropped and a line says how many. All members may be called from any thread.
class EventLog final : public RunObserver {
 public:
  static constexpr std::size_t kMaxWaiting = 8192;

  /// Appends to `file`. `say` is called once, from another thread, if it cannot be written any more.
  [[nodiscard]] static std::unique_ptr<EventLog> open(FileDescriptor file, std::function<void(std::string_view)> say);
  /// Returns when all lines are written, or cannot be.
  ~EventLog() override;

  void on_settled(const SettledImage& image) override;
  void on_retry(const RetriedImage& image) override;
  void on_breaker(const BreakerChange& change) override;
  /// `arguments` as they were typed.
  void begin(const std::vector<std::string>& arguments);
  void note(std::string_view message);
  void end(const RunReport& report, int exit_code);

 private:
  EventLog(std::shared_ptr<spdlog::details::thread_pool> thread, std::shared_ptr<spdlog::logger> logger);

  std::shared_ptr<spdlog::details::thread_pool> thread_;
  std::shared_ptr<spdlog::logger> logger_;
};

}  // namespace tbbimg

#include "tools/run/progress.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "engine/system/resources.hpp"
#include "tools/run/json_events.hpp"

namespace tbbimg::tools {
namespace {

using namespace std::chrono_literals;

// Rates over this long: steady to read, and quick to follow a change.
constexpr auto kWindow = 10s;
constexpr std::size_t kFallbackWidth = 80;

std::chrono::milliseconds interval_of(ProgressMode mode) noexcept {
  switch (mode) {
    case ProgressMode::bar: return 100ms;
    case ProgressMode::json: return 1s;
    default: return 5s;
  }
}

// Asked anew each time: the window may have been resized.
std::size_t terminal_width() noexcept {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kFallbackWidth;
  return size.ws_col;
}

}  // namespace

ProgressMode chosen_mode(ProgressMode mode) {
  if (mode != ProgressMode::automatic) return mode;
  const char* terminal = std::getenv("TERM");
  const bool can_redraw = terminal != nullptr && std::string_view(terminal) != "dumb";
  return ::isatty(STDERR_FILENO) == 1 && can_redraw ? ProgressMode::bar : ProgressMode::plain;
}

ProgressMeter::ProgressMeter(const Metrics& metrics, int max_images)
    : metrics_(metrics), max_images_(static_cast<std::uint64_t>(max_images)), samples_{{begin_, 0, 0, 0}} {}

ProgressSnapshot ProgressMeter::sample() {
  const auto time = Clock::now();
  ProgressSnapshot now;
  // What has settled is read before what is listed, so that it is never more.
  now.done = metrics_.done;
  now.failed = metrics_.failed;
  now.skipped = metrics_.skipped;
  now.cancelled = metrics_.cancelled;
  now.listing_done = metrics_.listing_done;
  now.listed = metrics_.listed;
  now.outputs = metrics_.outputs;
  now.bytes_in = metrics_.bytes_in;
  now.bytes_out = metrics_.bytes_out;
  now.seconds = std::chrono::duration<double>(time - begin_).count();
  now.in_flight = std::min(now.listed - now.settled(), max_images_);
  now.memory_bytes = resident_memory();

  samples_.push_back({time, now.done, now.settled(), metrics_.pixels_in});
  while (samples_.size() > 2 && time - samples_[1].time >= kWindow) samples_.pop_front();
  const Sample& first = samples_.front();
  const Sample& last = samples_.back();
  const double seconds = std::max(std::chrono::duration<double>(last.time - first.time).count(), 1e-3);
  now.images_per_second = static_cast<double>(last.done - first.done) / seconds;
  now.megapixels_per_second = static_cast<double>(last.pixels - first.pixels) / 1e6 / seconds;
  const double settled_per_second = static_cast<double>(last.settled - first.settled) / seconds;
  if (now.listing_done && settled_per_second > 0) {
    now.eta_seconds = static_cast<double>(now.listed - now.settled()) / settled_per_second;
  }
  return now;
}

Progress::Progress(ProgressMode mode, const Metrics& metrics, int max_images, Console& console)
    : mode_(mode), meter_(metrics, max_images), console_(console) {
  if (mode_ != ProgressMode::none) thread_ = std::thread([this] { show(); });
}

Progress::~Progress() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  console_.draw({});
}

void Progress::show() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, interval_of(mode_), [this] { return ending_; })) {
    const ProgressSnapshot now = meter_.sample();
    switch (mode_) {
      // The last column stays free: some terminals wrap as soon as it is written to.
      case ProgressMode::bar: console_.draw(bar_text(now, terminal_width() - 1)); break;
      case ProgressMode::json: console_.line(progress_event(now)); break;
      default: console_.line("tbbimg: " + plain_text(now)); break;
    }
  }
}

}  // namespace tbbimg::tools

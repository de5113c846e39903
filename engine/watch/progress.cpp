#include "engine/watch/progress.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "engine/system/resources.hpp"
#include "engine/watch/json_events.hpp"

namespace tbbimg {
namespace {

using namespace std::chrono_literals;

// Rates over this long: steady to read, and quick to follow a change.
constexpr auto kWindow = 10s;

std::chrono::milliseconds interval_of(ProgressMode mode) noexcept {
  switch (mode) {
    case ProgressMode::bar: return 100ms;
    case ProgressMode::json: return 1s;
    default: return 5s;
  }
}

}  // namespace

ProgressMode chosen_mode(ProgressMode mode) {
  if (mode != ProgressMode::automatic) return mode;
  const char* terminal = std::getenv("TERM");
  const bool can_redraw = terminal != nullptr && std::string_view(terminal) != "dumb";
  return ::isatty(STDERR_FILENO) == 1 && can_redraw ? ProgressMode::bar : ProgressMode::plain;
}

ProgressMeter::ProgressMeter(const Metrics& metrics, Total total, Clock::time_point begin)
    : metrics_(metrics), total_(std::move(total)), begin_(begin), samples_{{begin, {}}} {}

std::optional<std::uint64_t> ProgressMeter::total_of(const ProgressSnapshot& now) const {
  if (now.listing_done) return now.listed;
  const std::optional<std::uint64_t> counted = total_();
  // Some entries came after they were counted.
  return counted ? std::optional(std::max(*counted, now.listed)) : std::nullopt;
}

ProgressSnapshot ProgressMeter::sample(Clock::time_point time) {
  ProgressSnapshot now;
  now.listing_done = metrics_.listing_done;  // first: then all that is listed is among the counts
  static_cast<RunCounts&>(now) = metrics_.snapshot();
  now.in_flight = metrics_.in_flight;
  now.waiting = metrics_.waiting;
  now.seconds = std::chrono::duration<double>(time - begin_).count();
  now.memory_bytes = resident_memory();
  now.total = total_of(now);

  samples_.push_back({time, static_cast<const RunCounts&>(now)});
  while (samples_.size() > 2 && time - samples_[1].time >= kWindow) samples_.pop_front();
  const Sample& first = samples_.front();
  const double seconds = std::max(std::chrono::duration<double>(time - first.time).count(), 1e-3);
  const auto rate = [&](std::uint64_t then, std::uint64_t current) {
    return static_cast<double>(current - then) / seconds;
  };
  now.images_per_second = rate(first.counts.done, now.done);
  now.megapixels_per_second = rate(first.counts.pixels_in, now.pixels_in) / 1e6;
  now.bytes_per_second = rate(first.counts.bytes_in, now.bytes_in);
  if (!now.total) return now;
  // By bytes: a few large images at the end take longer than many small ones. Some sources know no sizes, and nobody
  // those of entries that are not listed.
  const bool has_sizes = now.listing_done && now.bytes_listed > 0;
  const double settled_per_second =
      has_sizes ? rate(first.counts.bytes_settled, now.bytes_settled) : rate(first.counts.settled(), now.settled());
  const std::uint64_t left = has_sizes ? now.bytes_listed - now.bytes_settled : *now.total - now.settled();
  if (settled_per_second > 0) now.eta_seconds = static_cast<double>(left) / settled_per_second;
  return now;
}

Progress::Progress(ProgressMode mode, const Metrics& metrics, ProgressMeter::Total total, Console& console)
    : mode_(mode), meter_(metrics, std::move(total)), console_(console) {
  if (mode_ == ProgressMode::none) return;
  // Done without if the system refuses it.
  if (auto often = Periodic::start(interval_of(mode_), [this] { show(); })) often_ = *std::move(often);
}

Progress::~Progress() {
  often_.stop();
  console_.draw({});
}

void Progress::show() {
  const ProgressSnapshot now = meter_.sample();
  switch (mode_) {
    // The last column stays free: some terminals wrap as soon as it is written to.
    case ProgressMode::bar: console_.draw(bar_text(now, console_.columns() - 1)); break;
    case ProgressMode::json: console_.line(progress_event(now)); break;
    default: console_.line("tbbimg: " + plain_text(now)); break;
  }
}

}  // namespace tbbimg

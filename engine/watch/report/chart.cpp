#include "engine/watch/report/chart.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "engine/watch/report/html_text.hpp"
#include "kernels/core/format.hpp"

namespace tbbimg {
namespace {

// Of a picture's inside, before the page stretches it.
constexpr double kWidth = 1000;
constexpr double kHeight = 200;
constexpr std::size_t kMaxBars = 48;

std::string figure(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.2f", value);
  return text.data();
}

double without_gap(double width) noexcept { return width - std::min(width / 10, 4.0); }

std::string bar(const char* style, double x, double width, double bottom, double height, const std::string& title) {
  if (height <= 0) return "";
  return "<rect class=\"" + std::string(style) + "\" x=\"" + figure(x) + "\" y=\"" + figure(bottom - height) +
         "\" width=\"" + figure(width) + "\" height=\"" + figure(height) + "\"><title>" + html(title) +
         "</title></rect>";
}

std::string picture(const std::string& label, const std::string& inside) {
  return "<svg viewBox=\"0 0 1000 200\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" + html(label) + "\">" +
         inside + "</svg>";
}

std::string grid() {
  std::string lines;
  for (const double y : {0.0, kHeight / 2, kHeight}) {
    lines += "<line class=\"grid\" x1=\"0\" x2=\"1000\" y1=\"" + figure(y) + "\" y2=\"" + figure(y) + "\"/>";
  }
  return lines;
}

std::string axis(const std::string& left, const std::string& middle, const std::string& right) {
  return "<div class=\"axis\"><span>" + html(left) + "</span><span>" + html(middle) + "</span><span>" + html(right) +
         "</span></div>";
}

struct Bar {
  double low, high;  ///< nanoseconds
  std::uint64_t count = 0;
};

// Of one width on a logarithmic axis: half an octave, or as many as it takes to stay below kMaxBars.
std::vector<Bar> log_bars(const Histogram& times) {
  const double low = std::log2(std::max<double>(1, static_cast<double>(times.min())));
  const double high = std::log2(std::max<double>(1, static_cast<double>(times.max())));
  double step = 0.125;
  while (std::floor(high / step) - std::floor(low / step) + 1 > static_cast<double>(kMaxBars)) step *= 2;
  const double first = std::floor(low / step);
  std::vector<Bar> bars(static_cast<std::size_t>(std::floor(high / step) - first) + 1);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    bars[i].low = std::exp2((first + static_cast<double>(i)) * step);
    bars[i].high = std::exp2((first + static_cast<double>(i) + 1) * step);
  }
  for (const Histogram::Bucket& bucket : times.buckets()) {
    const double middle = (static_cast<double>(bucket.low) + static_cast<double>(bucket.high)) / 2;
    const double place = std::floor(std::log2(std::max(1.0, middle)) / step) - first;
    const double last = static_cast<double>(bars.size() - 1);
    bars[static_cast<std::size_t>(std::clamp(place, 0.0, last))].count += bucket.count;
  }
  return bars;
}

/// Slices beside each other, as one.
struct TimeBar {
  std::size_t first = 0, slices = 0;
  std::uint64_t done = 0, failed = 0;

  [[nodiscard]] double rate() const noexcept {
    return static_cast<double>(done + failed) / static_cast<double>(slices);
  }
};

// Wide enough that a bar is a rate, not whether an image happened to end there.
constexpr std::uint64_t kImagesOfTimeBar = 8;
constexpr std::size_t kLeastTimeBars = 4;

std::vector<TimeBar> time_bars(const std::vector<RunCounts>& slices) {
  std::uint64_t images = 0;
  for (const RunCounts& slice : slices) images += slice.done + slice.failed;
  const std::size_t most = std::clamp<std::size_t>(images / kImagesOfTimeBar, 1, kMaxBars);
  const std::size_t width = (slices.size() + most - 1) / most;
  std::vector<TimeBar> bars;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    if (i % width == 0) bars.push_back({i});
    ++bars.back().slices;
    bars.back().done += slices[i].done;
    bars.back().failed += slices[i].failed;
  }
  return bars;
}

}  // namespace

std::string short_time(double nanoseconds) {
  if (nanoseconds < 1e6) return human_number(nanoseconds / 1e3) + " \u00b5s";
  if (nanoseconds < 1e9) return human_number(nanoseconds / 1e6) + " ms";
  return human_seconds(nanoseconds / 1e9);
}

std::string throughput_chart(const Throughput& throughput) {
  const double slice_seconds = std::chrono::duration<double>(throughput.width()).count();
  const std::vector<TimeBar> bars = time_bars(throughput.slices());
  if (bars.size() < kLeastTimeBars) return "";
  double most = 0;  // images a slice
  for (const TimeBar& one : bars) most = std::max(most, one.rate());
  const auto slices = static_cast<double>(throughput.slices().size());
  const auto height = [most](double rate) { return rate / most * kHeight; };
  const auto per_slice = [](std::uint64_t count, const TimeBar& one) {
    return static_cast<double>(count) / static_cast<double>(one.slices);
  };
  std::string inside = grid();
  for (const TimeBar& one : bars) {
    const double begin = static_cast<double>(one.first);
    const double end = static_cast<double>(one.first + one.slices);
    const std::string title = human_seconds(begin * slice_seconds) + " to " + human_seconds(end * slice_seconds) +
                              ": " + std::to_string(one.done) + " done, " + std::to_string(one.failed) + " failed";
    const double x = begin / slices * kWidth;
    const double width = without_gap((end - begin) / slices * kWidth);
    const double done = height(per_slice(one.done, one));
    inside += bar("done", x, width, kHeight, done, title);  // NOLINT(readability-suspicious-call-argument)
    inside += bar("failed", x, width, kHeight - done, height(per_slice(one.failed, one)), title);
  }
  const double end = slice_seconds * slices;
  return "<p class=\"top\">" + human_number(most / slice_seconds) + " images/s</p>" +
         picture("images per second over time", inside) +
         axis(human_seconds(0), human_seconds(end / 2), human_seconds(end));
}

std::string histogram_chart(const Histogram& times) {
  const std::vector<Bar> bars = log_bars(times);
  std::uint64_t most = 1;
  for (const Bar& one : bars) most = std::max(most, one.count);
  const double low = std::log2(bars.front().low);
  const double octaves = std::log2(bars.back().high) - low;
  const double width = kWidth / static_cast<double>(bars.size());
  std::string inside = grid();
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double height = static_cast<double>(bars[i].count) / static_cast<double>(most) * kHeight;
    // One image among a million stays visible.
    inside += bar("done", static_cast<double>(i) * width, without_gap(width), kHeight,
                  bars[i].count > 0 ? std::max(height, 3.0) : 0,
                  short_time(bars[i].low) + " to " + short_time(bars[i].high) + ": " + std::to_string(bars[i].count) +
                      (bars[i].count == 1 ? " image" : " images"));
  }
  for (const double fraction : {0.5, 0.9, 0.99}) {
    const double value = std::max(1.0, static_cast<double>(times.quantile(fraction)));
    const std::string x = figure((std::log2(value) - low) / octaves * kWidth);
    inside += "<line class=\"mark\" x1=\"" + x + "\" x2=\"" + x + "\" y1=\"0\" y2=\"200\"><title>p" +
              std::to_string(static_cast<int>(std::lround(fraction * 100))) + ": " + html(short_time(value)) +
              "</title></line>";
  }
  return picture("how many images took how long", inside) +
         axis(short_time(bars.front().low), short_time(std::exp2(low + octaves / 2)), short_time(bars.back().high));
}

}  // namespace tbbimg

#include "engine/watch/summary.hpp"

#include <algorithm>

#include "engine/system/resources.hpp"
#include "kernels/core/format.hpp"

namespace tbbimg {
namespace {

// Most frequent first.
std::string reasons_text(const SkipCounts& skips) {
  std::vector<std::pair<std::uint64_t, std::string>> ordered;
  for (const auto& [kind, count] : skips) ordered.emplace_back(count, heading_of(kind));
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (const auto& [count, reason] : ordered) {
    text += (text.empty() ? "" : ", ") + reason + ": " + std::to_string(count);
  }
  return text;
}

std::string times_text(const Histogram& times) {
  std::string text;
  for (const double fraction : {0.5, 0.9, 0.99}) {
    text += (text.empty() ? "" : " / ") + human_number(static_cast<double>(times.quantile(fraction)) / 1e6);
  }
  return text;
}

// Three stages to a line.
void add_stages(const RunStatistics& statistics, std::vector<std::string>& lines) {
  constexpr std::size_t kPerLine = 3;
  std::size_t count = 0;
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    if (statistics.stage(stage).count() == 0) continue;
    if (count++ % kPerLine == 0) {
      lines.push_back(count == 1 ? "  ms p50/p90/p99: " : "                  ");
    } else {
      lines.back() += ", ";
    }
    lines.back() += std::string(to_string(stage)) + " " + times_text(statistics.stage(stage));
  }
}

std::uint64_t count_warnings(const RunStatistics& statistics) {
  std::uint64_t count = 0;
  for (const auto& [kind, group] : statistics.warnings()) count += group.count;
  return count;
}

// Empty if no image was processed alone.
std::string alone_text(const RunStatistics& statistics, std::uint64_t memory) {
  const auto found = statistics.warnings().find(DecodeWarningKind::processed_alone);
  if (found == statistics.warnings().end()) return {};
  const bool is_one = found->second.count == 1;
  return std::to_string(found->second.count) + (is_one ? " image" : " images") + " needed more than --memory " +
         human_bytes(memory) + " leaves for pixels, and " + (is_one ? "was" : "were") + " processed alone; the " +
         (is_one ? "need was about " : "largest needed about ") + human_bytes(found->second.largest);
}

}  // namespace

std::vector<std::string> summary_lines(const RunReport& report, const RunStatistics& statistics,
                                       const std::string& output, std::uint64_t memory) {
  const double seconds = std::max(report.seconds, 1e-3);
  const auto counted = [](std::uint64_t count, const char* what) { return std::to_string(count) + " " + what; };
  std::vector<std::string> lines;
  lines.push_back(counted(report.done, "done, ") + counted(report.failed, "failed, ") +
                  counted(report.skipped, "skipped, ") + counted(report.cancelled, "cancelled of ") +
                  std::to_string(report.listed) + " listed, in " + human_seconds(report.seconds));
  if (!statistics.skips().empty()) lines.push_back("  skipped: " + reasons_text(statistics.skips()));
  if (const std::uint64_t count = count_warnings(statistics); count > 0) {
    lines.push_back("  warnings: " + std::to_string(count) +
                    "; -v names the images, and so do the journal and --report");
  }
  if (const std::string text = alone_text(statistics, memory); !text.empty()) lines.push_back("  memory:  " + text);
  if (report.salvaged > 0) {
    lines.push_back("  salvaged: " + std::to_string(report.salvaged) +
                    " of those done are damaged, and made of what could be read");
  }
  if (report.retries > 0) lines.push_back("  retries: " + std::to_string(report.retries));
  lines.push_back("  outputs: " + std::to_string(report.outputs) + " in " + output + ", " +
                  human_bytes(report.bytes_out) + " from " + human_bytes(report.bytes_in));
  if (report.done == 0) return lines;
  lines.push_back("  speed:   " + human_number(static_cast<double>(report.done) / seconds) + " images/s, " +
                  human_number(static_cast<double>(report.pixels_in) / 1e6 / seconds) + " MP/s; peak memory " +
                  human_bytes(peak_memory()));
  add_stages(statistics, lines);
  return lines;
}

}  // namespace tbbimg

#include "tools/run/summary.hpp"

#include <algorithm>

#include "engine/system/resources.hpp"
#include "tools/text/format.hpp"

namespace tbbimg::tools {
namespace {

std::string counted(std::uint64_t count, const char* what) { return std::to_string(count) + " " + what; }

// Most frequent first.
std::string reasons_text(const SkipCounts& skips) {
  std::vector<std::pair<std::uint64_t, std::string>> ordered;
  for (const auto& [reason, count] : skips) ordered.emplace_back(count, reason);
  std::stable_sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (const auto& [count, reason] : ordered) {
    text += (text.empty() ? "" : " | ") + std::to_string(count) + " " + reason;
  }
  return text;
}

}  // namespace

std::vector<std::string> summary_lines(const RunReport& report, const SkipCounts& skips, const std::string& output) {
  const double seconds = std::max(report.seconds, 1e-3);
  std::vector<std::string> lines;
  lines.push_back(counted(report.done, "done, ") + counted(report.failed, "failed, ") +
                  counted(report.skipped, "skipped, ") + counted(report.cancelled, "cancelled of ") +
                  std::to_string(report.listed) + " listed, in " + human_seconds(report.seconds));
  if (!skips.empty()) lines.push_back("  skipped: " + reasons_text(skips));
  lines.push_back("  outputs: " + std::to_string(report.outputs) + " in " + output + ", " +
                  human_bytes(report.bytes_out) + " from " + human_bytes(report.bytes_in));
  if (report.done == 0) return lines;
  lines.push_back("  speed:   " + human_number(static_cast<double>(report.done) / seconds) + " images/s, " +
                  human_number(static_cast<double>(report.pixels_in) / 1e6 / seconds) + " MP/s; peak memory " +
                  human_bytes(peak_memory()));
  return lines;
}

}  // namespace tbbimg::tools

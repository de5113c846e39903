#include "tools/journal/status_report.hpp"

#include <algorithm>
#include <vector>

#include "engine/watch/text/json.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/time.hpp"
#include "tools/run/go_on.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::size_t kMaxCauses = 20;

using Cause = std::pair<FailureCause, RunStatus::Failures>;

// The most frequent first.
std::vector<Cause> ordered(const RunStatus& report) {
  std::vector<Cause> causes(report.failures.begin(), report.failures.end());
  std::stable_sort(causes.begin(), causes.end(),
                   [](const Cause& a, const Cause& b) { return a.second.count > b.second.count; });
  if (causes.size() > kMaxCauses) causes.resize(kMaxCauses);
  return causes;
}

std::string ending(const RunStatus& report) {
  if (report.is_under_way) return "under way";
  if (!report.last_end) return "was killed";
  return "ended " + time_text(report.last_end->ended_ms) + " (" + one_line(report.last_end->ended_by) + ")";
}

std::string plural(std::uint64_t count, const std::string& word) {
  return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

}  // namespace

std::string status_text(const RunStatus& report) {
  std::string text = "done:    " + std::to_string(report.done) + ", with " + plural(report.outputs, "output") + ", " +
                     human_bytes(report.bytes) + "\n";
  if (report.salvaged > 0) {
    text += "  " + std::to_string(report.salvaged) +
            " of them damaged, and made of what could be read (--on-corrupt salvage)\n";
  }
  text += "failed:  " + std::to_string(report.failed) + "\n";
  for (const auto& [cause, failures] : ordered(report)) {
    text += "  " + std::to_string(failures.count) + " " + std::string(to_string(cause.stage)) + ": " +
            one_line(failures.sentence.text()) + ", such as " + one_line(failures.example) + "\n";
  }
  if (report.damaged > 0) text += "damaged: " + std::to_string(report.damaged) + "\n";
  text += "left:    " + std::to_string(report.left);
  if (report.changed > 0)
    text += ", and " + std::to_string(report.changed) + " done that must be made again because something changed";
  if (report.others > 0) text += "; " + plural(report.others, "other file") + " among the inputs";
  text += "\n";
  if (!report.unreachable.empty()) text += "         not all inputs were seen: " + one_line(report.unreachable) + "\n";
  if (report.orphans > 0) {
    text += "orphans: " + plural(report.orphans, "output") + ", " + human_bytes(report.orphan_bytes) +
            ", that nothing asks for any more: tbbimg prune --dry-run " + shell_quoted(report.output) + " lists them\n";
  }
  text += "last run: started " + time_text(report.last.started_ms) + ", " + ending(report);
  if (report.last_end) {
    text += ": " + std::to_string(report.last_end->listed) + " listed, " + std::to_string(report.last_end->skipped) +
            " skipped, " + std::to_string(report.last_end->cancelled) + " cancelled";
  }
  text += "\n";
  if (!report.trouble.empty()) text += "journal:  " + one_line(report.trouble) + "\n";
  if (report.is_under_way) return text;
  if (report.failed > 0) text += "only what failed: tbbimg retry " + shell_quoted(report.output) + "\n";
  return text + "to go on: " + resuming_command(report.last) + "\n";
}

std::string status_json(const RunStatus& report) {
  using Json = nlohmann::ordered_json;
  Json failures = Json::array();
  for (const auto& [cause, each] : ordered(report)) {
    failures.push_back({{"code", to_string(cause.code)},
                        {"stage", to_string(cause.stage)},
                        {"kind", to_string(cause.kind)},
                        {"message", each.sentence.text()},
                        {"count", each.count},
                        {"example", each.example}});
  }
  const Json json = {{"output", report.output},
                     {"done", report.done},
                     {"salvaged", report.salvaged},
                     {"outputs", report.outputs},
                     {"bytes", report.bytes},
                     {"failed", report.failed},
                     {"failures", std::move(failures)},
                     {"damaged", report.damaged},
                     {"left", report.left},
                     {"changed", report.changed},
                     {"other_files", report.others},
                     {"orphans", report.orphans},
                     {"orphan_bytes", report.orphan_bytes},
                     {"all_inputs_seen", report.unreachable.empty()},
                     {"journal_trouble", report.trouble.empty() ? Json() : Json(report.trouble)},
                     {"skipped", report.last_end ? Json(report.last_end->skipped) : Json()},
                     {"runs", report.runs},
                     {"under_way", report.is_under_way},
                     {"started", time_text(report.last.started_ms)},
                     {"ended", report.last_end ? Json(time_text(report.last_end->ended_ms)) : Json()},
                     {"ended_by", report.last_end ? Json(report.last_end->ended_by) : Json()},
                     {"command", resuming_command(report.last)}};
  return dumped(json) + "\n";
}

}  // namespace tbbimg::tools

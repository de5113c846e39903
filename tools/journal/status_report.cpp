#include "tools/journal/status_report.hpp"

#include <algorithm>
#include <vector>

#include "codecs/recognise.hpp"
#include "engine/files/directory_source.hpp"
#include "engine/journal/absolute_path.hpp"
#include "engine/journal/journal_folder.hpp"
#include "engine/watch/text/json.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/time.hpp"
#include "tools/journal/load.hpp"
#include "tools/run/journalling.hpp"

namespace tbbimg::tools {
namespace {

constexpr std::size_t kMaxCauses = 20;

void count_lines(const JournalIndex& index, StatusReport& report) {
  JournalParser parser;
  for (std::size_t i = 0; i < index.images(); ++i) {
    const auto image = index.at(i, parser);
    if (!image) continue;
    if (image->status == JournalStatus::done) {
      report.outputs += image->outputs.size();
      for (const JournalOutput& output : image->outputs) report.bytes += output.bytes;
    } else if (image->status == JournalStatus::failed && image->error) {
      StatusReport::Failures& failures = report.failures[FailureCause::of(*image->error)];
      if (failures.count++ == 0) {
        failures.sentence = sentence_of_cause(*image->error);
        failures.example = image->path;
      }
    }
  }
}

void count_input(const SourceItem& item, const JournalIndex& index, JournalParser& parser, StatusReport& report) {
  const auto image = index.find(AbsolutePath("/")(item.path), parser);
  if (!image || image->status == JournalStatus::begun) {
    const bool is_unlisted = item.file_name.empty();
    const bool is_image = claims_to_be_image(item.file_name) && !item.skip;
    ++(is_image || is_unlisted ? report.left : report.others);
  } else if (image->status == JournalStatus::done &&
             (image->bytes != item.bytes || image->mtime_ns != item.mtime_ns || image->recipe != report.last.recipe)) {
    ++report.changed;
  }
}

void walk_inputs(const JournalIndex& index, StatusReport& report) {
  DirectorySourceOptions options;
  options.roots = report.last.roots;
  options.exclude = report.output;
  auto source = DirectorySource::open(std::move(options));
  if (!source) {
    report.unreachable = source.error().to_string();
    return;
  }
  JournalParser parser;
  for (;;) {
    const auto item = (*source)->next();
    if (!item) report.unreachable = item.error().to_string();
    if (!item || !*item) return;
    count_input(**item, index, parser, report);
  }
}

using Cause = std::pair<FailureCause, StatusReport::Failures>;

// The most frequent first.
std::vector<Cause> ordered(const StatusReport& report) {
  std::vector<Cause> causes(report.failures.begin(), report.failures.end());
  std::stable_sort(causes.begin(), causes.end(),
                   [](const Cause& a, const Cause& b) { return a.second.count > b.second.count; });
  if (causes.size() > kMaxCauses) causes.resize(kMaxCauses);
  return causes;
}

std::string ending(const StatusReport& report) {
  if (report.is_under_way) return "under way";
  if (!report.last_end) return "was killed";
  return "ended " + time_text(report.last_end->ended_ms) + " (" + one_line(report.last_end->ended_by) + ")";
}

std::string plural(std::uint64_t count, const std::string& word) {
  return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

}  // namespace

StatusReport make_status_report(const JournalIndex& index, const std::string& output) {
  StatusReport report;
  report.output = output;
  report.last = index.runs().back();
  report.last_end = index.last_end();
  report.is_under_way = is_run_under_way(output);
  report.runs = index.runs().size();
  report.done = index.count(JournalStatus::done);
  report.failed = index.count(JournalStatus::failed);
  report.damaged = index.count(JournalStatus::damaged);
  report.trouble = trouble_of(index);
  count_lines(index, report);
  walk_inputs(index, report);
  return report;
}

std::string status_text(const StatusReport& report) {
  std::string text = "done:    " + std::to_string(report.done) + ", with " + plural(report.outputs, "output") + ", " +
                     human_bytes(report.bytes) + "\n";
  text += "failed:  " + std::to_string(report.failed) + "\n";
  for (const auto& [cause, failures] : ordered(report)) {
    text += "  " + std::to_string(failures.count) + " " + std::string(to_string(cause.stage)) + ": " +
            one_line(failures.sentence.text()) + ", such as " + one_line(failures.example) + "\n";
  }
  if (report.damaged > 0) text += "damaged: " + std::to_string(report.damaged) + "\n";
  text += "left:    " + std::to_string(report.left);
  if (report.changed > 0) text += ", and " + std::to_string(report.changed) + " done that a change asks for anew";
  if (report.others > 0) text += "; " + plural(report.others, "other file") + " among the inputs";
  text += "\n";
  if (!report.unreachable.empty()) text += "         not all inputs were seen: " + one_line(report.unreachable) + "\n";
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

std::string status_json(const StatusReport& report) {
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
                     {"outputs", report.outputs},
                     {"bytes", report.bytes},
                     {"failed", report.failed},
                     {"failures", std::move(failures)},
                     {"damaged", report.damaged},
                     {"left", report.left},
                     {"changed", report.changed},
                     {"other_files", report.others},
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

#include "engine/watch/json_events.hpp"

#include "engine/system/resources.hpp"
#include "engine/watch/text/json.hpp"

namespace tbbimg {
namespace {

using Json = nlohmann::ordered_json;

void add_counts(Json& json, const RunCounts& counts) {
  for (const auto& field : kCountFields) json[field.name] = counts.*field.count;
}

}  // namespace

std::string progress_event(const ProgressSnapshot& now) {
  Json json = {{"event", "progress"}, {"seconds", now.seconds}};
  add_counts(json, now);
  json.update({{"listing_done", now.listing_done},
               {"total", now.total ? Json(*now.total) : Json()},
               {"in_flight", now.in_flight},
               {"waiting", now.waiting},
               {"images_per_second", now.images_per_second},
               {"megapixels_per_second", now.megapixels_per_second},
               {"bytes_per_second", now.bytes_per_second},
               {"memory_bytes", now.memory_bytes},
               {"eta_seconds", now.eta_seconds ? Json(*now.eta_seconds) : Json()}});
  return dumped(json);
}

std::string failed_event(const Error& error) {
  return dumped({{"event", "failed"},
                 {"path", path_json(error.path)},
                 {"stage", to_string(error.stage)},
                 {"code", to_string(error.code)},
                 {"message", error.sentence().text()}});
}

std::string warning_event(const std::string& path, const DecodeWarning& warning) {
  return dumped({{"event", "warning"},
                 {"path", path_json(path)},
                 {"kind", to_string(warning.kind)},
                 {"figure", warning.figure},
                 {"message", sentence_of(warning).text()}});
}

std::string skipped_event(const SettledImage& image) {
  return dumped({{"event", "skipped"}, {"path", path_json(image.item.path)}, {"reason", sentence_of(image.skip)}});
}

std::string done_event(const SettledImage& image) {
  Json outputs = Json::array();
  for (const SettledOutput& output : image.outputs) {
    Json entry = {{"name", path_json(output.name)}};
    if (!output.was_there) {
      entry.update({{"bytes", output.bytes}, {"width", output.size.width}, {"height", output.size.height}});
    }
    outputs.push_back(std::move(entry));
  }
  return dumped({{"event", "done"},
                 {"path", path_json(image.item.path)},
                 {"attempts", image.attempts},
                 {"milliseconds", std::chrono::duration<double, std::milli>(image.times.total()).count()},
                 {"outputs", std::move(outputs)}});
}

std::string retry_event(const RetriedImage& image) {
  return dumped({{"event", "retry"},
                 {"path", path_json(image.item.path)},
                 {"stage", to_string(image.error.stage)},
                 {"code", to_string(image.error.code)},
                 {"message", image.error.sentence().text()},
                 {"attempts", image.attempts},
                 {"delay_ms", image.delay.count()}});
}

std::string breaker_event(const BreakerChange& change) {
  return dumped({{"event", "breaker"},
                 {"place", path_json(change.place)},
                 {"state", to_string(change.state)},
                 {"message", change.error != nullptr ? Json(change.error->message.text()) : Json()}});
}

std::string note_event(std::string_view message) { return dumped({{"event", "note"}, {"message", message}}); }

std::string end_event(const RunReport& report, const RunStatistics& statistics, int exit_code) {
  Json reasons = Json::object();
  for (const auto& [kind, count] : statistics.skips()) reasons[sentence_of(kind)] = count;
  Json json = {{"event", "end"},
               {"exit_code", exit_code},
               {"ended_by", to_string(report.ended_by)},
               {"seconds", report.seconds}};
  add_counts(json, report);
  json.update({{"skipped_by_reason", reasons}, {"peak_memory_bytes", peak_memory()}});
  return dumped(json);
}

}  // namespace tbbimg

#include "engine/watch/report/json_report.hpp"

#include <algorithm>

#include "engine/system/resources.hpp"
#include "engine/watch/text/json.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/time.hpp"

namespace tbbimg {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kSchema = 1;

double seconds_of(std::uint64_t nanoseconds) { return static_cast<double>(nanoseconds) / 1e9; }

Json times(const Histogram& histogram) {
  return {{"count", histogram.count()},
          {"min", seconds_of(histogram.min())},
          {"mean", histogram.mean() / 1e9},
          {"p50", seconds_of(histogram.quantile(0.5))},
          {"p90", seconds_of(histogram.quantile(0.9))},
          {"p99", seconds_of(histogram.quantile(0.99))},
          {"max", seconds_of(histogram.max())}};
}

Json stages_json(const RunStatistics& statistics) {
  Json object = Json::object();
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    if (statistics.stage(stage).count() > 0) object[std::string(to_string(stage))] = times(statistics.stage(stage));
  }
  return object;
}

Json slowest_json(const RunStatistics& statistics) {
  Json array = Json::array();
  for (const SlowImage& image : statistics.slowest()) {
    Json seconds = Json::object();
    for (std::size_t i = 0; i < kStages; ++i) {
      const auto stage = static_cast<Stage>(i);
      const double spent = std::chrono::duration<double>(image.times[stage]).count();
      if (spent > 0) seconds[std::string(to_string(stage))] = spent;
    }
    array.push_back({{"path", path_json(image.path)},
                     {"status", to_string(image.fate)},
                     {"seconds", std::chrono::duration<double>(image.times.total()).count()},
                     {"stages", std::move(seconds)},
                     {"pixels", image.pixels},
                     {"bytes_read", image.bytes_read},
                     {"attempts", image.attempts}});
  }
  return array;
}

Json example(const Error& error) {
  Json json = {{"path", path_json(error.path)}, {"message", error.sentence().text()}};
  if (!error.details->subject.empty()) json["subject"] = error.details->subject;
  for (const Figure& figure : error.details->figures) json["figures"][std::string(figure.name)] = figure.value;
  return json;
}

Json failures(const RunStatistics& statistics) {
  Json array = Json::array();
  for (const FailureGroup& group : statistics.failures()) {
    const FailureCause cause = group.cause.value_or(FailureCause());
    Json examples = Json::array();
    for (const Error& error : group.examples) examples.push_back(example(error));
    array.push_back({{"count", group.count},
                     {"class", to_string(group.failure_class)},
                     {"stage", to_string(cause.stage)},
                     {"code", group.cause ? Json(to_string(cause.code)) : Json()},
                     {"kind", to_string(cause.kind)},
                     {"cause", group.sentence.text()},
                     {"examples", std::move(examples)}});
  }
  return array;
}

Json paths_json(const std::vector<std::string>& paths) {
  Json array = Json::array();
  for (const std::string& path : paths) array.push_back(path_json(path));
  return array;
}

Json warnings_json(const RunStatistics& statistics) {
  Json array = Json::array();
  for (const auto& [kind, group] : statistics.warnings()) {
    array.push_back({{"kind", to_string(kind)},
                     {"count", group.count},
                     {"message", sentence_of(group.first).text()},
                     {"examples", paths_json(group.examples)}});
  }
  return array;
}

Json variants_json(const RunFacts& facts) {
  Json array = Json::array();
  const auto& outputs = facts.statistics.variants();
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    array.push_back({{"name", facts.recipe.variants()[i].name},
                     {"outputs", outputs[i].written},
                     {"bytes_out", outputs[i].bytes},
                     {"kept", outputs[i].kept}});
  }
  return array;
}

Json throughput(const Throughput& throughput) {
  Json slices = Json::array();
  for (const RunCounts& slice : throughput.slices()) {
    slices.push_back({{"done", slice.done},
                      {"failed", slice.failed},
                      {"skipped", slice.skipped},
                      {"cancelled", slice.cancelled},
                      {"pixels", slice.pixels_in},
                      {"bytes_in", slice.bytes_in},
                      {"bytes_out", slice.bytes_out}});
  }
  return {{"slice_seconds", std::chrono::duration<double>(throughput.width()).count()}, {"slices", std::move(slices)}};
}

Json options(const RunOptions& options) {
  return {{"threads", options.threads},
          {"io_threads", options.io_threads},
          {"max_images", options.max_images},
          {"memory_bytes", options.memory},
          {"retries", options.retries}};
}

}  // namespace

std::string json_report(const RunFacts& facts) {
  const RunReport& report = facts.report;
  Json json = {{"schema", kSchema},
               {"version", TBBIMG_VERSION},
               {"command", command_text(facts.arguments)},
               {"inputs", paths_json(facts.inputs)},
               {"output", path_json(facts.output)},
               {"options", options(facts.options)},
               {"started", time_text(facts.started)},
               {"ended", time_text(facts.ended)},
               {"seconds", report.seconds},
               {"exit_code", facts.exit_code},
               {"ended_by", to_string(report.ended_by)},
               {"explanation", facts.explanation}};
  for (const auto& field : kCountFields) json[field.name] = report.*field.count;
  json["peak_memory_bytes"] = peak_memory();
  json["stages"] = stages_json(facts.statistics);
  json["images"] = times(facts.statistics.images());
  json["variants"] = variants_json(facts);
  json["slowest"] = slowest_json(facts.statistics);
  json["failures"] = failures(facts.statistics);
  json["warnings"] = warnings_json(facts.statistics);
  Json skips = Json::object();
  for (const auto& [kind, count] : facts.statistics.skips()) skips[sentence_of(kind)] = count;
  json["skipped_by_reason"] = std::move(skips);
  json["throughput"] = throughput(facts.statistics.throughput());
  return dumped(json, 2) + "\n";
}

}  // namespace tbbimg

#include "engine/watch/report/html_report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "engine/system/resources.hpp"
#include "engine/watch/report/chart.hpp"
#include "engine/watch/report/html_style.hpp"
#include "engine/watch/report/html_text.hpp"
#include "kernels/core/format.hpp"
#include "kernels/core/time.hpp"

namespace tbbimg {
namespace {

// bdi: names of files may be written from right to left without turning the words around them.
std::string path_text(const std::string& path) { return "<bdi><code>" + html(path) + "</code></bdi>"; }

// A part of a bar of parts; `style` names its colour.
std::string share_part(const std::string& style, double value, double sum, const std::string& title) {
  if (value <= 0 || sum <= 0) return "";
  std::array<char, 32> percent{};
  std::snprintf(percent.data(), percent.size(), "%.3f%%", value / sum * 100);
  return "<i class=\"" + style + "\" style=\"width:" + percent.data() + "\" title=\"" + html(title) + "\"></i>";
}

std::string heading(const RunFacts& facts) {
  const std::string style = facts.exit_code == 0 ? "good" : "bad";
  std::string text = "<header><h1>tbbimg run <span class=\"end " + style + "\">" + html(facts.outcome) +
                     "</span></h1><p class=\"soft\">" + time_text(facts.started) + " to " + time_text(facts.ended) +
                     ", exit code " + std::to_string(facts.exit_code) + "</p>";
  if (!facts.explanation.empty()) text += "<p class=\"why\">" + html(facts.explanation) + "</p>";
  return text + "</header>\n";
}

std::string counts(const RunReport& report) {
  std::string tiles = "<div class=\"tile\"><b>" + grouped(report.listed) + "</b>listed</div>";
  std::string bar;
  for (const auto& field : kCountFields) {
    if (!field.is_fate) continue;
    const std::string name = field.name;
    const std::uint64_t count = report.*field.count;
    tiles += "<div class=\"tile " + name + "\"><b>" + grouped(count) + "</b>" + name + "</div>";
    bar += share_part(name, static_cast<double>(count), static_cast<double>(report.listed),
                      std::to_string(count) + " " + name);
  }
  return "<div class=\"tiles\">" + tiles + "</div><div class=\"share\">" + bar + "</div>\n";
}

std::string fact(const std::string& name, const std::string& value) {
  return "<div><dt>" + name + "</dt><dd>" + value + "</dd></div>";
}

std::string key_figures(const RunFacts& facts) {
  const RunReport& report = facts.report;
  const double seconds = std::max(report.seconds, 1e-3);
  std::string list = fact("Took", human_seconds(report.seconds)) +
                     fact("Images", human_number(static_cast<double>(report.done) / seconds) + " images/s, " +
                                        human_number(static_cast<double>(report.pixels_in) / 1e6 / seconds) + " MP/s") +
                     fact("Read", human_bytes(report.bytes_in)) +
                     fact("Written", human_bytes(report.bytes_out) + " in " + grouped(report.outputs) + " files") +
                     fact("Retries", grouped(report.retries)) + fact("Peak memory", human_bytes(peak_memory()));
  for (const auto& [kind, count] : facts.statistics.skips()) {
    list += fact("Skipped, " + grouped(count), html(sentence_of(kind)));
  }
  return "<dl>" + list + "</dl>\n";
}

// How large each variant's files are; of a run with one, the figures above say it.
std::string variants(const RunFacts& facts) {
  const auto& outputs = facts.statistics.variants();
  if (facts.recipe.variants().size() < 2 || outputs.empty()) return "";
  std::string rows;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto [written, bytes, kept] = outputs[i];
    const auto number = [](const std::string& text) { return "<td class=\"number\">" + text + "</td>"; };
    rows += "<tr><td><bdi>" + html(facts.recipe.variants()[i].name) + "</bdi></td>" + number(grouped(written)) +
            number(human_bytes(bytes)) + number(written > 0 ? human_bytes(bytes / written) : "") +
            number(grouped(kept)) + "</tr>";
  }
  return "<h2>Outputs by variant</h2><table class=\"variants\"><tr><th scope=\"col\">Variant</th>"
         "<th scope=\"col\" class=\"number\">Written</th><th scope=\"col\" class=\"number\">Size</th>"
         "<th scope=\"col\" class=\"number\">Per file</th><th scope=\"col\" class=\"number\">Kept</th></tr>" +
         rows + "</table>\n";
}

std::string throughput(const RunStatistics& statistics) {
  const std::string chart = throughput_chart(statistics.throughput());
  if (chart.empty()) return "";
  return "<h2>Throughput</h2><figure class=\"card\" style=\"margin:0\">" + chart + "</figure>\n";
}

std::string quantile_table(const Histogram& times) {
  std::string head;
  std::string row;
  const std::array<std::pair<const char*, double>, 6> figures = {{{"min", static_cast<double>(times.min())},
                                                                  {"p50", static_cast<double>(times.quantile(0.5))},
                                                                  {"mean", times.mean()},
                                                                  {"p90", static_cast<double>(times.quantile(0.9))},
                                                                  {"p99", static_cast<double>(times.quantile(0.99))},
                                                                  {"max", static_cast<double>(times.max())}}};
  std::string rows;
  for (std::size_t i = 0; i < figures.size(); ++i) {
    head += std::string("<th scope=\"col\">") + figures[i].first + "</th>";
    row += "<td>" + html(short_time(figures[i].second)) + "</td>";
    if (i % 3 == 2) rows += "<tr>" + std::exchange(head, {}) + "</tr><tr>" + std::exchange(row, {}) + "</tr>";
  }
  return "<table class=\"quantiles\">" + rows + "</table>";
}

std::string stages(const RunStatistics& statistics) {
  std::string cards;
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto stage = static_cast<Stage>(i);
    const Histogram& times = statistics.stage(stage);
    if (times.count() == 0) continue;
    cards += "<figure class=\"card\" style=\"margin:0\"><h3>" + std::string(to_string(stage)) + "<span>" +
             grouped(times.count()) + " images</span></h3>" + histogram_chart(times) + quantile_table(times) +
             "</figure>\n";
  }
  if (cards.empty()) return "";
  return "<h2>Time per image and stage</h2><p class=\"soft\">Work without waiting, all variants and attempts together; "
         "the dashed lines are p50, p90 and p99.</p><div class=\"stages\">" +
         cards + "</div>\n";
}

std::string example_item(const Error& error, bool says_more, const Thumbnails& thumbnails, bool has_thumbnails) {
  std::string item = "<li>";
  if (has_thumbnails) {
    item += "<div class=\"thumb\">";
    if (const auto found = thumbnails.find(error.path); found != thumbnails.end()) {
      item += "<img alt=\"\" src=\"data:image/jpeg;base64," + base64(found->second) + "\">";
    }
    item += "</div>";
  }
  item += "<div>" + path_text(error.path);
  if (says_more) item += "<p class=\"soft\"><bdi>" + html(error.sentence().text()) + "</bdi></p>";
  return item + "</div></li>";
}

std::string failures(const RunStatistics& statistics, const Thumbnails& thumbnails) {
  const std::vector<FailureGroup> groups = statistics.failures();
  if (groups.empty()) return "";
  std::string text = "<h2>Failures by cause</h2>";
  for (const FailureGroup& group : groups) {
    const FailureCause cause = group.cause.value_or(FailureCause());
    const std::string stage = cause.stage == Stage::none ? "" : ", in " + std::string(to_string(cause.stage));
    const std::string code = group.cause ? std::string(to_string(cause.code)) + stage + ", " : std::string();
    const bool has_thumbnails = std::any_of(group.examples.begin(), group.examples.end(),
                                            [&](const Error& error) { return thumbnails.contains(error.path); });
    text += "<section class=\"card cause\"><h3>" + grouped(group.count) + " \u00d7 " + html(group.sentence.text()) +
            "</h3><p class=\"soft\">" + code + std::string(to_string(group.failure_class)) + "</p><ul>";
    // The heading of a group without a kind are the words of its first example, and of all if they are the system's.
    for (const Error& error : group.examples) {
      const bool is_heading = cause.system_error != 0 || &error == &group.examples.front();
      const bool says_more = cause.kind != ErrorKind::none || !is_heading;
      text += example_item(error, says_more, thumbnails, has_thumbnails);
    }
    if (group.count > group.examples.size()) {
      text += "<li class=\"soft\">and " + grouped(group.count - group.examples.size()) + " more</li>";
    }
    text += "</ul></section>\n";
  }
  return text;
}

std::string warnings(const RunStatistics& statistics) {
  if (statistics.warnings().empty()) return "";
  std::string text = "<h2>Warnings</h2>";
  for (const auto& [kind, group] : statistics.warnings()) {
    text += "<section class=\"card cause\"><h3>" + grouped(group.count) + " \u00d7 " +
            html(sentence_of(group.first).text()) + "</h3><ul>";
    for (const std::string& path : group.examples) text += "<li>" + path_text(path) + "</li>";
    if (group.count > group.examples.size()) {
      text += "<li class=\"soft\">and " + grouped(group.count - group.examples.size()) + " more</li>";
    }
    text += "</ul></section>\n";
  }
  return text;
}

std::string work_bar(const StageTimes& times) {
  const auto sum = static_cast<double>(times.total().count());
  std::string parts;
  for (std::size_t i = 0; i < kStages; ++i) {
    const auto spent = static_cast<double>(times[static_cast<Stage>(i)].count());
    parts += share_part("s" + std::to_string(i - 1), spent, sum,
                        std::string(to_string(static_cast<Stage>(i))) + ": " + short_time(spent));
  }
  return "<div class=\"share\">" + parts + "</div>";
}

std::string slowest(const RunStatistics& statistics) {
  if (statistics.slowest().empty()) return "";
  std::string legend;
  for (const Stage stage : {Stage::read, Stage::decode, Stage::transform, Stage::encode, Stage::write}) {
    legend += "<span><i class=\"s" + std::to_string(static_cast<int>(stage) - 1) + "\"></i>" +
              std::string(to_string(stage)) + "</span>";
  }
  std::string rows;
  for (const SlowImage& image : statistics.slowest()) {
    rows += "<tr><td>" + path_text(image.path) +
            (image.fate == Fate::done ? "" : " " + std::string(to_string(image.fate))) + "</td><td class=\"number\">" +
            html(short_time(static_cast<double>(image.times.total().count()))) + "</td><td class=\"number\">" +
            human_number(static_cast<double>(image.pixels) / 1e6) + " MP, " + human_bytes(image.bytes_read) +
            "</td><td class=\"work\">" + work_bar(image.times) + "</td></tr>";
  }
  return "<h2>Slowest images</h2><p class=\"soft legend\">" + legend +
         "</p><table class=\"slow\"><thead><tr><th scope=\"col\">Image</th><th scope=\"col\" class=\"number\">Work</th>"
         "<th scope=\"col\" class=\"number\">Size</th><th scope=\"col\">Where</th></tr></thead><tbody>" +
         rows + "</tbody></table>\n";
}

std::string command(const RunFacts& facts) {
  std::string inputs;
  for (const std::string& input : facts.inputs) inputs += (inputs.empty() ? "" : ", ") + path_text(input);
  const RunOptions& options = facts.options;
  return "<h2>Command</h2><p><code>" + html(command_text(facts.arguments)) + "</code></p><dl>" +
         fact("Inputs", inputs) + fact("Outputs", path_text(facts.output)) +
         fact("Threads",
              std::to_string(options.threads) + " compute, " + std::to_string(options.io_threads) + " read and write") +
         fact("In work at once",
              grouped(static_cast<std::uint64_t>(options.max_images)) + " images, " + human_bytes(options.memory)) +
         fact("tbbimg", TBBIMG_VERSION) + "</dl>\n";
}

}  // namespace

std::string html_report(const RunFacts& facts, const Thumbnails& thumbnails) {
  // The policy keeps a page to itself whatever an escape might have missed.
  return "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
         "'unsafe-inline'\"><title>tbbimg run " +
         time_text(facts.started) + "</title><style>" + std::string(kReportStyle) + "</style></head><body>\n" +
         heading(facts) + "<main>" + counts(facts.report) + key_figures(facts) + throughput(facts.statistics) +
         variants(facts) + stages(facts.statistics) + failures(facts.statistics, thumbnails) +
         warnings(facts.statistics) + slowest(facts.statistics) + command(facts) + "</main></body></html>\n";
}

}  // namespace tbbimg

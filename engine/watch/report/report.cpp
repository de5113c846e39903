#include "engine/watch/report/report.hpp"

#include <array>
#include <ctime>
#include <utility>

#include "engine/files/named_file.hpp"
#include "engine/watch/report/html_report.hpp"
#include "engine/watch/report/json_report.hpp"
#include "engine/watch/report/thumbnails.hpp"

namespace tbbimg {
namespace {

bool is_json(const std::string& path) { return path.ends_with(".json"); }
bool is_html(const std::string& path) { return path.ends_with(".html") || path.ends_with(".htm"); }

}  // namespace

Status check_report_name(const std::string& path) {
  if (is_json(path) || is_html(path)) return {};
  return fail(
      {.code = ErrorCode::invalid_argument, .message = "a report's name ends with .json or .html", .path = path});
}

Status write_report(const std::string& path, const RunFacts& facts) {
  // Who has pressed Ctrl-C waits for the prompt, not for thumbnails.
  const bool has_time = facts.report.ended_by != EndedBy::stop_request;
  const std::string text = is_json(path)
                               ? json_report(facts)
                               : html_report(facts, has_time ? make_thumbnails(facts.statistics) : Thumbnails{});
  return replace_named_file(path, {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace tbbimg

#include "engine/watch/report/report.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <filesystem>
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

Status check_report_file(const std::string& path) {
  TBBIMG_RETURN_IF_ERROR(check_named_file(path));
  std::error_code ignored;
  // Folders that are missing will be made.
  std::filesystem::path folder = std::filesystem::path(path).parent_path();
  while (folder.has_relative_path() && !std::filesystem::exists(folder, ignored)) folder = folder.parent_path();
  if (folder.empty()) folder = ".";
  errno = ENOTDIR;
  if (std::filesystem::is_directory(folder, ignored) && ::access(folder.c_str(), W_OK | X_OK) == 0) return {};
  return fail(system_error(errno, path, "no report can be written there", Stage::write));
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

#include "engine/queue/task/task_spec.hpp"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

#include "kernels/core/format.hpp"
#include "kernels/core/utf8.hpp"

namespace tbbimg::queue {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kLongestTimeout = 24h * 366;
constexpr int kMostAttempts = 1000;

constexpr bool is_name(std::string_view text) noexcept {
  constexpr auto may_be_in_one = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  };
  return !text.empty() && text.size() <= kLongestName && std::ranges::all_of(text, may_be_in_one);
}

Status check_number(std::string_view what, std::int64_t value, std::int64_t least, std::int64_t most) {
  if (value >= least && value <= most) return {};
  return fail(ErrorCode::invalid_argument, "the " + std::string(what) + " of a task must be " + std::to_string(least) +
                                               " to " + std::to_string(most) + ", not " + std::to_string(value));
}

}  // namespace

Status check_name(std::string_view what, std::string_view name) {
  if (is_name(name)) return {};
  return fail(ErrorCode::invalid_argument, "the " + std::string(what) + " '" + one_line(name.substr(0, kLongestName)) +
                                               "' must have 1 to " + std::to_string(kLongestName) +
                                               " letters, digits, '.', '_' and '-'");
}

Status check_text(std::string_view what, std::string_view text, std::size_t most) {
  if (text.size() > most) {
    return fail(ErrorCode::invalid_argument, "the " + std::string(what) + " may have at most " + human_bytes(most) +
                                                 ", not " + human_bytes(text.size()));
  }
  if (is_utf8(text) && text.find('\0') == std::string_view::npos) return {};
  return fail(ErrorCode::invalid_argument, "the " + std::string(what) + " must be UTF-8 without NUL");
}

Status check_json(std::string_view what, std::string_view text) {
  TBBIMG_RETURN_IF_ERROR(check_text(what, text, kLargestJson));
  if (text == "{}" || nlohmann::json::accept(text)) return {};
  return fail(ErrorCode::invalid_argument, "the " + std::string(what) + " must be JSON");
}

TaskSpec TaskSpec::with_priority(int higher_is_sooner) const {
  TaskSpec spec = *this;
  spec.priority = higher_is_sooner;
  return spec;
}

TaskSpec TaskSpec::with_timeout(std::chrono::milliseconds of_an_attempt) const {
  TaskSpec spec = *this;
  spec.timeout = of_an_attempt;
  return spec;
}

TaskSpec TaskSpec::with_tag(std::string tag) const {
  TaskSpec spec = *this;
  spec.tags.push_back(std::move(tag));
  return spec;
}

Status check(const TaskSpec& spec) {
  TBBIMG_RETURN_IF_ERROR(check_name("kind", spec.kind));
  TBBIMG_RETURN_IF_ERROR(check_name("queue", spec.queue));
  TBBIMG_RETURN_IF_ERROR(check_number("version", spec.version, 1, 32'767));
  TBBIMG_RETURN_IF_ERROR(check_number("priority", spec.priority, kLowestPriority, kHighestPriority));
  TBBIMG_RETURN_IF_ERROR(check_number("max_attempts", spec.retry.max_attempts, 1, kMostAttempts));
  TBBIMG_RETURN_IF_ERROR(check_number("max_crashes", spec.retry.max_crashes, 1, kMostAttempts));
  TBBIMG_RETURN_IF_ERROR(check_number("timeout in ms", spec.timeout.count(), 1, kLongestTimeout.count()));
  TBBIMG_RETURN_IF_ERROR(check_number("count of tags", static_cast<std::int64_t>(spec.tags.size()), 0, kMostTags));
  for (const std::string& tag : spec.tags) TBBIMG_RETURN_IF_ERROR(check_name("tag", tag));
  TBBIMG_RETURN_IF_ERROR(check_text("unique key of a task", spec.unique_key, kLongestUniqueKey));
  TBBIMG_RETURN_IF_ERROR(check_number("first wait in ms", spec.retry.first.count(), 0, kLongestTimeout.count()));
  TBBIMG_RETURN_IF_ERROR(check_number("longest wait in ms", spec.retry.longest.count(), 0, kLongestTimeout.count()));
  if ((spec.after_others || spec.seq) && !spec.job) {
    return fail(ErrorCode::invalid_argument, "a task that has a place in a job must have the job, too");
  }
  return check_json("args of a task", spec.args);
}

}  // namespace tbbimg::queue

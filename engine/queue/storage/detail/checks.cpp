#include "engine/queue/storage/detail/checks.hpp"

#include <string>

namespace tbbimg::queue::detail {

Status check_all(std::span<const TaskSpec> specs) {
  if (specs.size() > kMostSpecs) {
    return fail(ErrorCode::invalid_argument, "at most " + std::to_string(kMostSpecs) +
                                                 " tasks can be handed in at once, not " +
                                                 std::to_string(specs.size()));
  }
  for (const TaskSpec& spec : specs) TBBIMG_RETURN_IF_ERROR(check(spec));
  return {};
}

Status check_job(const JobSpec& job, std::span<const TaskSpec> tasks) {
  TBBIMG_RETURN_IF_ERROR(check(job));
  if (tasks.empty()) return fail(ErrorCode::invalid_argument, "a job needs at least one task");
  for (TaskSpec task : tasks) {
    task.job = JobId{};  // it has none yet, and may have a place in it
    TBBIMG_RETURN_IF_ERROR(check(task));
  }
  return {};
}

Status check_outputs(std::span<const Settlement> settlements) {
  for (const Settlement& settlement : settlements) {
    if (const auto* done = std::get_if<Done>(&settlement.outcome)) {
      TBBIMG_RETURN_IF_ERROR(check_json("output of a task", done->output));
    }
  }
  return {};
}

Status check_filter(const TaskFilter& filter) {
  const bool asks_for_something = filter.ids || !filter.states.empty() || !filter.kind.empty() ||
                                  !filter.queue.empty() || !filter.tag.empty() || !filter.error_code.empty() ||
                                  filter.job || filter.ended_since || filter.ended_before;
  if (filter.all != asks_for_something) return {};
  if (filter.all) return fail(ErrorCode::invalid_argument, "all tasks and some of them cannot be meant at once");
  return fail(ErrorCode::invalid_argument, "which tasks are meant is not said");
}

Status check_limit(std::string_view queue, std::optional<int> max_running) {
  TBBIMG_RETURN_IF_ERROR(check_name("queue", queue));
  if (!max_running || *max_running >= 1) return {};
  return fail(ErrorCode::invalid_argument,
              "a queue may run at least one task, or be paused: not " + std::to_string(*max_running));
}

TaskFilter filter_of_retry(TaskFilter filter) {
  if (filter.states.empty()) filter.states = {TaskState::failed, TaskState::cancelled};
  return filter;
}

}  // namespace tbbimg::queue::detail

#include "engine/queue/storage/records.hpp"

namespace tbbimg::queue {
namespace {

constexpr std::size_t kLongestJobName = 200;

}  // namespace

Status check(const JobSpec& spec) {
  if (spec.name.empty()) return fail(ErrorCode::invalid_argument, "a job needs a name");
  TBBIMG_RETURN_IF_ERROR(check_text("name of the job", spec.name, kLongestJobName));
  TBBIMG_RETURN_IF_ERROR(check_text("unique key of the job", spec.unique_key, kLongestUniqueKey));
  return check_json("details of the job", spec.details);
}

JobState state_of(const JobRecord& job) noexcept {
  const auto count = [&job](TaskState state) { return job.counts[static_cast<std::size_t>(state)]; };
  for (const TaskState state : {TaskState::blocked, TaskState::waiting, TaskState::available, TaskState::running}) {
    if (count(state) > 0) return JobState::open;
  }
  if (job.cancel_at || count(TaskState::cancelled) > 0) return JobState::cancelled;
  return count(TaskState::failed) > 0 ? JobState::failed : JobState::done;
}

}  // namespace tbbimg::queue

// What all stores ask of arguments.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "engine/queue/storage/task_store.hpp"

namespace tbbimg::queue::detail {

/// All of them: invalid_argument.
[[nodiscard]] Status check_all(std::span<const TaskSpec> specs);
[[nodiscard]] Status check_job(const JobSpec& job, std::span<const TaskSpec> tasks);
[[nodiscard]] Status check_outputs(std::span<const Settlement> settlements);
[[nodiscard]] Status check_filter(const TaskFilter& filter);
[[nodiscard]] Status check_limit(std::string_view queue, std::optional<int> max_running);

/// What retry() means by a filter.
[[nodiscard]] TaskFilter filter_of_retry(TaskFilter filter);

}  // namespace tbbimg::queue::detail

// What a task may use while it is done.
#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/queue/task/claimed_task.hpp"
#include "engine/queue/task/task_spec.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::queue {

/// Valid until execute() returns. For the threads of one task.
class TaskContext {
 public:
  TaskContext() = default;
  TaskContext(const TaskContext&) = delete;
  TaskContext& operator=(const TaskContext&) = delete;
  virtual ~TaskContext() = default;

  /// Its lease, its place in its job, and what the attempt before left.
  [[nodiscard]] virtual const ClaimedTask& claimed() const noexcept = 0;
  /// Requested when the task is cancelled, its time is over, or whoever works stops. execute() is to return soon then:
  /// with its output if that is whole, else with an error of any kind, which nobody counts.
  [[nodiscard]] virtual const std::stop_token& stop() const noexcept = 0;
  /// `total` 0: that is not known.
  virtual void progress(std::uint64_t done, std::uint64_t total) = 0;
  /// Kept for the next attempt. Errors: already_exists (the attempt is void), and those of the store.
  [[nodiscard]] virtual Status checkpoint(std::string json) = 0;
  /// Tasks of the same job, as TaskStore::enqueue() with the lease.
  [[nodiscard]] virtual Result<std::vector<Enqueued>> enqueue(std::vector<TaskSpec> specs) = 0;
};

}  // namespace tbbimg::queue

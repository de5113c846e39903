// A queue in one process: a store and a pool, for programs that hand in tasks and wait for them.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "engine/queue/storage/task_store.hpp"
#include "engine/queue/task/task_kinds.hpp"
#include "engine/queue/worker/worker_pool.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::queue {

struct Config {
  std::string store = "memory:";
  StoreOptions store_options = {};
  WorkerPoolOptions workers = {};

  /// Two threads, and leases so short that what is lost is found in a second.
  [[nodiscard]] static Config for_development();
};

/// A task that was handed in, whose types are still known.
template <Task T>
struct TaskHandle {
  TaskId id{};
};

/// How a task ended.
template <Task T>
struct Ended {
  using Output = std::conditional_t<std::is_void_v<OutputOf<T>>, std::monostate, OutputOf<T>>;

  TaskState state{};                        ///< done, failed or cancelled
  std::optional<Output> output = {};        ///< if it is done
  std::optional<ErrorOf<T>> error = {};     ///< if it has failed by an error of its own
  std::optional<TaskFailure> failure = {};  ///< of the last attempt that failed, in words
};

class System {
 public:
  /// Errors: invalid_argument (the store's name), unsupported (none of that kind here).
  [[nodiscard]] static Result<std::unique_ptr<System>> open(Config config, TaskKinds kinds);
  System(const System&) = delete;
  System& operator=(const System&) = delete;
  ~System();

  /// Begins to do tasks. Errors: as WorkerPool::start(), already_exists (it was started).
  [[nodiscard]] Status start();
  /// As WorkerPool::stop(). What is not done is kept as long as the store is, and start() goes on with it.
  void stop(std::chrono::milliseconds grace);

  /// Errors: as spec_of() and TaskStore::enqueue().
  template <Task T>
  [[nodiscard]] Result<TaskHandle<T>> submit(const T& task) {
    TBBIMG_ASSIGN_OR_RETURN(TaskSpec spec, spec_of(task));
    TBBIMG_ASSIGN_OR_RETURN(const TaskId id, submit(std::move(spec)));
    return TaskHandle<T>{id};
  }
  /// The task that has its unique key already, if there is one.
  [[nodiscard]] Result<TaskId> submit(TaskSpec spec);

  /// Until the task has ended, or the time is over. Errors: timed_out, not_found (nobody handed it in, or it was
  /// removed), corrupt_data (an output that is no OutputOf<T>).
  template <Task T>
  [[nodiscard]] Result<Ended<T>> wait(TaskHandle<T> task, std::chrono::milliseconds time);
  [[nodiscard]] Result<TaskRecord> wait(TaskId task, std::chrono::milliseconds time);

  [[nodiscard]] TaskStore& store() noexcept { return *store_; }

 private:
  System(std::shared_ptr<TaskStore> store, TaskKinds kinds, WorkerPoolOptions workers);

  std::shared_ptr<TaskStore> store_;
  TaskKinds kinds_;
  WorkerPoolOptions workers_;
  std::unique_ptr<WorkerPool> pool_;
};

template <Task T>
Result<Ended<T>> System::wait(TaskHandle<T> task, std::chrono::milliseconds time) {
  TBBIMG_ASSIGN_OR_RETURN(const TaskRecord record, wait(task.id, time));
  Ended<T> ended{.state = record.life.state, .failure = record.failure};
  if (ended.state == TaskState::failed && ended.failure) ended.error = error_in<ErrorOf<T>>(*ended.failure);
  if (ended.state != TaskState::done) return ended;
  if constexpr (std::is_void_v<OutputOf<T>>) {
    ended.output.emplace();
  } else {
    try {
      ended.output = nlohmann::json::parse(record.output).template get<OutputOf<T>>();
    } catch (const std::exception& error) {
      return fail(ErrorCode::corrupt_data, "the output of a task does not fit its kind: " + std::string(error.what()));
    }
  }
  return ended;
}

}  // namespace tbbimg::queue

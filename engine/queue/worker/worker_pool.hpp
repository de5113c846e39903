// Threads that do tasks, within a process that somebody else has written.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "engine/queue/storage/task_store.hpp"
#include "engine/queue/task/task_kinds.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::queue {

struct WorkerPoolOptions {
  std::string name = "pool";  ///< for people
  int threads = 4;
  std::vector<std::string> queues = {"default"};  ///< those in front are served first
  /// How often the store is asked for tasks that have become due; what is handed in is begun at once.
  std::chrono::milliseconds poll{1000};
};

/// One worker of a store. Its threads share nothing: each has a mailbox, and so has the one that speaks with the store.
/// A task that never returns holds its thread, and one that crashes the process takes all with it: who does tasks of
/// others runs them in processes of their own.
class WorkerPool {
 public:
  /// Errors: invalid_argument, limit_exceeded (the system refuses a thread), those of the store.
  [[nodiscard]] static Result<std::unique_ptr<WorkerPool>> start(std::shared_ptr<TaskStore> store, TaskKinds kinds,
                                                                 WorkerPoolOptions options = {});
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  /// stop() with no time.
  ~WorkerPool();

  /// Claims nothing any more. What runs may end within `grace`; then it is asked to stop and released, which counts as
  /// no attempt. Returns when no thread is left. May be called again.
  void stop(std::chrono::milliseconds grace);

 private:
  class Actors;
  explicit WorkerPool(std::unique_ptr<Actors> actors);

  std::unique_ptr<Actors> actors_;
};

}  // namespace tbbimg::queue

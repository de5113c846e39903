#include "engine/queue/system.hpp"

#include "engine/queue/storage/open_store.hpp"

namespace tbbimg::queue {

Config Config::for_development() {
  Config config;
  config.store_options.lease = std::chrono::seconds(1);
  config.workers.threads = 2;
  return config;
}

System::System(std::shared_ptr<TaskStore> store, TaskKinds kinds, WorkerPoolOptions workers)
    : store_(std::move(store)), kinds_(std::move(kinds)), workers_(std::move(workers)) {}

System::~System() = default;

Result<std::unique_ptr<System>> System::open(Config config, TaskKinds kinds) {
  TBBIMG_ASSIGN_OR_RETURN(std::unique_ptr<TaskStore> store, open_store(config.store, std::move(config.store_options)));
  return std::unique_ptr<System>(new System(std::move(store), std::move(kinds), std::move(config.workers)));
}

Status System::start() {
  if (pool_ != nullptr) return fail(ErrorCode::already_exists, "the queue was started already");
  TBBIMG_ASSIGN_OR_RETURN(pool_, WorkerPool::start(store_, kinds_, workers_));
  return {};
}

void System::stop(std::chrono::milliseconds grace) {
  if (pool_ == nullptr) return;
  pool_->stop(grace);
  pool_.reset();
}

Result<TaskId> System::submit(TaskSpec spec) {
  TBBIMG_ASSIGN_OR_RETURN(const std::vector<Enqueued> enqueued, store_->enqueue({std::move(spec)}));
  return enqueued.front().id;
}

Result<TaskRecord> System::wait(TaskId task, std::chrono::milliseconds time) {
  const auto deadline = std::chrono::steady_clock::now() + time;
  for (;;) {
    const std::uint64_t seen = store_->news(Topic::ended);
    TBBIMG_ASSIGN_OR_RETURN(TaskRecord record, store_->task(task));
    if (has_ended(record.life.state)) return record;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) {
      return fail(Error{.code = ErrorCode::timed_out,
                        .message = "the task has not ended yet: it is " + std::string(to_string(record.life.state)),
                        .retryable = true});
    }
    static_cast<void>(store_->wait_for_news(Topic::ended, seen, left));
  }
}

}  // namespace tbbimg::queue

#include "engine/queue/storage/memory_store.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "engine/queue/storage/detail/task_table.hpp"

namespace tbbimg::queue {
namespace {

class MemoryStore final : public TaskStore {
 private:
  template <class Call>
  auto locked(const Call& call) {
    const Now now = clock_();
    const std::scoped_lock lock(mutex_);
    const auto before = table_.news();
    auto result = call(now);
    if (table_.news() != before) there_is_news_.notify_all();
    return result;
  }

 public:
  explicit MemoryStore(StoreOptions options) : clock_(std::move(options.clock)), table_(options.lease, clock_().boot) {}

  Result<std::vector<Enqueued>> enqueue(std::vector<TaskSpec> specs, const std::optional<Lease>& by) override {
    return locked([&](const Now& now) { return table_.enqueue(std::move(specs), by, now); });
  }
  Result<SubmittedJob> submit_job(const JobSpec& job, std::vector<TaskSpec> tasks) override {
    return locked([&](const Now& now) { return table_.submit_job(job, std::move(tasks), now); });
  }
  Result<std::chrono::milliseconds> register_worker(const WorkerInfo& worker) override {
    return locked([&](const Now& now) { return table_.register_worker(worker, now); });
  }
  Result<Asked> renew(WorkerId worker, std::span<const HeldTask> held) override {
    return locked([&](const Now& now) -> Result<Asked> { return table_.renew(worker, held, now); });
  }
  Result<Claimed> claim(const ClaimRequest& request) override {
    return locked([&](const Now& now) -> Result<Claimed> { return table_.claim(request, now); });
  }
  Result<std::vector<Settled>> settle(std::vector<Settlement> settlements) override {
    return locked([&](const Now& now) { return table_.settle(std::move(settlements), now); });
  }
  Result<bool> checkpoint(const Lease& lease, std::string json) override {
    return locked([&](const Now&) { return table_.checkpoint(lease, std::move(json)); });
  }
  Status remove_worker(WorkerId worker) override {
    return locked([&](const Now& now) -> Status {
      table_.remove_worker(worker, now);
      return {};
    });
  }
  Result<std::vector<ReapedWorker>> reap() override {
    return locked([&](const Now& now) -> Result<std::vector<ReapedWorker>> { return table_.reap(now); });
  }

  Result<std::vector<TaskRecord>> find(const TaskFilter& filter, TaskId after, std::size_t limit) override {
    return locked([&](const Now&) { return table_.find(filter, after, limit); });
  }
  Result<TaskRecord> task(TaskId id) override {
    return locked([&](const Now&) { return table_.task(id); });
  }
  Result<std::vector<AttemptRecord>> attempts(TaskId task) override {
    return locked([&](const Now&) -> Result<std::vector<AttemptRecord>> { return table_.attempts(task); });
  }
  Result<std::vector<QueueRecord>> queues() override {
    return locked([&](const Now&) -> Result<std::vector<QueueRecord>> { return table_.queues(); });
  }
  Result<std::vector<WorkerRecord>> workers() override {
    return locked([&](const Now& now) -> Result<std::vector<WorkerRecord>> { return table_.workers(now); });
  }
  Result<JobRecord> job(JobId id) override {
    return locked([&](const Now&) { return table_.job(id); });
  }
  Result<std::vector<JobRecord>> jobs(JobId after, std::size_t limit) override {
    return locked([&](const Now&) -> Result<std::vector<JobRecord>> { return table_.jobs(after, limit); });
  }

  Result<std::uint64_t> cancel(const TaskFilter& filter) override {
    return locked([&](const Now& now) { return table_.cancel(filter, now); });
  }
  Result<std::uint64_t> retry(const TaskFilter& filter) override {
    return locked([&](const Now& now) { return table_.retry(filter, now); });
  }
  Result<std::uint64_t> remove(const TaskFilter& filter) override {
    return locked([&](const Now&) { return table_.remove(filter); });
  }
  Status cancel_job(JobId job) override {
    return locked([&](const Now& now) { return table_.cancel_job(job, now); });
  }
  Status pause(std::string_view queue) override {
    return locked([&](const Now&) { return table_.pause(queue, true); });
  }
  Status resume(std::string_view queue) override {
    return locked([&](const Now&) { return table_.pause(queue, false); });
  }
  Status limit(std::string_view queue, std::optional<int> max_running) override {
    return locked([&](const Now&) { return table_.limit(queue, max_running); });
  }
  Status ask_to_drain(WorkerId worker) override {
    return locked([&](const Now&) { return table_.ask_to_drain(worker); });
  }

  std::uint64_t news(Topic topic) override {
    const std::scoped_lock lock(mutex_);
    return table_.news()[static_cast<std::size_t>(topic)];
  }
  std::uint64_t wait_for_news(Topic topic, std::uint64_t seen, std::chrono::milliseconds time) override {
    std::unique_lock lock(mutex_);
    const std::uint64_t& news = table_.news()[static_cast<std::size_t>(topic)];
    there_is_news_.wait_for(lock, time, [&] { return news != seen; });
    return news;
  }

 private:
  Clock clock_;
  std::mutex mutex_;
  std::condition_variable there_is_news_;
  detail::TaskTable table_;
};

}  // namespace

std::unique_ptr<TaskStore> make_memory_store(StoreOptions options) {
  return std::make_unique<MemoryStore>(std::move(options));
}

}  // namespace tbbimg::queue

#include "engine/queue/storage/sqlite_store.hpp"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

#include "engine/queue/storage/detail/checks.hpp"
#include "engine/queue/storage/detail/reaping_grace.hpp"
#include "engine/queue/storage/detail/sqlite_schema.hpp"
#include "engine/queue/storage/detail/sqlite_tasks.hpp"
#include "engine/system/machine.hpp"

namespace tbbimg::queue {
namespace {

using detail::SqliteConnection;
using detail::SqliteTasks;
using detail::SqliteTransaction;
using Kind = SqliteTransaction::Kind;

/// How often somebody who waits looks whether another process has changed something.
constexpr std::chrono::milliseconds kLooking{25};

class SqliteStore final : public TaskStore {
  /// `call` within a transaction, which is committed if it and the call have not failed.
  template <class Call>
  auto transact(Kind kind, const Call& call) -> decltype(call(std::declval<SqliteTasks&>())) {
    const Now now = clock_();
    const std::scoped_lock lock(mutex_);
    grace_.hear(now.boot);
    SqliteTransaction sql(connection_, kind);
    SqliteTasks tasks(sql, {now, lease_, boot_});
    auto result = call(tasks);
    if (!result && !sql.has_failed()) return result;
    TBBIMG_RETURN_IF_ERROR(sql.commit());
    bool is_new = false;
    for (std::size_t topic = 0; topic < kTopics; ++topic) {
      if (!tasks.news()[topic]) continue;
      ++news_[topic];
      is_new = true;
    }
    if (is_new) there_is_news_.notify_all();
    return result;
  }

  /// The same for what fails by the database alone.
  template <class Call>
  auto ask(Kind kind, const Call& call) {
    using Value = decltype(call(std::declval<SqliteTasks&>()));
    if constexpr (std::is_void_v<Value>) {
      return transact(kind, [&](SqliteTasks& tasks) -> Status {
        call(tasks);
        return {};
      });
    } else {
      return transact(kind, [&](SqliteTasks& tasks) -> Result<Value> { return call(tasks); });
    }
  }

  /// What may concern more tasks than a transaction should.
  template <class Call>
  Result<std::uint64_t> in_slices(const Call& call) {
    std::uint64_t changed = 0;
    std::optional<TaskId> after = TaskId{};
    while (after) {
      TBBIMG_ASSIGN_OR_RETURN(const std::uint64_t more,
                              ask(Kind::write, [&](SqliteTasks& tasks) { return call(tasks, after); }));
      changed += more;
    }
    return changed;
  }

 public:
  SqliteStore(SqliteConnection connection, StoreOptions options, std::chrono::milliseconds lease)
      : connection_(std::move(connection)),
        clock_(std::move(options.clock)),
        lease_(lease),
        boot_(boot_id()),
        grace_(lease, clock_().boot) {
    seen_version_ = connection_.data_version();
  }

  Result<std::vector<Enqueued>> enqueue(std::vector<TaskSpec> specs, const std::optional<Lease>& by) override {
    TBBIMG_RETURN_IF_ERROR(detail::check_all(specs));
    return transact(Kind::write, [&](SqliteTasks& tasks) { return tasks.enqueue(specs, by); });
  }
  Result<SubmittedJob> submit_job(const JobSpec& job, std::vector<TaskSpec> specs) override {
    TBBIMG_RETURN_IF_ERROR(detail::check_job(job, specs));
    return transact(Kind::write, [&](SqliteTasks& tasks) { return tasks.submit_job(job, std::move(specs)); });
  }
  Result<std::chrono::milliseconds> register_worker(const WorkerInfo& worker) override {
    TBBIMG_RETURN_IF_ERROR(check_text("name of a worker", worker.name, kLongestUniqueKey));
    TBBIMG_RETURN_IF_ERROR(transact(Kind::write, [&](SqliteTasks& tasks) { return tasks.register_worker(worker); }));
    return lease_;
  }
  Result<Asked> renew(WorkerId worker, std::span<const HeldTask> held) override {
    return ask(Kind::write_lightly, [&](SqliteTasks& tasks) { return tasks.renew(worker, held); });
  }
  Result<Claimed> claim(const ClaimRequest& request) override {
    return ask(Kind::write_lightly, [&](SqliteTasks& tasks) { return tasks.claim(request); });
  }
  Result<std::vector<Settled>> settle(std::vector<Settlement> settlements) override {
    TBBIMG_RETURN_IF_ERROR(detail::check_outputs(settlements));
    return ask(Kind::write, [&](SqliteTasks& tasks) { return tasks.settle(settlements); });
  }
  Result<bool> checkpoint(const Lease& lease, std::string json) override {
    TBBIMG_RETURN_IF_ERROR(check_json("checkpoint of a task", json));
    return ask(Kind::write, [&](SqliteTasks& tasks) { return tasks.checkpoint(lease, json); });
  }
  Status remove_worker(WorkerId worker) override {
    return ask(Kind::write, [&](SqliteTasks& tasks) { tasks.remove_worker(worker); });
  }
  Result<std::vector<ReapedWorker>> reap() override {
    return ask(Kind::write,
               [&](SqliteTasks& tasks) { return grace_.holds() ? std::vector<ReapedWorker>() : tasks.reap(); });
  }

  Result<std::vector<TaskRecord>> find(const TaskFilter& filter, TaskId after, std::size_t limit) override {
    TBBIMG_RETURN_IF_ERROR(detail::check_filter(filter));
    return ask(Kind::read, [&](SqliteTasks& tasks) { return tasks.find(filter, after, limit); });
  }
  Result<TaskRecord> task(TaskId id) override {
    return transact(Kind::read, [&](SqliteTasks& tasks) { return tasks.task(id); });
  }
  Result<std::vector<AttemptRecord>> attempts(TaskId task) override {
    return ask(Kind::read, [&](SqliteTasks& tasks) { return tasks.attempts(task); });
  }
  Result<std::vector<QueueRecord>> queues() override {
    return ask(Kind::read, [](SqliteTasks& tasks) { return tasks.queues(); });
  }
  Result<std::vector<WorkerRecord>> workers() override {
    return ask(Kind::read, [](SqliteTasks& tasks) { return tasks.workers(); });
  }
  Result<JobRecord> job(JobId id) override {
    return transact(Kind::read, [&](SqliteTasks& tasks) { return tasks.job(id); });
  }
  Result<std::vector<JobRecord>> jobs(JobId after, std::size_t limit) override {
    return ask(Kind::read, [&](SqliteTasks& tasks) { return tasks.jobs(after, limit); });
  }

  Result<std::uint64_t> cancel(const TaskFilter& filter) override {
    TBBIMG_RETURN_IF_ERROR(detail::check_filter(filter));
    return in_slices([&](SqliteTasks& tasks, std::optional<TaskId>& after) { return tasks.cancel(filter, after); });
  }
  Result<std::uint64_t> retry(const TaskFilter& filter) override {
    TBBIMG_RETURN_IF_ERROR(detail::check_filter(filter));
    const TaskFilter ended = detail::filter_of_retry(filter);
    return in_slices([&](SqliteTasks& tasks, std::optional<TaskId>& after) { return tasks.retry(ended, after); });
  }
  Result<std::uint64_t> remove(const TaskFilter& filter) override {
    TBBIMG_RETURN_IF_ERROR(detail::check_filter(filter));
    return in_slices([&](SqliteTasks& tasks, std::optional<TaskId>& after) { return tasks.remove(filter, after); });
  }
  Status cancel_job(JobId job) override {
    TBBIMG_RETURN_IF_ERROR(transact(Kind::write, [&](SqliteTasks& tasks) { return tasks.cancel_job(job); }));
    TBBIMG_ASSIGN_OR_RETURN(const std::uint64_t changed, cancel({.job = job}));
    static_cast<void>(changed);
    return {};
  }
  Status pause(std::string_view queue) override { return set_paused(queue, true); }
  Status resume(std::string_view queue) override { return set_paused(queue, false); }
  Status limit(std::string_view queue, std::optional<int> max_running) override {
    TBBIMG_RETURN_IF_ERROR(detail::check_limit(queue, max_running));
    return ask(Kind::write, [&](SqliteTasks& tasks) { tasks.limit(queue, max_running); });
  }
  Status ask_to_drain(WorkerId worker) override {
    return transact(Kind::write, [&](SqliteTasks& tasks) { return tasks.ask_to_drain(worker); });
  }

  std::uint64_t news(Topic topic) override {
    const std::scoped_lock lock(mutex_);
    look_for_news();
    return news_[static_cast<std::size_t>(topic)];
  }
  std::uint64_t wait_for_news(Topic topic, std::uint64_t seen, std::chrono::milliseconds time) override {
    const auto deadline = std::chrono::steady_clock::now() + time;
    std::unique_lock lock(mutex_);
    const std::uint64_t& news = news_[static_cast<std::size_t>(topic)];
    for (;;) {
      look_for_news();
      const auto now = std::chrono::steady_clock::now();
      if (news != seen || now >= deadline) return news;
      there_is_news_.wait_until(lock, std::min(deadline, now + kLooking), [&] { return news != seen; });
    }
  }

 private:
  /// What others have changed may be anything.
  void look_for_news() {
    const std::int64_t version = connection_.data_version();
    if (version == seen_version_) return;
    seen_version_ = version;
    for (std::uint64_t& news : news_) ++news;
    there_is_news_.notify_all();
  }

  Status set_paused(std::string_view queue, bool is_paused) {
    TBBIMG_RETURN_IF_ERROR(check_name("queue", queue));
    return ask(Kind::write, [&](SqliteTasks& tasks) { tasks.pause(queue, is_paused); });
  }

  std::mutex mutex_;
  std::condition_variable there_is_news_;
  SqliteConnection connection_;
  Clock clock_;
  std::chrono::milliseconds lease_;
  std::string boot_;
  detail::ReapingGrace grace_;
  std::int64_t seen_version_ = 0;
  std::array<std::uint64_t, kTopics> news_{};
};

/// Everybody's: whoever made the store chose it.
Result<std::chrono::milliseconds> agreed_lease(SqliteConnection& connection, std::chrono::milliseconds wish) {
  SqliteTransaction sql(connection, Kind::write);
  sql.run("insert into meta values ('lease', ?) on conflict do nothing", wish);
  std::chrono::milliseconds lease = wish;
  {
    auto rows = sql.query("select value from meta where key = 'lease'");
    if (rows.next()) lease = std::chrono::milliseconds(rows.integer(0));
  }
  TBBIMG_RETURN_IF_ERROR(sql.commit());
  return lease;
}

}  // namespace

Result<std::unique_ptr<TaskStore>> open_sqlite_store(const std::string& path, StoreOptions options) {
  TBBIMG_ASSIGN_OR_RETURN(SqliteConnection connection, SqliteConnection::open(path));
  TBBIMG_RETURN_IF_ERROR(detail::make_schema(connection));
  TBBIMG_ASSIGN_OR_RETURN(const auto lease, agreed_lease(connection, options.lease));
  return std::make_unique<SqliteStore>(std::move(connection), std::move(options), lease);
}

}  // namespace tbbimg::queue

#include "engine/queue/worker/worker_pool.hpp"

#include <atomic>
#include <utility>

#include "engine/queue/worker/detail/executor.hpp"
#include "engine/queue/worker/detail/keeper.hpp"
#include "engine/system/thread.hpp"

namespace tbbimg::queue {
namespace {

constexpr int kMostThreads = 1024;

/// How long a listener may be behind a request to stop.
constexpr std::chrono::milliseconds kListening{50};

}  // namespace

/// Its threads, and what they have of each other: mailboxes.
class WorkerPool::Actors {
 public:
  Actors(std::shared_ptr<TaskStore> store, TaskKinds kinds, int threads)
      : store_(std::move(store)), kinds_(std::move(kinds)), keeper_mailbox_(4 * static_cast<std::size_t>(threads)) {
    for (int i = 0; i < threads; ++i) executors_.push_back(std::make_unique<detail::ExecutorMailbox>(1));
  }
  ~Actors() { stop(std::chrono::milliseconds(0)); }

  Status start(WorkerPoolOptions options) {
    keeper_.emplace(*store_,
                    detail::KeeperOptions{.name = std::move(options.name),
                                          .queues = std::move(options.queues),
                                          .kinds = kinds_.all(),
                                          .poll = options.poll},
                    keeper_mailbox_, executors_);
    TBBIMG_RETURN_IF_ERROR(keeper_->begin());
    for (std::size_t slot = 0; slot < executors_.size(); ++slot) {
      TBBIMG_RETURN_IF_ERROR(
          run([this, slot] { detail::execute_all(slot, kinds_, *store_, *executors_[slot], keeper_mailbox_); },
              kComputeStack));
    }
    for (const Topic topic : {Topic::work, Topic::asked}) {
      TBBIMG_RETURN_IF_ERROR(run([this, topic] { listen(topic); }, kSmallStack));
    }
    TBBIMG_RETURN_IF_ERROR(run([this] { keep(); }, kSmallStack));
    is_kept_ = true;
    return {};
  }

  void stop(std::chrono::milliseconds grace) {
    if (is_kept_) {
      keeper_mailbox_.send(detail::StopWithin{grace});
    } else {
      end();
    }
    threads_.clear();
  }

 private:
  Status run(std::function<void()> body, std::size_t stack_bytes) {
    TBBIMG_ASSIGN_OR_RETURN(Thread thread, Thread::start(std::move(body), stack_bytes));
    threads_.push_back(std::move(thread));
    return {};
  }

  void keep() {
    keeper_->run();
    end();
  }

  void end() {
    is_over_ = true;
    for (const auto& executor : executors_) executor->close();
    keeper_mailbox_.close();
  }

  void listen(Topic topic) {
    std::uint64_t seen = store_->news(topic);
    while (!is_over_) {
      const std::uint64_t now = store_->wait_for_news(topic, seen, kListening);
      if (now != seen) keeper_mailbox_.send(detail::News{topic});
      seen = now;
    }
  }

  std::shared_ptr<TaskStore> store_;
  TaskKinds kinds_;
  detail::KeeperMailbox keeper_mailbox_;
  std::vector<std::unique_ptr<detail::ExecutorMailbox>> executors_;
  std::optional<detail::Keeper> keeper_;
  std::atomic<bool> is_over_ = false;
  bool is_kept_ = false;  // its thread was started
  std::vector<Thread> threads_;
};

WorkerPool::WorkerPool(std::unique_ptr<Actors> actors) : actors_(std::move(actors)) {}
WorkerPool::~WorkerPool() = default;

Result<std::unique_ptr<WorkerPool>> WorkerPool::start(std::shared_ptr<TaskStore> store, TaskKinds kinds,
                                                      WorkerPoolOptions options) {
  if (options.threads < 1 || options.threads > kMostThreads) {
    return fail(ErrorCode::invalid_argument,
                "a pool has 1 to " + std::to_string(kMostThreads) + " threads, not " + std::to_string(options.threads));
  }
  for (const std::string& queue : options.queues) TBBIMG_RETURN_IF_ERROR(check_name("queue", queue));
  auto actors = std::make_unique<Actors>(std::move(store), std::move(kinds), options.threads);
  TBBIMG_RETURN_IF_ERROR(actors->start(std::move(options)));
  return std::unique_ptr<WorkerPool>(new WorkerPool(std::move(actors)));
}

void WorkerPool::stop(std::chrono::milliseconds grace) { actors_->stop(grace); }

}  // namespace tbbimg::queue

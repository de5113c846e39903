#include "engine/queue/worker/detail/executor.hpp"

#include <chrono>
#include <utility>

namespace tbbimg::queue::detail {
namespace {

using Steady = std::chrono::steady_clock;

/// Progress is for people: nobody reads more of it.
constexpr std::chrono::milliseconds kBetweenProgress{100};

class ExecutorContext final : public TaskContext {
 public:
  ExecutorContext(std::size_t slot, const Do& order, TaskStore& store, KeeperMailbox& keeper)
      : slot_(slot), order_(order), store_(store), keeper_(keeper) {}

  const ClaimedTask& claimed() const noexcept override { return order_.task; }
  const std::stop_token& stop() const noexcept override { return order_.stop; }

  void progress(std::uint64_t done, std::uint64_t total) override {
    const auto now = Steady::now();
    if (now < next_progress_) return;
    next_progress_ = now + kBetweenProgress;
    keeper_.send(Progressed{slot_, done, total});
  }

  Status checkpoint(std::string json) override {
    TBBIMG_ASSIGN_OR_RETURN(const bool counts, store_.checkpoint(order_.task.lease, std::move(json)));
    if (counts) return {};
    return fail(ErrorCode::already_exists, "another attempt does this task");
  }

  Result<std::vector<Enqueued>> enqueue(std::vector<TaskSpec> specs) override {
    return store_.enqueue(std::move(specs), order_.task.lease);
  }

 private:
  std::size_t slot_;
  const Do& order_;
  TaskStore& store_;
  KeeperMailbox& keeper_;
  Steady::time_point next_progress_{};
};

}  // namespace

void execute_all(std::size_t slot, const TaskKinds& kinds, TaskStore& store, ExecutorMailbox& mailbox,
                 KeeperMailbox& keeper) {
  while (const auto order = mailbox.take()) {
    ExecutorContext context(slot, *order, store, keeper);
    const TaskKinds::Execute* execute = kinds.find({order->task.kind, order->task.version});
    // The keeper claims kinds that are known alone.
    keeper.send(Finished{slot, execute == nullptr ? Outcome(Released{}) : (*execute)(order->task.args, context)});
  }
}

}  // namespace tbbimg::queue::detail

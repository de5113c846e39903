// Speaks with the store for a worker: claims, renews, settles, and asks tasks to stop.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/queue/storage/task_store.hpp"
#include "engine/queue/worker/detail/messages.hpp"
#include "engine/recovery/backoff.hpp"

namespace tbbimg::queue::detail {

struct KeeperOptions {
  std::string name;
  std::vector<std::string> queues;
  std::vector<KindVersion> kinds;
  std::chrono::milliseconds poll;
};

/// Lives on one thread. Executors are known to it by their mailboxes.
class Keeper {
 public:
  Keeper(TaskStore& store, KeeperOptions options, KeeperMailbox& mailbox,
         std::vector<std::unique_ptr<ExecutorMailbox>>& executors);

  /// Makes it known to the store. Errors: those of the store.
  [[nodiscard]] Status begin();
  /// Until it was told to stop, and nothing runs or is unsettled.
  void run();

 private:
  using Steady = std::chrono::steady_clock;

  /// Why a task was asked to stop: it decides what is said of it.
  enum class Reason : std::uint8_t { none, cancelled, timed_out, stopping, lost };
  struct Slot {
    std::optional<ClaimedTask> task;
    HeldTask held{};
    std::stop_source stop{};
    Reason reason = Reason::none;
    Steady::time_point deadline{};
  };

  void obey(const ToKeeper& message);
  void finish(Slot& slot, const Outcome& outcome);
  void ask_to_stop(Slot& slot, Reason reason);
  void renew();
  void settle();
  void claim();
  void claim_from(const std::string& queue);
  void look_at_deadlines();
  [[nodiscard]] WorkerInfo info() const;
  [[nodiscard]] Steady::time_point next_deadline() const;
  [[nodiscard]] std::size_t free_slots() const;
  [[nodiscard]] bool is_over() const;

  TaskStore& store_;
  KeeperOptions options_;
  KeeperMailbox& mailbox_;
  std::vector<std::unique_ptr<ExecutorMailbox>>& executors_;
  WorkerId id_;
  std::chrono::milliseconds lease_{};
  std::vector<Slot> slots_;
  std::vector<Settlement> unsettled_;
  Backoff backoff_;
  int failures_ = 0;  ///< of the store, in a row
  Steady::time_point next_renewal_{};
  Steady::time_point next_claim_{};
  Steady::time_point next_settlement_{};
  std::optional<Steady::time_point> stop_by_;
  bool drain_asked_ = false;
};

}  // namespace tbbimg::queue::detail

// What the threads of a worker say to each other.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <variant>

#include "engine/queue/storage/task_store.hpp"
#include "engine/queue/task/claimed_task.hpp"
#include "engine/queue/task/outcome.hpp"
#include "engine/queue/worker/mailbox.hpp"

namespace tbbimg::queue::detail {

// To the keeper, which speaks with the store:

struct Finished {
  std::size_t slot;
  Outcome outcome;
};
struct Progressed {
  std::size_t slot;
  std::uint64_t done;
  std::uint64_t total;
};
/// Of Topic::work or Topic::asked.
struct News {
  Topic topic;
};
struct StopWithin {
  std::chrono::milliseconds grace;
};
using ToKeeper = std::variant<Finished, Progressed, News, StopWithin>;

// To an executor, which does one task at a time:

struct Do {
  ClaimedTask task;
  std::stop_token stop;
};

using KeeperMailbox = Mailbox<ToKeeper>;
using ExecutorMailbox = Mailbox<Do>;

}  // namespace tbbimg::queue::detail

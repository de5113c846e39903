// Does one task at a time, and says how it ended.
#pragma once

#include <cstddef>

#include "engine/queue/storage/task_store.hpp"
#include "engine/queue/task/task_kinds.hpp"
#include "engine/queue/worker/detail/messages.hpp"

namespace tbbimg::queue::detail {

/// Until `mailbox` is closed.
void execute_all(std::size_t slot, const TaskKinds& kinds, TaskStore& store, ExecutorMailbox& mailbox,
                 KeeperMailbox& keeper);

}  // namespace tbbimg::queue::detail

// Tasks for as long as the process lives.
#pragma once

#include <memory>

#include "engine/queue/storage/task_store.hpp"

namespace tbbimg::queue {

/// Holds all tasks, those that have ended, too, until they are removed.
[[nodiscard]] std::unique_ptr<TaskStore> make_memory_store(StoreOptions options = {});

}  // namespace tbbimg::queue

// Stores by their names.
#pragma once

#include <memory>
#include <string_view>

#include "engine/queue/storage/task_store.hpp"

namespace tbbimg::queue {

/// "memory:" or "sqlite:PATH". Errors: invalid_argument (no name of a store), and those of the store.
[[nodiscard]] Result<std::unique_ptr<TaskStore>> open_store(std::string_view name, StoreOptions options = {});

}  // namespace tbbimg::queue

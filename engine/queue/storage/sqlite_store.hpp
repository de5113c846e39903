// Tasks in a file, for the processes of one machine.
#pragma once

#include <memory>
#include <string>

#include "engine/queue/storage/task_store.hpp"

namespace tbbimg::queue {

/// SQLite 3.35 or later in `path`, which is made if it is not there. Any number of processes of one machine may have it
/// open. What enqueue() and settle() have returned of outlives a power failure.
/// Errors: unsupported (a network file system, another program's database, made by a newer tbbimg), corrupt_data, those
/// of the system for the path.
[[nodiscard]] Result<std::unique_ptr<TaskStore>> open_sqlite_store(const std::string& path, StoreOptions options = {});

}  // namespace tbbimg::queue

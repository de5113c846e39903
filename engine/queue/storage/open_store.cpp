#include "engine/queue/storage/open_store.hpp"

#include <string>
#include <utility>

#include "engine/queue/storage/memory_store.hpp"
#include "engine/queue/storage/sqlite_store.hpp"
#include "kernels/core/format.hpp"

namespace tbbimg::queue {

Result<std::unique_ptr<TaskStore>> open_store(std::string_view name, StoreOptions options) {
  if (name == "memory:") return make_memory_store(std::move(options));
  constexpr std::string_view kSqlite = "sqlite:";
  if (name.starts_with(kSqlite) && name.size() > kSqlite.size()) {
    return open_sqlite_store(std::string(name.substr(kSqlite.size())), std::move(options));
  }
  return fail(ErrorCode::invalid_argument,
              "'" + one_line(name) + "' is no store: it has to be 'memory:' or 'sqlite:' and a path");
}

}  // namespace tbbimg::queue

// How tasks lie in SQLite.
#pragma once

#include "engine/queue/storage/detail/sqlite.hpp"

namespace tbbimg::queue::detail {

inline constexpr std::int64_t kSchemaVersion = 1;

/// Makes the tables where there are none. Errors: unsupported (made by a newer tbbimg), those of SqliteTransaction.
[[nodiscard]] Status make_schema(SqliteConnection& connection);

}  // namespace tbbimg::queue::detail

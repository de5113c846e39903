// SQLite as values: a connection, and what is said to it in one transaction.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "kernels/core/error.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace tbbimg::queue::detail {

/// One connection, for one thread at a time. Statements are prepared once.
class SqliteConnection {
 public:
  /// Makes the file if it is not there, for its owner alone; write-ahead log. Errors: those of the system for the path,
  /// corrupt_data (no database), unsupported (another program's database).
  [[nodiscard]] static Result<SqliteConnection> open(const std::string& path);
  SqliteConnection(SqliteConnection&&) noexcept = default;
  SqliteConnection& operator=(SqliteConnection&&) noexcept = default;
  ~SqliteConnection() = default;

  /// Statements without values, of which the text may have several.
  [[nodiscard]] Status run_script(const char* script);
  /// Grows when another connection has changed the database; 0 if that cannot be known.
  [[nodiscard]] std::int64_t data_version();

 private:
  friend class SqliteTransaction;
  struct Close {
    void operator()(sqlite3* connection) const noexcept;
    void operator()(sqlite3_stmt* statement) const noexcept;
  };

  SqliteConnection(std::string path, sqlite3* connection)
      : path_(std::move(path)), connection_(connection), pages_in_log_(std::make_unique<int>(0)) {}
  [[nodiscard]] Error error_now(std::string_view what) const;
  [[nodiscard]] Result<sqlite3_stmt*> prepared(std::string_view sql);
  [[nodiscard]] Status begin_log();
  void checkpoint_if_long();

  std::string path_;
  std::unique_ptr<sqlite3, Close> connection_;
  std::map<std::string, std::unique_ptr<sqlite3_stmt, Close>, std::less<>> statements_;
  std::unique_ptr<int> pages_in_log_;  // as of the last commit
  bool flushes_ = true;
};

/// BEGIN IMMEDIATE to COMMIT, or to ROLLBACK if it is not committed. The first error is kept: what is said after it
/// does nothing, and commit() returns it.
class SqliteTransaction {
 public:
  enum class Kind : std::uint8_t {
    read,
    write,          ///< outlives a power failure
    write_lightly,  ///< outlives a kill: for what the store makes good if it is lost
  };

  SqliteTransaction(SqliteConnection& connection, Kind kind);
  SqliteTransaction(const SqliteTransaction&) = delete;
  SqliteTransaction& operator=(const SqliteTransaction&) = delete;
  ~SqliteTransaction();

  /// The rows of a query, one after the other. One at a time for each text.
  class Rows {
   public:
    Rows(SqliteTransaction& transaction, sqlite3_stmt* statement) : transaction_(&transaction), statement_(statement) {}
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    ~Rows();

    /// False behind the last one, and after an error.
    [[nodiscard]] bool next();
    [[nodiscard]] bool is_null(int column) const noexcept;
    [[nodiscard]] std::int64_t integer(int column) const noexcept;
    /// Until next().
    [[nodiscard]] std::string_view text(int column) const noexcept;

   private:
    SqliteTransaction* transaction_;
    sqlite3_stmt* statement_;
  };

  /// Values: integers, enumerations, times (in their own unit), text, and optional ones of them.
  template <class... Values>
  [[nodiscard]] Rows query(std::string_view sql, const Values&... values) {
    sqlite3_stmt* statement = begin(sql);
    int index = 0;
    (bind(statement, ++index, values), ...);
    return Rows(*this, statement);
  }
  template <class... Values>
  void run(std::string_view sql, const Values&... values) {
    Rows rows = query(sql, values...);
    while (rows.next()) {
    }
  }

  [[nodiscard]] std::int64_t last_id() const noexcept;
  /// Of the last statement that changed something.
  [[nodiscard]] std::int64_t changes() const noexcept;
  [[nodiscard]] bool has_failed() const noexcept { return error_.has_value(); }
  [[nodiscard]] Status commit();

 private:
  [[nodiscard]] sqlite3_stmt* begin(std::string_view sql);
  void keep_error();
  void bind_integer(sqlite3_stmt* statement, int index, std::int64_t value);
  void bind_text(sqlite3_stmt* statement, int index, std::string_view value);
  template <class Value>
  void bind(sqlite3_stmt* statement, int index, const Value& value) {
    if constexpr (std::is_enum_v<Value> || std::is_integral_v<Value>) {
      bind_integer(statement, index, static_cast<std::int64_t>(value));
    } else if constexpr (requires { value.time_since_epoch(); }) {
      bind_integer(statement, index, value.time_since_epoch().count());
    } else if constexpr (requires { value.count(); }) {
      bind_integer(statement, index, value.count());
    } else if constexpr (std::is_convertible_v<const Value&, std::string_view>) {
      bind_text(statement, index, value);
    } else if (value) {  // optional; null else
      bind(statement, index, *value);
    }
  }

  SqliteConnection& connection_;
  std::optional<Error> error_;
  bool is_open_ = false;
};

}  // namespace tbbimg::queue::detail

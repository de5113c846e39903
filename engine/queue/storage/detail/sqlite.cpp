#include "engine/queue/storage/detail/sqlite.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace tbbimg::queue::detail {
namespace {

constexpr int kBusyMilliseconds = 10'000;
constexpr int kApplicationId = 0x74626271;  // "tbbq"
/// Pages in the log from which whoever commits tries to move them into the database: SQLite's own number.
constexpr int kLongLog = 1000;

/// File systems of other machines, where a write-ahead log cannot be shared (statfs(2), and the sources of Linux).
struct FileSystem {
  std::uint64_t type;
  std::string_view name;
};
constexpr std::array<FileSystem, 10> kNetworkFileSystems = {{{0x6969, "NFS"},
                                                             {0x517B, "SMB"},
                                                             {0xFF534D42, "CIFS"},
                                                             {0xFE534D42, "SMB2"},
                                                             {0x0BD00BD0, "Lustre"},
                                                             {0x47504653, "GPFS"},
                                                             {0x19830326, "BeeGFS"},
                                                             {0x00C36400, "Ceph"},
                                                             {0x65735546, "FUSE"},
                                                             {0x5346414F, "AFS"}}};

Status check_file_system(const std::string& path) {
  struct statfs facts {};
  if (::statfs(path.c_str(), &facts) != 0) return {};  // opening it will say more
  for (const FileSystem& network : kNetworkFileSystems) {
    if (static_cast<std::uint32_t>(facts.f_type) != network.type) continue;
    return fail(Error{.code = ErrorCode::unsupported,
                      .message = "a queue in SQLite cannot lie on " + std::string(network.name) +
                                 ", where processes of other machines would spoil it: name a folder on a local disk",
                      .path = path});
  }
  return {};
}

/// So that nobody else reads what tasks are about; SQLite's other files take this file's mode.
Status make_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0600);
  if (file < 0) return fail(system_error(errno, path, "cannot open the queue"));
  struct stat facts {};
  const bool is_regular = ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
  ::close(file);
  if (is_regular) return {};
  return fail(Error{.code = ErrorCode::unsupported, .message = "is no regular file", .path = path});
}

ErrorCode code_of(int reason) noexcept {
  switch (reason & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return ErrorCode::timed_out;
    case SQLITE_FULL: return ErrorCode::no_space;
    case SQLITE_NOMEM: return ErrorCode::out_of_memory;
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN: return ErrorCode::permission_denied;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return ErrorCode::corrupt_data;
    case SQLITE_IOERR: return ErrorCode::write_failed;
    default: return ErrorCode::internal;
  }
}

}  // namespace

void SqliteConnection::Close::operator()(sqlite3* connection) const noexcept { ::sqlite3_close_v2(connection); }
void SqliteConnection::Close::operator()(sqlite3_stmt* statement) const noexcept { ::sqlite3_finalize(statement); }

Error SqliteConnection::error_now(std::string_view what) const {
  const int reason = ::sqlite3_extended_errcode(connection_.get());
  const ErrorCode code = code_of(reason);
  return {.code = code,
          .message = std::string(what) + ": SQLite says '" + ::sqlite3_errmsg(connection_.get()) + "'",
          .path = path_,
          .retryable = code == ErrorCode::timed_out || code == ErrorCode::write_failed || code == ErrorCode::no_space};
}

Result<SqliteConnection> SqliteConnection::open(const std::string& path) {
  TBBIMG_RETURN_IF_ERROR(make_file(path));
  TBBIMG_RETURN_IF_ERROR(check_file_system(path));
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int status = ::sqlite3_open_v2(path.c_str(), &opened, flags, nullptr);
  SqliteConnection connection(path, opened);
  if (status != SQLITE_OK) return fail(connection.error_now("cannot open the queue"));
  ::sqlite3_busy_timeout(opened, kBusyMilliseconds);
  // SQLite 3.7.0 to 3.51.2 loses commits when two connections move the log into the database at once
  // (https://sqlite.org/wal.html#the_wal_reset_bug): checkpoint_if_long() does it, under a lock.
  ::sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  ::sqlite3_wal_hook(
      opened,
      [](void* pages_in_log, sqlite3*, const char*, int pages) {
        *static_cast<int*>(pages_in_log) = pages;
        return SQLITE_OK;
      },
      connection.pages_in_log_.get());
  TBBIMG_RETURN_IF_ERROR(connection.begin_log());
  std::int64_t application = 0;
  {
    SqliteTransaction transaction(connection, SqliteTransaction::Kind::write);
    {
      auto rows = transaction.query("pragma application_id");
      if (rows.next()) application = rows.integer(0);
    }
    std::int64_t tables = 0;
    {
      auto rows = transaction.query("select count(*) from sqlite_master");
      if (rows.next()) tables = rows.integer(0);
    }
    if (application != kApplicationId && tables > 0) {
      return fail(Error{.code = ErrorCode::unsupported, .message = "is the database of another program", .path = path});
    }
    if (application != kApplicationId) transaction.run("pragma application_id = 1952604785");
    TBBIMG_RETURN_IF_ERROR(transaction.commit());
  }
  return connection;
}

// Who finds another one at it is told so at once, whatever it said of waiting.
Status SqliteConnection::begin_log() {
  const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::milliseconds(kBusyMilliseconds);
  for (;;) {
    Status status = run_script("pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;");
    const bool is_busy = !status && status.error().code == ErrorCode::timed_out;
    if (!is_busy || std::chrono::steady_clock::now() > give_up_at) return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

Status SqliteConnection::run_script(const char* script) {
  if (::sqlite3_exec(connection_.get(), script, nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return fail(error_now("cannot prepare the queue"));
}

std::int64_t SqliteConnection::data_version() {
  const auto statement = prepared("pragma data_version");
  if (!statement) return 0;
  const std::int64_t version = ::sqlite3_step(*statement) == SQLITE_ROW ? ::sqlite3_column_int64(*statement, 0) : 0;
  ::sqlite3_reset(*statement);
  return version;
}

Result<sqlite3_stmt*> SqliteConnection::prepared(std::string_view sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return found->second.get();
  sqlite3_stmt* statement = nullptr;
  const int status = ::sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                          SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (status != SQLITE_OK) return fail(error_now("cannot ask the queue"));
  statements_.emplace(std::string(sql), statement);
  return statement;
}

void SqliteConnection::checkpoint_if_long() {
  if (*pages_in_log_ < kLongLog) return;
  const std::string path = path_ + "-checkpoint";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
  if (file < 0) return;
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
    // Whoever reads may keep it from the rest: the next one goes on.
    ::sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  }
  ::close(file);
}

SqliteTransaction::SqliteTransaction(SqliteConnection& connection, Kind kind) : connection_(connection) {
  if (kind != Kind::read && connection.flushes_ != (kind == Kind::write)) {
    run(kind == Kind::write ? "pragma synchronous = full" : "pragma synchronous = normal");
    connection.flushes_ = kind == Kind::write;
  }
  // A deferred one that turns into a write fails at once if another has written, however long one may wait.
  run(kind == Kind::read ? "begin" : "begin immediate");
  is_open_ = !has_failed();
}

SqliteTransaction::~SqliteTransaction() {
  if (!is_open_) return;
  error_.reset();
  run("rollback");
}

Status SqliteTransaction::commit() {
  run("commit");
  if (has_failed()) return fail(*error_);
  is_open_ = false;
  connection_.checkpoint_if_long();
  return {};
}

void SqliteTransaction::keep_error() {
  if (!has_failed()) error_ = connection_.error_now("cannot change the queue");
}

sqlite3_stmt* SqliteTransaction::begin(std::string_view sql) {
  if (has_failed()) return nullptr;
  auto statement = connection_.prepared(sql);
  if (statement) return *statement;
  error_ = std::move(statement).error();
  return nullptr;
}

void SqliteTransaction::bind_integer(sqlite3_stmt* statement, int index, std::int64_t value) {
  if (statement != nullptr && ::sqlite3_bind_int64(statement, index, value) != SQLITE_OK) keep_error();
}

void SqliteTransaction::bind_text(sqlite3_stmt* statement, int index, std::string_view value) {
  if (statement == nullptr) return;
  const char* data = value.data() == nullptr ? "" : value.data();
  if (::sqlite3_bind_text64(statement, index, data, value.size(), SQLITE_TRANSIENT, SQLITE_UTF8) != SQLITE_OK)
    keep_error();
}

std::int64_t SqliteTransaction::last_id() const noexcept {
  return ::sqlite3_last_insert_rowid(connection_.connection_.get());
}

std::int64_t SqliteTransaction::changes() const noexcept { return ::sqlite3_changes64(connection_.connection_.get()); }

SqliteTransaction::Rows::~Rows() {
  if (statement_ == nullptr) return;
  ::sqlite3_reset(statement_);
  ::sqlite3_clear_bindings(statement_);
}

bool SqliteTransaction::Rows::next() {
  if (statement_ == nullptr || transaction_->has_failed()) return false;
  switch (::sqlite3_step(statement_)) {
    case SQLITE_ROW: return true;
    case SQLITE_DONE: return false;
    default: transaction_->keep_error(); return false;
  }
}

bool SqliteTransaction::Rows::is_null(int column) const noexcept {
  return ::sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t SqliteTransaction::Rows::integer(int column) const noexcept {
  return ::sqlite3_column_int64(statement_, column);
}

std::string_view SqliteTransaction::Rows::text(int column) const noexcept {
  const auto* text = reinterpret_cast<const char*>(::sqlite3_column_text(statement_, column));
  if (text == nullptr) return {};
  return {text, static_cast<std::size_t>(::sqlite3_column_bytes(statement_, column))};
}

}  // namespace tbbimg::queue::detail

#include "engine/queue/storage/detail/sqlite_schema.hpp"

#include <array>

namespace tbbimg::queue::detail {
namespace {

// Stamps are milliseconds since 1970, leases of CLOCK_BOOTTIME; states are those of TaskState, ends those of
// AttemptEnd. Each claim and each settlement writes every index that covers the row, so that they cover few.
constexpr std::array kStatements = {
    "create table meta (key text primary key, value integer not null) strict, without rowid",
    "create table job (id integer primary key autoincrement, name text not null, unique_key text, state integer not "
    "null, "
    "details text not null, created_at integer not null, cancel_at integer, ended_at integer) strict",
    "create unique index job_unique on job (unique_key) where unique_key is not null and state = 0",
    "create table queue (name text primary key, is_paused integer not null default 0, max_running integer) strict, "
    "without rowid",
    "insert into queue (name) values ('default')",
    "create table worker (id text primary key, name text not null, slots integer not null, queues text not null, "
    "kinds text not null, started_at integer not null, lease_until integer not null, boot text not null, drain_asked "
    "integer not null default 0, held text not null default '[]') strict, without rowid",
    "create table task (id integer primary key autoincrement, job_id integer references job, seq integer, "
    "after_others integer not null, kind text not null, kind_version integer not null, queue text not null, "
    "priority integer not null, args text not null, tags text not null, unique_key text, timeout integer not null, "
    "max_attempts integer not null, max_crashes integer not null, retry_first integer not null, "
    "retry_longest integer not null, state integer not null check (state between 0 and 6), attempts integer not null "
    "default 0, crashes integer not null default 0, is_poison integer not null default 0, epoch integer not null "
    "default "
    "0, worker_id text, worker_name text not null default '', created_at integer not null, run_at integer not null, "
    "rank_at integer not null, started_at integer, cancel_at integer, ended_at integer, output text not null default "
    "'', "
    "failure text, checkpoint text not null default '', check (state <> 3 or worker_id is not null), "
    "check ((ended_at is not null) = (state >= 4))) strict",
    "create unique index task_seq on task (job_id, seq) where seq is not null",
    "create index task_claim on task (queue, kind, kind_version, rank_at, id) where state = 2",
    "create index task_due on task (queue, run_at) where state = 1",
    "create index task_blocked on task (job_id) where state = 0",
    "create index task_running on task (worker_id) where state = 3",
    "create index task_ended on task (ended_at) where ended_at is not null",
    "create index task_job on task (job_id, state) where job_id is not null",
    "create unique index task_unique on task (unique_key) where unique_key is not null and ended_at is null",
    "create table attempt (task_id integer not null, epoch integer not null, worker_id text not null, worker_name text "
    "not null, started_at integer not null, ended_at integer not null, ending integer not null, failure text, primary "
    "key "
    "(task_id, epoch)) strict, without rowid",
    "pragma user_version = 1",
};

}  // namespace

Status make_schema(SqliteConnection& connection) {
  SqliteTransaction transaction(connection, SqliteTransaction::Kind::write);
  std::int64_t version = 0;
  {
    auto rows = transaction.query("pragma user_version");
    if (rows.next()) version = rows.integer(0);
  }
  if (version > kSchemaVersion) {
    return fail(ErrorCode::unsupported, "the queue was made by a newer tbbimg: its tables have version " +
                                            std::to_string(version) + ", this one knows " +
                                            std::to_string(kSchemaVersion));
  }
  if (version == 0) {
    for (const char* statement : kStatements) transaction.run(statement);
  }
  return transaction.commit();
}

}  // namespace tbbimg::queue::detail

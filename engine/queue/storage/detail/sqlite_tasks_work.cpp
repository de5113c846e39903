// Those who work.
#include <algorithm>
#include <utility>

#include "engine/queue/storage/detail/sqlite_tasks.hpp"

namespace tbbimg::queue::detail {

Status SqliteTasks::register_worker(const WorkerInfo& worker) {
  stamp();
  sql_.run(
      "insert into worker (id, name, slots, queues, kinds, started_at, lease_until, boot) values (?, ?, ?, ?, ?, ?, ?, "
      "?) "
      "on conflict do nothing",
      worker.id.to_string(), worker.name, worker.slots, json_of(worker.queues), json_of(worker.kinds), now_,
      times_.now.boot + times_.lease, times_.boot);
  if (sql_.has_failed() || sql_.changes() == 1) return {};
  return fail(ErrorCode::already_exists, "worker " + worker.id.to_string() + " is registered already");
}

Asked SqliteTasks::renew(WorkerId id, std::span<const HeldTask> held) {
  const std::string worker = id.to_string();
  Asked asked;
  {
    auto rows = sql_.query("update worker set lease_until = ?, boot = ?, held = ? where id = ? returning drain_asked",
                           times_.now.boot + times_.lease, times_.boot, json_of(held), worker);
    asked.worker_is_dead = !rows.next() && !sql_.has_failed();
    if (asked.worker_is_dead || sql_.has_failed()) return asked;
    asked.drain = rows.integer(0) != 0;
    while (rows.next()) {
    }
  }
  std::vector<Lease> unknown;
  std::vector<Lease> cancelled;
  {
    auto rows =
        sql_.query("select id, epoch, cancel_at is not null from task where worker_id = ? and state = 3", worker);
    while (rows.next()) {
      const Lease lease{TaskId(rows.integer(0)), id, static_cast<std::uint32_t>(rows.integer(1))};
      unknown.push_back(lease);
      if (rows.integer(2) != 0) cancelled.push_back(lease);
    }
  }
  for (const HeldTask& task : held) {
    const auto own = std::ranges::find(unknown, task.lease);
    if (own == unknown.end()) {
      asked.lost.push_back(task.lease);
      continue;
    }
    unknown.erase(own);
    if (std::ranges::find(cancelled, task.lease) != cancelled.end()) asked.cancel.push_back(task.lease);
  }
  asked.unknown = std::move(unknown);
  return asked;
}

void SqliteTasks::make_available(std::string_view queue) {
  std::vector<TaskRow> due =
      rows_where("queue = ? and state = 1 and run_at <= ? order by run_at, id limit ?", queue, now_, kSlice);
  for (TaskRow& row : due) static_cast<void>(apply(row, BecomeDue{}));
  std::vector<TaskRow> free = rows_where(
      "state = 0 and not exists (select 1 from task as other where other.job_id = task.job_id and other.after_others = "
      "0 "
      "and other.state < 4) limit ?",
      kSlice);
  for (TaskRow& row : free) static_cast<void>(apply(row, Unblock{}));
}

std::size_t SqliteTasks::room_in(std::string_view queue, std::size_t at_most) {
  auto rows = sql_.query("select is_paused, max_running from queue where name = ?", queue);
  if (!rows.next()) return at_most;
  if (rows.integer(0) != 0) return 0;
  if (rows.is_null(1)) return at_most;
  const std::int64_t most = rows.integer(1);
  auto running = sql_.query("select count(*) from task where queue = ? and state = 3", queue);
  const std::int64_t room = running.next() ? most - running.integer(0) : 0;
  return std::min<std::size_t>(at_most, static_cast<std::size_t>(std::max<std::int64_t>(room, 0)));
}

std::vector<TaskId> SqliteTasks::next_ones(const ClaimRequest& request, std::size_t at_most) {
  struct Next {
    std::int64_t rank_at;
    TaskId id;
    auto operator<=>(const Next&) const = default;
  };
  std::string except = "[";
  for (const JobId job : request.except_jobs) {
    except += (except.size() > 1 ? "," : "") + std::to_string(static_cast<std::int64_t>(job));
  }
  except += ']';
  std::vector<Next> next;
  for (const KindVersion& kind : request.kinds) {
    auto rows = sql_.query(
        "select rank_at, id from task where queue = ? and kind = ? and kind_version = ? and state = 2 and (?5 = '[]' "
        "or "
        "job_id is null or job_id not in (select value from json_each(?5))) order by rank_at, id limit ?4",
        request.queue, kind.kind, kind.version, at_most, except);
    while (rows.next()) next.push_back({rows.integer(0), TaskId(rows.integer(1))});
  }
  std::ranges::sort(next);
  std::vector<TaskId> ids;
  for (std::size_t i = 0; i < std::min(at_most, next.size()); ++i) ids.push_back(next[i].id);
  return ids;
}

Claimed SqliteTasks::claim(const ClaimRequest& request) {
  const std::string worker = request.worker.to_string();
  std::string name;
  {
    auto rows = sql_.query("select name, drain_asked, lease_until, boot from worker where id = ?", worker);
    if (!rows.next()) return {.worker_is_dead = !sql_.has_failed()};
    const bool is_over = BootTime(std::chrono::milliseconds(rows.integer(2))) <= times_.now.boot;
    if (rows.integer(1) != 0 || is_over || rows.text(3) != times_.boot) return {};
    name = rows.text(0);
  }
  const std::size_t room = room_in(request.queue, request.at_most);
  if (room == 0) return {};
  stamp();
  make_available(request.queue);
  Claimed claimed;
  for (const TaskId id : next_ones(request, room)) {
    auto next = row(id);
    if (!next || apply(*next, Claim{request.worker}) != Refusal::none) continue;
    auto rows = sql_.query(
        "update task set worker_name = ? where id = ? returning kind, kind_version, args, timeout, seq, checkpoint",
        name, id);
    if (!rows.next()) break;
    ClaimedTask& task = claimed.tasks.emplace_back(ClaimedTask{.lease = {id, request.worker, next->life.epoch},
                                                               .kind = std::string(rows.text(0)),
                                                               .version = static_cast<int>(rows.integer(1)),
                                                               .args = std::string(rows.text(2)),
                                                               .timeout = std::chrono::milliseconds(rows.integer(3)),
                                                               .job = next->job,
                                                               .attempts = next->life.attempts,
                                                               .crashes = next->life.crashes,
                                                               .checkpoint = std::string(rows.text(5))});
    if (!rows.is_null(4)) task.seq = static_cast<std::int32_t>(rows.integer(4));
    while (rows.next()) {
    }
  }
  return claimed;
}

std::vector<Settled> SqliteTasks::settle(std::span<const Settlement> settlements) {
  stamp();
  std::vector<Settled> settled;
  for (const Settlement& settlement : settlements) {
    auto task = row(settlement.lease.task);
    Settle event{settlement.lease.worker, settlement.lease.epoch, ending_of(settlement.outcome)};
    if (const auto* failed = std::get_if<Failed>(&settlement.outcome)) event.retry_after = failed->retry_after;
    const Refusal refusal = task ? apply(*task, event, failure_of(settlement.outcome)) : Refusal::void_attempt;
    if (const auto* done = std::get_if<Done>(&settlement.outcome); done != nullptr && refusal == Refusal::none) {
      sql_.run("update task set output = ? where id = ?", done->output, settlement.lease.task);
    }
    settled.push_back(refusal == Refusal::none              ? Settled::counts
                      : refusal == Refusal::settled_already ? Settled::counted_before
                                                            : Settled::is_void);
  }
  look_after_jobs();
  return settled;
}

bool SqliteTasks::checkpoint(const Lease& lease, std::string_view json) {
  if (!is_running_under(lease)) return false;
  sql_.run("update task set checkpoint = ? where id = ?", json, lease.task);
  return true;
}

void SqliteTasks::remove_worker(WorkerId id) {
  const std::string worker = id.to_string();
  stamp();
  std::vector<TaskRow> held = rows_where("worker_id = ? and state = 3", worker);
  for (TaskRow& row : held) static_cast<void>(apply(row, Settle{id, row.life.epoch, Ending::released}));
  sql_.run("delete from worker where id = ?", worker);
  look_after_jobs();
}

std::vector<ReapedWorker> SqliteTasks::reap() {
  std::vector<ReapedWorker> reaped;
  {
    auto rows =
        sql_.query("select id, name from worker where lease_until <= ? or boot <> ?", times_.now.boot, times_.boot);
    while (rows.next()) {
      if (const auto id = WorkerId::parse(rows.text(0)))
        reaped.push_back({.id = *id, .name = std::string(rows.text(1))});
    }
  }
  if (reaped.empty()) return reaped;
  stamp();
  for (ReapedWorker& dead : reaped) {
    const std::string worker = dead.id.to_string();
    std::vector<TaskRow> held = rows_where("worker_id = ? and state = 3 order by id", worker);
    for (TaskRow& row : held) {
      dead.tasks.push_back(row.rules.id);
      static_cast<void>(apply(row, Lose{}, failure_of_lost()));
    }
    sql_.run("delete from worker where id = ?", worker);
  }
  look_after_jobs();
  return reaped;
}

}  // namespace tbbimg::queue::detail

// A process that does tasks of a store until none is left: queue_crew STORE LOG. Writes to LOG the number of each task
// whose settlement counted. Others kill it.
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <random>
#include <thread>

#include "engine/queue/storage/open_store.hpp"

using namespace tbbimg::queue;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kBatch = 5;

int failed(const tbbimg::Error& error) {
  std::fprintf(stderr, "%s\n", error.to_string().c_str());
  return 1;
}

bool is_all_done(TaskStore& store) {
  const auto open = store.find(
      {.states = {TaskState::blocked, TaskState::waiting, TaskState::available, TaskState::running}}, TaskId{}, 1);
  return open && open->empty();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const auto store = open_store(argv[1]);
  if (!store) return failed(store.error());
  std::ofstream log(argv[2], std::ios::app);
  std::mt19937 random(std::random_device{}());
  const std::vector<KindVersion> kinds = {{"k", 1}};
  WorkerId worker;
  const auto begin = [&] {
    worker = WorkerId::random();
    const WorkerInfo info{.id = worker, .name = "crew", .queues = {"default"}, .kinds = kinds};
    return (*store)->register_worker(info).has_value();
  };
  if (!begin()) return 1;
  while (!is_all_done(**store)) {
    if (!(*store)->renew(worker, {})) continue;
    static_cast<void>((*store)->reap());
    const auto claimed = (*store)->claim({.worker = worker, .kinds = kinds, .at_most = kBatch});
    if (!claimed) return failed(claimed.error());
    if (claimed->worker_is_dead && !begin()) return 1;
    if (claimed->tasks.empty()) std::this_thread::sleep_for(5ms);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 2000));
    std::vector<Settlement> settlements;
    for (const ClaimedTask& task : claimed->tasks) settlements.push_back({task.lease, Done{task.args}});
    const auto settled = (*store)->settle(settlements);
    if (!settled) return failed(settled.error());
    for (std::size_t i = 0; i < settled->size(); ++i) {
      if (settled->at(i) == Settled::counts) log << static_cast<std::int64_t>(settlements[i].lease.task) << '\n';
    }
    log.flush();
  }
  return (*store)->remove_worker(worker).has_value() ? 0 : 1;
}

#include "engine/pipeline/run_graph.hpp"

#include <sys/mman.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "engine/pipeline/graph.hpp"
#include "engine/system/resources.hpp"
#include "engine/system/thread.hpp"

namespace tbbimg {
namespace {

// A graph with its threads.
struct Run {
  Run(int threads, int given) : arena(threads) {
    // An arena caps the threads; more of them than processors are only to be had by raising oneTBB's own cap.
    if (given == threads && threads <= tbb::info::default_concurrency()) return;
    cap.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(given));
  }
  std::optional<tbb::global_control> cap;
  tbb::task_arena arena;
  std::optional<Graph> graph;  ///< made in the arena
};

struct Threads {
  int computing = 0;
  int io = 0;
};

// With less, images of the usual size fail one after the other (measured with `ulimit -v`).
constexpr std::uint64_t kLeastMemory = std::uint64_t{8} << 20;

// Addresses that nobody else gets while it lives.
class Reservation {
 public:
  explicit Reservation(std::size_t bytes) noexcept
      : bytes_(bytes),
        begin_(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)) {}
  Reservation(const Reservation&) = delete;
  Reservation& operator=(const Reservation&) = delete;
  ~Reservation() {
    if (*this) ::munmap(begin_, bytes_);
  }
  explicit operator bool() const noexcept { return begin_ != MAP_FAILED; }

 private:
  std::size_t bytes_;
  void* begin_;
};

// `stacks` are those of threads that are still to be started.
bool is_memory_short(std::size_t stacks) {
  return available_memory() < kLeastMemory || !Reservation(kLeastMemory + stacks);
}

// oneTBB 2021.8 aborts when the system refuses it a thread, which it starts when it likes (the first one while the
// graph is made, also where one thread is to compute), and dies where it has no memory for one: what it and the graph
// will ask for is tried out before, with the least memory beside it. Nothing if a run needs more than is given.
std::optional<Threads> threads_given(const RunOptions& options, bool has_observers) {
  const int workers = std::max(options.threads - 1, 1);
  std::vector<std::size_t> stacks = {kComputeStack, kSmallStack, kSmallStack};  // the runner, and what it starts
  if (has_observers) stacks.push_back(kSmallStack);
  stacks.insert(stacks.end(), {kComputeStack, kSmallStack});
  const auto least = static_cast<int>(stacks.size());
  const Reservation memory(kLeastMemory);
  if (!memory) return std::nullopt;
  stacks.insert(stacks.end(), static_cast<std::size_t>(workers - 1), kComputeStack);
  stacks.insert(stacks.end(), static_cast<std::size_t>(options.io_threads - 1), kSmallStack);
  const int more = static_cast<int>(startable_threads(stacks)) - least;
  if (more < 0) return std::nullopt;
  const int more_workers = std::min(more, workers - 1);
  return Threads{more_workers == workers - 1 ? options.threads : more_workers + 2, 1 + more - more_workers};
}

Error memory_short() {
  return {ErrorCode::out_of_memory,
          "almost no memory is left for this process; free some, or raise the limit (cgroup, ulimit -v or ulimit -d)",
          Stage::none,
          {},
          false};
}

// So that it ends as if the disk were full: the environment failed.
RunReport refused_run(Error error) {
  RunReport report;
  report.ended_by = EndedBy::environment;
  report.environment_error = std::move(error);
  return report;
}

}  // namespace

// The graph has a thread of its own, so that a run can end although a call in it does not return; that thread then
// stays behind, with the graph.
Result<RunReport> run_graph(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink,
                            const RunControls& controls) {
  const auto begin = std::chrono::steady_clock::now();
  const auto threads = threads_given(pipeline.options(), !controls.observers.empty());
  if (is_memory_short(0)) return refused_run(memory_short());
  if (!threads) return refused_run(thread_refused());
  const auto run = std::make_shared<Run>(pipeline.options().threads, threads->computing);
  run->arena.execute([&] { run->graph.emplace(pipeline, kernels, source, sink, controls, threads->io); });
  if (const Status started = run->graph->start(); !started) return refused_run(started.error());
  // The runner's, and those of oneTBB, which starts one in any case.
  const auto to_come = static_cast<std::size_t>(std::max(threads->computing, 2)) * kComputeStack;
  if (is_memory_short(to_come)) return refused_run(memory_short());
  auto runner = Thread::start([run] { run->arena.execute([&run] { run->graph->run(); }); }, kComputeStack);
  if (!runner) return refused_run(thread_refused());
  SharedRun& shared = run->graph->shared();
  shared.wait();
  auto report = shared.close();
  const bool is_left_behind = report && report->abandoned > 0;
  const bool are_told = shared.observers.finish(controls.stop.cancel, pipeline.options().give_up_after);
  if (is_left_behind) {
    runner->detach();
  } else {
    runner->join();
  }
  if (!report) return report;
  if (!are_told) ++report->abandoned;
  report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace tbbimg

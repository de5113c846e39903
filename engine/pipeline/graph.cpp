// source -> queue -> limiter -> read -> probe -> admit -> decode -> transform -> encode -> write -> settle
//                       ^                                                                            |
//                       +---------------------- one token back, int, one edge -----------------------+
// Whatever is decided early (skipped, failed, cancelled) goes to settle from where it is known.
#include "engine/pipeline/graph.hpp"

#include <tbb/flow_graph.h>
#include <tbb/global_control.h>
#include <tbb/info.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <semaphore>
#include <utility>
#include <vector>

#include "engine/pipeline/byte_budget.hpp"
#include "engine/pipeline/image_need.hpp"
#include "engine/pipeline/stages.hpp"
#include "engine/pipeline/supervisor.hpp"
#include "engine/system/io_threads.hpp"
#include "engine/system/resources.hpp"
#include "engine/system/thread.hpp"

namespace tbbimg {
namespace {

using tbb::flow::unlimited;

// Entries listed ahead of the limiter: enough to hide a slow directory, few enough to hold nothing.
constexpr std::ptrdiff_t kLookahead = 256;

// What the buffer pool holds at most for each thread, buffers in use included. Huge pages make fresh buffers cheap:
// three times as much was no faster on real photos, at twice the memory.
constexpr std::uint64_t kPoolBytesPerThread = std::uint64_t{32} << 20;

class Graph final : private Supervisor::Flow {
 public:
  Graph(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink, const RunControls& controls,
        int io_threads);

  /// Whether there is a thread that reads and writes.
  [[nodiscard]] bool can_run() const { return io_.size() > 0; }
  /// Blocks until nothing is left in the graph.
  void run();
  [[nodiscard]] Supervisor& supervisor() noexcept { return supervisor_; }

 private:
  using ReadNode = tbb::flow::async_node<ImageTask*, ImageTask*>;
  using ProbeNode = tbb::flow::multifunction_node<ImageTask*, std::tuple<ImageTask*, Finished>>;
  using AdmitNode = tbb::flow::async_node<ImageTask*, ImageTask*>;
  using DecodeNode = tbb::flow::multifunction_node<ImageTask*, std::tuple<ImageTask*, Finished>>;
  using TransformNode = tbb::flow::multifunction_node<ImageTask*, std::tuple<VariantTask*, Finished>>;
  using EncodeNode = tbb::flow::multifunction_node<VariantTask*, std::tuple<VariantTask*, Finished>>;
  using WriteNode = tbb::flow::async_node<VariantTask*, Finished>;
  using SettleNode = tbb::flow::function_node<Finished, tbb::flow::continue_msg, tbb::flow::lightweight>;

  void connect();
  void list();
  void read(ImageTask* task, ReadNode::gateway_type& gateway);
  void probe(ImageTask* task, ProbeNode::output_ports_type& ports);
  void admit(ImageTask* task, AdmitNode::gateway_type& gateway);
  void decode(ImageTask* task, DecodeNode::output_ports_type& ports);
  void transform(ImageTask* task, TransformNode::output_ports_type& ports);
  void encode(VariantTask* variant, EncodeNode::output_ports_type& ports);
  void write(VariantTask* variant, WriteNode::gateway_type& gateway);
  tbb::flow::continue_msg settle(const Finished& finished) noexcept;

  void let_in(ImageTask* image) override;
  void give_back_token(ImageTask& image) override;
  void give_back(ImageTask& image) override;
  void forget(ImageTask* image) override;
  void post_probe(std::function<void()> work) override;
  bool replace_io_thread() override { return io_.replace_one(); }
  void take_back_io_thread() override { io_.take_back_one(); }
  void measure(Metrics& metrics) const override;

  const Pipeline pipeline_;  // a copy: the caller's may be gone before a call returns that was given up
  Source& source_;
  const BufferPool pool_;
  Stages stages_;
  ByteBudget read_budget_;
  ByteBudget work_budget_;
  std::counting_semaphore<kLookahead> lookahead_{kLookahead};
  Supervisor supervisor_;

  tbb::flow::graph graph_;
  tbb::flow::queue_node<ImageTask*> queue_;
  tbb::flow::limiter_node<ImageTask*, int> limiter_;
  ReadNode read_;
  ProbeNode probe_;
  AdmitNode admit_;
  DecodeNode decode_;
  TransformNode transform_;
  EncodeNode encode_;
  WriteNode write_;
  SettleNode settle_;
  IoThreads io_;  // behind the nodes: joined before what its work puts into is gone
  std::optional<IoThreads> probes_;
};

Graph::Graph(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink, const RunControls& controls,
             int io_threads)
    : pipeline_(pipeline),
      source_(source),
      pool_(std::min(pipeline.options().memory,
                     kPoolBytesPerThread * static_cast<std::uint64_t>(pipeline.options().threads))),
      stages_(pipeline_, kernels, pool_, source, sink, controls.stop),
      read_budget_(memory_for_files(pipeline.options().memory)),
      work_budget_(pipeline.options().memory - memory_for_files(pipeline.options().memory)),
      supervisor_(pipeline_, stages_, source, sink, controls, *this),
      queue_(graph_),
      limiter_(graph_, static_cast<std::size_t>(pipeline.options().max_images)),
      read_(graph_, unlimited, [this](ImageTask* task, auto& gateway) { read(task, gateway); }),
      probe_(graph_, unlimited, [this](ImageTask* task, auto& ports) { probe(task, ports); }),
      admit_(graph_, unlimited, [this](ImageTask* task, auto& gateway) { admit(task, gateway); }),
      decode_(graph_, unlimited, [this](ImageTask* task, auto& ports) { decode(task, ports); }),
      transform_(graph_, unlimited, [this](ImageTask* task, auto& ports) { transform(task, ports); }),
      encode_(graph_, unlimited, [this](VariantTask* variant, auto& ports) { encode(variant, ports); }),
      write_(graph_, unlimited, [this](VariantTask* variant, auto& gateway) { write(variant, gateway); }),
      settle_(graph_, unlimited, [this](const Finished& finished) noexcept { return settle(finished); }),
      io_(io_threads) {
  connect();
}

void Graph::connect() {
  using tbb::flow::make_edge;
  using tbb::flow::output_port;
  make_edge(queue_, limiter_);
  make_edge(limiter_, read_);
  make_edge(read_, probe_);
  make_edge(output_port<0>(probe_), admit_);
  make_edge(output_port<1>(probe_), settle_);
  make_edge(admit_, decode_);
  make_edge(output_port<0>(decode_), transform_);
  make_edge(output_port<1>(decode_), settle_);
  make_edge(output_port<0>(transform_), encode_);
  make_edge(output_port<1>(transform_), settle_);
  make_edge(output_port<0>(encode_), write_);
  make_edge(output_port<1>(encode_), settle_);
  make_edge(write_, settle_);
}

void Graph::run() {
  const auto end_listing = [this] {
    supervisor_.end_listing();
    graph_.release_wait();
  };
  graph_.reserve_wait();
  const auto supervising = Thread::start([this] { supervisor_.tend(); });
  const auto lister = !supervising ? fail(thread_refused()) : Thread::start([this, end_listing] {
    list();
    end_listing();
  });
  if (!lister) {
    supervisor_.end_run(lister.error());
    end_listing();
  }
  graph_.wait_for_all();
  supervisor_.graph_is_empty();
  supervisor_.stop_tending();
}

// On a thread of its own: listing a folder blocks, and an input_node's body would hold a compute thread meanwhile.
void Graph::list() {
  bool has_place = false;
  while (supervisor_.wait_for_intake()) {
    if (!has_place) lookahead_.acquire();
    has_place = true;
    if (stages_.draining()) return;
    Result<std::optional<SourceItem>> item;
    try {
      item = source_.next();
    } catch (const std::exception& exception) {
      SourceItem broken;
      broken.failure = Error{.code = ErrorCode::internal,
                             .message = std::string("the source failed: ") + exception.what(),
                             .stage = Stage::list};
      supervisor_.end_run(*broken.failure);
      item = std::move(broken);
    }
    if (!item) {
      if (!supervisor_.wait_for_source(item.error())) return;
      continue;
    }
    if (!*item) return;
    if (ImageTask* image = supervisor_.take_in(**std::move(item))) {
      graph_.reserve_wait();
      if (supervisor_.holds_back(*image)) continue;
      has_place = false;
      let_in(image);
    }
  }
}

void Graph::let_in(ImageTask* image) { queue_.try_put(image); }

// On a thread of their own, which is rarely needed: places that do not answer would keep those that read and write.
void Graph::post_probe(std::function<void()> work) {
  if (!probes_) probes_.emplace(1);
  (probes_->size() > 0 ? *probes_ : io_).post_read(std::move(work));
}

void Graph::give_back_token(ImageTask& image) {
  if (std::exchange(image.has_token, false)) limiter_.decrementer().try_put(1);
}

void Graph::give_back(ImageTask& image) {
  give_back_token(image);
  read_budget_.release(std::exchange(image.read_bytes_held, 0));
  work_budget_.release(std::exchange(image.work_bytes_held, 0));
}

void Graph::forget(ImageTask* image) {
  const bool was_let_in = !image->is_ahead;
  delete image;
  if (was_let_in) graph_.release_wait();
}

void Graph::measure(Metrics& metrics) const {
  const BufferPool::Usage pool = pool_.usage();
  metrics.pool_bytes = pool.in_use + pool.kept;
  metrics.bytes_held = read_budget_.held() + work_budget_.held();
  metrics.bytes_budget = pipeline_.options().memory;
}

void Graph::read(ImageTask* task, ReadNode::gateway_type& gateway) {
  if (std::exchange(task->is_ahead, false)) lookahead_.release();
  if (!supervisor_.begin(*task)) return;
  gateway.reserve_wait();
  const auto hand_on = [task, &gateway] {
    gateway.try_put(task);
    gateway.release_wait();
  };
  if (task->decided()) return hand_on();
  task->read_bytes_held = task->item.bytes;
  read_budget_.acquire(task->read_bytes_held, [this, task, hand_on] {
    io_.post_read([this, task, hand_on] {
      stages_.read(*task);
      hand_on();
    });
  });
}

void Graph::probe(ImageTask* task, ProbeNode::output_ports_type& ports) {
  stages_.probe(*task);
  if (task->decided()) {
    task->work_bytes_held = 0;  // planned perhaps, not acquired
    std::get<1>(ports).try_put({task, nullptr});
  } else {
    supervisor_.planned(*task);
    std::get<0>(ports).try_put(task);
  }
}

void Graph::admit(ImageTask* task, AdmitNode::gateway_type& gateway) {
  gateway.reserve_wait();
  work_budget_.acquire(task->work_bytes_held, [task, &gateway] {
    gateway.try_put(task);
    gateway.release_wait();
  });
}

void Graph::decode(ImageTask* task, DecodeNode::output_ports_type& ports) {
  supervisor_.admit(*task);
  stages_.decode(*task);
  read_budget_.release(std::exchange(task->read_bytes_held, 0));
  if (task->decided()) {
    std::get<1>(ports).try_put({task, nullptr});
  } else {
    std::get<0>(ports).try_put(task);
  }
}

void Graph::transform(ImageTask* task, TransformNode::output_ports_type& ports) {
  task->unsettled_variants = task->variants.size();
  stages_.transform(*task, [&ports](VariantTask& variant) {
    if (variant.error) {
      std::get<1>(ports).try_put({variant.owner, &variant});
    } else {
      std::get<0>(ports).try_put(&variant);
    }
  });
}

void Graph::encode(VariantTask* variant, EncodeNode::output_ports_type& ports) {
  stages_.encode(*variant);
  if (variant->error) {
    std::get<1>(ports).try_put({variant->owner, variant});
  } else {
    std::get<0>(ports).try_put(variant);
  }
}

void Graph::write(VariantTask* variant, WriteNode::gateway_type& gateway) {
  gateway.reserve_wait();
  io_.post_write([this, variant, &gateway] {
    stages_.write(*variant);
    gateway.try_put({variant->owner, variant});
    gateway.release_wait();
  });
}

// Where an attempt ends, not as a task: that would wait behind the decoding of all images in flight, and with it the
// images' memory, tokens and error messages (32 photos, 2 threads: none was settled before all were written).
tbb::flow::continue_msg Graph::settle(const Finished& finished) noexcept {
  if (finished.variant != nullptr) {
    supervisor_.end_variant(*finished.variant);
  } else {
    supervisor_.end_attempt(*finished.task);
  }
  return {};
}

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

// oneTBB 2021.8 aborts when the system refuses it a thread, which it starts when it likes (the first one while the
// graph is made, also where one thread is to compute): what it and the graph will ask for is tried out before. Nothing
// if a run needs more than is given.
std::optional<Threads> threads_given(const RunOptions& options) {
  const int workers = std::max(options.threads - 1, 1);
  std::vector<std::size_t> stacks = {kComputeStack, kSmallStack, kSmallStack};  // the runner, and what it starts
  stacks.insert(stacks.end(), {kComputeStack, kSmallStack});
  const auto least = static_cast<int>(stacks.size());
  stacks.insert(stacks.end(), static_cast<std::size_t>(workers - 1), kComputeStack);
  stacks.insert(stacks.end(), static_cast<std::size_t>(options.io_threads - 1), kSmallStack);
  const int more = static_cast<int>(startable_threads(stacks)) - least;
  if (more < 0) return std::nullopt;
  const int more_workers = std::min(more, workers - 1);
  return Threads{more_workers == workers - 1 ? options.threads : more_workers + 2, 1 + more - more_workers};
}

// With less, images of the usual size fail one after the other (measured with `ulimit -v`).
constexpr std::uint64_t kLeastMemory = std::uint64_t{8} << 20;

bool is_memory_short() { return available_memory() < kLeastMemory; }

Error memory_short() {
  return {.code = ErrorCode::out_of_memory,
          .message = "next to no memory is left to this process (of the machine, its cgroup, ulimit -v or ulimit -d)"};
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
  const auto threads = threads_given(pipeline.options());
  if (!threads) return refused_run(thread_refused());
  if (is_memory_short()) return refused_run(memory_short());
  const auto run = std::make_shared<Run>(pipeline.options().threads, threads->computing);
  run->arena.execute([&] { run->graph.emplace(pipeline, kernels, source, sink, controls, threads->io); });
  if (!run->graph->can_run()) return refused_run(thread_refused());
  if (is_memory_short()) return refused_run(memory_short());
  auto runner = Thread::start([run] { run->arena.execute([&run] { run->graph->run(); }); }, kComputeStack);
  if (!runner) return refused_run(thread_refused());
  run->graph->supervisor().wait();
  auto report = run->graph->supervisor().close();
  if (report && report->abandoned > 0) {
    runner->detach();
  } else {
    runner->join();
  }
  if (report) report->seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return report;
}

}  // namespace tbbimg

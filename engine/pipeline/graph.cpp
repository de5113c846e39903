// source -> queue -> limiter -> read -> probe -> admit -> decode -> transform -> encode -> write -> settle
//                       ^                                                                            |
//                       +---------------------- one token back, int, one edge -----------------------+
// Whatever is decided early (skipped, failed, cancelled) settles where it is known. Write and settle are no nodes: a
// task to settle would wait behind the decoding of all images in flight, and with it the images' memory, tokens and
// error messages (32 photos, 2 threads: none was settled before all were written); and over an edge, one put waits for
// another.
#include "engine/pipeline/graph.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/pipeline/attempts.hpp"
#include "engine/pipeline/byte_budget.hpp"
#include "engine/pipeline/detail/station.hpp"
#include "engine/pipeline/image_need.hpp"
#include "engine/pipeline/lister.hpp"
#include "engine/pipeline/stages.hpp"
#include "engine/pipeline/tender.hpp"
#include "engine/system/io_threads.hpp"

namespace tbbimg {

using detail::ComputingStation;
using detail::WaitingStation;

namespace {

// What the buffer pool holds at most for each thread, buffers in use included. Huge pages make fresh buffers cheap:
// three times as much was no faster on real photos, at twice the memory.
constexpr std::uint64_t kPoolBytesPerThread = std::uint64_t{32} << 20;

}  // namespace

// A station is a member, its body, and an edge from the one before.
class Graph::Nodes final : private Flow {
 public:
  Nodes(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink, const RunControls& controls,
        int io_threads);
  Nodes(const Nodes&) = delete;
  Nodes& operator=(const Nodes&) = delete;
  /// An edge begins with a task that looks at both of its nodes: they must not be gone before it has run.
  ~Nodes() override { graph_.wait_for_all(); }

  [[nodiscard]] Status start();
  void run();
  [[nodiscard]] SharedRun& shared() noexcept { return shared_; }

 private:
  using Read = WaitingStation<ImageTask*, ImageTask*>;
  using Probe = ComputingStation<ImageTask*, ImageTask*>;
  using Admit = WaitingStation<ImageTask*, ImageTask*>;
  using Decode = ComputingStation<ImageTask*, ImageTask*>;
  using Transform = ComputingStation<ImageTask*, VariantTask*>;
  using Encode = tbb::flow::function_node<VariantTask*>;

  void connect();
  void read(ImageTask* task, Read::Exit exit);
  void probe(ImageTask* task, Probe::Exit exit);
  void admit(ImageTask* task, Admit::Exit exit);
  void decode(ImageTask* task, Decode::Exit exit);
  void transform(ImageTask* task, Transform::Exit exit);
  void encode(VariantTask* variant);

  void image_comes() override { graph_.reserve_wait(); }
  void image_goes() override { graph_.release_wait(); }
  void let_in(ImageTask* image) override { queue_.try_put(image); }
  void give_back_token() override { limiter_.decrementer().try_put(1); }
  void give_back(HeldBytes bytes) override;
  void post_probe(std::function<void()> work) override { post_aside(probes_, std::move(work)); }
  void post_record(std::function<void()> work) override { post_aside(records_, std::move(work)); }
  bool replace_io_thread() override { return io_.replace_one(); }
  void take_back_io_thread() override { io_.take_back_one(); }
  Memory measure() const override;
  void post_aside(std::optional<IoThreads>& threads, std::function<void()> work);

  const Pipeline pipeline_;  // a copy: the caller's may be gone before a call returns that was given up
  const BufferPool pool_;
  ByteBudget read_budget_;
  ByteBudget work_budget_;
  SharedRun shared_;
  Stages stages_;
  Attempts attempts_;
  Lister lister_;
  Tender tender_;

  tbb::flow::graph graph_;
  tbb::flow::queue_node<ImageTask*> queue_;
  tbb::flow::limiter_node<ImageTask*, int> limiter_;
  Read read_;
  Probe probe_;
  Admit admit_;
  Decode decode_;
  Transform transform_;
  Encode encode_;
  // Behind the nodes: joined before what their work puts into is gone.
  IoThreads io_;
  std::optional<IoThreads> probes_;  // of Tender's thread, as the next
  std::optional<IoThreads> records_;
};

Graph::Nodes::Nodes(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink, const RunControls& controls,
                    int io_threads)
    : pipeline_(pipeline),
      pool_(std::min(pipeline.options().memory,
                     kPoolBytesPerThread * static_cast<std::uint64_t>(pipeline.options().threads))),
      read_budget_(memory_for_files(pipeline.options().memory)),
      work_budget_(pipeline.options().memory - memory_for_files(pipeline.options().memory)),
      shared_(pipeline_.options(), controls, *this),
      stages_(pipeline_, kernels, pool_, source, sink, shared_.state),
      attempts_(shared_, pipeline_.recipe(), source, sink),
      lister_(shared_, source),
      tender_(shared_, stages_),
      queue_(graph_),
      limiter_(graph_, static_cast<std::size_t>(pipeline.options().max_images)),
      read_(graph_, [this](ImageTask* task, Read::Exit exit) { read(task, exit); }),
      probe_(graph_, [this](ImageTask* task, Probe::Exit exit) { probe(task, exit); }),
      admit_(graph_, [this](ImageTask* task, Admit::Exit exit) { admit(task, exit); }),
      decode_(graph_, [this](ImageTask* task, Decode::Exit exit) { decode(task, exit); }),
      transform_(graph_, [this](ImageTask* task, Transform::Exit exit) { transform(task, exit); }),
      encode_(graph_, tbb::flow::unlimited, [this](VariantTask* variant) { encode(variant); }),
      io_(io_threads) {
  connect();
}

void Graph::Nodes::connect() {
  using tbb::flow::make_edge;
  make_edge(queue_, limiter_);
  make_edge(limiter_, read_.in());
  make_edge(read_.out(), probe_.in());
  make_edge(probe_.out(), admit_.in());
  make_edge(admit_.out(), decode_.in());
  make_edge(decode_.out(), transform_.in());
  make_edge(transform_.out(), encode_);
}

Status Graph::Nodes::start() {
  if (io_.size() == 0) return fail(thread_refused());
  return shared_.observers.start();
}

void Graph::Nodes::run() {
  graph_.reserve_wait();
  const auto tending = Thread::start([this] { tender_.tend(); });
  const auto listing = !tending ? fail(thread_refused()) : Thread::start([this] {
    lister_.list();
    graph_.release_wait();
  });
  if (!listing) {
    lister_.refuse(listing.error());
    graph_.release_wait();
  }
  graph_.wait_for_all();
  shared_.end_graph();
  tender_.stop();
}

// On a thread of their own, which is rarely needed: places that do not answer would keep those that read and write.
void Graph::Nodes::post_aside(std::optional<IoThreads>& threads, std::function<void()> work) {
  if (!threads) threads.emplace(1);
  (threads->size() > 0 ? *threads : io_).post_write(std::move(work));
}

void Graph::Nodes::give_back(HeldBytes bytes) {
  read_budget_.release(bytes.read);
  work_budget_.release(bytes.work);
}

Flow::Memory Graph::Nodes::measure() const {
  const BufferPool::Usage pool = pool_.usage();
  return {pool.in_use + pool.kept, read_budget_.held() + work_budget_.held()};
}

void Graph::Nodes::read(ImageTask* task, Read::Exit exit) {
  if (!attempts_.begin(*task)) return;
  exit.reserve();
  if (task->decided()) return exit.go_on(task);
  task->held.read = task->item.bytes;
  read_budget_.acquire(task->held.read, [this, task, exit] {
    io_.post_read([this, task, exit] {
      stages_.read(*task);
      if (task->parts) read_budget_.release(std::exchange(task->held.read, 0));
      exit.go_on(task);
    });
  });
}

void Graph::Nodes::probe(ImageTask* task, Probe::Exit exit) {
  stages_.probe(*task);
  if (task->decided()) return attempts_.end(*task);
  attempts_.planned(*task);
  exit.go_on(task);
}

void Graph::Nodes::admit(ImageTask* task, Admit::Exit exit) {
  exit.reserve();
  task->held.work = task->work_bytes;
  work_budget_.acquire(task->work_bytes, [task, exit] { exit.go_on(task); });
}

void Graph::Nodes::decode(ImageTask* task, Decode::Exit exit) {
  attempts_.admit(*task);
  stages_.decode(*task);
  read_budget_.release(std::exchange(task->held.read, 0));
  if (task->decided()) return attempts_.end(*task);
  // Behind decoding, for which any other warning decides whether the source's bytes may be kept.
  if (task->work_bytes > work_budget_.limit()) {
    task->warnings.push_back({DecodeWarningKind::processed_alone, task->work_bytes});
  }
  exit.go_on(task);
}

void Graph::Nodes::transform(ImageTask* task, Transform::Exit exit) {
  task->unsettled_variants = task->variants.size();
  stages_.transform(*task, [this, exit](VariantTask& variant) {
    if (variant.error) return attempts_.end_variant(variant);
    exit.go_on(&variant);
  });
}

void Graph::Nodes::encode(VariantTask* variant) {
  stages_.encode(*variant);
  if (variant->error) return attempts_.end_variant(*variant);
  io_.post_write([this, variant] {
    stages_.write(*variant);
    attempts_.end_variant(*variant);
  });
}

Graph::Graph(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink, const RunControls& controls,
             int io_threads)
    : nodes_(std::make_unique<Nodes>(pipeline, kernels, source, sink, controls, io_threads)) {}

Graph::~Graph() = default;

Status Graph::start() { return nodes_->start(); }

void Graph::run() { nodes_->run(); }

SharedRun& Graph::shared() noexcept { return nodes_->shared(); }

}  // namespace tbbimg

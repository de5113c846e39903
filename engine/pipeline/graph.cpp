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
#include <mutex>
#include <semaphore>
#include <thread>

#include "engine/budget/byte_budget.hpp"
#include "engine/io/io_threads.hpp"
#include "engine/pipeline/stages.hpp"

namespace tbbimg {
namespace {

using tbb::flow::unlimited;

// Entries listed ahead of the limiter: enough to hide a slow directory, few enough to hold nothing.
constexpr std::ptrdiff_t kLookahead = 256;

// What files may take while they wait to be decoded, of the memory and in all; the rest is for pixels. More files read
// ahead would hide nothing that these do not.
constexpr std::uint64_t kReadShare = 8;
constexpr std::uint64_t kMaxReadBytes = std::uint64_t{128} << 20;

std::uint64_t read_bytes(std::uint64_t memory) noexcept { return std::min(memory / kReadShare, kMaxReadBytes); }

// What the buffer pool holds at most for each thread, buffers in use included. Huge pages make fresh buffers cheap:
// three times as much was no faster on real photos, at twice the memory.
constexpr std::uint64_t kPoolBytesPerThread = std::uint64_t{32} << 20;

class Graph {
 public:
  Graph(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink, const RunControls& controls);

  void run();
  [[nodiscard]] Result<RunReport> report(double seconds) const;

 private:
  using ReadNode = tbb::flow::async_node<ImageTask*, ImageTask*>;
  using ProbeNode = tbb::flow::multifunction_node<ImageTask*, std::tuple<ImageTask*, Finished>>;
  using AdmitNode = tbb::flow::async_node<ImageTask*, ImageTask*>;
  using DecodeNode = tbb::flow::multifunction_node<ImageTask*, std::tuple<ImageTask*, Finished>>;
  using TransformNode = tbb::flow::multifunction_node<ImageTask*, std::tuple<VariantTask*, Finished>>;
  using EncodeNode = tbb::flow::multifunction_node<VariantTask*, std::tuple<VariantTask*, Finished>>;
  using WriteNode = tbb::flow::async_node<VariantTask*, Finished>;
  using SettleNode = tbb::flow::multifunction_node<Finished, std::tuple<int>, tbb::flow::lightweight>;

  void connect();
  void list();
  void read(ImageTask* task, ReadNode::gateway_type& gateway);
  void probe(ImageTask* task, ProbeNode::output_ports_type& ports);
  void admit(ImageTask* task, AdmitNode::gateway_type& gateway);
  void decode(ImageTask* task, DecodeNode::output_ports_type& ports);
  void transform(ImageTask* task, TransformNode::output_ports_type& ports);
  void encode(VariantTask* variant, EncodeNode::output_ports_type& ports);
  void write(VariantTask* variant, WriteNode::gateway_type& gateway);
  void settle(const Finished& finished, SettleNode::output_ports_type& ports) noexcept;
  void settle_variant(VariantTask& variant);
  void settle_image(ImageTask& task);
  [[nodiscard]] bool over_limit() const noexcept;

  const RunOptions& options_;
  const Recipe& recipe_;
  Metrics& metrics_;
  Source& source_;
  const std::vector<RunObserver*> observers_;
  Stages stages_;
  ByteBudget read_budget_;
  ByteBudget work_budget_;
  std::mutex settle_mutex_;  ///< one image settles at a time
  std::counting_semaphore<kLookahead> lookahead_{kLookahead};

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
  IoThreads io_;  // last: joined before the nodes that its work puts into are gone
};

Graph::Graph(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink, const RunControls& controls)
    : options_(pipeline.options()),
      recipe_(pipeline.recipe()),
      metrics_(*controls.metrics),
      source_(source),
      observers_(controls.observers),
      stages_(pipeline, kernels,
              BufferPool(std::min(options_.memory, kPoolBytesPerThread * static_cast<std::uint64_t>(options_.threads))),
              source, sink, controls.stop),
      read_budget_(read_bytes(options_.memory)),
      work_budget_(options_.memory - read_bytes(options_.memory)),
      queue_(graph_),
      limiter_(graph_, static_cast<std::size_t>(options_.max_images)),
      read_(graph_, unlimited, [this](ImageTask* task, auto& gateway) { read(task, gateway); }),
      probe_(graph_, unlimited, [this](ImageTask* task, auto& ports) { probe(task, ports); }),
      admit_(graph_, unlimited, [this](ImageTask* task, auto& gateway) { admit(task, gateway); }),
      decode_(graph_, unlimited, [this](ImageTask* task, auto& ports) { decode(task, ports); }),
      transform_(graph_, unlimited, [this](ImageTask* task, auto& ports) { transform(task, ports); }),
      encode_(graph_, unlimited, [this](VariantTask* variant, auto& ports) { encode(variant, ports); }),
      write_(graph_, unlimited, [this](VariantTask* variant, auto& gateway) { write(variant, gateway); }),
      settle_(graph_, unlimited, [this](const Finished& finished, auto& ports) noexcept { settle(finished, ports); }),
      io_(options_.io_threads) {
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
  make_edge(output_port<0>(settle_), limiter_.decrementer());
}

void Graph::run() {
  graph_.reserve_wait();
  std::thread lister([this] {
    list();
    metrics_.listing_done = true;
    graph_.release_wait();
  });
  graph_.wait_for_all();
  lister.join();
}

// On a thread of its own: listing a folder blocks, and an input_node's body would hold a compute thread meanwhile.
void Graph::list() {
  for (;;) {
    lookahead_.acquire();
    if (stages_.draining()) return;
    std::optional<SourceItem> item;
    try {
      item = source_.next().value_or(std::nullopt);
    } catch (const std::exception& exception) {
      item = SourceItem{};
      item->failure =
          Error{ErrorCode::internal, std::string("the source failed: ") + exception.what(), Stage::list, {}, false};
      stages_.drain(EndedBy::environment, &*item->failure);
    }
    if (!item) return;
    ++metrics_.listed;
    metrics_.bytes_listed += item->bytes;
    auto* task = new ImageTask(*std::move(item));
    task->error = std::move(task->item.failure);
    task->skip_reason = task->item.skip_reason;
    queue_.try_put(task);
  }
}

void Graph::read(ImageTask* task, ReadNode::gateway_type& gateway) {
  lookahead_.release();
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

// Where an image ends, not as a task: that would wait behind the decoding of all images in flight, and with it the
// images' memory, tokens and error messages (32 photos, 2 threads: none was settled before all were written).
void Graph::settle(const Finished& finished, SettleNode::output_ports_type& ports) noexcept {
  const std::lock_guard lock(settle_mutex_);
  if (finished.variant != nullptr) {
    settle_variant(*finished.variant);
    if (--finished.task->unsettled_variants > 0) return;
  }
  settle_image(*finished.task);
  std::get<0>(ports).try_put(1);
}

void Graph::settle_variant(VariantTask& variant) {
  ImageTask& task = *variant.owner;
  if (!variant.error) {
    ++metrics_.outputs;
    metrics_.bytes_out += variant.encoded.size();
    task.outputs.push_back(
        {variant.variant, std::move(variant.name), false, variant.encoded.size(), variant.size, variant.hash});
  } else {
    if (variant.error->code != ErrorCode::cancelled) ++task.failed_variants;
    if (!task.error || task.error->code == ErrorCode::cancelled) {
      task.error = of_variant(*std::move(variant.error), recipe_.variants()[variant.variant]);
    }
  }
  variant.encoded.reset();
}

void Graph::settle_image(ImageTask& task) {
  if (task.failed_variants > 1) {
    task.error->message += " (and " + std::to_string(task.failed_variants - 1) + " more of its variants failed)";
  }
  for (const VariantTask& variant : task.variants) task.times += variant.times;
  Fate fate = Fate::done;
  if (task.error) {
    fate = task.error->code == ErrorCode::cancelled ? Fate::cancelled : Fate::failed;
  } else if (!task.skip_reason.empty()) {
    fate = Fate::skipped;
  }
  metrics_.bytes_in += task.bytes_read;
  if (fate == Fate::done) metrics_.pixels_in += task.info.stored_size.pixels();
  const SettledImage image{task.item,
                           fate,
                           task.error ? &*task.error : nullptr,
                           task.skip_reason,
                           task.outputs,
                           task.attempts,
                           task.times,
                           task.bytes_read,
                           task.info.stored_size.pixels()};
  for (RunObserver* observer : observers_) observer->on_settled(image);
  metrics_.bytes_settled += task.item.bytes;
  switch (fate) {
    case Fate::done: ++metrics_.done; break;
    case Fate::failed: ++metrics_.failed; break;
    case Fate::skipped: ++metrics_.skipped; break;
    case Fate::cancelled: ++metrics_.cancelled; break;
  }
  if (fate == Fate::failed) {
    if (task.error->code == ErrorCode::no_space) stages_.drain(EndedBy::environment, &*task.error);
    if (over_limit()) stages_.drain(EndedBy::failure_limit, nullptr);
  }
  const std::uint64_t read_bytes = task.read_bytes_held;
  const std::uint64_t work_bytes = task.work_bytes_held;
  delete &task;
  read_budget_.release(read_bytes);
  work_budget_.release(work_bytes);
}

bool Graph::over_limit() const noexcept {
  const FailureLimit& limit = options_.failure_limit;
  const std::uint64_t failed = metrics_.failed;
  const std::uint64_t settled = metrics_.settled();
  if (limit.images && failed > *limit.images) return true;
  return limit.percent && settled >= FailureLimit::kFewest &&
         static_cast<double>(failed) * 100 > *limit.percent * static_cast<double>(settled);
}

Result<RunReport> Graph::report(double seconds) const {
  RunReport report;
  report.listed = metrics_.listed;
  report.done = metrics_.done;
  report.failed = metrics_.failed;
  report.skipped = metrics_.skipped;
  report.cancelled = metrics_.cancelled;
  report.outputs = metrics_.outputs;
  report.bytes_in = metrics_.bytes_in;
  report.bytes_out = metrics_.bytes_out;
  report.pixels_in = metrics_.pixels_in;
  report.seconds = seconds;
  report.ended_by = stages_.ended_by();
  report.environment_error = stages_.environment_error();
  if (report.listed != metrics_.settled()) {
    return fail(ErrorCode::internal, std::to_string(report.listed) + " entries were listed and " +
                                         std::to_string(metrics_.settled()) +
                                         " accounted for; this is a bug of tbbimg");
  }
  return report;
}

}  // namespace

Result<RunReport> run_graph(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink,
                            const RunControls& controls) {
  const auto begin = std::chrono::steady_clock::now();
  const int threads = pipeline.options().threads;
  // An arena caps the threads; more of them than processors are only to be had by raising oneTBB's own cap.
  std::optional<tbb::global_control> cap;
  if (threads > tbb::info::default_concurrency()) {
    cap.emplace(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(threads));
  }
  tbb::task_arena arena(threads);
  return arena.execute([&] {
    Graph graph(pipeline, kernels, source, sink, controls);
    graph.run();
    return graph.report(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  });
}

}  // namespace tbbimg

// The flow graph of one run: which station follows which. Internal to the pipeline.
#pragma once

#include <memory>

#include "engine/pipeline/pipeline.hpp"
#include "engine/pipeline/shared_run.hpp"

namespace tbbimg {

/// Has to be made, and run, in the arena whose threads are to compute.
class Graph {
 public:
  /// `controls.metrics` is not null.
  Graph(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink, const RunControls& controls,
        int io_threads);
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;
  ~Graph();

  /// Errors: limit_exceeded if the system gives no thread to read and write with, or none for the observers.
  [[nodiscard]] Status start();
  /// Blocks until nothing is left in the graph.
  void run();
  [[nodiscard]] SharedRun& shared() noexcept;

 private:
  class Nodes;
  std::unique_ptr<Nodes> nodes_;
};

}  // namespace tbbimg

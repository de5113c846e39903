// Gives a graph its threads, and its caller the end of the run. Internal to the pipeline.
#pragma once

#include "engine/pipeline/pipeline.hpp"

namespace tbbimg {

/// `controls.metrics` is not null.
[[nodiscard]] Result<RunReport> run_graph(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink,
                                          const RunControls& controls);

}  // namespace tbbimg

// The flow graph of one run. Internal to the pipeline.
#pragma once

#include "engine/pipeline/pipeline.hpp"

namespace tbbimg {

[[nodiscard]] Result<RunReport> run_graph(const Pipeline& pipeline, Kernels kernels, Source& source, Sink& sink,
                                          const StopTokens& stop, RunObserver* observer, Metrics& metrics);

}  // namespace tbbimg

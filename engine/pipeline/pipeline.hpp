// Many images through the flow graph: the engine's front door.
//
//   Pipeline pipeline = *Pipeline::create(recipe, options);
//   RunReport report = *pipeline.run(source, sink);
#pragma once

#include "codecs/registry.hpp"
#include "engine/events/run_report.hpp"
#include "engine/io/sink.hpp"
#include "engine/io/source.hpp"
#include "engine/naming/output_names.hpp"
#include "engine/pipeline/run_controls.hpp"
#include "engine/pipeline/run_options.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Immutable; may run() several times, also at once: the threads and the memory are each run's own.
class Pipeline {
 public:
  /// Errors: those of OutputNames::create(), invalid_argument (a negative option), unsupported (a format without
  /// encoder), and those of active_simd_level().
  [[nodiscard]] static Result<Pipeline> create(Recipe recipe, RunOptions options,
                                               CodecRegistry codecs = CodecRegistry::with_builtin_codecs());

  /// The same with RunOptions::ignore_case, for a sink that does not tell names apart that differ only in case.
  /// Errors: name_collision if two variants' names do.
  [[nodiscard]] Result<Pipeline> ignoring_case() const;

  /// Blocks until every entry of `source` has settled, or those taken in after a stop request. Failures of images are
  /// in the report and told to the observers; an error is returned only if the accounting does not add up (internal).
  [[nodiscard]] Result<RunReport> run(Source& source, Sink& sink, const RunControls& controls = {}) const;

  [[nodiscard]] const RunOptions& options() const noexcept { return options_; }  ///< with the defaults filled in
  [[nodiscard]] const Recipe& recipe() const noexcept { return recipe_; }
  [[nodiscard]] const CodecRegistry& codecs() const noexcept { return codecs_; }
  [[nodiscard]] const OutputNames& names() const noexcept { return names_; }

 private:
  Pipeline(Recipe recipe, RunOptions options, OutputNames names, CodecRegistry codecs, Kernels kernels);

  Recipe recipe_;
  RunOptions options_;
  OutputNames names_;
  CodecRegistry codecs_;
  Kernels kernels_;
};

}  // namespace tbbimg

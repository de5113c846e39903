// Many images through the flow graph: the engine's front door.
//
//   Pipeline pipeline = *Pipeline::create(recipe, options);
//   RunReport report = *pipeline.run(source, sink);
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "codecs/registry.hpp"
#include "engine/io/sink.hpp"
#include "engine/io/source.hpp"
#include "engine/pipeline/metrics.hpp"
#include "engine/pipeline/observer.hpp"
#include "engine/recipe/output_names.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// More failed images than this end a run.
struct FailureLimit {
  std::optional<std::uint64_t> images;
  std::optional<double> percent;  ///< of those settled, once there are kFewest

  static constexpr std::uint64_t kFewest = 100;
};

struct RunOptions {
  int threads = 0;           ///< that compute; 0: available_processors()
  int io_threads = 0;        ///< that read and write; 0: 16, which hides 20 ms reads up to 800 images/s
  int max_images = 0;        ///< in flight at once; 0: 4 per thread and 2 per I/O thread
  std::uint64_t memory = 0;  ///< bytes for files and pixels in flight; 0: half of available_memory()
  /// What one image may need at once, its file included; 0: what this process may use in all. An image that needs less,
  /// yet more than `memory`, passes alone.
  std::uint64_t max_image_memory = 0;
  FailureLimit failure_limit;
  int retries = 3;                             ///< of an image after failures that may pass (Error::retryable)
  std::chrono::milliseconds image_timeout{0};  ///< for all work on one image and attempt; 0: none
  /// How long to wait for a place that is gone or full before the run ends; 0: it ends at once.
  std::chrono::milliseconds breaker_timeout{60'000};
  /// How long a call that should end (it was cancelled, or timed out) is waited for before its image settles without
  /// it. Whoever sets it accepts that source, sink and observers are used until the process ends if
  /// RunReport::abandoned is not zero. Not set: forever.
  std::optional<std::chrono::milliseconds> give_up_after;
  Limits limits;
  std::string name_template{NameTemplate::kDefault};  ///< of variants that have none
  bool ignore_case = false;                           ///< outputs whose names differ only in case collide
};

/// How a run is asked to stop early; both are safe to request from any thread at any time.
struct StopTokens {
  std::stop_token drain;   ///< take in no more: what is being computed ends well, the rest is cancelled
  std::stop_token cancel;  ///< also give up what is being computed, within a block of rows
};

/// Who is to hear of a run, and how to stop it.
struct RunControls {
  StopTokens stop;
  std::vector<RunObserver*> observers;  ///< told in this order
  Metrics* metrics = nullptr;           ///< fresh: its counts start at zero; null: nobody wants to know
};

enum class EndedBy : std::uint8_t { end_of_source, stop_request, failure_limit, environment };

[[nodiscard]] std::string_view to_string(EndedBy reason) noexcept;

struct RunReport {
  std::uint64_t listed = 0, done = 0, failed = 0, skipped = 0,
                cancelled = 0;  ///< entries; listed is the sum of the rest
  std::uint64_t outputs = 0;
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::uint64_t pixels_in = 0;
  std::uint64_t retries = 0;
  std::uint64_t abandoned = 0;  ///< calls that have not returned (RunOptions::give_up_after)
  double seconds = 0;
  EndedBy ended_by = EndedBy::end_of_source;
  std::optional<Error> environment_error;  ///< why nothing could be written any more (disk full, read-only)
};

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

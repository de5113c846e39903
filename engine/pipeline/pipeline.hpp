// Many images through the flow graph: the engine's front door.
//
//   Pipeline pipeline = *Pipeline::create(recipe, options);
//   RunReport report = *pipeline.run(source, sink);
#pragma once

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
#include "engine/recipe/output_names.hpp"
#include "engine/recipe/recipe.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

struct RunOptions {
  int threads = 0;           ///< that compute; 0: available_processors()
  int io_threads = 0;        ///< that read and write; 0: 16, which hides 20 ms reads up to 800 images/s
  int max_images = 0;        ///< in flight at once; 0: 4 per thread and 2 per I/O thread
  std::uint64_t memory = 0;  ///< bytes for files and pixels in flight; 0: half of available_memory()
  bool stop_at_first_failure = false;
  Limits limits;
  std::string name_template{NameTemplate::kDefault};  ///< of variants that have none
  bool ignore_case = false;                           ///< outputs whose names differ only in case collide
};

enum class Fate : std::uint8_t { done, failed, skipped, cancelled };

/// The SettledImage::skip_reason of an image whose outputs are all there already.
inline constexpr std::string_view kOutputsExist = "its output is there already; --overwrite makes it anew";

/// The SettledImage::skip_reason of an image that none of the recipe's conditions lets in.
inline constexpr std::string_view kNoVariant = "no variant of the recipe is for it";

/// What became of one entry of the source; valid during the call that passes it on.
struct SettledImage {
  const SourceItem& item;
  Fate fate;
  const Error* error;              ///< of a failed or cancelled image, the first if several variants failed
  const std::string& skip_reason;  ///< of a skipped one
};

/// Hears of every entry once, in the order in which they end, from one thread at a time; should return soon.
class RunObserver {
 public:
  RunObserver() = default;
  RunObserver(const RunObserver&) = delete;
  RunObserver& operator=(const RunObserver&) = delete;
  virtual ~RunObserver() = default;
  virtual void on_settled(const SettledImage& image) = 0;
};

/// How a run is asked to stop early; both are safe to request from any thread at any time.
struct StopTokens {
  std::stop_token drain;   ///< take in no more: what is being computed ends well, the rest is cancelled
  std::stop_token cancel;  ///< also give up what is being computed, within a block of rows
};

enum class EndedBy : std::uint8_t { end_of_source, stop_request, first_failure, environment };

struct RunReport {
  std::uint64_t listed = 0, done = 0, failed = 0, skipped = 0,
                cancelled = 0;  ///< entries; listed is the sum of the rest
  std::uint64_t outputs = 0;
  std::uint64_t bytes_in = 0, bytes_out = 0;
  std::uint64_t pixels_in = 0;
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

  /// Blocks until every entry of `source` has settled, or those taken in after a stop request. Failures of images are
  /// in the report and told to `observer`; an error is returned only if the accounting does not add up (internal).
  /// `metrics` must be fresh: its counts start at zero.
  [[nodiscard]] Result<RunReport> run(Source& source, Sink& sink, const StopTokens& stop = {},
                                      RunObserver* observer = nullptr, Metrics* metrics = nullptr) const;

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

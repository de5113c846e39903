// What travels over the graph's edges. Internal to the pipeline.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "codecs/decoder.hpp"
#include "engine/events/observer.hpp"
#include "engine/io/source.hpp"
#include "engine/pipeline/work_clock.hpp"
#include "engine/recipe/name_template.hpp"
#include "engine/variants/by_rows.hpp"
#include "engine/variants/image_plan.hpp"

namespace tbbimg {

struct ImageTask;

/// Of the two memory budgets.
struct HeldBytes {
  std::uint64_t read = 0;
  std::uint64_t work = 0;
};

/// One output on its way to the sink; owned by its ImageTask.
struct VariantTask {
  ImageTask* owner = nullptr;
  std::size_t variant = 0;            ///< index into the recipe
  std::string name;                   ///< below the sink's root
  std::optional<OpenHash> open_hash;  ///< in the name
  std::shared_ptr<const Image> image;
  Size size;  ///< of the image, which is gone once it is encoded
  Buffer encoded;
  std::uint64_t bytes = 0;  ///< of the file, which is gone once it is written
  std::uint64_t hash = 0;   ///< of the file
  std::optional<Error> error;
  std::optional<Error> sink_gone;  ///< why nothing can be written at all
  StageTimes times;
};

/// Why nothing can be read or written at all.
struct GonePlace {
  Error error;
  bool is_sink = false;
  std::uint64_t bytes = 0;  ///< that an output would have taken
};

/// One entry of the source; InFlight owns it until it settles, the ledger until that is told.
struct ImageTask {
  explicit ImageTask(SourceItem source_item) : item(std::move(source_item)) {}

  SourceItem item;
  Buffer file;                       ///< from read to decode, of an animation to transform
  std::optional<FileInParts> parts;  ///< instead, from read to decode, of a large file that is read in parts
  Buffer own_bytes;                  ///< the file without metadata, from decode on, if it may stand for an output
  DecodedImage decoded;              ///< from decode to transform; from read on if the source gives pixels
  FirstResults first;                ///< instead of its pixels where those came by rows
  const Decoder* decoder = nullptr;
  ImageInfo info;
  std::string_view format;  ///< the codec's name of the source; empty if it gives pixels
  ImagePlan plan;           ///< of the variants that are still pictures
  ImagePlan animations;     ///< of those that are not
  bool needs_own_bytes = false;
  std::vector<VariantTask> variants;  ///< those to make; never resized once their addresses are out
  std::size_t unsettled_variants = 0;

  std::uint64_t work_bytes = 0;  ///< what it takes from decoding to writing, once it is planned
  HeldBytes held;
  std::uint64_t bytes_read = 0;
  std::atomic<int> attempts = 0;       ///< also read when the image is given up
  StageTimes times;                    ///< without those of the variants on their way
  std::vector<SettledOutput> outputs;  ///< that are there
  std::vector<DecodeWarning> warnings;

  std::optional<Error> error;       ///< set: failed, or cancelled if that is its code
  std::size_t failed_variants = 0;  ///< the first one's error is `error`
  Skip skip;                        ///< set: skipped
  std::optional<GonePlace> gone;    ///< why this attempt is no attempt
  std::optional<Error> last_error;  ///< of the attempt before

  WorkClock clock;
  std::stop_source stop;  ///< of this image alone: a cancelled run asks each to stop
  std::atomic<bool> timed_out = false;
  std::atomic<bool> abandoned = false;  ///< has settled; who still has it only lets go of it

  // Guarded by SharedRun's lock.
  bool is_ahead = false;    ///< holds a place of the intake
  bool has_token = false;   ///< of the limiter
  int io_threads_kept = 0;  ///< by calls of it that were given up
  std::optional<std::chrono::steady_clock::time_point> stop_asked;

  [[nodiscard]] bool decided() const noexcept { return error.has_value() || bool(skip) || abandoned; }
  /// Nobody works on it any more: lets go of file, pixels and variants.
  void drop_work() {
    file.reset();
    parts.reset();
    own_bytes.reset();
    decoded = {};
    first.clear();
    plan = {};
    animations = {};
    variants.clear();
  }
};

}  // namespace tbbimg

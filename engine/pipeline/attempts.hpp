// An attempt to make an image's outputs: how it begins, and what follows when it ends. Internal to the pipeline.
#pragma once

#include "engine/io/sink.hpp"
#include "engine/io/source.hpp"
#include "engine/pipeline/shared_run.hpp"
#include "engine/recipe/recipe.hpp"
#include "engine/recovery/backoff.hpp"

namespace tbbimg {

/// For the graph's nodes. Thread-safe; an image that has been passed to end() or end_variant() is not to be touched.
class Attempts {
 public:
  Attempts(SharedRun& run, const Recipe& recipe, Source& source, Sink& sink);

  /// An image comes from the limiter, with a token. False: it has to wait, and has given that back.
  [[nodiscard]] bool begin(ImageTask& image);
  /// An image has been planned, and nothing of it written. Waits for the recorders, as admit() does.
  void planned(const ImageTask& image) const;
  /// An image has got the memory that it needs.
  void admit(const ImageTask& image) const;
  /// One of its variants has come to its end, well or not. The last one ends the attempt.
  void end_variant(VariantTask& variant) noexcept;
  /// An image has come to its end before it had variants.
  void end(ImageTask& image) noexcept;

 private:
  void merge(VariantTask& variant) const;
  void end(ImageTask& image, Turn& turn);
  [[nodiscard]] bool waits_for_place(ImageTask& image);
  [[nodiscard]] bool waits_for_retry(ImageTask& image);

  SharedRun& run_;
  const Recipe& recipe_;
  Source& source_;
  Sink& sink_;
  Backoff backoff_;  ///< guarded by the run's lock
};

}  // namespace tbbimg

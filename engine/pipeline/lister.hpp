// Brings the entries of the source into the run. Internal to the pipeline.
#pragma once

#include "engine/io/source.hpp"
#include "engine/pipeline/shared_run.hpp"

namespace tbbimg {

/// For a thread of its own: listing a folder blocks, and an input_node's body would hold a compute thread meanwhile.
class Lister {
 public:
  Lister(SharedRun& run, Source& source) : run_(run), source_(source) {}

  /// Lists until the source or the run is at its end, and ends the listing.
  void list();
  /// Ends it, because nobody lists: `error` says why.
  void refuse(const Error& error);

 private:
  [[nodiscard]] Result<std::optional<SourceItem>> next();
  void take_in(SourceItem item);
  /// The source could not go on. Blocks until that may have changed.
  void wait_for_source(const Error& error);
  void end();

  SharedRun& run_;
  Source& source_;
};

}  // namespace tbbimg

// The inputs of a run, with what other inputs, links among them, and earlier runs say of each. Internal to run/.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "engine/files/directory_sink.hpp"
#include "engine/files/directory_source.hpp"
#include "engine/journal/journal.hpp"
#include "engine/journal/resume.hpp"
#include "engine/journal/suspects.hpp"
#include "engine/naming/collisions.hpp"
#include "engine/pipeline/pipeline.hpp"
#include "engine/run/run_spec.hpp"

namespace tbbimg {

class RunInputs {
 public:
  /// What each entry is held against; all of it must outlive the inputs.
  struct Against {
    const Pipeline& pipeline;
    const JournalIndex& index;
    DirectorySink* sink = nullptr;       ///< null: there is no output folder yet
    const Suspects* suspects = nullptr;  ///< null: nobody asks for them
    Journal* journal = nullptr;          ///< null: nothing is noted
  };
  /// `folder` is where relative paths start. Lists nothing before the first entry is asked for, and no more once `stop`
  /// is requested. Errors: those of DirectorySource::open().
  [[nodiscard]] static Result<std::unique_ptr<RunInputs>> open(const RunSpec& spec, const std::string& folder,
                                                               const Against& against, std::stop_token stop = {});

  [[nodiscard]] Source& source() noexcept { return *source_; }

 private:
  RunInputs(std::optional<Resume> resume, const Against& against, CollisionCheck::Order order);

  const std::optional<Resume> resume_;  ///< nothing: all is made anew
  DirectorySink* const sink_;
  const Suspects* const suspects_;
  Journal* const journal_;
  CollisionCheck collisions_;
  std::unique_ptr<DirectorySource> source_;  ///< its threads use all of the above
};

/// Of the recipe and the names of its outputs.
[[nodiscard]] std::uint64_t fingerprint_of(const Pipeline& pipeline);

/// Whether OUT is below an input, or an input below OUT: then images in OUT may be originals that are no inputs.
[[nodiscard]] bool lies_among_inputs(const RunSpec& spec, const std::string& folder);

/// `pipeline`, for names that differ only in case if they do not in OUT. Errors: those of Pipeline::ignoring_case().
[[nodiscard]] Result<Pipeline> adapted_to_case(const Pipeline& pipeline, const DirectorySink& sink);

}  // namespace tbbimg

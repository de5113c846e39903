// What is left to do of a run that was begun before.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/io/if_exists.hpp"
#include "engine/io/source.hpp"
#include "engine/journal/journal_index.hpp"
#include "engine/journal/resume_scope.hpp"

namespace tbbimg {

/// What the journal, and the outputs that it tells of, say of an entry of a listing.
struct Judgement {
  enum class Kind : std::uint8_t {
    unknown,  ///< no line tells of it
    done,     ///< and neither its source, the recipe nor its outputs are others since
    changed,  ///< done, and one of these is another now, or is missing
    damaged,  ///< done, and somebody has noted that its outputs are not what they were
    failed,   ///< when it was last tried
    begun,    ///< its outputs were being replaced when a run ended
  };
  Kind kind = Kind::unknown;
  IfExists if_exists = IfExists::keep;          ///< what becomes of outputs that no line lists
  std::vector<KnownOutput> known_outputs = {};  ///< those that one lists
};

/// Looks each entry of a listing up in the journal.
class Resume {
 public:
  struct Options {
    ResumeScope scope = ResumeScope::unfinished;
    std::string output;        ///< OUT
    std::uint64_t recipe = 0;  ///< fingerprint of this run's
  };
  /// `index` must outlive it.
  Resume(const JournalIndex& index, Options options);

  /// Skips what is done: same size and time of the source, same recipe, and all outputs there as they were written.
  /// That is told by their sizes, or by their bytes where an interruption makes the journal doubtful. Outputs that are
  /// not so are made anew; all of them if the source or the recipe has changed, or if the image was begun anew and not
  /// ended. In a plain run, whatever is as it was written stays. May be called from several threads at once.
  void inspect(std::span<SourceItem> folder) const;

  /// The same as a judgement, which is also made of what a retry leaves alone. Looks at the outputs.
  [[nodiscard]] Judgement judge(const SourceItem& item) const;

  /// For DirectorySink::set_times_of_runs(): what is older or newer, and has no line, is no run's.
  [[nodiscard]] const TimesOfRuns& times() const noexcept { return times_; }

 private:
  void decide(SourceItem& item, JournalParser& parser) const;
  [[nodiscard]] bool is_in_failed_folder(std::string_view identity) const;
  [[nodiscard]] Judgement judge(const SourceItem& item, JournalParser& parser) const;
  void judge_outputs(const JournalImage& before, bool compare_bytes, Judgement& judgement) const;

  const JournalIndex* index_;
  Options options_;
  IfExists of_unknown_ = IfExists::keep;  ///< what becomes of outputs of images without a line
  TimesOfRuns times_;
};

}  // namespace tbbimg

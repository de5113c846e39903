// What is left to do of a run that was begun before.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/io/source.hpp"
#include "engine/journal/absolute_path.hpp"
#include "engine/journal/journal_index.hpp"

namespace tbbimg {

/// SourceItem::skip_reason of an image that needs nothing.
inline constexpr std::string_view kDoneBefore = "done before, as the journal says";
/// Of one that a retry has nothing to do with.
inline constexpr std::string_view kNotFailed = "did not fail before";

enum class ResumeScope : std::uint8_t {
  unfinished,  ///< whatever is not done
  failed,      ///< what failed last
};

/// Looks each entry of a listing up in the journal.
class Resume {
 public:
  struct Options {
    ResumeScope scope = ResumeScope::unfinished;
    std::string output;        ///< OUT
    std::string folder;        ///< where relative paths of sources start
    std::uint64_t recipe = 0;  ///< fingerprint of this run's
  };
  /// `index` must outlive it.
  Resume(const JournalIndex& index, Options options);

  /// Skips what is done: same size and time of the source, same recipe, and all outputs there in the size that they
  /// had. Where only some of them are missing, or a variant failed, the others are kept; where anything else differs,
  /// all are made anew. May be called from several threads at once.
  void inspect(std::span<SourceItem> folder) const;

 private:
  void decide(SourceItem& item, JournalParser& parser) const;

  const JournalIndex* index_;
  Options options_;
  AbsolutePath absolute_;
  bool has_one_recipe_;  ///< all runs had this one's
};

}  // namespace tbbimg

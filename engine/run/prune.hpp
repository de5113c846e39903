// Outputs that nothing asks for any more.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/journal/journal_index.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// An output that a run has written, and no run with the last recipe would write.
struct Orphan {
  enum class Why : std::uint8_t {
    source_gone,   ///< the file that it was made of
    variant_gone,  ///< the last recipe has none of its name
    renamed,       ///< the last run has given its image's output of that variant another name
  };
  Why why = Why::source_gone;
  std::string path;   ///< below OUT
  std::string image;  ///< its identity
  std::string variant;
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> hash;
};

[[nodiscard]] std::string sentence_of(const Orphan& orphan);

struct Orphans {
  std::vector<Orphan> list;           ///< in the order of their paths: those that are there
  std::vector<Orphan> missing;        ///< those that somebody has removed
  std::vector<std::string> in_doubt;  ///< inputs, and links below them, that cannot be reached, or of which nothing is
                                      ///< there: no source below them counts as gone
};

/// By all lines of the journals of OUT; compaction keeps those that nobody else tells of an output. Looks at sources
/// and outputs, reads none. Errors: invalid_argument if the last run does not say what its recipe was; those of reading
/// the journals.
[[nodiscard]] Result<Orphans> find_orphans(const JournalIndex& index, const std::string& output);

struct PruneCounts {
  std::uint64_t removed = 0;
  std::uint64_t bytes = 0;
  std::uint64_t left = 0;  ///< not what was written, or a source's
};

/// Removes those that are there, each only if it is what was written, byte by byte, and no source; then folders that
/// have become empty. Notes in the journals that they are gone. `tell` hears of each that is left, and why. Once `stop`
/// asks, no more are removed. Errors: already_exists if a run is under way; those of the system.
[[nodiscard]] Result<PruneCounts> prune(const JournalIndex& index, const std::string& output, const Orphans& orphans,
                                        const std::function<void(const Orphan&, const std::string& why)>& tell,
                                        const std::stop_token& stop = {});

}  // namespace tbbimg

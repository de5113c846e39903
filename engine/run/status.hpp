// What the journal and the inputs say of the runs into a folder.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stop_token>
#include <string>

#include "codecs/registry.hpp"
#include "engine/journal/journal_index.hpp"
#include "engine/statistics/failure_cause.hpp"

namespace tbbimg {

struct RunStatus {
  std::string output;
  JournalRun last;
  std::string trouble;                 ///< why the journal cannot be relied on; empty if it can
  std::optional<JournalEnd> last_end;  ///< nothing: the run was killed, or is under way
  bool is_under_way = false;
  std::size_t runs = 0;

  std::uint64_t done = 0;
  std::uint64_t outputs = 0;   ///< of those done
  std::uint64_t bytes = 0;     ///< of the outputs
  std::uint64_t salvaged = 0;  ///< of those done
  std::uint64_t damaged = 0;
  std::uint64_t failed = 0;
  struct Failures {
    std::uint64_t count = 0;
    Sentence sentence;    ///< sentence_of_cause()
    std::string example;  ///< the path of one
  };
  std::map<FailureCause, Failures> failures;

  std::uint64_t left = 0;     ///< inputs that a run would make or fail, and has not
  std::uint64_t changed = 0;  ///< inputs that are done, and that a --resume with the last recipe would do anew
  std::uint64_t others = 0;   ///< inputs that are no images
  std::uint64_t orphans = 0;  ///< outputs that nothing asks for any more (engine/run/prune.hpp)
  std::uint64_t orphan_bytes = 0;
  std::string unreachable;  ///< why the inputs could not be walked to their end; empty: they could
};

/// `output` is the folder of `index`. Walks through the inputs of the last run, until `stop` asks: then what is left is
/// not known.
[[nodiscard]] RunStatus status_of_runs(const JournalIndex& index, const std::string& output,
                                       const CodecRegistry& codecs, const std::stop_token& stop = {});

}  // namespace tbbimg

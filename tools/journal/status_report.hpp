// What the journal and the inputs say of the runs into a folder.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "engine/journal/journal_index.hpp"
#include "engine/statistics/failure_cause.hpp"

namespace tbbimg::tools {

struct StatusReport {
  std::string output;
  JournalRun last;
  std::string trouble;                 ///< why the journal cannot be relied on; empty if it can
  std::optional<JournalEnd> last_end;  ///< nothing: the run was killed, or is under way
  bool is_under_way = false;
  std::size_t runs = 0;

  std::uint64_t done = 0;
  std::uint64_t outputs = 0;  ///< of those done
  std::uint64_t bytes = 0;    ///< of the outputs
  std::uint64_t damaged = 0;
  std::uint64_t failed = 0;
  struct Failures {
    std::uint64_t count = 0;
    Sentence sentence;    ///< sentence_of_cause()
    std::string example;  ///< the path of one
  };
  std::map<FailureCause, Failures> failures;

  std::uint64_t left =
      0;  ///< inputs that are not in the journal, and have an image's name; folders that cannot be listed
  std::uint64_t changed =
      0;  ///< inputs that are done, but have another size or time now, or were done by another recipe
  std::uint64_t others = 0;  ///< inputs that are not in the journal, and have no image's name
  std::string unreachable;   ///< why the inputs could not be walked to their end; empty: they could
};

[[nodiscard]] StatusReport make_status_report(const JournalIndex& index, const std::string& output);

/// Lines for people.
[[nodiscard]] std::string status_text(const StatusReport& report);
/// One line.
[[nodiscard]] std::string status_json(const StatusReport& report);

}  // namespace tbbimg::tools

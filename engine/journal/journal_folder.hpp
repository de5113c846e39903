// Where a journal lies: OUT/.tbbimg/.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/files/file_descriptor.hpp"
#include "engine/files/state_folder.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// "journal.jsonl", or "journal-1-of-4.jsonl" for the shard "1/4".
[[nodiscard]] std::string journal_name(std::string_view shard);

/// Paths of all journals of OUT, sorted; none if it has none. Errors: those of the system.
[[nodiscard]] Result<std::vector<std::string>> find_journals(const std::string& output);

/// Lasts as long as it lives.
struct JournalLock {
  FileDescriptor whole;  ///< journal.lock: shards share it, a run of all has it alone
  FileDescriptor shard;  ///< a shard's own
  std::string note;      ///< not empty: why there is no lock though all else is well; to be told
};

/// Makes OUT/.tbbimg if it is missing, and takes the lock of a journal: runs of different shards go together, a run of
/// all goes with none. Errors: already_exists if another process is in the way; those of the system.
[[nodiscard]] Result<JournalLock> lock_journal(const std::string& output, std::string_view name);

/// Whether a process holds the lock of any journal of OUT. Writes nothing.
[[nodiscard]] bool is_run_under_way(const std::string& output);

/// Whether a process holds the lock of this journal.
[[nodiscard]] bool is_locked(const std::string& journal);

/// Brings a folder's entries to the disk.
[[nodiscard]] Status sync_folder(const std::string& folder);

}  // namespace tbbimg

// The journal of a run: what earlier runs into the same folder did, and what this one does.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/events/run_recorder.hpp"
#include "engine/events/run_report.hpp"
#include "engine/files/folder_listing.hpp"
#include "engine/journal/journal_folder.hpp"
#include "engine/journal/journal_index.hpp"
#include "engine/journal/journal_line.hpp"
#include "engine/journal/journal_writer.hpp"

namespace tbbimg {

/// Holds the journal's lock as long as it lives, so that no other process runs into the same folder, or into
/// the same shard of it.
class Journal final : public RunRecorder {
 public:
  struct Options {
    std::string output;                 ///< OUT, which is there
    JournalRun run;                     ///< the header; its started_ms is filled in
    std::vector<std::string> variants;  ///< names, as the recipe orders them
    bool compact = false;               ///< at this opportunity
    JournalSyncing syncing = {};
  };

  /// Reads what is there and appends the header, which is on the disk then, with the folders above it.
  /// Errors: already_exists if a run is under way; those of the system.
  [[nodiscard]] static Result<std::unique_ptr<Journal>> open(Options options);

  /// What there was before this run.
  [[nodiscard]] const JournalIndex& index() const noexcept { return index_; }
  [[nodiscard]] const JournalRun& run() const noexcept { return run_; }
  /// Not empty: why no lock keeps other runs out.
  [[nodiscard]] const std::string& lock_note() const noexcept { return lock_.note; }

  /// Images that are done or failed get a line, and folders that could not be listed. Those that are skipped or
  /// cancelled would hide what is known of them.
  void on_settled(const SettledImage& image) override;
  /// Notes it, so that outputs of an image that is not ended afterwards are not taken for those that its line tells of.
  void on_begun(const SourceItem& item, std::span<const std::string> outputs) override;

  /// Remembers folders that earlier runs failed to list and this one did not.
  void on_folder(const FolderListing& listing);

  /// The last line, if all that lines tell of is on the disk. Errors: those of JournalWriter::close().
  [[nodiscard]] Status close(const RunReport& report);

 private:
  Journal(Options options, JournalLock lock, JournalIndex index, std::unique_ptr<JournalWriter> writer);
  [[nodiscard]] JournalImage line_of(const SourceItem& item, JournalStatus status) const;
  void add_outputs(const SettledImage& image, JournalImage& line);
  void note_met(const std::string& identity);
  [[nodiscard]] std::vector<std::string> moved_from() const;

  const std::string output_;
  const JournalRun run_;
  const std::vector<std::string> variants_;
  JournalLock lock_;
  JournalIndex index_;
  std::mutex mutex_;
  JournalParser parser_;             ///< with mutex_ locked
  std::vector<std::uint64_t> met_;   ///< images of each of index_.inputs(), with mutex_ locked
  std::vector<std::string> listed_;  ///< identities of on_folder()'s folders, with mutex_ locked
  std::unique_ptr<JournalWriter> writer_;
};

}  // namespace tbbimg

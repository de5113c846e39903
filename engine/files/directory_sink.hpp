// A folder of the file system as a sink.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/files/file_descriptor.hpp"
#include "engine/files/output_folders.hpp"
#include "engine/files/own_rooms.hpp"
#include "engine/files/place.hpp"
#include "engine/files/source_guard.hpp"
#include "engine/files/state_folder.hpp"
#include "engine/files/sync_mode.hpp"
#include "engine/io/sink.hpp"

struct stat;

namespace tbbimg {

/// Whatever names it is given: nothing is written outside of the folder or into its state folder, no link below it is
/// followed, and no source is replaced.
class DirectorySink final : public Sink {
 public:
  /// Makes the folder if it is missing, and makes sure that files can be created in it; removes temporary files that a
  /// killed run left in it. `sources` are the files and folders that the run reads: nothing of them is ever replaced.
  /// Errors: those of the system, with the path; invalid_argument if a link is in the place of the state folder.
  /// With SyncMode::each, an output's bytes are on the disk before it appears; with group, before it takes the place of
  /// another they are on their way there, so that a power failure leaves one of the two.
  [[nodiscard]] static Result<std::unique_ptr<DirectorySink>> open(const std::string& folder,
                                                                   std::span<const std::string> sources,
                                                                   SyncMode sync = SyncMode::none);

  /// A sink for a folder that is there, in which nothing is made or removed: write() fails.
  [[nodiscard]] static Result<std::unique_ptr<DirectorySink>> inspect(const std::string& folder,
                                                                      std::span<const std::string> sources);

  ~DirectorySink() override;

  /// What IfExists::keep_older keeps: outputs that were last changed at other times. To be called before the first use;
  /// without it, there were no runs.
  void set_times_of_runs(const TimesOfRuns& times) noexcept { times_ = times; }

  /// Lets what links among the inputs lead to count as sources. At any time, from any thread.
  void protect_links(const FolderListing& inputs) {
    guard_.add_links(inputs);
    if (!inputs.followed().empty()) folders_.forget();
  }

  /// OwnRooms::trouble(). At any time, from any thread.
  [[nodiscard]] std::optional<Error> trouble() const { return own_rooms_.trouble(); }

  /// Whether names that differ only in case are one file here.
  [[nodiscard]] bool ignores_case() const noexcept { return ignores_case_; }

  /// An empty file does not stay: a power failure leaves such of outputs that were not yet on the disk. Errors besides
  /// those of Sink: invalid_argument for a name that check_output_name() refuses, and for what is neither a file nor a
  /// folder.
  [[nodiscard]] Result<bool> keeps(const std::string& name, IfExists if_exists) override;
  /// A link is no such file.
  [[nodiscard]] bool holds(const std::string& name, std::span<const std::uint8_t> bytes) override;
  /// Permissions, group and ACL of the file are as if it had been made in its folder.
  [[nodiscard]] Status write(const std::string& name, std::span<const std::uint8_t> bytes, IfExists if_exists) override;
  /// syncfs(2) of OUT and of mounts below it, which since Linux 5.8 tells of whatever could not be written before.
  [[nodiscard]] Status sync() override;
  /// Errors: no_space and the like if a file of `bytes` cannot be made in the folder.
  [[nodiscard]] Status check_place(std::uint64_t bytes) override;

 private:
  enum class There : std::uint8_t { nothing, stays, goes };

  DirectorySink(std::string folder, FileDescriptor root, std::optional<StateFolder> state,
                std::span<const std::string> sources, SyncMode sync);
  [[nodiscard]] Result<There> look(const OutputFolder& folder, const std::string& name, IfExists if_exists) const;
  [[nodiscard]] bool may_replace(const struct stat& status, IfExists if_exists) const noexcept;
  /// 0, or the errno of what failed.
  [[nodiscard]] int try_write(const OutputFolder& folder, const std::string& name, std::span<const std::uint8_t> bytes,
                              IfExists if_exists);
  void remember_mount(const OutputFolder& folder);

  const std::string folder_;
  const FileDescriptor root_;
  const SyncMode sync_;
  const std::optional<StateFolder> state_;  ///< nothing: for looking only
  const Place place_;
  const std::size_t longest_name_;  ///< in bytes
  const bool ignores_case_;
  SourceGuard guard_;
  OutputFolders folders_;
  OwnRooms own_rooms_;
  TimesOfRuns times_{0, 0};
  std::mutex mutex_;
  std::map<std::uint64_t, FileDescriptor> mounts_;         ///< folders on other file systems than OUT's, by device
  std::vector<std::pair<std::string, std::string>> left_;  ///< temporary files that could not be removed: folder, name
};

}  // namespace tbbimg

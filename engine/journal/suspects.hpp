// Which images were in work when a run died: one of them may have brought it down.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "engine/events/run_recorder.hpp"
#include "engine/files/file_descriptor.hpp"

namespace tbbimg {

/// Keeps a note of each large image in work below OUT/.tbbimg/in-work: made before its pixels are, removed when it has
/// settled, and left there if the process dies in between. Nothing is synced: a process that dies takes nothing of what
/// it has written along. What cannot be noted is done all the same.
class Suspects final : public RunRecorder {
 public:
  /// Smaller images leave no note: they exhaust no machine, and their notes would be noticed (on ext4
  /// a note takes 0.2 ms at most, an image of this need at least 50).
  static constexpr std::uint64_t kNotedFrom = std::uint64_t{64} << 20;

  struct Options {
    std::string output;                         ///< OUT, whose journal is locked
    std::uint64_t noted_from = kNotedFrom;      ///< bytes that an image needs
    std::function<void(std::string_view)> say;  ///< hears of each suspect, in a sentence; from several threads
  };
  explicit Suspects(Options options);
  ~Suspects() override;

  /// Marks what was in work when an earlier run died. May be called from several threads at once.
  void inspect(std::span<SourceItem> items) const;

  void on_admitted(const SourceItem& item, std::uint64_t bytes) override;
  void on_settled(const SettledImage& image) override;

 private:
  [[nodiscard]] static std::string note_of(const SourceItem& item);

  const Options options_;
  FileDescriptor state_folder_;
  std::mutex mutex_;
  FileDescriptor notes_;             ///< the folder; not valid as long as there is none; with mutex_ locked
  std::map<std::string, int> left_;  ///< notes of dead runs, and how many have died; never changes
  std::set<std::string> noted_;      ///< by this run; with mutex_ locked
};

}  // namespace tbbimg

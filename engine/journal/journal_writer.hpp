// Appends lines to a file so that they outlive a kill, and nearly all of them a power failure.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "engine/files/file_descriptor.hpp"
#include "engine/system/thread.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

struct JournalSyncing {
  /// Brings to the disk what the lines so far tell of; lines of type sync say up to where. Without it there are none.
  std::function<Status()> outputs = {};
  /// Called once, from the writer's thread, when that fails or when the journal itself cannot be synced.
  std::function<void(const Error&)> failed = {};
};

/// Each line is one write(); a thread brings them to the disk every second, behind what they tell of. Room is reserved
/// ahead, so that what happens on a full disk can still be told. Lines that cannot be written are kept, up to
/// kMaxPending bytes, and tried again with each one that follows and every second.
class JournalWriter {
 public:
  static constexpr std::size_t kMaxPending = std::size_t{16} << 20;

  /// Makes the file if it is missing; cuts off a last line that is not whole. Errors: those of the system.
  [[nodiscard]] static Result<std::unique_ptr<JournalWriter>> open(const std::string& path,
                                                                   JournalSyncing syncing = {});

  JournalWriter(const JournalWriter&) = delete;
  JournalWriter& operator=(const JournalWriter&) = delete;
  /// close(), whose error nobody hears.
  ~JournalWriter();

  /// A whole line with its line feed. Takes microseconds as long as the disk keeps up. Thread-safe; after close() it
  /// does nothing.
  void append(std::string_view line);

  /// Brings the journal, without what it tells of, to the disk. Errors: those of the system.
  [[nodiscard]] Status sync_lines();

  /// Tries once more what could not be written, syncs, and ends the file with `last`, a line that may be empty and is
  /// left out if anything else has not reached the disk. Errors: of the first failure that left something unwritten or
  /// not synced; write_failed if the file was removed meanwhile.
  [[nodiscard]] Status close(std::string_view last = {});

 private:
  JournalWriter(std::string path, FileDescriptor file, std::uint64_t size, JournalSyncing syncing);
  void reserve_room();
  void write_pending();
  void sync_often();
  void sync();
  void lose(Error error, std::unique_lock<std::mutex>& lock);
  void notice_removal(std::unique_lock<std::mutex>& lock);

  const std::string path_;
  const JournalSyncing syncing_;
  FileDescriptor file_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::uint64_t size_;        ///< of the file
  std::uint64_t whole_size_;  ///< up to the end of its last whole line
  std::uint64_t reserved_;    ///< bytes of the file that have room on the disk
  bool can_reserve_ = true;
  std::string pending_;         ///< what is still to be written
  std::uint64_t lost_ = 0;      ///< lines for which there was no room in pending_
  std::optional<Error> error_;  ///< why the last attempt to write failed, or the first to sync
  bool is_lost_ = false;        ///< something did not reach the disk, and nobody knows what
  bool dirty_ = false;
  bool closing_ = false;
  Thread thread_;
};

}  // namespace tbbimg

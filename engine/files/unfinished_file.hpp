// A file that appears under its name when it is whole, and not before.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "engine/files/file_descriptor.hpp"
#include "engine/files/sync_mode.hpp"
#include "engine/io/if_exists.hpp"

namespace tbbimg {

/// Members that return false leave errno as the system set it.
class UnfinishedFile {
 public:
  /// Creates the file `name` in the open folder `room`, which must stay open; a path, if `room` is AT_FDCWD.
  UnfinishedFile(int room, std::string name) noexcept;
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
  ~UnfinishedFile() { static_cast<void>(discard()); }

  /// False: it could not be created.
  [[nodiscard]] bool valid() const noexcept { return file_.valid(); }
  /// All of its bytes; once. SyncMode::each: they are on the disk afterwards; group: they are written there, and the
  /// file system's own journal may not yet know.
  [[nodiscard]] bool write(std::span<const std::uint8_t> bytes, SyncMode sync = SyncMode::none) noexcept;
  /// Moves it to `name` in the open folder `folder`, or to a path (AT_FDCWD). With IfExists::replace that takes the
  /// place of a file or link that is there, otherwise the call fails with EEXIST. On file systems that know neither
  /// RENAME_NOREPLACE nor hard links, a file that appears within the same microseconds is replaced nevertheless.
  [[nodiscard]] bool publish(int folder, const std::string& name, IfExists if_exists) noexcept;
  /// Removes what is left of it, if anything is.
  [[nodiscard]] bool discard() noexcept;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }

 private:
  int room_;
  std::string name_;
  FileDescriptor file_;
  bool is_left_;  ///< in `room_`, as far as is known: a call that failed may have created it nevertheless
};

}  // namespace tbbimg

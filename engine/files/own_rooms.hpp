// Folders below OUT in which temporary files are made, because OUT/.tbbimg/tmp will not do: noted in OUT/.tbbimg/rooms,
// so that what a run leaves there when it dies is found even if later runs make no file there, or see no need to look.
#pragma once

#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "engine/files/file_descriptor.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Members may be called from several threads.
class OwnRooms {
 public:
  /// `output` is open, outlives it, and is called `path`.
  OwnRooms(int output, std::string path);

  /// Removes dead temporary files from the folders that were noted. The note stays while there may be more of them, or
  /// another process that noted something lives.
  void sweep();

  /// Before a temporary file is made in the folder `relative`. What cannot be noted is tried again with the next file.
  void note(std::string_view relative);

  /// Why the list could not be opened the last time: a link, a FIFO or a folder is in its place, or somebody else's
  /// file. What a run leaves when it dies is then not found by the next.
  [[nodiscard]] std::optional<Error> trouble() const;

 private:
  [[nodiscard]] std::optional<FileDescriptor> open_list(int flags);

  const int output_;
  const std::string path_;
  const std::string list_;
  mutable std::mutex mutex_;
  FileDescriptor file_;  ///< locked (shared) from the first note on
  std::set<std::string, std::less<>> noted_;
  std::optional<Error> trouble_;
};

}  // namespace tbbimg

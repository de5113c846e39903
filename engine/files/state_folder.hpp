// OUT/.tbbimg: what tbbimg keeps below OUT beside the outputs. Whoever may write to OUT may have put links there, and
// another user's run would follow them: nothing in here is reached through one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/files/file_descriptor.hpp"
#include "engine/files/file_id.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

/// Journals, and files that are not whole yet. Never walked as a source.
inline constexpr std::string_view kStateFolder = ".tbbimg";

/// OUT/.tbbimg and the folder of temporary files in it, both open: what is done there is done by their descriptors,
/// so that nothing can be put in their place meanwhile. On the same file system as the outputs, and not among them.
class StateFolder {
 public:
  /// Makes what is missing in the open folder `output`, which messages call `path`.
  /// Errors: invalid_argument if one of the two is a link or no folder; those of the system.
  [[nodiscard]] static Result<StateFolder> make(int output, const std::string& path);

  [[nodiscard]] int temporaries() const noexcept { return temporaries_.get(); }
  /// Removes it if nothing is in it.
  void leave(int output) const noexcept;

 private:
  FileDescriptor folder_;
  FileDescriptor temporaries_;
};

/// Whether OUT/.tbbimg and what is for temporary files in it are folders, or not there. Errors: as StateFolder::make().
[[nodiscard]] Status check_state_folder(const std::string& output);

/// Opens a file in OUT/.tbbimg with the flags of open(2). No link is followed, and nothing blocks.
/// Errors: invalid_argument if it is a link, no regular file or one with two names; else those of the system, behind
/// `what`.
[[nodiscard]] Result<FileDescriptor> open_state_file(const std::string& path, int flags, std::string_view what);

}  // namespace tbbimg

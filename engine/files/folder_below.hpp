// Folders on the way to an output.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/files/file_descriptor.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

enum class IfMissing : std::uint8_t { fail, make };

/// Opens (O_PATH) the folder `relative` below the open folder `root`, which messages call `root_path`. No link on the
/// way is followed: it might lead anywhere. One that is a mount point is entered. Errors: not_found; invalid_argument
/// if a link or a file is in the way, with its path; those of the system.
[[nodiscard]] Result<FileDescriptor> open_folder_below(int root, const std::string& root_path,
                                                       std::string_view relative, IfMissing if_missing);

}  // namespace tbbimg

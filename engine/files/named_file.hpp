// Files that somebody names to be written, such as reports and logs: regular ones alone, whoever asks. Devices, pipes,
// sockets and folders are refused, so that root replaces no node of /dev and nobody waits for a reader.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "codecs/registry.hpp"
#include "engine/files/file_descriptor.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg {

// The errors have the path and Stage::write. A link stands for the file that it leads to, and is refused if it leads
// nowhere.

enum class NamedFileUse : std::uint8_t { replace, append };

/// Whether the file may be written, as far as looking tells: it is regular, or not there yet; and the folder that it is
/// in, or that the missing ones will be made in, may be written to, unless a file is appended to that is there.
/// Errors: unsupported; permission_denied and the like.
[[nodiscard]] Status check_named_file(const std::string& path, NamedFileUse use);

/// Whether what is there is no image, whatever it is called and whatever link leads to it: reports, logs, figures and
/// pages replace none. Errors: invalid_argument.
[[nodiscard]] Status check_no_image(const std::string& path, const CodecRegistry& codecs);

/// Whether a file can be made beside it: makes the folders that are missing, and one that is removed again.
/// Errors: those of check_named_file() and write_file_atomically().
[[nodiscard]] Status try_named_file(const std::string& path);

/// Makes or replaces the file, whole or not at all, after check_named_file(). A link stays.
/// Errors: those of check_named_file() and write_file_atomically().
[[nodiscard]] Status replace_named_file(const std::string& path, std::span<const std::uint8_t> bytes);

/// The file, open for appending; it and its folders are made if they are missing. Errors: as try_named_file().
[[nodiscard]] Result<FileDescriptor> append_to_named_file(const std::string& path);

}  // namespace tbbimg

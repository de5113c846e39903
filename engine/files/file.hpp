// Whole files in, whole files out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "codecs/registry.hpp"
#include "engine/io/if_exists.hpp"
#include "engine/io/source.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/buffer_pool.hpp"

namespace tbbimg {

/// All bytes of a regular file (or of what a link leads to). Blocks. The error has the path and Stage::read.
/// Errors: not_found, permission_denied, read_failed, limit_exceeded (more than `max_bytes`), unsupported (not a
/// regular file), out_of_memory.
[[nodiscard]] Result<Buffer> read_file(const std::string& path, std::uint64_t max_bytes, const BufferPool& pool);

/// Where the picture in a file ends, if that is within the bytes given, which are its first ones.
using PictureEnd = std::function<std::optional<std::size_t>(std::span<const std::uint8_t>)>;

/// The same of a file of pictures, without what lies behind the picture if the file is larger than kLargeFile: cameras
/// append films, and a full disk the rest of another file. A file of more than `max_bytes` is read if its picture ends
/// well before.
inline constexpr std::size_t kLargeFile = std::size_t{64} << 20;
[[nodiscard]] Result<Buffer> read_picture(const std::string& path, std::uint64_t max_bytes, const BufferPool& pool,
                                          const PictureEnd& picture_end);

/// As a Source gives it: in parts if it has kInPartsFrom bytes or more and a decoder reads it so, or as read_picture()
/// gives it, of a file that is opened once. Blocks. Errors: as read_file().
[[nodiscard]] Result<SourceData> read_source(const std::string& path, const ReadOptions& options);

/// As the decoders know it, which must outlive the function.
[[nodiscard]] PictureEnd picture_end_by(const CodecRegistry& codecs);

/// Up to `count` bytes from the start of a regular file; errors as read_file().
[[nodiscard]] Result<std::string> read_head(const std::string& path, std::size_t count);

/// Whether read_file() could open it: for libraries that open a path themselves, and would wait for a pipe's writer.
[[nodiscard]] Status check_regular_file(const std::string& path);

/// Writes a file that appears whole or not at all: into a temporary file beside it, then renamed. Folders that are
/// missing are made. With IfExists::keep a file that is there stays and the call fails with already_exists, whoever
/// made it and when; keep_older is keep here. Blocks. The error has the path and Stage::write; the temporary file is
/// gone then. Errors: no_space, permission_denied, already_exists, write_failed.
[[nodiscard]] Status write_file_atomically(const std::string& path, std::span<const std::uint8_t> bytes,
                                           IfExists if_exists);

/// Makes the folders that a file lies in, where they are missing. The error has the path and Stage::write.
[[nodiscard]] Status make_folder_of(const std::string& path);

/// Whether a file of `bytes` could be made in the open folder `folder` now; none is left there. Blocks.
/// The error has `path` and Stage::write. Errors: no_space, permission_denied, write_failed.
[[nodiscard]] Status check_room(int folder, const std::string& path, std::uint64_t bytes);

}  // namespace tbbimg

// Directories as TIFF has them (TIFF 6.0, section 2), behind the headers of several makers. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "codecs/detail/file_bytes.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::detail {

[[nodiscard]] tl::unexpected<Error> raw_cut_short();
[[nodiscard]] tl::unexpected<Error> raw_damaged(const std::string& what);

struct RawEntry {
  std::uint16_t tag = 0;
  std::uint16_t type = 0;
  std::uint32_t count = 0;
  std::uint64_t at = 0;  ///< of the first value, from the beginning of the file
};

struct RawDirectory {
  std::vector<RawEntry> entries;
  std::uint64_t next = 0;  ///< from the beginning of the file; 0: this is the last one

  [[nodiscard]] const RawEntry* find(std::uint16_t tag) const noexcept;
};

/// Refers to the file.
class RawDirectories {
 public:
  /// `base`: where offsets count from.
  RawDirectories(FileBytes& file, std::uint64_t base, bool big_endian) noexcept
      : file_(file), base_(base), big_endian_(big_endian) {}

  /// Of up to 8 bytes, `offset` from the beginning of the file; nothing where the file does not hold them.
  [[nodiscard]] std::optional<std::uint64_t> number(std::uint64_t offset, std::size_t bytes) const noexcept;
  /// An offset that is stored there, from the beginning of the file.
  [[nodiscard]] std::optional<std::uint64_t> offset_at(std::uint64_t offset) const noexcept;

  /// The entry at `at`, whose values lie where they may.
  [[nodiscard]] std::optional<RawEntry> entry(std::uint64_t at) const noexcept;
  /// Value `index` of an entry of whole numbers; nothing where there is none, or none in the file.
  [[nodiscard]] std::optional<std::uint64_t> value(const RawEntry& entry, std::uint32_t index = 0) const noexcept;
  [[nodiscard]] std::uint64_t value_of(const RawDirectory& directory, std::uint16_t tag,
                                       std::uint64_t otherwise) const noexcept;

  /// Errors: corrupt_data (it goes on behind the end; it has more entries than any camera writes).
  [[nodiscard]] Result<RawDirectory> read(std::uint64_t offset) const;

 private:
  FileBytes& file_;
  std::uint64_t base_;
  bool big_endian_;
};

/// Whether a file that starts so, as a TIFF does, is a RAW photograph by its first directory.
[[nodiscard]] bool is_raw_tiff(std::span<const std::uint8_t> head) noexcept;

}  // namespace tbbimg::detail

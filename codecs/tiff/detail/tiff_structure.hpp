// The directories of a TIFF, read without libtiff: where its pages are, and metadata, which need no allocation. Not for
// users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "codecs/detail/file_bytes.hpp"
#include "codecs/metadata/exif.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::detail {

struct TiffPage {
  std::uint64_t directory = 0;   ///< its offset
  int pages = 0;                 ///< of the file
  bool chain_is_broken = false;  ///< the last page refers to one that is not there, or to one of those before
};

struct TiffEntry {
  std::uint16_t type = 0;
  std::uint64_t count = 0;
  std::uint64_t offset = 0;  ///< of the value
  std::uint64_t bytes = 0;   ///< of the value; 0 for types that nobody knows
};

/// Refers to the file's bytes, which begin with a TIFF's signature.
class TiffStructure {
 public:
  explicit TiffStructure(FileBytes& file) noexcept;

  /// Errors: invalid_argument (no such page), corrupt_data (its directory, or one before, lies behind the end).
  [[nodiscard]] Result<TiffPage> find_page(int page) const;

  [[nodiscard]] std::optional<TiffEntry> find(std::uint64_t directory, std::uint16_t tag) const noexcept;
  /// Whether the bytes of a value lie in the file.
  [[nodiscard]] bool holds(const TiffEntry& entry) const noexcept { return file_.holds(entry.offset, entry.bytes); }
  /// The first bytes of a value, `most` of them; empty if holds() is false.
  [[nodiscard]] std::vector<std::uint8_t> value(const TiffEntry& entry, std::size_t most) const;

  /// Whether the values of all tags that libtiff needs for the pixels lie in the file.
  [[nodiscard]] bool is_whole(std::uint64_t directory) const noexcept;

  /// What a directory says of its picture as EXIF does; the orientation is left out.
  [[nodiscard]] Exif exif(std::uint64_t directory) const;

 private:
  [[nodiscard]] std::optional<std::uint64_t> number(std::uint64_t offset, std::size_t bytes) const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> first_entry(std::uint64_t directory, std::uint64_t& count) const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> first_directory() const noexcept;
  [[nodiscard]] int pages_of_circle(std::uint64_t length) const noexcept;
  [[nodiscard]] std::optional<std::uint64_t> next_directory(std::uint64_t directory) const noexcept;
  [[nodiscard]] TiffEntry entry_at(std::uint64_t offset) const noexcept;

  FileBytes& file_;
  bool is_big_endian_ = false;
  bool is_big_tiff_ = false;
};

/// "the TIFF is cut short ..."
[[nodiscard]] tl::unexpected<Error> tiff_cut_short();

}  // namespace tbbimg::detail

// Where a RAW photograph's previews are, and what it says of itself. Not for users.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "codecs/detail/file_bytes.hpp"
#include "kernels/core/error.hpp"
#include "kernels/geometry/orient.hpp"

namespace tbbimg::detail {

/// A JPEG within the file, all of which is there.
struct RawPreview {
  std::uint64_t offset = 0;
  std::uint64_t bytes = 0;  ///< 0: there is no preview
  Size size;
};

class RawFacts {
 public:
  explicit RawFacts(FileBytes& file) noexcept : file_(file) {}

  /// The one with most pixels.
  [[nodiscard]] const RawPreview& preview() const noexcept { return preview_; }
  /// Of the photograph, stored orientation; that of the preview if nothing larger is told.
  [[nodiscard]] Size full_size() const noexcept { return full_size_; }

  std::optional<Orientation> orientation;
  std::vector<std::uint8_t> exif;  ///< a TIFF structure, possibly cut off; empty: there is none but the preview's

  /// Bytes that are a JPEG, or something else, which is passed over. Errors: corrupt_data (they lie behind the end).
  [[nodiscard]] Status add_preview(std::uint64_t offset, std::uint64_t bytes);
  /// What the file claims to have. Errors: corrupt_data (it has not).
  [[nodiscard]] Status check_range(std::uint64_t offset, std::uint64_t bytes) const;
  void add_size(std::uint64_t width, std::uint64_t height) noexcept;
  void set_orientation(std::uint64_t stored) noexcept;

 private:
  FileBytes& file_;
  RawPreview preview_;
  Size full_size_;
};

/// Errors: corrupt_data; those of the file.
[[nodiscard]] Result<RawFacts> read_raw_facts(FileBytes& file);

/// Of CR3 files. Errors: as read_raw_facts().
[[nodiscard]] Status read_raw_boxes(FileBytes& file, RawFacts& facts);
/// Of a TIFF structure from `base` on, which is the whole file but for one within boxes. Errors: as read_raw_facts().
[[nodiscard]] Status read_raw_directories(FileBytes& file, RawFacts& facts);
/// Previews of Olympus, whose maker's note of `bytes` is at `offset`: what cannot be read is passed over, but for what
/// lies behind the end. Errors: as read_raw_facts().
[[nodiscard]] Status read_olympus_note(FileBytes& file, std::uint64_t offset, std::uint64_t bytes, RawFacts& facts);

}  // namespace tbbimg::detail

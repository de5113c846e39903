// The metadata in the segments before a JPEG's first scan. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace tbbimg::detail {

/// JPEG marker codes (ITU-T T.81, table B.1), the byte behind 0xFF.
enum class JpegMarker : std::uint8_t {
  tem = 0x01,
  rst0 = 0xD0,
  rst7 = 0xD7,
  soi = 0xD8,
  eoi = 0xD9,
  sos = 0xDA,
  app0 = 0xE0,
  app1 = 0xE1,
  app2 = 0xE2,
  app14 = 0xEE,
  app15 = 0xEF,
  com = 0xFE,
};

/// A marker found in a file. `payload` is what follows the length, empty for markers that stand alone.
struct JpegSegment {
  JpegMarker marker;
  std::size_t begin = 0;  ///< offset of the 0xFF that precedes the marker, fill bytes included
  std::size_t end = 0;    ///< offset behind the payload
  std::span<const std::uint8_t> payload;
};

/// The next marker at or behind `offset`, skipping entropy-coded data (with its stuffed zeros and restart markers) and
/// stray bytes as libjpeg does; nothing if the file ends before it, or within its segment.
[[nodiscard]] std::optional<JpegSegment> next_jpeg_segment(std::span<const std::uint8_t> file,
                                                           std::size_t offset) noexcept;

/// Behind the end marker of the first picture, if it is in `file`.
[[nodiscard]] std::optional<std::size_t> jpeg_end(std::span<const std::uint8_t> file) noexcept;

/// The file up to its last scan, if there is one before; otherwise all.
[[nodiscard]] std::span<const std::uint8_t> without_last_jpeg_scan(std::span<const std::uint8_t> file) noexcept;

/// Of files that libjpeg does not read although they are whole, in which way they are unlike others, as a sentence;
/// empty if that cannot be told.
[[nodiscard]] std::string_view unusual_jpeg(std::span<const std::uint8_t> file) noexcept;

/// Whether a segment says what the pixels mean: all but comments and those APPn that are neither JFIF, Adobe nor a
/// piece of an ICC profile.
[[nodiscard]] bool says_what_pixels_mean(const JpegSegment& segment) noexcept;

/// Whether the JFIF segment holds a small picture, as few do.
[[nodiscard]] bool has_jfif_thumbnail(std::span<const std::uint8_t> file) noexcept;

/// The EXIF block ("Exif\0\0" and on); empty if there is none.
[[nodiscard]] std::span<const std::uint8_t> jpeg_exif(std::span<const std::uint8_t> file) noexcept;

/// The pieces of the ICC profile in their order (ICC.1:2010, B.4); empty if there is none or a piece is missing.
[[nodiscard]] std::vector<std::span<const std::uint8_t>> jpeg_icc_pieces(std::span<const std::uint8_t> file);

/// Whether there are pieces of a profile that do not make one.
[[nodiscard]] bool has_damaged_profile(std::span<const std::uint8_t> file);

/// The pieces put together; null if there are none.
[[nodiscard]] std::shared_ptr<const std::vector<std::uint8_t>> jpeg_icc_profile(std::span<const std::uint8_t> file);

}  // namespace tbbimg::detail

// What the chunks of an animated PNG say (PNG specification, third edition, 11.3.6). Not for users.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "codecs/png/detail/chunks.hpp"
#include "kernels/image/image_view.hpp"

namespace tbbimg::detail {

enum class ApngDisposal : std::uint8_t { keep, background, previous };

struct ApngFrame {
  Rectangle area;  ///< of the canvas
  std::chrono::milliseconds duration{0};
  ApngDisposal disposal = ApngDisposal::keep;  ///< of its area, once it has been seen
  bool blends = false;                         ///< is laid over what is there instead of replacing it
  std::size_t end = 0;                         ///< offset behind its header, in front of its data
};

/// What a file says of its animation up to its end, or up to where it is cut.
struct ApngSummary {
  int frames = 0;  ///< below 2: no animation
  int loops = 0;
  bool is_broken =
      false;  ///< there is one, of which frames are missing or out of order: the still picture alone is whole
  bool uncovers = false;  ///< some frame leaves a part of the canvas empty, or empties it
};

[[nodiscard]] ApngSummary summarize_apng(std::span<const std::uint8_t> file, Size canvas) noexcept;

/// The first frame header that begins at `offset` or behind it; nothing if there is none.
[[nodiscard]] std::optional<ApngFrame> find_apng_frame(std::span<const std::uint8_t> file, std::size_t offset) noexcept;

/// The picture for those who show one alone: the first frame, or one of its own that covers the canvas.
[[nodiscard]] ApngFrame still_of_apng(std::span<const std::uint8_t> file, Size canvas) noexcept;

/// Length, type, data, CRC.
void put_png_chunk(std::vector<std::uint8_t>& to, std::string_view type, std::span<const std::uint8_t> data);

/// As PNG stores numbers.
void put_big_endian(std::vector<std::uint8_t>& to, std::uint32_t value, int bytes);

/// Whether a chunk's bytes are those that its CRC was made of.
[[nodiscard]] bool has_true_crc(std::span<const std::uint8_t> file, const PngChunk& chunk) noexcept;

}  // namespace tbbimg::detail

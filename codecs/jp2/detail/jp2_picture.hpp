// Which components of a JPEG 2000 are which colours of its picture. Not for users.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "codecs/image_info.hpp"
#include "codecs/jp2/detail/jp2_boxes.hpp"
#include "codecs/jp2/detail/jp2_codestream.hpp"
#include "kernels/core/error.hpp"

namespace tbbimg::detail {

struct Jp2Picture {
  Jp2Boxes boxes;
  Jp2Codestream stream;
  Size size;                         ///< in steps of the finest component
  std::vector<Jp2Channel> channels;  ///< as pixels have them: gray or red, green, blue, then alpha
  int left_out = 0;                  ///< of what is stored for a pixel, that is in no channel
  bool alpha = false;
  bool premultiplied = false;
  bool sycc = false;  ///< the first three channels are luma and chroma of BT.601

  /// Of a channel's values, be they samples or of the palette.
  [[nodiscard]] int bits_of(const Jp2Channel& channel) const noexcept;
  [[nodiscard]] ImageInfo describe() const;
};

/// Reads the header. Errors: corrupt_data, unsupported, limit_exceeded.
[[nodiscard]] Result<Jp2Picture> read_jp2_picture(std::span<const std::uint8_t> file);

/// The size after so many halvings.
[[nodiscard]] Size halved_jp2(Size size, int halvings) noexcept;
/// How often the size may be halved to stay at least as large as asked.
[[nodiscard]] int jp2_halvings(const ImageInfo& info, Size at_least) noexcept;

}  // namespace tbbimg::detail

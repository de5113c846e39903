// libjxl's decoder, fed with a codestream piece by piece. Not for users.
#pragma once

#include <jxl/decode.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "codecs/jxl/detail/jxl_boxes.hpp"
#include "codecs/jxl/detail/jxl_frames.hpp"

namespace tbbimg::detail {

struct DeleteJxlDecoder {
  void operator()(::JxlDecoder* decoder) const noexcept { JxlDecoderDestroy(decoder); }
};
using JxlHandle = std::unique_ptr<::JxlDecoder, DeleteJxlDecoder>;

/// Refers to what it was made of.
class JxlFeed {
 public:
  /// Hands out the codestream up to the next of `resting`, all of which lie in order.
  JxlFeed(const JxlBoxes& boxes, std::span<const std::size_t> resting) noexcept : boxes_(boxes), resting_(resting) {}

  /// Makes libjxl go on until it has something to say. Errors: corrupt_data, cancelled.
  [[nodiscard]] Result<JxlDecoderStatus> process(::JxlDecoder& decoder, const std::stop_token& stop);

  /// Of what libjxl has taken.
  [[nodiscard]] std::size_t position() const noexcept { return position_; }
  /// Gives back what libjxl did not take.
  void release(::JxlDecoder& decoder) noexcept;

 private:
  [[nodiscard]] std::span<const std::uint8_t> next() noexcept;

  const JxlBoxes& boxes_;
  std::span<const std::size_t> resting_;
  std::size_t piece_ = 0;
  std::size_t at_ = 0;  // within the piece
  std::size_t position_ = 0;
  std::size_t given_ = 0;
};

struct JxlHeader {
  JxlBasicInfo basic = {};  ///< sides as stored
  JxlStreamHeader stream;
  std::vector<std::uint8_t> profile;  ///< of the pixels that libjxl gives; empty: sRGB
};

/// Up to the first frame. Errors: corrupt_data, unsupported, out_of_memory.
[[nodiscard]] Result<JxlHeader> read_jxl_header(const JxlBoxes& boxes);

/// Asks for colours that 8 bits can hold, where libjxl has a choice. At its event "colour encoding" only.
void choose_jxl_colors(::JxlDecoder& decoder, const JxlBasicInfo& basic) noexcept;

/// The TIFF structure of the EXIF data; empty if there is none, or none that can be read.
[[nodiscard]] std::vector<std::uint8_t> read_jxl_exif(const JxlBoxes& boxes);

}  // namespace tbbimg::detail

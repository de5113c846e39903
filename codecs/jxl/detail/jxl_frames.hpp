// The frames of a JPEG XL codestream, found by their headers (ISO/IEC 18181-1, annex F). libjxl tells nothing of frames
// that are not shown, of which a small file can ask for ones of any size. Not for users.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "codecs/jxl/detail/jxl_boxes.hpp"
#include "kernels/core/error.hpp"
#include "kernels/image/image.hpp"

namespace tbbimg::detail {

/// What frame headers depend on.
struct JxlStreamHeader {
  Size canvas;   ///< as stored
  Size preview;  ///< empty: none
  bool xyb = false;
  bool animated = false;
  bool time_codes = false;
  std::vector<std::uint32_t> extra_channel_shifts;  ///< of each channel beside the colours
  std::size_t frames_begin = 0;                     ///< in the codestream
};

struct JxlFrames {
  int shown = 0;
  bool whole = false;        ///< up to the last byte of the last frame
  bool progressive = false;  ///< the first frame that is shown is stored in passes
  bool lossless = false;     ///< that frame is stored as samples in the picture's own colours
  bool demanding = false;    ///< of memory: large frames are kept for later ones, or all coefficients of one are
  bool end_known = false;
  std::size_t end = 0;               ///< of the last frame, in the codestream
  std::vector<std::size_t> resting;  ///< where a decoder that has all before it keeps no byte, some distance apart
};

/// Of a frame's planes, rows padded as libjxl pads them.
[[nodiscard]] std::uint64_t jxl_padded_pixels(Size size) noexcept;

/// Walks from header to header as far as the codestream goes. Errors: corrupt_data, limit_exceeded (a frame that is
/// larger than the canvas, or frames to be kept that are together larger than two of it), unsupported.
[[nodiscard]] Result<JxlFrames> find_jxl_frames(const JxlBoxes& boxes, const JxlStreamHeader& header);

}  // namespace tbbimg::detail

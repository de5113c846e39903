// One frame's header (ISO/IEC 18181-1, F.2) and the lengths of its sections (F.3). Not for users.
#pragma once

#include <cstdint>

#include "codecs/jxl/detail/jxl_bits.hpp"
#include "codecs/jxl/detail/jxl_frames.hpp"

namespace tbbimg::detail {

enum class JxlFrameType : std::uint8_t { regular, low_frequency, reference_only, skip_progressive };

struct JxlFrameHeader {
  JxlFrameType type = JxlFrameType::regular;
  bool modular = false;
  bool last = true;
  std::uint32_t duration = 0;  ///< in ticks
  std::uint32_t passes = 1;
  std::uint32_t kept_as = 0;
  Size size;  ///< as it is shown, or kept
  std::uint64_t sections = 1;
  bool large_groups = false;  ///< of 1024 x 1024 pixels

  [[nodiscard]] bool shown() const noexcept { return last || duration > 0; }
  /// By frames behind it that are drawn on it or take patches from it.
  [[nodiscard]] bool referable() const noexcept {
    return !last && type != JxlFrameType::low_frequency && (duration == 0 || kept_as != 0);
  }
};

/// What it gives means nothing if `bits` are over afterwards. Errors: corrupt_data.
[[nodiscard]] Result<JxlFrameHeader> read_jxl_frame_header(JxlBits& bits, const JxlStreamHeader& stream, Size canvas);

}  // namespace tbbimg::detail

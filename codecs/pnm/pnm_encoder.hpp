// Pixels to PNM.
#pragma once

#include "codecs/encoder.hpp"
#include "codecs/pnm/pnm_format.hpp"

namespace tbbimg {

/// Writes PGM and PPM, and PAM of what has alpha, each in the depth that it gets.
class PnmEncoder final : public Encoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kPnmFormat; }
  [[nodiscard]] bool accepts(PixelFormat format) const noexcept override;
  [[nodiscard]] bool is_lossless(const EncoderSettings& settings) const noexcept override;
  [[nodiscard]] int max_side() const noexcept override;
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& shape,
                                          const EncodeOptions& options) const noexcept override;
  [[nodiscard]] Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const override;
};

}  // namespace tbbimg

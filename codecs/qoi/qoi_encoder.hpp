// Pixels to QOI.
#pragma once

#include "codecs/encoder.hpp"
#include "codecs/qoi/qoi_format.hpp"

namespace tbbimg {

class QoiEncoder final : public Encoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kQoiFormat; }
  [[nodiscard]] bool accepts(PixelFormat format) const noexcept override;
  [[nodiscard]] bool is_lossless(const EncoderSettings& settings) const noexcept override;
  [[nodiscard]] int max_side() const noexcept override;
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& shape,
                                          const EncodeOptions& options) const noexcept override;
  [[nodiscard]] Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const override;
};

}  // namespace tbbimg

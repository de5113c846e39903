// Pixels to BMP.
#pragma once

#include "codecs/bmp/bmp_format.hpp"
#include "codecs/encoder.hpp"

namespace tbbimg {

class BmpEncoder final : public Encoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kBmpFormat; }
  [[nodiscard]] bool accepts(PixelFormat format) const noexcept override;
  [[nodiscard]] bool is_lossless(const EncoderSettings& settings) const noexcept override;
  [[nodiscard]] int max_side() const noexcept override;
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& shape,
                                          const EncodeOptions& options) const noexcept override;
  [[nodiscard]] Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const override;
};

}  // namespace tbbimg

// Pixels to TIFF.
#pragma once

#include "codecs/encoder.hpp"
#include "codecs/tiff/tiff_format.hpp"

namespace tbbimg {

/// Writes little-endian files of one page, BigTIFF where 4 GiB might not do.
class TiffEncoder final : public Encoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kTiffFormat; }
  [[nodiscard]] bool accepts(PixelFormat format) const noexcept override;
  [[nodiscard]] std::span<const EncoderOption> options() const noexcept override;
  [[nodiscard]] bool is_lossless(const EncoderSettings& settings) const noexcept override;
  [[nodiscard]] int max_side() const noexcept override;
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& shape,
                                          const EncodeOptions& options) const noexcept override;
  [[nodiscard]] Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const override;
};

}  // namespace tbbimg

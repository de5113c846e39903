// Pixels to AVIF.
#pragma once

#include "codecs/encoder.hpp"
#include "codecs/heif/heif_format.hpp"

namespace tbbimg {

/// Samples of 16 bits are stored with 12, or as many as the option "bits" says.
class AvifEncoder final : public Encoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kAvifFormat; }
  [[nodiscard]] bool accepts(PixelFormat /*format*/) const noexcept override { return true; }
  [[nodiscard]] std::span<const EncoderOption> options() const noexcept override;
  [[nodiscard]] bool is_lossless(const EncoderSettings& settings) const noexcept override;
  [[nodiscard]] int bits_held(const EncoderSettings& settings) const noexcept override;
  [[nodiscard]] int max_side() const noexcept override;
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& shape,
                                          const EncodeOptions& options) const noexcept override;
  /// Between its beginning and its end, libaom cannot be stopped.
  [[nodiscard]] Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const override;
};

}  // namespace tbbimg

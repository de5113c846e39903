// Pixels to PNG.
#pragma once

#include "codecs/encoder.hpp"
#include "codecs/png/png_format.hpp"

namespace tbbimg {

class PngEncoder final : public Encoder {
 public:
  [[nodiscard]] const FormatInfo& format() const noexcept override { return kPngFormat; }
  [[nodiscard]] bool accepts(PixelFormat format) const noexcept override;
  [[nodiscard]] std::span<const EncoderOption> options() const noexcept override;
  [[nodiscard]] bool is_lossless(const EncoderSettings& settings) const noexcept override;
  [[nodiscard]] bool has_quality(const EncoderSettings& /*settings*/) const noexcept override { return false; }
  /// A palette's colours have 8.
  [[nodiscard]] int bits_held(const EncoderSettings& settings) const noexcept override {
    return is_lossless(settings) ? 16 : 8;
  }
  [[nodiscard]] bool holds_animations(const EncoderSettings& /*settings*/) const noexcept override { return true; }
  [[nodiscard]] int max_side() const noexcept override;
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& shape,
                                          const EncodeOptions& options) const noexcept override;
  [[nodiscard]] Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const override;
  [[nodiscard]] std::size_t animation_scratch_bytes(const ImageShape& shape,
                                                    const EncodeOptions& options) const noexcept override;

 private:
  [[nodiscard]] Result<std::unique_ptr<ImageWriter>> open_animation(const ImageShape& shape, int loops,
                                                                    const EncodeOptions& options) const override;
};

}  // namespace tbbimg

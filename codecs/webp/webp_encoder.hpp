// Pixels to WebP.
#pragma once

#include "codecs/encoder.hpp"

namespace tbbimg {

class WebpEncoder final : public Encoder {
 public:
  [[nodiscard]] std::string_view name() const noexcept override { return "webp"; }
  [[nodiscard]] std::string_view extension() const noexcept override { return "webp"; }
  [[nodiscard]] bool accepts(PixelFormat format) const noexcept override;
  [[nodiscard]] std::span<const EncoderOption> options() const noexcept override;
  [[nodiscard]] bool is_lossless(const EncoderSettings& settings) const noexcept override;
  [[nodiscard]] int max_side() const noexcept override;
  [[nodiscard]] std::size_t scratch_bytes(const ImageShape& shape,
                                          const EncodeOptions& options) const noexcept override;
  [[nodiscard]] Result<Buffer> encode(ConstImageView image, const EncodeOptions& options) const override;
};

}  // namespace tbbimg
